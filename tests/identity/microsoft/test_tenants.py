"""Whose a Microsoft tenant is, and who can say so."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from identity.app import Identity
from identity.audit import Act
from identity.commands.passwords import authenticate
from identity.commands.sessions import SessionLifetimes
from identity.commands.sign_in_transactions import take_claims
from identity.commands.tenants import confirm
from identity.errors import SignInRefused
from tests.identity.id_tokens.signing import OTHER_TENANT, PERSONAL, TENANT
from tests.identity.microsoft.world import Account, Visit, connect, sign_in


@pytest.fixture
def boss() -> Account:
    return Account(TENANT, "boss@contoso.example")


async def connection_of(api: Any) -> dict[str, Any]:
    (found,) = (await api.query("organisation"))["connections"]
    return dict(found)


def let_in(started: dict[str, Any], anonymous: Any) -> Any:
    """The API for somebody who has just signed in."""
    return type(anonymous)(anonymous.identity, started["secret"])


async def last_refusal(api: Any) -> tuple[str, str | None]:
    (entry,) = (await api.query("auditEntries", first=1))["nodes"]
    return entry["action"], next((each["after"] for each in entry["changes"] if each["field"] == "refused"), None)


async def switch(api: Any, customer: Any, *, on: bool) -> dict[str, Any]:
    return dict(await api.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": on}))


async def test_an_administrator_connects_the_tenant_they_prove(api: Any, customer: Any, boss: Account) -> None:
    answer = await connect(api, customer.connection, boss, consented=True)
    assert answer["__typename"] == "Connection"
    assert answer["tenant"] == {
        "id": TENANT,
        "domain": "contoso.example",
        "connectedAt": answer["adminConsentedAt"],
        "connectedBy": f"owner@{customer.slug}.example",
    }
    assert (answer["microsoftSignIn"], answer["version"]) == (False, 1)
    linked, connected = (await api.query("auditEntries", first=2))["nodes"]
    assert (linked["action"], linked["targetId"]) == ("tenantConnect", customer.owner_id)
    assert {"field": "linkedBy", "before": None, "after": "ADMINISTRATOR"} in linked["changes"]
    assert connected["actor"]["id"] == customer.owner_id
    assert [change["field"] for change in connected["changes"]] == ["tenant.id", "tenant.domain", "adminConsentedAt"]


async def test_the_administrator_then_signs_in_with_that_account(
    api: Any, anonymous: Any, customer: Any, connected: Account
) -> None:
    assert (await sign_in(anonymous, connected))["user"]["id"] == customer.owner_id
    assert (await connection_of(api))["microsoftSignIn"] is True


async def test_connecting_again_changes_nothing_but_when_consent_was_given(
    api: Any, customer: Any, boss: Account
) -> None:
    first = await connect(api, customer.connection, boss)
    entries = len((await api.query("auditEntries"))["nodes"])
    again = await connect(api, customer.connection, Account(TENANT, "another@contoso.example"))
    assert again["tenant"] == first["tenant"]
    assert len((await api.query("auditEntries"))["nodes"]) == entries
    consented = await connect(api, customer.connection, boss, consented=True)
    assert consented["tenant"] == first["tenant"]
    assert first["adminConsentedAt"] is None
    assert consented["adminConsentedAt"] is not None


async def test_an_administrator_takes_no_account_that_is_somebody_elses(api: Any, customer: Any, boss: Account) -> None:
    provisioned = await api.user("boss", externalId=boss.oid)
    assert (await connect(api, customer.connection, boss))["__typename"] == "Connection"
    for person in (provisioned["id"], customer.owner_id):
        found = await api.query("user", "{ microsoftAccounts { objectId } }", id=person)
        assert found["microsoftAccounts"] == []


async def test_a_tenant_that_is_taken_cannot_be_connected_and_nobody_learns_why(
    other_api: Any, other_customer: Any, connected: Account
) -> None:
    refused = await connect(other_api, other_customer.connection, Account(connected.tenant, "evil@contoso.example"))
    assert (refused["__typename"], refused["reason"]) == ("SignInRefused", "TENANT_NOT_AVAILABLE")
    assert "organisation" not in refused["message"]
    assert (await connection_of(other_api))["tenant"] is None
    assert await last_refusal(other_api) == ("tenantConnect", "TENANT_NOT_AVAILABLE")


async def test_of_two_organisations_that_race_for_a_tenant_one_gets_it(
    api: Any, other_api: Any, customer: Any, other_customer: Any
) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            connect(api, customer.connection, Account(TENANT, "a@contoso.example")),
            connect(other_api, other_customer.connection, Account(TENANT, "b@contoso.example")),
        )
        (loser,) = [answer for answer in answers if answer["__typename"] == "SignInRefused"]
        assert loser["reason"] == "TENANT_NOT_AVAILABLE"
        tenants = [(await connection_of(each))["tenant"] for each in (api, other_api)]
        assert sorted(tenant is None for tenant in tenants) == [False, True]
        for each, of in ((api, customer), (other_api, other_customer)):
            await each.mutate("tenantDisconnect", connectionId=of.connection)


async def test_consent_for_someone_elses_tenant_connects_nothing(api: Any, customer: Any, boss: Account) -> None:
    visit = await Visit(api).there_and_back(
        purpose="CONNECT_TENANT", connectionId=customer.connection, expectedTenantId=OTHER_TENANT
    )
    refused = await visit.connect(boss, consented=True)
    assert refused["reason"] == "TENANT_MISMATCH"
    assert (await connection_of(api))["tenant"] is None
    assert await last_refusal(api) == ("tenantConnect", "TENANT_MISMATCH")


async def test_a_guest_takes_no_tenant_from_those_it_belongs_to(
    api: Any, anonymous: Any, customer: Any, password: str, boss: Account
) -> None:
    await switch(api, customer, on=True)
    assert (await connect(api, customer.connection, boss, acct=1))["reason"] == "TENANT_MISMATCH"
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(boss, idp="https://sts.windows.net/somewhere-else/")
    refused = await visit.confirm(customer, f"owner@{customer.slug}.example", password)
    assert refused["reason"] == "TENANT_MISMATCH"
    assert await last_refusal(api) == ("tenantConfirm", "TENANT_MISMATCH")
    assert (await connection_of(api))["tenant"] is None


async def test_another_tenant_has_to_be_disconnected_first(api: Any, customer: Any, connected: Account) -> None:
    other = Account(OTHER_TENANT, "boss@other.example")
    refused = await connect(api, customer.connection, other)
    assert refused["reason"] == "TENANT_MISMATCH"
    assert "Disconnect" in refused["message"]
    assert (await connection_of(api))["tenant"]["id"] == connected.tenant


async def test_a_personal_account_connects_nothing(api: Any, customer: Any) -> None:
    refused = await connect(api, customer.connection, Account(PERSONAL, "someone@outlook.example"))
    assert refused["reason"] == "PERSONAL_ACCOUNT"


async def test_a_transaction_serves_who_began_it_and_what_for(
    api: Any, other_api: Any, anonymous: Any, customer: Any, boss: Account
) -> None:
    visit = await Visit(api).there_and_back(purpose="CONNECT_TENANT", connectionId=customer.connection)
    stolen = Visit(other_api, visit.browser, visit.nonce)
    assert (await stolen.connect(boss))["reason"] == "TRANSACTION_INVALID"
    assert (await Visit(anonymous, visit.browser, visit.nonce).sign_in(boss))["reason"] == "TRANSACTION_INVALID"
    ordinary = await Visit(api).there_and_back()
    assert (await ordinary.connect(boss))["reason"] == "TRANSACTION_INVALID"
    assert (await visit.connect(boss))["__typename"] == "Connection"
    assert (await visit.connect(boss))["reason"] == "TRANSACTION_INVALID"


async def test_who_looks_with_an_administrators_eyes_connects_nothing(
    api: Any, api_of: Any, customer: Any, boss: Account
) -> None:
    looking = api_of(await customer.session_of(f"owner@{customer.slug}.example"))
    assert (await connect(looking, customer.connection, boss))["__typename"] == "PermissionDenied"
    assert (await connection_of(api))["tenant"] is None


async def test_the_first_to_come_from_a_tenant_confirms_it_with_their_password(
    api: Any, anonymous: Any, customer: Any, password: str, boss: Account
) -> None:
    await switch(api, customer, on=True)
    visit = await Visit(anonymous).there_and_back()
    unclaimed = await visit.sign_in(boss)
    assert unclaimed == {"__typename": "TenantUnclaimed", "tenantId": TENANT, "userName": boss.user_name}
    owner = f"owner@{customer.slug}.example"
    assert (await visit.confirm(customer, owner, "not the password at all"))["reason"] == "CREDENTIALS_WRONG"
    started = await visit.confirm(customer, owner, password)
    assert (started["__typename"], started["user"]["id"]) == ("SessionStarted", customer.owner_id)
    assert started["session"]["method"] == "MICROSOFT"
    assert (await visit.confirm(customer, owner, password))["reason"] == "TRANSACTION_INVALID"
    assert (await connection_of(let_in(started, anonymous)))["tenant"]["id"] == TENANT
    assert (await sign_in(anonymous, boss))["user"]["id"] == customer.owner_id


async def test_who_confirms_with_somebody_elses_account_is_signed_in_as_themselves_by_password(
    api: Any, anonymous: Any, customer: Any, password: str, boss: Account
) -> None:
    provisioned = await api.user("boss", externalId=boss.oid)
    await switch(api, customer, on=True)
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(boss)
    started = await visit.confirm(customer, f"owner@{customer.slug}.example", password)
    assert (started["user"]["id"], started["session"]["method"]) == (customer.owner_id, "PASSWORD")
    assert (await sign_in(anonymous, boss))["user"]["id"] == provisioned["id"]


async def test_a_tenant_that_was_taken_while_it_was_being_confirmed_is_not_available(
    owners: Any, anonymous: Any, customer: Any, other_customer: Any, password: str
) -> None:
    api, other_api = owners
    await switch(api, customer, on=True)
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(Account(TENANT, "boss@contoso.example"))
    await connect(other_api, other_customer.connection, Account(TENANT, "quicker@contoso.example"))
    refused = await visit.confirm(customer, f"owner@{customer.slug}.example", password)
    assert refused["reason"] == "TENANT_NOT_AVAILABLE"
    assert (await connection_of(api))["tenant"] is None


@pytest.mark.usefixtures("api")
async def test_what_nobody_has_switched_on_cannot_be_confirmed(
    anonymous: Any, customer: Any, password: str, boss: Account
) -> None:
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(boss)
    refused = await visit.confirm(customer, f"owner@{customer.slug}.example", password)
    assert refused["reason"] == "SIGN_IN_SWITCHED_OFF"


@pytest.mark.usefixtures("connected")
async def test_only_an_administrator_confirms_and_no_tenant_beside_another(
    anonymous: Any, customer: Any, password: str, sql: Any
) -> None:
    owner = f"owner@{customer.slug}.example"
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(Account(OTHER_TENANT, "x@other.example"))
    assert (await visit.confirm(customer, owner, password))["reason"] == "TENANT_NOT_AVAILABLE"
    await sql.execute("DELETE FROM memberships WHERE user_id = $1", customer.owner_id)
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(Account(OTHER_TENANT, "x@other.example"))
    assert (await visit.confirm(customer, owner, password))["reason"] == "NOT_AN_ADMIN"


async def test_who_ceases_to_be_an_administrator_at_that_moment_confirms_nothing(
    api: Any, anonymous: Any, customer: Any, *, password: str, boss: Account, identity: Identity, sql: Any
) -> None:
    await switch(api, customer, on=True)
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(boss)
    act = Act(None, "tenantConfirm", "test-request", datetime.now(UTC), uuid7)
    given = {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": password}
    person = await authenticate(identity.database, act, **given)
    await sql.execute("DELETE FROM memberships WHERE user_id = $1", customer.owner_id)
    async with identity.database.writing() as writer:
        _, claims = await take_claims(writer, act, visit.browser)
        refused = await confirm(writer, act, person, claims, user_agent=None, lifetimes=SessionLifetimes())
    assert isinstance(refused, SignInRefused)
    assert refused.reason == "NOT_AN_ADMIN"


async def test_a_way_that_led_nowhere_confirms_nothing(
    api: Any, anonymous: Any, customer: Any, password: str, connected: Account
) -> None:
    visit = await Visit(anonymous).there_and_back()
    await visit.sign_in(connected)
    refused = await visit.confirm(customer, f"owner@{customer.slug}.example", password)
    assert refused["reason"] == "TRANSACTION_INVALID"
    assert (await connection_of(api))["tenant"]["id"] == TENANT


@pytest.mark.usefixtures("password")
async def test_switching_off_ends_what_microsoft_opened_and_nothing_else(
    api: Any, scim: Any, anonymous: Any, customer: Any, connected: Account
) -> None:
    signed_in = let_in(await sign_in(anonymous, connected), anonymous)
    made = await signed_in.mutate(
        "personalTokenCreate", "{ ... on PersonalTokenCreated { secret } }", input={"name": "x"}
    )
    off = await switch(api, customer, on=False)
    assert (await type(api)(api.identity, made["secret"]).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (off["microsoftSignIn"], off["tenant"]["id"], off["version"]) == (False, TENANT, 1)
    assert (await signed_in.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await api.query("viewer", "{ kind }"))["kind"] == "PERSON"
    assert (await scim.query("users"))["totalCount"] == 1
    (entry, *_) = await api.audit({"id": customer.connection})
    assert {change["field"]: (change["before"], change["after"]) for change in entry["changes"]} == {
        "microsoftSignIn": (True, False),
        "sessions.ended": (1, None),
        "personalTokens.ended": (1, None),
    }
    await switch(api, customer, on=True)
    assert (await sign_in(anonymous, connected))["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("password")
async def test_disconnecting_ends_what_the_tenant_opened_and_forgets_no_account(
    api: Any, anonymous: Any, customer: Any, connected: Account
) -> None:
    signed_in = let_in(await sign_in(anonymous, connected), anonymous)
    answer = await api.mutate("tenantDisconnect", connectionId=customer.connection)
    assert (answer["tenant"], answer["adminConsentedAt"], answer["microsoftSignIn"]) == (None, None, True)
    assert (await signed_in.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await sign_in(anonymous, connected))["__typename"] == "TenantUnclaimed"
    owner = await api.query("user", "{ microsoftAccounts { objectId } }", id=customer.owner_id)
    assert owner == {"microsoftAccounts": [{"objectId": connected.oid}]}
    entries = len(await api.audit({"id": customer.connection}))
    assert (await api.mutate("tenantDisconnect", connectionId=customer.connection))["tenant"] is None
    assert len(await api.audit({"id": customer.connection})) == entries


async def test_what_nobody_came_in_by_is_switched_on_and_off_at_will(api: Any, customer: Any) -> None:
    for on in (True, False):
        assert (await switch(api, customer, on=on))["microsoftSignIn"] is on
        (entry, *_) = await api.audit({"id": customer.connection})
        assert entry["changes"] == [{"field": "microsoftSignIn", "before": not on, "after": on}]


async def test_the_last_owner_is_not_locked_out(api: Any, customer: Any, connected: Account) -> None:
    assert (await switch(api, customer, on=False))["__typename"] == "LastOwner"
    refused = await api.mutate("tenantDisconnect", connectionId=customer.connection)
    assert refused["__typename"] == "LastOwner"
    connection = await connection_of(api)
    assert (connection["microsoftSignIn"], connection["tenant"]["id"]) == (True, connected.tenant)


@pytest.mark.usefixtures("password")
async def test_nobody_slips_in_while_sign_in_is_being_switched_off(
    api: Any, anonymous: Any, customer: Any, connected: Account, sql: Any
) -> None:
    for _ in range(5):
        await asyncio.gather(
            *(sign_in(anonymous, connected) for _ in range(3)),
            switch(api, customer, on=False),
        )
        living = "SELECT count(*) FROM sessions WHERE tenant_id IS NOT NULL AND ended_at IS NULL"
        assert await sql.fetchval(living) == 0
        await switch(api, customer, on=True)


@pytest.mark.parametrize(
    ("issuer", "ended"),
    [
        (None, 1),
        (f"https://login.microsoftonline.com/{TENANT}/v2.0", 1),
        (f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0", 0),
        ("nonsense", 0),
        (f"http://[/{OTHER_TENANT}/v2.0", 0),
    ],
)
async def test_signing_out_at_microsoft_ends_the_sessions_that_came_of_it(
    api: Any, anonymous: Any, connected: Account, issuer: str | None, ended: int
) -> None:
    signed_in = let_in(await sign_in(anonymous, connected), anonymous)
    answer = await anonymous.mutate("sessionsEndByMicrosoft", "{ sessions }", sid=f"sid-{connected.oid}", issuer=issuer)
    assert answer == {"sessions": ended}
    response = await signed_in.response("{ viewer { kind } }")
    assert ("errors" in response) is bool(ended)
    (entry,) = (await api.query("auditEntries", first=1))["nodes"]
    assert (entry["action"] == "sessionsEndByMicrosoft") is bool(ended)


@pytest.mark.parametrize("sid", ["", "unknown", "\x00", "x" * 10_000])
async def test_an_unknown_session_of_microsofts_ends_nothing(anonymous: Any, sid: str) -> None:
    assert await anonymous.mutate("sessionsEndByMicrosoft", "{ sessions }", sid=sid) == {"sessions": 0}
