"""What identity promises about the way through Microsoft's pages and back."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from contract.transport import Caller
from identity.actor import Actor, ActorKind
from identity.audit import Act
from identity.commands import sign_in_transactions
from identity.commands.sign_in_transactions import SignInTransactionRecord
from identity.database import Database
from identity.errors import PermissionDenied, SignInRefused, Unauthenticated
from identity.id_tokens import MicrosoftClaims
from identity.rules.roles import Role
from identity.rules.sign_in import SignInPurpose, SignInRefusal

TENANT = "aaaabbbb-0000-4ccc-8ddd-eeeeffff0001"
BEGUN: dict[str, Any] = {
    "state": "the state",
    "browser": "the browser",
    "nonce": "the nonce",
    "sealed": "the sealed flow",
}
REDEEM = """mutation($state: String!, $browser: String!) { result: signInTransactionRedeem(state: $state,
    browser: $browser) { __typename ... on SignInTransactionRedeemed { purpose sealed } ... on SignInRefused { reason }
    } }"""
CREATE = """mutation($input: SignInTransactionInput!) { result: signInTransactionCreate(input: $input) { __typename
    ... on SignInTransactionCreated { expiresAt } ... on InvalidInput { field message } } }"""
INVALID = {"__typename": "SignInRefused", "reason": "TRANSACTION_INVALID"}


@pytest.fixture
def anonymous(api_of: Any) -> Any:
    return api_of(None)


async def begun(api: Any, **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = await api.mutate("signInTransactionCreate", input={**BEGUN, **given})
    return made


async def redeemed(api: Any, state: str = "the state", browser: str = "the browser") -> dict[str, Any]:
    response = await api.response(REDEEM, {"state": state, "browser": browser})
    found: dict[str, Any] = response["data"]["result"]
    return found


async def test_what_a_browser_began_it_gets_back(anonymous: Any) -> None:
    assert (await begun(anonymous))["__typename"] == "SignInTransactionCreated"
    assert await redeemed(anonymous) == {
        "__typename": "SignInTransactionRedeemed",
        "purpose": "SIGN_IN",
        "sealed": "the sealed flow",
    }


async def test_a_transaction_is_redeemed_once(anonymous: Any) -> None:
    await begun(anonymous)
    await redeemed(anonymous)
    assert await redeemed(anonymous) == INVALID


async def test_of_twenty_redemptions_at_once_exactly_one_succeeds(anonymous: Any) -> None:
    await begun(anonymous)
    found = await asyncio.gather(*(redeemed(anonymous) for _ in range(20)))
    assert sorted(each["__typename"] for each in found) == ["SignInRefused"] * 19 + ["SignInTransactionRedeemed"]


async def test_another_browser_gets_nothing_and_spoils_nothing(anonymous: Any) -> None:
    await begun(anonymous)
    assert await redeemed(anonymous, browser="another browser") == INVALID
    assert (await redeemed(anonymous))["sealed"] == "the sealed flow"


@pytest.mark.parametrize("secret", ["", "unknown", "\x00", "x" * 257, "x" * 100_000])
async def test_whatever_is_not_a_state_or_a_browser_is_refused_in_the_same_words(anonymous: Any, secret: str) -> None:
    await begun(anonymous)
    assert await redeemed(anonymous, state=secret) == INVALID
    assert await redeemed(anonymous, browser=secret) == INVALID


async def test_a_transaction_lives_ten_minutes(clocked: Any, clock: Any) -> None:
    nobody = Caller(None, "r")

    async def outcome(state: str) -> str:
        answer = await clocked.execute(REDEEM, None, {"state": state, "browser": "the browser"}, nobody)
        found: str = answer["data"]["result"]["__typename"]
        return found

    for state in ("in time", "too late"):
        await clocked.execute(CREATE, None, {"input": {**BEGUN, "state": state}}, nobody)
    clock.advance(minutes=10, seconds=-1)
    assert await outcome("in time") == "SignInTransactionRedeemed"
    clock.advance(seconds=1)
    assert await outcome("too late") == "SignInRefused"


async def test_what_has_expired_is_cleared_away_a_hundred_at_a_time(clocked: Any, clock: Any, sql: Any) -> None:
    nobody = Caller(None, "r")
    for number in range(101):
        await clocked.execute(CREATE, None, {"input": {**BEGUN, "state": f"old {number}"}}, nobody)
    clock.advance(minutes=11)
    left = []
    for number in range(2):
        await clocked.execute(CREATE, None, {"input": {**BEGUN, "state": f"new {number}"}}, nobody)
        left.append(await sql.fetchval("SELECT count(*) FROM sign_in_transactions"))
    assert left == [2, 2]


async def test_neither_state_nor_browser_can_be_read_in_the_database(anonymous: Any, sql: Any) -> None:
    await begun(anonymous)
    stored = await sql.fetchval("SELECT t::text FROM sign_in_transactions t")
    assert "the nonce" in stored
    for secret in ("the state", "the browser"):
        assert secret not in stored
        assert secret.encode().hex() not in stored


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"state": ""}, "state"),
        ({"state": "x" * 257}, "state"),
        ({"browser": ""}, "browser"),
        ({"browser": "x" * 257}, "browser"),
        ({"browser": "\x00"}, "browser"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sealed": ""}, "sealed"),
        ({"sealed": "x" * 8193}, "sealed"),
        ({"expectedTenantId": "contoso.example"}, "expectedTenantId"),
        ({"expectedTenantId": f"{{{TENANT}}}"}, "expectedTenantId"),
        ({"connectionId": TENANT}, "connectionId"),
    ],
)
async def test_what_cannot_begin_a_sign_in_is_refused_by_name(
    anonymous: Any, sql: Any, given: dict[str, Any], field: str
) -> None:
    made = await begun(anonymous, **given)
    assert (made["__typename"], made["field"]) == ("InvalidInput", field)
    assert await sql.fetchval("SELECT count(*) FROM sign_in_transactions") == 0


async def test_a_state_is_used_for_one_transaction_only(anonymous: Any) -> None:
    await begun(anonymous)
    again = await begun(anonymous, browser="another browser")
    assert (again["__typename"], again["field"]) == ("InvalidInput", "state")
    assert (await redeemed(anonymous))["__typename"] == "SignInTransactionRedeemed"


class TestConnectingATenant:
    async def test_is_begun_by_an_admin_for_a_connection_of_theirs(self, api: Any, customer: Any, sql: Any) -> None:
        made = await begun(api, purpose="CONNECT_TENANT", connectionId=customer.connection, expectedTenantId=TENANT)
        assert made["__typename"] == "SignInTransactionCreated"
        row = await sql.fetchrow(
            "SELECT organisation_id, connection_id, user_id, expected_tenant_id FROM sign_in_transactions"
        )
        assert [str(value) for value in row] == [customer.id, customer.connection, customer.owner_id, TENANT]

    async def test_needs_no_nonce_on_the_way_to_the_consent_page(self, api: Any, customer: Any) -> None:
        made = await begun(api, purpose="CONNECT_TENANT", connectionId=customer.connection, nonce=None)
        assert made["__typename"] == "SignInTransactionCreated"

    async def test_is_not_begun_by_a_member(self, api: Any, api_of: Any, customer: Any) -> None:
        await api.user("member")
        member = api_of(await customer.session_of("member"))
        made = await begun(member, purpose="CONNECT_TENANT", connectionId=customer.connection)
        assert made["__typename"] == "PermissionDenied"

    async def test_is_not_begun_by_the_operator(self, operator: Any, customer: Any) -> None:
        made = await begun(operator, purpose="CONNECT_TENANT", connectionId=customer.connection)
        assert made["__typename"] == "PermissionDenied"

    async def test_is_not_begun_by_anybody_unknown(self, anonymous: Any, customer: Any) -> None:
        given = {**BEGUN, "purpose": "CONNECT_TENANT", "connectionId": customer.connection}
        refusal = await anonymous.refusal("mutation", "signInTransactionCreate", input=given)
        assert refusal["code"] == "UNAUTHENTICATED"

    async def test_finds_no_connection_of_another_organisation(self, other_api: Any, customer: Any) -> None:
        made = await begun(other_api, purpose="CONNECT_TENANT", connectionId=customer.connection)
        assert (made["__typename"], made["id"]) == ("NotFound", customer.connection)

    async def test_names_its_connection(self, api: Any) -> None:
        made = await begun(api, purpose="CONNECT_TENANT")
        assert (made["__typename"], made["field"]) == ("InvalidInput", "connectionId")


class Steps:
    """The steps that no resolver has to itself, each in a transaction of its own."""

    def __init__(self, database: Database, clock: Any) -> None:
        self.database = database
        self.clock = clock

    def act(self, actor: Actor | None = None) -> Act:
        return Act(actor, "test", "test-request", self.clock(), uuid7)

    async def begin(self, state: str = "the state", **given: Any) -> None:
        """Begin a transaction and redeem it."""
        actor = given.pop("actor", None)
        async with self.database.writing() as writer:
            await sign_in_transactions.create(writer, self.act(actor), **{**BEGUN, "state": state, **given})
        async with self.database.writing() as writer:
            await sign_in_transactions.redeem(writer, self.act(), state, given.get("browser", "the browser"))

    async def take(
        self,
        actor: Actor | None = None,
        purpose: SignInPurpose = SignInPurpose.SIGN_IN,
        browser: str = "the browser",
    ) -> SignInTransactionRecord:
        async with self.database.writing() as writer:
            return await sign_in_transactions.take_for_verification(writer, self.act(actor), browser, purpose)

    async def keep(self, id_: UUID, claims: MicrosoftClaims) -> None:
        async with self.database.writing() as writer:
            await sign_in_transactions.keep_claims(writer, id_, claims)

    async def take_claims(self, browser: str = "the browser") -> MicrosoftClaims:
        async with self.database.writing() as writer:
            _, claims = await sign_in_transactions.take_claims(writer, self.act(), browser)
        return claims


@pytest.fixture
def steps(clocked: Any, clock: Any) -> Steps:
    return Steps(clocked.database, clock)


def refused() -> Any:
    return pytest.raises(SignInRefused, match="Start again")


async def test_what_was_redeemed_is_verified_once(steps: Steps) -> None:
    await steps.begin(expected_tenant_id=TENANT)
    taken = await steps.take()
    assert (taken.nonce, taken.expected_tenant_id, taken.user_id) == ("the nonce", UUID(TENANT), None)
    with refused() as refusal:
        await steps.take()
    assert refusal.value.reason is SignInRefusal.TRANSACTION_INVALID


async def test_of_twenty_verifications_at_once_exactly_one_begins(steps: Steps) -> None:
    await steps.begin()
    taken = await asyncio.gather(*(steps.take() for _ in range(20)), return_exceptions=True)
    assert [type(each).__name__ for each in taken].count("SignInTransactionRecord") == 1
    assert [type(each).__name__ for each in taken].count("SignInRefused") == 19


async def test_nothing_is_verified_before_it_was_redeemed(steps: Steps) -> None:
    async with steps.database.writing() as writer:
        await sign_in_transactions.create(writer, steps.act(), **BEGUN)
    with refused():
        await steps.take()


async def test_nothing_is_verified_in_another_browser(steps: Steps) -> None:
    await steps.begin()
    with refused():
        await steps.take(browser="another browser")
    await steps.take()


async def test_nothing_is_verified_after_ten_minutes(steps: Steps) -> None:
    await steps.begin()
    steps.clock.advance(minutes=10)
    with refused():
        await steps.take()


async def test_of_several_ways_the_last_one_back_counts_and_all_are_used_up(steps: Steps) -> None:
    await steps.begin("first", nonce="first")
    steps.clock.advance(seconds=1)
    await steps.begin("second", nonce="second")
    assert (await steps.take()).nonce == "second"
    with refused():
        await steps.take()


async def test_the_way_back_from_the_consent_page_verifies_nothing(steps: Steps, customer: Any) -> None:
    owner = person(customer, customer.owner_id)
    purpose = SignInPurpose.CONNECT_TENANT
    await steps.begin(actor=owner, purpose=purpose, connection_id=customer.connection, nonce=None)
    with refused():
        await steps.take(owner, purpose)


def person(customer: Any, user_id: str, role: Role = Role.OWNER) -> Actor:
    return Actor(
        ActorKind.PERSON,
        id=user_id,
        label="somebody",
        organisation_id=UUID(customer.id),
        user_id=UUID(user_id),
        role=role,
    )


async def test_only_who_began_to_connect_a_tenant_goes_on(steps: Steps, customer: Any, other_customer: Any) -> None:
    owner = person(customer, customer.owner_id)
    purpose = SignInPurpose.CONNECT_TENANT
    await steps.begin(actor=owner, purpose=purpose, connection_id=customer.connection)
    for other in (person(customer, str(uuid4())), person(other_customer, other_customer.owner_id)):
        with refused():
            await steps.take(other, purpose)
    with pytest.raises(PermissionDenied):
        await steps.take(person(customer, customer.owner_id, Role.MEMBER), purpose)
    with pytest.raises(Unauthenticated):
        await steps.take(None, purpose)
    taken = await steps.take(owner, purpose)
    assert (str(taken.organisation_id), str(taken.connection_id), taken.user_id) == (
        customer.id,
        customer.connection,
        owner.user_id,
    )


async def test_one_purpose_is_not_taken_for_the_other(steps: Steps, customer: Any) -> None:
    owner = person(customer, customer.owner_id)
    await steps.begin(
        "to connect", actor=owner, purpose=SignInPurpose.CONNECT_TENANT, connection_id=customer.connection
    )
    with refused():
        await steps.take(owner, SignInPurpose.SIGN_IN)
    await steps.begin("to sign in", browser="another browser")
    with refused():
        await steps.take(owner, SignInPurpose.CONNECT_TENANT, browser="another browser")


CLAIMS = MicrosoftClaims(
    tenant_id=UUID(TENANT), object_id=uuid4(), preferred_username="ada@contoso.example", name="Ada 🙂", sid=None
)


async def test_kept_claims_are_taken_once_and_by_their_browser(steps: Steps) -> None:
    await steps.begin()
    await steps.keep((await steps.take()).id, CLAIMS)
    with refused():
        await steps.take_claims("another browser")
    assert await steps.take_claims() == CLAIMS
    with refused():
        await steps.take_claims()


async def test_claims_stay_for_another_try_when_what_they_were_taken_for_fails(steps: Steps) -> None:
    await steps.begin()
    await steps.keep((await steps.take()).id, CLAIMS)

    async def take_and_fail() -> None:
        async with steps.database.writing() as writer:
            await sign_in_transactions.take_claims(writer, steps.act(), "the browser")
            raise SignInRefused(SignInRefusal.NOT_AN_ADMIN, "not an admin")

    with pytest.raises(SignInRefused, match="not an admin"):
        await take_and_fail()
    assert await steps.take_claims() == CLAIMS


async def test_no_claims_are_taken_that_were_not_kept_or_are_too_old(steps: Steps) -> None:
    await steps.begin()
    taken = await steps.take()
    with refused():
        await steps.take_claims()
    await steps.keep(taken.id, CLAIMS)
    steps.clock.advance(minutes=10)
    with refused():
        await steps.take_claims()
