"""What identity promises about passkeys."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from contract.transport import Caller
from identity.access.credentials import identify
from identity.app import Identity
from identity.audit import Act
from identity.commands.passkey_ceremonies import (
    AnswerNotInOrder,
    RelyingParty,
    assertion_of,
    registration_of,
    verify_registration,
)
from identity.commands.passkeys import MAX_PASSKEYS, remove
from identity.errors import LastOwner
from identity.graphql.context import SignIn
from tests.identity.authenticator import Authenticator, unb64
from tests.identity.local_sign_in import STARTED
from tests.identity.signing_in import sign_in as session_of
from tests.identity.waiting import somebody_waits

MADE = "{ __typename ... on Problem { message } ... on InvalidInput { field } ... on Passkey { id name lastUsedAt } }"
OPTIONS = "{ __typename ... on PasskeyOptions { publicKey } ... on Problem { message } }"
ASKED = "{ publicKey }"
DELETED = "{ __typename ... on Problem { message } ... on PasskeyDeleted { id } }"


@pytest.fixture
async def ada(api: Any, api_of: Any, identity: Any, customer: Any) -> Any:
    """The API for a person who has signed in herself."""
    await api.user("ada")
    return api_of(await session_of(identity, customer, "ada"))


async def asked_to_register(person: Any) -> dict[str, Any]:
    options: dict[str, Any] = (await person.mutate("passkeyRegistrationBegin", OPTIONS))["publicKey"]
    return options


async def keep(person: Any, credential: Any, name: str = "Laptop") -> dict[str, Any]:
    made: dict[str, Any] = await person.mutate("passkeyCreate", MADE, input={"name": name, "credential": credential})
    return made


async def add(person: Any, name: str = "Laptop") -> tuple[Authenticator, dict[str, Any]]:
    """A new passkey of a person, and what is kept of it."""
    options = await asked_to_register(person)
    passkey = Authenticator().of(options)
    made = await keep(person, passkey.register(options), name)
    assert made["__typename"] == "Passkey", made
    return passkey, made


@pytest.fixture
def asked(api_of: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What a browser is asked when somebody wants to sign in."""

    async def ask() -> dict[str, Any]:
        options: dict[str, Any] = (await api_of(None).mutate("passkeySignInBegin", ASKED))["publicKey"]
        return options

    return ask


@pytest.fixture
def send(api_of: Any) -> Callable[[Any], Awaitable[dict[str, Any]]]:
    """Answer it."""

    async def answer(credential: Any) -> dict[str, Any]:
        given = {"credential": credential, "userAgent": "Firefox"}
        result: dict[str, Any] = await api_of(None).mutate("sessionStartWithPasskey", STARTED, input=given)
        return result

    return answer


async def test_a_passkey_signs_its_person_in(ada: Any, api: Any, api_of: Any, asked: Any, send: Any) -> None:
    passkey, made = await add(ada)
    started = await send(passkey.sign(await asked()))
    assert (started["session"]["method"], started["user"]) == ("PASSKEY", {"userName": "ada"})
    viewer = await api_of(started["secret"]).query("viewer", "{ label passkeys { id name lastUsedAt } }")
    assert viewer["label"] == "ada"
    (listed,) = viewer["passkeys"]
    assert (listed["id"], listed["name"], listed["lastUsedAt"] is not None) == (made["id"], "Laptop", True)
    (entry,) = await api.audit(made)
    assert (entry["action"], entry["actor"]["label"]) == ("passkeyCreate", "ada")


async def test_the_browser_is_asked_for_a_passkey_that_verifies_the_person_and_is_found_without_a_name(
    ada: Any, asked: Any
) -> None:
    passkey, _ = await add(ada)
    options = await asked_to_register(ada)
    assert options["rp"]["id"] == "localhost"
    assert options["user"]["name"] == "ada"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert [unb64(held["id"]) for held in options["excludeCredentials"]] == [passkey.credential_id]
    sign_in = await asked()
    assert (sign_in["userVerification"], sign_in["rpId"], sign_in.get("allowCredentials", [])) == (
        "required",
        "localhost",
        [],
    )
    assert sign_in["challenge"] != (await asked())["challenge"]


