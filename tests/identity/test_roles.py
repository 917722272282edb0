"""What identity promises about roles."""

import asyncio
from typing import Any

import pytest

from tests.identity.conftest import Api
from tests.identity.signing_in import sign_in

NOBODY = "00000000-0000-4000-8000-000000000000"


async def give(api: Api, user: dict[str, Any] | str, role: str) -> dict[str, Any]:
    id_ = user if isinstance(user, str) else user["id"]
    answer: dict[str, Any] = await api.mutate("userRoleUpdate", id=id_, role=role)
    return answer


async def role_of(person: Api) -> str:
    role: str = (await person.query("viewer", "{ role user { role } }"))["role"]
    return role


async def test_an_owner_gives_a_role_that_holds_from_the_next_request_on(api: Api, api_of: Any, customer: Any) -> None:
    user = await api.user("ada")
    ada = api_of(await customer.session_of("ada"))
    for role in ("ADMIN", "OWNER"):
        assert (await give(api, user, role))["role"] == role
        assert await role_of(ada) == role
    assert (await api.query("user", "{ role }", id=user["id"])) == {"role": "OWNER"}
    changes = [entry["changes"] for entry in await api.audit(user) if entry["action"] == "userRoleUpdate"]
    assert changes == [
        [{"field": "role", "before": "ADMIN", "after": "OWNER"}],
        [{"field": "role", "before": "MEMBER", "after": "ADMIN"}],
    ]


@pytest.mark.parametrize(("before", "after"), [("OWNER", "ADMIN"), ("OWNER", "MEMBER"), ("ADMIN", "MEMBER")])
async def test_a_lesser_role_ends_sessions_and_personal_tokens_at_once(
    api: Api, api_of: Any, customer: Any, before: str, after: str
) -> None:
    user = await api.user("ada")
    await give(api, user, before)
    ada = api_of(await sign_in(api.identity, customer, "ada"))
    token = await ada.mutate("personalTokenCreate", input={"name": "cli"})
    assert (await give(api, user, after))["role"] == after
    for caller in (ada, api_of(token["secret"])):
        response = await caller.response("{ viewer { label } }")
        assert response["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    changes = {change["field"]: change["before"] for change in (await api.audit(user))[0]["changes"]}
    assert (len(changes["sessions.ended"]), len(changes["personalTokens.ended"])) == (1, 1)
    assert await role_of(api_of(await customer.session_of("ada"))) == after


async def test_the_role_somebody_has_already_changes_nothing(api: Api, dump: Any, customer: Any) -> None:
    user = await api.user("ada")
    before = await dump(customer.id)
    assert (await give(api, user, "MEMBER"))["__typename"] == "User"
    assert (await give(api, customer.owner_id, "OWNER"))["__typename"] == "User"
    assert await dump(customer.id) == before


async def test_only_an_owner_gives_roles_and_only_to_people_of_their_own(
    api: Api, api_of: Any, scim: Api, other_api: Api, customer: Any
) -> None:
    user = await api.user("ada")
    await give(api, user, "ADMIN")
    admin = api_of(await customer.session_of("ada"))
    for caller in (admin, scim):
        assert (await give(caller, user, "OWNER"))["__typename"] == "PermissionDenied"
    assert (await give(other_api, user, "OWNER"))["__typename"] == "NotFound"
    for nobody in (NOBODY, "x"):
        assert (await give(api, nobody, "OWNER"))["__typename"] == "NotFound"


async def test_the_last_owner_cannot_step_down(api: Api, customer: Any, dump: Any) -> None:
    before = await dump(customer.id)
    for role in ("ADMIN", "MEMBER"):
        refused = await give(api, customer.owner_id, role)
        assert refused["__typename"] == "LastOwner"
        assert "First make another person an owner" in refused["message"]
    assert await dump(customer.id) == before


async def test_of_two_owners_who_take_each_others_role_at_once_one_stays(
    api: Api, api_of: Any, customer: Any, sql: Any
) -> None:
    user = await api.user("ada")
    taking = "mutation($id: ID!) { userRoleUpdate(id: $id, role: MEMBER) { __typename } }"
    for _ in range(5):
        await sql.execute("DELETE FROM memberships WHERE organisation_id = $1", customer.id)
        for id_ in (customer.owner_id, user["id"]):
            await sql.execute("INSERT INTO memberships VALUES ($1, $2, 'OWNER')", customer.id, id_)
        owner = api_of(await customer.session_of(f"owner@{customer.slug}.example"))
        ada = api_of(await customer.session_of("ada"))
        await asyncio.gather(
            owner.response(taking, {"id": user["id"]}), ada.response(taking, {"id": customer.owner_id})
        )
        owners = await sql.fetchval("SELECT count(*) FROM memberships WHERE organisation_id = $1", customer.id)
        assert owners == 1


async def test_scim_writes_no_role(scim: Api, api: Api) -> None:
    user = await scim.user("ada", roles=[{"value": "OWNER", "primary": True}])
    assert (await api.query("user", "{ role }", id=user["id"])) == {"role": "MEMBER"}
