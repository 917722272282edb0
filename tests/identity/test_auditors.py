"""An auditor sees everything and changes nothing, and has a role that provisioning does not give."""

from typing import Any

import pytest

from tests.identity.signing_in import sign_in


@pytest.fixture
async def auditor(api: Any, api_of: Any, identity: Any, customer: Any) -> Any:
    """A person whom the owner made an auditor."""
    user = await api.user("auditor")
    made = await api.mutate("userRoleUpdate", id=user["id"], role="AUDITOR")
    assert (made["__typename"], made["role"]) == ("User", "AUDITOR")
    return api_of(await sign_in(identity, customer, "auditor"))


async def test_an_auditor_sees_people_and_what_was_done(api: Any, auditor: Any) -> None:
    await api.user("ada")
    assert (await auditor.query("users", "{ totalCount }", search="ada")) == {"totalCount": 1}
    assert (await auditor.query("auditEntries", "{ totalCount }"))["totalCount"] > 0
    assert (await auditor.query("directoryCounts", "{ users }")) == {"users": 3}


async def test_an_auditor_and_their_tokens_change_nothing(api: Any, api_of: Any, auditor: Any) -> None:
    user = await api.user("ada")
    token = await auditor.mutate("personalTokenCreate", input={"name": "script"})
    for acting in (auditor, api_of(token["secret"])):
        for field, arguments in (
            ("userUpdate", {"changes": {"displayName": "x"}}),
            ("userLock", {"reason": "x"}),
            ("userSessionsEnd", {}),
            ("userDelete", {}),
            ("userRoleUpdate", {"role": "OWNER"}),
        ):
            refused = await acting.mutate(field, id=user["id"], **arguments)
            assert refused["__typename"] == "PermissionDenied", field
    assert (await api.query("user", id=user["id"]))["version"] == user["version"]


async def test_whoever_becomes_an_auditor_or_ceases_to_be_one_starts_with_what_they_may_now(
    api: Any, auditor: Any
) -> None:
    person = (await auditor.query("viewer", "{ user { id } }"))["user"]
    await api.mutate("userRoleUpdate", id=person["id"], role="ADMIN")
    assert (await auditor.query("viewer", "{ role }")) == {"role": "ADMIN"}
    await api.mutate("userRoleUpdate", id=person["id"], role="AUDITOR")
    assert (await auditor.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