LIES: dict[str, dict[str, Any]] = {
    "at another origin": {"origin": "http://localhost:8001"},
    "at an origin that ends alike": {"origin": "https://evil.localhost:8000"},
    "for another relying party": {"relying_party": "evil.example"},
    "without verifying the person": {"verifies": False},
    "inside somebody else's page": {"cross_origin": True},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
async def test_an_answer_made_elsewhere_or_otherwise_is_refused(
    ada: Any, asked: Any, send: Any, lie: dict[str, Any]
) -> None:
    passkey, _ = await add(ada)
    assert (await send(passkey.but(**lie).sign(await asked())))["reason"] == "CREDENTIALS_WRONG"
    assert (await send(passkey.sign(await asked())))["__typename"] == "SessionStarted"
    options = await asked_to_register(ada)
    refused = await keep(ada, Authenticator(**lie).of(options).register(options))
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "credential")


async def test_a_passkey_of_one_person_does_not_open_another_ones_account(
    ada: Any, api: Any, asked: Any, send: Any
) -> None:
    bob = await api.user("bob")
    passkey, _ = await add(ada)
    for handle in (UUID(bob["id"]).bytes, b""):
        assert (await send(passkey.but(user_handle=handle).sign(await asked())))["reason"] == "CREDENTIALS_WRONG"


async def test_a_passkey_with_another_key_or_of_nobody_is_refused(ada: Any, api: Any, asked: Any, send: Any) -> None:
    passkey, made = await add(ada)
    forged = Authenticator(user_handle=passkey.user_handle, credential_id=passkey.credential_id)
    refusals = [await send(forged.sign(await asked())), await send(Authenticator().sign(await asked()))]
    assert {refusal["reason"] for refusal in refusals} == {"CREDENTIALS_WRONG"}
    assert len({refusal["message"] for refusal in refusals}) == 1
    entry = (await api.audit(made))[0]
    assert (entry["action"], entry["actor"]["kind"]) == ("sessionStartWithPasskey", "ANONYMOUS")


async def test_an_answer_is_good_for_one_question_once(ada: Any, asked: Any, send: Any) -> None:
    passkey, _ = await add(ada)
    answer = passkey.sign(await asked())
    outcomes = await asyncio.gather(*(send(answer) for _ in range(3)))
    assert sorted(outcome["__typename"] for outcome in outcomes) == ["SessionStarted", "SignInRefused", "SignInRefused"]
    unasked = passkey.sign({"challenge": "bm9ib2R5IGFza2VkIHRoaXM"})
    assert (await send(unasked))["reason"] == "CREDENTIALS_WRONG"


async def test_a_question_that_was_answered_wrongly_is_not_asked_again(ada: Any, asked: Any, send: Any) -> None:
    passkey, _ = await add(ada)
    options = await asked()
    for answering in (passkey.but(verifies=False), passkey):
        assert (await send(answering.sign(options)))["reason"] == "CREDENTIALS_WRONG"
    options = await asked_to_register(ada)
    for answering in (Authenticator(verifies=False), Authenticator()):
        assert (await keep(ada, answering.register(options)))["__typename"] == "InvalidInput"


async def test_a_question_to_one_person_is_not_answered_by_another(
    ada: Any, api: Any, api_of: Any, identity: Any, customer: Any
) -> None:
    await api.user("bob")
    bob = api_of(await session_of(identity, customer, "bob"))
    options = await asked_to_register(ada)
    assert (await keep(bob, Authenticator().register(options)))["__typename"] == "InvalidInput"
    assert (await keep(ada, Authenticator().register(options)))["__typename"] == "Passkey"


async def test_questions_of_the_two_kinds_are_not_mixed_up(ada: Any, asked: Any, send: Any) -> None:
    passkey, _ = await add(ada)
    assert (await send(passkey.sign(await asked_to_register(ada))))["reason"] == "CREDENTIALS_WRONG"
    assert (await keep(ada, Authenticator().register(await asked())))["__typename"] == "InvalidInput"


