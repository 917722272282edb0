"""Provisioning gives nobody a role: whoever has one says themselves which Microsoft account is theirs."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.identity.id_tokens.signing import TENANT
from tests.identity.microsoft.conftest import PASSWORD
from tests.identity.microsoft.test_sign_in import accounts_of, reviewed
from tests.identity.microsoft.world import Account, Visit, connect, sign_in

pytestmark = pytest.mark.usefixtures("connected")

Appoint = Callable[..., Awaitable[dict[str, Any]]]
_HAVE = {
    "password": "INSERT INTO passwords SELECT $1, $2, hash, now() FROM passwords WHERE user_id <> $2 LIMIT 1",
    "passkey": """INSERT INTO passkeys (organisation_id, id, user_id, name, credential_id, public_key, sign_count,
        created_at) VALUES ($1, $2, $2, 'key', uuid_send($2), 'key', 0, now())""",
}
WRITTEN = ["externalId", "userName"]


@pytest.fixture
def appoint(api: Any, customer: Any, password: str, sql: asyncpg.Connection) -> Appoint:
    """Makes a person of some role, who has a way in of their own: a password (the owner's), a passkey, or none."""
    assert password == PASSWORD

    async def appointed(user_name: str = "grace", *, role: str = "OWNER", way: str | None = "password") -> Any:
        user = await api.user(user_name)
        assert (await api.mutate("userRoleUpdate", id=user["id"], role=role))["__typename"] == "User"
        if way is not None:
            await sql.execute(_HAVE[way], customer.id, user["id"])
        return user

    return appointed


@pytest.fixture
def account() -> Account:
    """Somebody's at Microsoft: the manager's own, or that of whoever wants to come in as them."""
    return Account(TENANT, "somebody@contoso.example")


async def write(scim: Any, user: dict[str, Any], account: Account, what: str) -> None:
    """Provision a person with the account's object id, or its name."""
    changes = {what: {"externalId": account.oid, "userName": account.user_name}[what]}
    assert (await scim.mutate("userUpdate", id=user["id"], changes=changes))["__typename"] == "User"


@pytest.mark.parametrize("what", WRITTEN)
@pytest.mark.parametrize("role", ["OWNER", "ADMIN"])
@pytest.mark.parametrize("way", ["password", "passkey"])
async def test_whatever_provisioning_writes_lets_nobody_in_as_a_manager(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account, *, role: str, way: str, what: str
) -> None:
    manager = await appoint(role=role, way=way)
    await write(scim, manager, account, what)
    unconfirmed = {"__typename": "AccountUnconfirmed", "tenantId": TENANT, "userName": account.user_name}
    for _ in range(2):
        assert await sign_in(anonymous, account) == unconfirmed
    assert await accounts_of(api, manager) == []
    assert await reviewed(api) == []


async def test_that_somebody_came_as_a_manager_stands_in_the_audit_log(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account
) -> None:
    manager = await appoint()
    await write(scim, manager, account, "externalId")
    await sign_in(anonymous, account)
    (entry, *_) = await api.audit(manager)
    assert (entry["action"], entry["targetType"]) == ("sessionStartWithMicrosoft", "User")
    assert entry["actor"] == {"kind": "MICROSOFT_ACCOUNT", "id": f"{TENANT}/{account.oid}", "label": account.user_name}
    assert {change["field"]: change["after"] for change in entry["changes"]} == {
        "tenant": TENANT,
        "objectId": account.oid,
        "toBeConfirmed": "EXTERNAL_ID",
    }


@pytest.mark.parametrize(
    ("what", "told"), [("userName", {}), ("externalId", {}), ("externalId", {"acct": 1})], ids=[*WRITTEN, "guest"]
)
async def test_a_manager_confirms_once_with_their_password_and_is_linked_for_ever(
    appoint: Appoint,
    api: Any,
    scim: Any,
    anonymous: Any,
    *,
    account: Account,
    customer: Any,
    what: str,
    told: dict[str, Any],
) -> None:
    manager = await appoint()
    await write(scim, manager, account, what)
    user_name = account.user_name if what == "userName" else "grace"
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(account, **told)
    assert (await visit.confirm(customer, user_name, "not the password at all"))["reason"] == "CREDENTIALS_WRONG"
    started = await visit.confirm(customer, user_name, PASSWORD)
    assert (started["user"]["id"], started["session"]["method"]) == (manager["id"], "MICROSOFT")
    assert (await visit.confirm(customer, user_name, PASSWORD))["reason"] == "TRANSACTION_INVALID"

    await scim.mutate("userUpdate", id=manager["id"], changes={"externalId": str(uuid4()), "userName": "other"})
    assert (await sign_in(anonymous, account, **told))["user"]["id"] == manager["id"]
    assert await accounts_of(api, manager) == [account.oid]


async def test_who_is_no_administrator_confirms_nothing(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account, *, customer: Any
) -> None:
    manager, member = await appoint(), await appoint("mallory", role="MEMBER")
    await write(scim, manager, account, "externalId")
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(account)
    assert (await visit.confirm(customer, "mallory", PASSWORD))["reason"] == "NOT_AN_ADMIN"
    assert await accounts_of(api, manager) == await accounts_of(api, member) == []


async def test_another_administrator_who_confirms_is_signed_in_as_themselves_and_gets_no_account(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account, *, customer: Any
) -> None:
    manager, other = await appoint(), await appoint("ben", role="ADMIN")
    await write(scim, manager, account, "externalId")
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(account)
    started = await visit.confirm(customer, "ben", PASSWORD)
    assert (started["user"]["id"], started["session"]["method"]) == (other["id"], "PASSWORD")
    assert await accounts_of(api, manager) == await accounts_of(api, other) == []
    assert (await sign_in(anonymous, account))["__typename"] == "AccountUnconfirmed"


@pytest.mark.parametrize("told", [{}, {"acct": 1}], ids=["own", "guest"])
@pytest.mark.parametrize("what", [None, "externalId"])
async def test_a_manager_who_is_signed_in_links_their_account_to_the_tenant_that_is_connected(
    appoint: Appoint,
    api: Any,
    scim: Any,
    anonymous: Any,
    *,
    api_of: Any,
    account: Account,
    customer: Any,
    sql: asyncpg.Connection,
    what: str | None,
    told: dict[str, Any],
) -> None:
    manager = await appoint(way="passkey")
    if what is not None:
        await write(scim, manager, account, what)
    theirs = api_of(await customer.session_of("grace"))
    await sql.execute("UPDATE sessions SET method = 'PASSKEY' WHERE user_id = $1", manager["id"])
    before = (await api.query("organisation"))["connections"]
    assert (await connect(theirs, customer.connection, account, **told))["__typename"] == "Connection"
    assert (await api.query("organisation"))["connections"] == before
    assert await accounts_of(api, manager) == [account.oid]
    assert (await sign_in(anonymous, account, **told))["user"]["id"] == manager["id"]


@pytest.mark.parametrize(("role", "way"), [("OWNER", None), ("MEMBER", "password")])
async def test_who_has_no_role_or_no_other_way_in_is_linked_by_what_provisioning_wrote(
    appoint: Appoint, scim: Any, anonymous: Any, account: Account, *, role: str, way: str | None
) -> None:
    person = await appoint(role=role, way=way)
    await write(scim, person, account, "externalId")
    assert (await sign_in(anonymous, account))["user"]["id"] == person["id"]


async def test_a_manager_who_is_deactivated_is_refused_and_confirms_nothing(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account, *, customer: Any
) -> None:
    manager = await appoint()
    await write(scim, manager, account, "externalId")
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(account)
    await scim.mutate("userUpdate", id=manager["id"], changes={"active": False})
    assert (await visit.confirm(customer, "grace", PASSWORD))["reason"] == "CREDENTIALS_WRONG"
    assert (await sign_in(anonymous, account))["reason"] == "ACCOUNT_DEACTIVATED"
    assert await accounts_of(api, manager) == []


async def test_a_manager_whom_an_account_is_linked_to_comes_in_though_they_set_a_password_since(
    appoint: Appoint, api: Any, scim: Any, anonymous: Any, account: Account, *, customer: Any, sql: asyncpg.Connection
) -> None:
    manager = await appoint(way=None)
    await write(scim, manager, account, "externalId")
    await sign_in(anonymous, account)
    await sql.execute(_HAVE["password"], customer.id, manager["id"])
    assert (await sign_in(anonymous, account))["user"]["id"] == manager["id"]
    assert await accounts_of(api, manager) == [account.oid]
