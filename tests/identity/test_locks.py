"""Whom an admin keeps out, whatever the directory says, whatever they hold and however they come."""

import asyncio
from typing import Any

import asyncpg
import httpx2
import pytest

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import ScimClient
from tests.identity.conftest import Api
from tests.identity.signing_in import sign_in
from tests.identity.waiting import somebody_waits
from tests.leaving import PATCH_OP, USER, patched

NAME = "ada@contoso.example"
REASON = "Her laptop was stolen"


@pytest.fixture
def entra(facade: httpx2.AsyncClient, customer: Any) -> ScimClient:
    """The directory, which speaks SCIM."""
    return ScimClient(facade, customer)


@pytest.fixture
async def ada(scim: Api) -> dict[str, Any]:
    """Somebody whom the directory keeps."""
    return await scim.user(NAME, externalId="e-1")


@pytest.fixture
def lock(api: Api, ada: dict[str, Any]) -> Any:
    """Lock them, as an owner."""

    async def locked() -> dict[str, Any]:
        made: dict[str, Any] = await api.mutate("userLock", id=ada["id"], reason=REASON)
        assert made["__typename"] == "User", made
        return made

    return locked


async def credentials(identity: Identity, customer: Any) -> list[str]:
    """Two sessions, and a personal token made in one."""
    sessions = [await sign_in(identity, customer, NAME) for _ in range(2)]
    made = await Api(identity, sessions[0]).mutate("personalTokenCreate", input={"name": "cli"})
    return [*sessions, made["secret"]]


async def is_out(identity: Identity, held: list[str]) -> bool:
    answers = [await identity.execute("{ viewer { label } }", None, {}, Caller(token, "r")) for token in held]
    codes = [[error["extensions"]["code"] for error in answer.get("errors", [])] for answer in answers]
    return codes == [["UNAUTHENTICATED"]] * len(held)


async def test_a_lock_ends_all_that_somebody_holds_and_says_why(
    identity: Identity, api: Api, customer: Any, ada: dict[str, Any], lock: Any
) -> None:
    held = await credentials(identity, customer)
    assert not await is_out(identity, held)
    made = await lock()
    assert (made["lock"]["reason"], made["active"], made["version"]) == (REASON, True, ada["version"])
    assert made["lock"]["lockedBy"].startswith("owner@")
    assert await is_out(identity, held)
    (entry, *_) = await api.audit(ada)
    changes = {change["field"]: change for change in entry["changes"]}
    assert (entry["action"], changes["lock"]["before"], changes["lock"]["after"]) == ("userLock", None, REASON)
    assert (len(changes["sessions.ended"]["before"]), len(changes["personalTokens.ended"]["before"])) == (2, 1)


async def test_a_locked_person_is_out_even_by_what_nothing_has_ended(
    identity: Identity, customer: Any, ada: dict[str, Any], sql: asyncpg.Connection
) -> None:
    held = await credentials(identity, customer)
    await sql.execute("UPDATE users SET locked_at = now() WHERE id = $1", ada["id"])
    assert await is_out(identity, held)


async def test_no_scim_request_undoes_a_lock(entra: ScimClient, api: Api, ada: dict[str, Any], lock: Any) -> None:
    await lock()
    whole = {"schemas": [USER], "userName": NAME, "active": True, "externalId": "e-1", "displayName": "Ada"}
    for active in ("False", "True"):
        await patched(entra, ada["id"], [{"op": "Replace", "path": "active", "value": active}])
    assert (await entra.put(f"/Users/{ada['id']}", json=whole)).status_code == 200
    shown = (await entra.get(f"/Users/{ada['id']}")).json()
    assert (shown["active"], "lock" in shown) == (True, False)
    assert (await api.query("user", id=ada["id"]))["lock"]["reason"] == REASON
    assert PATCH_OP not in shown["schemas"]