async def test_a_question_is_open_for_five_minutes(ada: Any, clocked: Any, clock: Any, sql: Any) -> None:
    passkey, _ = await add(ada)
    ask = "mutation { result: passkeySignInBegin { publicKey } }"
    answer = f"mutation($input: PasskeySignInInput!) {{ result: sessionStartWithPasskey(input: $input) {STARTED} }}"

    async def run(document: str, **variables: Any) -> Any:
        return (await clocked.execute(document, None, variables, Caller(None, "r")))["data"]["result"]

    for seconds, kind in ((299, "SessionStarted"), (300, "SignInRefused")):
        signed = passkey.sign((await run(ask))["publicKey"])
        clock.advance(seconds=seconds)
        assert (await run(answer, input={"credential": signed}))["__typename"] == kind
    await run(ask)
    assert await sql.fetchval("SELECT count(*) FROM passkey_challenges WHERE expires_at < $1", clock()) == 0


async def test_a_counter_that_does_not_move_on_is_refused(ada: Any, asked: Any, send: Any) -> None:
    passkey, _ = await add(ada)
    assert (await send(passkey.but(sign_count=7).sign(await asked())))["__typename"] == "SessionStarted"
    for sign_count in (7, 6, 0):
        refused = await send(passkey.but(sign_count=sign_count).sign(await asked()))
        assert refused["reason"] == "CREDENTIALS_WRONG"
    assert (await send(passkey.but(sign_count=8).sign(await asked())))["__typename"] == "SessionStarted"


async def test_somebody_who_is_deactivated_or_locked_is_told_so_and_not_let_in(
    ada: Any, api: Any, asked: Any, send: Any
) -> None:
    passkey, _ = await add(ada)
    user = (await ada.query("viewer", "{ user { id } }"))["user"]
    await api.mutate("userUpdate", id=user["id"], changes={"active": False})
    assert (await send(passkey.sign(await asked())))["reason"] == "ACCOUNT_DEACTIVATED"
    await api.mutate("userUpdate", id=user["id"], changes={"active": True})
    assert (await send(passkey.sign(await asked())))["__typename"] == "SessionStarted"
    await api.mutate("userLock", id=user["id"], reason="test")
    assert (await send(passkey.sign(await asked())))["reason"] == "ACCOUNT_LOCKED"


async def test_a_deleted_passkey_opens_nothing(ada: Any, api: Any, asked: Any, send: Any) -> None:
    passkey, made = await add(ada)
    assert await ada.mutate("passkeyDelete", DELETED, id=made["id"]) == {
        "__typename": "PasskeyDeleted",
        "id": made["id"],
    }
    assert (await send(passkey.sign(await asked())))["reason"] == "CREDENTIALS_WRONG"
    assert (await ada.mutate("passkeyDelete", DELETED, id=made["id"]))["__typename"] == "NotFound"
    assert [entry["action"] for entry in await api.audit(made)] == ["passkeyDelete", "passkeyCreate"]


async def test_nobody_deletes_another_persons_passkey(
    ada: Any, api: Any, api_of: Any, identity: Any, customer: Any
) -> None:
    _, made = await add(ada)
    await api.user("bob")
    bob = api_of(await session_of(identity, customer, "bob"))
    assert (await bob.mutate("passkeyDelete", DELETED, id=made["id"]))["__typename"] == "NotFound"


async def test_the_only_owner_keeps_the_only_way_in(api_of: Any, identity: Any, customer: Any) -> None:
    owner = api_of(await session_of(identity, customer, f"owner@{customer.slug}.example"))
    (_, first), (_, second) = [await add(owner, name) for name in ("Laptop", "Telephone")]
    assert (await owner.mutate("passkeyDelete", DELETED, id=first["id"]))["__typename"] == "PasskeyDeleted"
    assert (await owner.mutate("passkeyDelete", DELETED, id=second["id"]))["__typename"] == "LastOwner"


