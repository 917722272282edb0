"""An organisation is never left without an owner who can sign in."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from identity.access.owners import owners_to_keep
from identity.app import Identity
from tests.identity.conftest import Api

CONTOSO, FABRIKAM = uuid4(), uuid4()


@pytest.fixture
async def successor(api: Api) -> dict[str, Any]:
    """A second owner, who has no way in yet."""
    user = await api.user("successor")
    await api.mutate("userRoleUpdate", id=user["id"], role="OWNER")
    return user


async def lets_in(sql: asyncpg.Connection, customer: Any, user_id: str) -> None:
    """Give somebody a password."""
    await sql.execute("INSERT INTO passwords VALUES ($1, $2, 'hash', now())", customer.id, user_id)


async def leave(api: Api, user_id: str) -> str:
    kind: str = (await api.mutate("userUpdate", id=user_id, changes={"active": False}))["__typename"]
    return kind


async def delete(api: Api, user_id: str) -> str:
    kind: str = (await api.mutate("userDelete", id=user_id))["__typename"]
    return kind


@pytest.mark.parametrize("go", [leave, delete])
async def test_the_last_owner_is_neither_deactivated_nor_deleted_by_whomever(
    api: Api, scim: Api, customer: Any, dump: Any, go: Any
) -> None:
    before = await dump(customer.id)
    for caller in (api, scim):
        assert await go(caller, customer.owner_id) == "LastOwner"
    replaced = await scim.mutate(
        "userReplace", id=customer.owner_id, input={"userName": f"owner@{customer.slug}.example", "active": False}
    )
    assert replaced["__typename"] == "LastOwner"
    assert await dump(customer.id) == before


@pytest.mark.parametrize("go", [leave, delete])
async def test_an_owner_who_cannot_sign_in_does_not_stand_in_for_one_who_can(
    api: Api, customer: Any, sql: Any, successor: dict[str, Any], go: Any
) -> None:
    await lets_in(sql, customer, customer.owner_id)
    assert await go(api, customer.owner_id) == "LastOwner"
    await lets_in(sql, customer, successor["id"])
    assert await go(api, customer.owner_id) in {"User", "UserDeleted"}


async def test_owners_of_whom_none_can_sign_in_yet_go_until_one_is_left(
    api: Api, customer: Any, successor: dict[str, Any]
) -> None:
    assert await leave(api, successor["id"]) == "User"
    assert await leave(api, customer.owner_id) == "LastOwner"


async def test_of_owners_who_leave_at_once_one_stays(api: Api, scim: Api, customer: Any) -> None:
    owners = [customer.owner_id]
    for number in range(5):
        user = await api.user(f"owner-{number}")
        await api.mutate("userRoleUpdate", id=user["id"], role="OWNER")
        owners.append(user["id"])
    gone = await asyncio.gather(*((leave if number % 2 else delete)(scim, id_) for number, id_ in enumerate(owners)))
    assert sorted(gone).count("LastOwner") == 1, gone


async def test_members_and_admins_leave_freely(api: Api, scim: Api) -> None:
    for role in ("MEMBER", "ADMIN"):
        user = await api.user(f"a-{role}")
        await api.mutate("userRoleUpdate", id=user["id"], role=role)
        assert await leave(scim, user["id"]) == "User"
        assert await delete(scim, user["id"]) == "UserDeleted"


async def test_each_owners_ways_in_are_told(
    identity: Identity, customer: Any, sql: asyncpg.Connection, successor: dict[str, Any]
) -> None:
    now = datetime.now(UTC)
    await lets_in(sql, customer, customer.owner_id)
    await sql.execute(
        "INSERT INTO passkeys VALUES ($1, gen_random_uuid(), $2, 'key', $3, '', 0, $4)",
        *(customer.id, successor["id"], uuid4().bytes, now),
    )
    for tenant in (CONTOSO, FABRIKAM):
        await sql.execute(
            "INSERT INTO microsoft_accounts VALUES ($1, $2, gen_random_uuid(), $3, $4, 'test', $4)",
            *(customer.id, tenant, successor["id"], now),
        )

    async def told() -> dict[UUID, Any]:
        async with identity.database.writing() as writer:
            return {owner.user_id: owner for owner in await owners_to_keep(writer, UUID(customer.id))}

    owner, other = UUID(customer.owner_id), UUID(successor["id"])
    found = await told()
    assert (found[owner].has_password, found[owner].has_passkey, found[owner].tenants) == (True, False, frozenset())
    assert (found[other].has_password, found[other].has_passkey, found[other].tenants) == (False, True, frozenset())
    # An account lets somebody in once its tenant is connected and Microsoft sign-in is switched on.
    connecting = "UPDATE connections SET tenant_id = $2, microsoft_sign_in = $3 WHERE organisation_id = $1"
    for switched_on in (False, True):
        await sql.execute(connecting, customer.id, CONTOSO, switched_on)
        assert (await told())[other].tenants == ({CONTOSO} if switched_on else set())
