"""Whom Microsoft vouches for in vain: who is locked here, and whose account was taken from them."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.identity.id_tokens.signing import TENANT
from tests.identity.microsoft.world import Account, sign_in


@pytest.fixture
def ada() -> Account:
    return Account(TENANT, "ada@contoso.example")


@pytest.fixture
async def person(api: Any, ada: Account, connected: Account) -> dict[str, Any]:
    """Whose account it is, as the directory says."""
    assert connected.tenant == TENANT
    made: dict[str, Any] = await api.user(ada.user_name, externalId=ada.oid)
    return made


async def unlink(api: Any, person: dict[str, Any], account: Account) -> dict[str, Any]:
    given = {"userId": person["id"], "tenantId": account.tenant, "objectId": account.oid}
    return dict(await api.mutate("microsoftAccountUnlink", **given))


async def linked(api: Any, person: dict[str, Any]) -> list[str]:
    found = await api.query("user", "{ microsoftAccounts { objectId } }", id=person["id"])
    return [account["objectId"] for account in found["microsoftAccounts"]]


async def test_who_is_locked_is_refused_though_microsoft_says_yes(
    api: Any, anonymous: Any, ada: Account, person: dict[str, Any]
) -> None:
    await api.mutate("userLock", id=person["id"], reason="test")
    for _ in range(2):
        refused = await sign_in(anonymous, ada)
        assert (refused["__typename"], refused["reason"]) == ("SignInRefused", "ACCOUNT_LOCKED")
    assert await linked(api, person) == []
    assert (await api.query("reviewItems"))["nodes"] == []
    await api.mutate("userUnlock", id=person["id"])
    assert (await sign_in(anonymous, ada))["__typename"] == "SessionStarted"


async def test_nobody_comes_in_by_microsoft_while_they_are_locked(
    api: Any, anonymous: Any, api_of: Any, ada: Account, person: dict[str, Any]
) -> None:
    for _ in range(5):
        came, _ = await asyncio.gather(sign_in(anonymous, ada), api.mutate("userLock", id=person["id"], reason="test"))
        await api.mutate("userUnlock", id=person["id"])
        if came["__typename"] == "SessionStarted":
            assert (await api_of(came["secret"]).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"


async def test_an_account_that_is_unlinked_ends_what_it_opened_and_may_be_linked_again(
    api: Any, anonymous: Any, api_of: Any, *, ada: Account, person: dict[str, Any], customer: Any
) -> None:
    came = await sign_in(anonymous, ada)
    token = await api_of(came["secret"]).mutate("personalTokenCreate", input={"name": "script"})
    another_way = await customer.session_of(ada.user_name)
    made = await unlink(api, person, ada)
    assert made["__typename"] == "User"
    assert await linked(api, person) == []
    for secret in (came["secret"], token["secret"]):
        assert (await api_of(secret).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await api_of(another_way).query("viewer", "{ kind }")) == {"kind": "PERSON"}
    (entry, *_) = await api.audit(person)
    fields = {change["field"]: change["before"] for change in entry["changes"]}
    assert entry["action"] == "microsoftAccountUnlink"
    assert fields["microsoftAccount"] == f"{TENANT}/{ada.oid}"
    assert fields.keys() == {"microsoftAccount", "sessions.ended", "personalTokens.ended"}
    assert (await sign_in(anonymous, ada))["__typename"] == "SessionStarted"
    assert await linked(api, person) == [ada.oid]


async def test_an_account_that_is_not_theirs_is_not_found(
    api: Any, other_api: Any, anonymous: Any, ada: Account, person: dict[str, Any]
) -> None:
    await sign_in(anonymous, ada)
    assert (await unlink(api, person, Account(TENANT, "x", str(uuid4()))))["__typename"] == "NotFound"
    assert (await unlink(api, person, Account("nonsense", "x", ada.oid)))["__typename"] == "NotFound"
    assert (await unlink(other_api, person, ada))["__typename"] == "NotFound"
    assert await linked(api, person) == [ada.oid]


async def test_the_last_owners_only_way_in_is_not_taken(api: Any, connected: Account, customer: Any) -> None:
    owner = {"id": customer.owner_id}
    assert await linked(api, owner) == [connected.oid]
    assert (await unlink(api, owner, connected))["__typename"] == "LastOwner"
    assert await linked(api, owner) == [connected.oid]


@pytest.mark.usefixtures("password")
async def test_an_owner_with_a_password_can_be_unlinked_by_an_owner_only(
    api: Any,
    api_of: Any,
    anonymous: Any,
    *,
    ada: Account,
    person: dict[str, Any],
    connected: Account,
    customer: Any,
) -> None:
    await api.mutate("userRoleUpdate", id=person["id"], role="ADMIN")
    admin = api_of((await sign_in(anonymous, ada))["secret"])
    owner = {"id": customer.owner_id}
    assert (await unlink(admin, owner, connected))["__typename"] == "PermissionDenied"
    assert (await unlink(api, owner, connected))["__typename"] == "User"