async def test_who_deletes_a_passkey_and_who_ends_sessions_do_not_wait_for_each_other(
    ada: Any, customer: Any, sql: Any
) -> None:
    _, only = await add(ada)
    session = (await ada.query("viewer", "{ session { id } }"))["session"]["id"]
    async with sql.transaction():
        await sql.execute("SELECT FROM memberships WHERE organisation_id = $1 FOR UPDATE", customer.id)
        deleting = asyncio.create_task(ada.mutate("passkeyDelete", DELETED, id=only["id"]))
        await somebody_waits(sql)
        await sql.execute("SELECT FROM sessions WHERE id = $1 FOR NO KEY UPDATE", session)
    assert (await deleting)["__typename"] == "PasskeyDeleted"


async def test_who_becomes_the_last_owner_at_that_moment_keeps_their_way_in(
    api: Any, api_of: Any, identity: Identity, customer: Any, sql: Any
) -> None:
    user = await api.user("ada")
    token = await session_of(identity, customer, "ada")
    _, only = await add(api_of(token))
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        a_member = (await identify(reader, token, None, now)).actor
    await sql.execute("DELETE FROM memberships WHERE organisation_id = $1", customer.id)
    await sql.execute("INSERT INTO memberships VALUES ($1, $2, 'OWNER')", customer.id, user["id"])
    with pytest.raises(LastOwner):
        async with identity.database.writing() as writer:
            await remove(writer, Act(a_member, "passkeyDelete", "test-request", now, uuid7), only["id"])


async def test_a_person_has_ten_passkeys_at_most_and_none_twice(ada: Any) -> None:
    passkey, _ = await add(ada)
    refused = await keep(ada, passkey.register(await asked_to_register(ada)))
    assert refused["message"] == "This passkey is here already."
    for _ in range(MAX_PASSKEYS - 1):
        await add(ada)
    refused = await keep(ada, Authenticator().register(await asked_to_register(ada)))
    assert "10 passkeys" in refused["message"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "\x00"])
async def test_a_passkey_needs_a_name(ada: Any, name: str) -> None:
    options = await asked_to_register(ada)
    refused = await keep(ada, Authenticator().register(options), name)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "name")
    assert (await keep(ada, Authenticator().register(options)))["__typename"] == "Passkey"


async def test_whoever_looks_with_a_persons_eyes_adds_no_passkey(ada: Any, api_of: Any, customer: Any) -> None:
    options = await asked_to_register(ada)
    looking = api_of(await customer.session_of("ada"))
    assert (await looking.mutate("passkeyRegistrationBegin", OPTIONS))["__typename"] == "PermissionDenied"
    assert (await keep(looking, Authenticator().register(options)))["__typename"] == "PermissionDenied"


async def test_passkeys_are_bound_to_the_public_address(ada: Any, identity: Any) -> None:
    elsewhere = Identity(identity.database, sign_in=SignIn(public_url="https://id.example.com"))
    document = "mutation { passkeySignInBegin { publicKey } }"
    answer = await elsewhere.execute(document, None, {}, Caller(None, "r"))
    assert answer["data"]["passkeySignInBegin"]["publicKey"]["rpId"] == "id.example.com"
    assert RelyingParty.at("https://id.example.com:8443") == RelyingParty(
        "id.example.com", "https://id.example.com:8443"
    )
    assert ada


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_SIGNED = Authenticator().sign({"challenge": "Y2hhbGxlbmdl"})
_REGISTERED = Authenticator().register({"challenge": "Y2hhbGxlbmdl"})


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_sent_in_place_of_an_answer_is_refused_and_never_a_defect(data: st.DataObject) -> None:
    sent: Any = data.draw(st.sampled_from([_SIGNED, _REGISTERED]))
    broken = {**sent, "response": {**sent["response"]}}
    place = data.draw(st.sampled_from([broken, broken["response"]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    for read in (assertion_of, registration_of):
        try:
            read(data.draw(st.just(broken) | JSON))
        except AnswerNotInOrder:
            continue


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 120))
def test_a_registration_that_is_bent_is_refused_and_never_a_defect(bent: bytes, at: int) -> None:
    made, challenge = registration_of(_REGISTERED)
    whole = made.response.attestation_object
    made.response.attestation_object = whole[:at] + bent + whole[at + len(bent) :]
    try:
        verified = verify_registration(RelyingParty.at("http://localhost:8000"), made, challenge)
    except AnswerNotInOrder:
        return
    assert len(verified.credential_public_key) > 0