@pytest.mark.parametrize("again", [{"userName": NAME.upper()}, {"userName": "other", "externalId": "e-1"}])
async def test_whoever_is_deleted_and_created_anew_is_locked_still(
    api: Api, scim: Api, operator: Api, customer: Any, *, ada: dict[str, Any], lock: Any, again: dict[str, Any]
) -> None:
    await lock()
    await scim.mutate("userDelete", id=ada["id"])
    anew = await scim.mutate("userCreate", input=again)
    assert (anew["lock"]["reason"], anew["active"]) == (REASON, True)
    (entry,) = await api.audit(anew)
    assert {"field": "lock", "before": None, "after": REASON} in entry["changes"]
    given = {"organisation": customer.slug, "userName": anew["userName"], "reason": "test"}
    assert (await operator.mutate("sessionCreate", input=given))["__typename"] == "InvalidInput"
    assert (await api.mutate("userUnlock", id=anew["id"]))["lock"] is None
    await scim.mutate("userDelete", id=anew["id"])
    assert (await scim.user(NAME, externalId="e-1"))["lock"] is None


async def test_a_kept_lock_is_on_nobody_else(scim: Api, other_api: Api, ada: dict[str, Any], lock: Any) -> None:
    await lock()
    await scim.mutate("userDelete", id=ada["id"])
    assert (await scim.user("bob"))["lock"] is None
    assert (await other_api.user(NAME, externalId="e-1"))["lock"] is None


async def test_who_is_unlocked_comes_in_and_gets_nothing_old_back(
    identity: Identity, api: Api, customer: Any, ada: dict[str, Any], lock: Any
) -> None:
    held = await credentials(identity, customer)
    await lock()
    made = await api.mutate("userUnlock", id=ada["id"])
    assert (made["__typename"], made["lock"]) == ("User", None)
    assert await is_out(identity, held)
    assert not await is_out(identity, [await sign_in(identity, customer, NAME)])
    (entry, *_) = await api.audit(ada)
    changes = [{"field": "lock", "before": REASON, "after": None}]
    assert (entry["action"], entry["changes"]) == ("userUnlock", changes)


async def test_locking_twice_is_locking_once(api: Api, ada: dict[str, Any], lock: Any) -> None:
    first = await lock()
    again = await api.mutate("userLock", id=ada["id"], reason="Another reason")
    assert again["lock"] == first["lock"]
    assert [each["action"] for each in await api.audit(ada)].count("userLock") == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "\x00"])
async def test_a_lock_needs_a_reason_that_can_be_read(api: Api, ada: dict[str, Any], reason: str) -> None:
    refused = await api.mutate("userLock", id=ada["id"], reason=reason)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "reason")


async def test_the_operator_opens_nothing_for_who_is_locked(operator: Api, customer: Any, lock: Any) -> None:
    await lock()
    given = {"organisation": customer.slug, "userName": NAME, "reason": "test"}
    for field in ("sessionCreate", "setupLinkCreate"):
        refused = await operator.mutate(field, input=given)
        assert refused["__typename"] == "InvalidInput"
        assert refused["message"].startswith(f"{NAME} is locked and cannot sign in.")


async def test_a_set_up_link_lets_nobody_in_who_was_locked_since(
    api_of: Any, operator: Api, customer: Any, lock: Any
) -> None:
    given = {"organisation": customer.slug, "userName": NAME, "reason": "test"}
    link = await operator.mutate("setupLinkCreate", input=given)
    await lock()
    used = {"secret": link["secret"], "password": "a password of some length"}
    refused = await api_of(None).mutate("passwordSetUp", input=used)
    assert (refused["__typename"], refused["reason"]) == ("SignInRefused", "SETUP_LINK_INVALID")


async def test_who_asks_for_a_session_while_somebody_is_locked_waits_and_is_refused(
    operator: Api, customer: Any, ada: dict[str, Any], sql: asyncpg.Connection
) -> None:
    given = {"organisation": customer.slug, "userName": NAME, "reason": "test"}
    async with sql.transaction():
        await sql.execute("UPDATE users SET locked_at = now() WHERE id = $1", ada["id"])
        asking = asyncio.create_task(operator.mutate("sessionCreate", input=given))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
    assert (await asking)["message"].startswith(f"{NAME} is locked")


async def test_nobody_comes_in_while_they_are_locked(
    identity: Identity, operator: Api, api: Api, customer: Any, ada: dict[str, Any]
) -> None:
    given = {"organisation": customer.slug, "userName": NAME, "reason": "test"}
    for turn in range(10):
        *made, _ = await asyncio.gather(
            *(operator.mutate("sessionCreate", input=given) for _ in range(2)),
            api.mutate("userLock", id=ada["id"], reason=REASON),
        )
        await api.mutate("userUnlock", id=ada["id"])
        for session in made:
            assert "secret" not in session or await is_out(identity, [session["secret"]]), turn


async def test_the_last_owner_is_not_locked_and_nobody_locks_themselves(
    identity: Identity, api: Api, customer: Any, ada: dict[str, Any]
) -> None:
    themselves = await api.mutate("userLock", id=customer.owner_id, reason=REASON)
    assert (themselves["__typename"], themselves["field"]) == ("InvalidInput", "id")
    await api.mutate("userRoleUpdate", id=ada["id"], role="OWNER")
    other = Api(identity, await sign_in(identity, customer, NAME))
    assert (await api.mutate("userLock", id=ada["id"], reason=REASON))["__typename"] == "User"
    await api.mutate("userUnlock", id=ada["id"])
    other = Api(identity, await sign_in(identity, customer, NAME))
    assert (await other.mutate("userLock", id=customer.owner_id, reason=REASON))["__typename"] == "User"
    # Who is locked is no owner to count on.
    left = await other.mutate("userRoleUpdate", id=ada["id"], role="MEMBER")
    assert left["__typename"] == "LastOwner"


async def test_only_an_owner_locks_an_owner_and_a_member_nobody(
    identity: Identity, api: Api, customer: Any, ada: dict[str, Any]
) -> None:
    other = await api.user("bob")
    for role, expected in (("ADMIN", "PermissionDenied"), ("AUDITOR", "PermissionDenied"), ("OWNER", "User")):
        await api.mutate("userRoleUpdate", id=ada["id"], role=role)
        acting = Api(identity, await sign_in(identity, customer, NAME))
        made = await acting.mutate("userLock", id=customer.owner_id, reason=REASON)
        assert made["__typename"] == expected, role
        if role == "ADMIN":
            assert made["message"].startswith("Only an owner may do this to owner@")
            assert (await acting.mutate("userLock", id=other["id"], reason=REASON))["__typename"] == "User"


async def test_every_session_of_somebody_is_ended_and_their_tokens_stay(
    identity: Identity, api: Api, customer: Any, ada: dict[str, Any]
) -> None:
    *sessions, token = await credentials(identity, customer)
    made = await api.mutate("userSessionsEnd", id=ada["id"])
    assert made["__typename"] == "User"
    assert await is_out(identity, sessions)
    assert not await is_out(identity, [token])
    (entry, *_) = await api.audit(ada)
    assert (entry["action"], [change["field"] for change in entry["changes"]]) == (
        "userSessionsEnd",
        ["sessions.ended"],
    )
    await api.mutate("userSessionsEnd", id=ada["id"])
    assert [each["action"] for each in await api.audit(ada)].count("userSessionsEnd") == 1


async def test_who_is_given_the_names_of_somebody_deleted_and_locked_is_locked_and_out(
    identity: Identity, api: Api, scim: Api, customer: Any, *, ada: dict[str, Any], lock: Any
) -> None:
    await lock()
    await scim.mutate("userDelete", id=ada["id"])
    for name, change in (("bob", {"externalId": "e-1"}), ("cleo", {"userName": NAME.upper()})):
        other = await scim.user(name)
        held = await sign_in(identity, customer, name)
        changed = await scim.mutate("userUpdate", id=other["id"], changes=change)
        assert (changed["__typename"], changed["active"]) == ("User", True)
        assert (await api.query("user", id=other["id"]))["lock"]["reason"] == REASON
        assert await is_out(identity, [held])
        (entry, *_) = await api.audit(other)
        assert {"field": "lock", "before": None, "after": REASON} in entry["changes"]
        await scim.mutate("userDelete", id=other["id"])


@pytest.mark.parametrize("names", [{"userName": "x", "externalId": "y"}, {"userName": "x"}, {"externalId": None}])
async def test_whoever_gets_a_name_that_somebody_locked_gave_up_is_locked(
    api: Api, scim: Api, *, ada: dict[str, Any], lock: Any, names: dict[str, Any]
) -> None:
    await lock()
    await scim.mutate("userUpdate", id=ada["id"], changes=names)
    name = NAME if "userName" in names else "another"
    other = await scim.user(name, externalId="e-1")
    assert other["lock"]["reason"] == REASON
    assert (await api.mutate("userUnlock", id=ada["id"]))["lock"] is None
    assert (await api.query("user", id=other["id"]))["lock"]["reason"] == REASON
    assert (await api.mutate("userUnlock", id=other["id"]))["lock"] is None
    await scim.mutate("userDelete", id=other["id"])
    assert (await scim.user(name, externalId="e-1"))["lock"] is None


async def test_who_is_unlocked_may_have_their_old_names_again(
    api: Api, scim: Api, ada: dict[str, Any], lock: Any
) -> None:
    await lock()
    await scim.mutate("userUpdate", id=ada["id"], changes={"userName": "x", "externalId": "y"})
    await api.mutate("userUnlock", id=ada["id"])
    back = await scim.mutate("userUpdate", id=ada["id"], changes={"userName": NAME, "externalId": "e-1"})
    assert (back["userName"], back["lock"]) == (NAME, None)


async def test_the_last_owner_is_not_locked_by_a_name(
    api: Api, scim: Api, customer: Any, ada: dict[str, Any], lock: Any
) -> None:
    await lock()
    await scim.mutate("userDelete", id=ada["id"])
    refused = await scim.mutate("userUpdate", id=customer.owner_id, changes={"externalId": "e-1"})
    assert refused["__typename"] == "LastOwner"
    assert (await api.query("user", id=customer.owner_id))["lock"] is None


async def test_only_an_owner_changes_deactivates_or_deletes_an_owner(
    identity: Identity, api: Api, scim: Api, customer: Any
) -> None:
    admin, owner = await api.user("adm"), await api.user("second")
    await api.mutate("userRoleUpdate", id=admin["id"], role="ADMIN")
    await api.mutate("userRoleUpdate", id=owner["id"], role="OWNER")
    acting = Api(identity, await sign_in(identity, customer, "adm"))
    tried = [
        await acting.mutate(
            "userUpdate", id=owner["id"], changes={"externalId": "11111111-1111-4111-8111-111111111111"}
        ),
        await acting.mutate("userUpdate", id=owner["id"], changes={"active": False}),
        await acting.mutate("userReplace", id=owner["id"], input={"userName": "adm2"}),
        await acting.mutate("userDelete", id=owner["id"]),
    ]
    assert {each["message"] for each in tried} == {"Only an owner may do this to second, who is an owner."}
    assert (await acting.mutate("userUpdate", id=admin["id"], changes={"title": "Admin"}))["__typename"] == "User"
    assert (await scim.mutate("userUpdate", id=owner["id"], changes={"title": "Chief"}))["__typename"] == "User"
    assert (await api.mutate("userDelete", id=owner["id"]))["__typename"] == "UserDeleted"
