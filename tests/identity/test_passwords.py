"""What identity promises about passwords."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from uuid_utils.compat import uuid7

from identity.access.credentials import identify
from identity.audit import Act
from identity.commands.passwords import authenticate, change, expect_unchanged
from identity.errors import SignInRefused
from tests.identity.local_sign_in import OTHER_PASSWORD, PASSWORD, STARTED, give_password
from tests.identity.signing_in import sign_in as session_of
from tests.identity.waiting import somebody_waits

CHANGED = """{ __typename ... on PasswordChanged { changedAt } ... on InvalidInput { field message }
    ... on SignInRefused { reason } ... on PermissionDenied { message } }"""


@pytest.fixture
async def ada(api: Any, customer: Any, sql: Any) -> dict[str, Any]:
    """A person with a password."""
    user: dict[str, Any] = await api.user("Ada@contoso.example")
    await give_password(sql, customer, user)
    return user


@pytest.fixture
def sign_in(api_of: Any, customer: Any) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Try a password."""

    async def attempt(password: str = PASSWORD, **changed: str) -> dict[str, Any]:
        given = {"organisation": customer.slug, "userName": "ada@contoso.example", "password": password, **changed}
        result: dict[str, Any] = await api_of(None).mutate("sessionStartWithPassword", STARTED, input=given)
        return result

    return attempt


@pytest.fixture
async def signed_in(ada: dict[str, Any], identity: Any, customer: Any, api_of: Any) -> Any:
    """The API for her, in a session that she opened."""
    return api_of(await session_of(identity, customer, ada["userName"]))


async def test_the_right_password_opens_a_session_whatever_the_case_of_the_name(
    api: Any, api_of: Any, ada: dict[str, Any], sign_in: Any, customer: Any
) -> None:
    started = await sign_in(
        userName="ADA@contoso.example", userAgent="Firefox", organisation=f" {customer.slug.upper()} "
    )
    session = started["session"]
    assert (session["method"], session["userId"], session["userAgent"]) == ("PASSWORD", ada["id"], "Firefox")
    assert (started["user"], started["organisation"]) == ({"userName": "Ada@contoso.example"}, {"slug": customer.slug})
    viewer = await api_of(started["secret"]).query("viewer", "{ label hasPassword session { id } }")
    assert viewer == {"label": "Ada@contoso.example", "hasPassword": True, "session": {"id": session["id"]}}
    (entry,) = await api.audit(session)
    assert (entry["action"], entry["actor"]["label"]) == ("sessionStartWithPassword", "Ada@contoso.example")


async def test_every_reason_is_refused_in_the_same_words(
    api: Any, ada: dict[str, Any], sign_in: Any, customer: Any, sql: Any
) -> None:
    await api.user("without")
    leaver = await api.user("leaver", active=False)
    await give_password(sql, customer, leaver)
    refusals = [
        await sign_in("wrong"),
        await sign_in(f"{PASSWORD} "),
        await sign_in("x" * 100_000),
        await sign_in(userName="leaver"),
        await sign_in(userName="without"),
        await sign_in(userName="nobody\x00"),
        await sign_in(organisation="nowhere"),
        await sign_in(organisation="no slug\x00", userName="x" * 5000),
    ]
    assert {refusal["reason"] for refusal in refusals} == {"CREDENTIALS_WRONG"}
    assert len({refusal["message"] for refusal in refusals}) == 1
    assert (await sign_in(userName=ada["userName"]))["__typename"] == "SessionStarted"


async def test_a_password_opens_nothing_at_another_organisation(
    other_api: Any, ada: dict[str, Any], sign_in: Any, other_customer: Any
) -> None:
    await other_api.user(ada["userName"])
    assert (await sign_in(organisation=other_customer.slug))["reason"] == "CREDENTIALS_WRONG"


async def test_nobody_learns_by_the_clock_who_has_a_password(
    api: Any, ada: dict[str, Any], sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.user("without")
    await sign_in()  # from now on the hash has its real cost
    verify, costs = PasswordHasher.verify, []

    def counted(self: PasswordHasher, stored: str, password: bytes) -> bool:
        costs.append(extract_parameters(stored))
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for refused in ({"userName": ada["userName"]}, {"userName": "without"}, {"userName": "nobody"}):
        await sign_in("wrong", **refused)
    await sign_in("wrong", organisation="nowhere")
    await sign_in("x" * 100_000)
    assert costs == [costs[0]] * 5


async def test_a_password_is_stored_as_an_argon2id_hash_of_todays_cost_and_nowhere_else(
    ada: dict[str, Any], sign_in: Any, dump: Any, customer: Any, sql: Any
) -> None:
    assert (await sign_in())["__typename"] == "SessionStarted"  # which renews a hash of an older cost
    await sign_in("wrong but secret all the same")
    rows = [row for table in (await dump(customer.id)).values() for row in table]
    assert not [row for row in rows if PASSWORD in row or "secret all the same" in row]
    stored = await sql.fetchval("SELECT hash FROM passwords WHERE user_id = $1", ada["id"])
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert (await sign_in())["__typename"] == "SessionStarted"


async def test_changing_a_password_signs_everybody_else_out(
    api: Any, api_of: Any, ada: dict[str, Any], signed_in: Any, sign_in: Any
) -> None:
    others = [api_of((await sign_in())["secret"]) for _ in range(2)]
    changed = await signed_in.mutate("passwordChange", CHANGED, current=PASSWORD, new=OTHER_PASSWORD)
    assert changed["__typename"] == "PasswordChanged"
    assert await signed_in.query("viewer", "{ label }") == {"label": ada["userName"]}
    for other in others:
        assert (await other.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await sign_in())["reason"] == "CREDENTIALS_WRONG"
    assert (await sign_in(OTHER_PASSWORD))["__typename"] == "SessionStarted"
    entry = next(entry for entry in await api.audit(ada) if entry["action"] == "passwordChange")
    changes = {change["field"]: change for change in entry["changes"]}
    assert entry["actor"]["label"] == ada["userName"]
    assert set(changes) == {"passwordChangedAt", "sessions.ended"}
    assert len(changes["sessions.ended"]["before"]) == len(others)


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [
        ("wrong", OTHER_PASSWORD, ("SignInRefused", "CREDENTIALS_WRONG")),
        (PASSWORD, "too short", ("InvalidInput", "new")),
        (PASSWORD, "Ada@contoso.example", ("InvalidInput", "new")),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(
    signed_in: Any, sign_in: Any, current: str, new: str, refusal: tuple[str, str]
) -> None:
    refused = await signed_in.mutate("passwordChange", CHANGED, current=current, new=new)
    assert (refused["__typename"], refused.get("reason") or refused["field"]) == refusal
    assert (await sign_in())["__typename"] == "SessionStarted"


async def test_whoever_looks_with_a_persons_eyes_adds_no_way_in(
    api_of: Any, ada: dict[str, Any], customer: Any
) -> None:
    looking = api_of(await customer.session_of(ada["userName"]))
    refused = await looking.mutate("passwordChange", CHANGED, current=PASSWORD, new=OTHER_PASSWORD)
    assert refused["__typename"] == "PermissionDenied"


async def test_a_password_outlives_deactivation_and_opens_nothing_meanwhile(
    api: Any, ada: dict[str, Any], sign_in: Any
) -> None:
    await api.mutate("userUpdate", id=ada["id"], changes={"active": False})
    assert (await sign_in())["reason"] == "CREDENTIALS_WRONG"
    entry = (await api.audit(ada))[0]
    assert {"field": "refused", "before": None, "after": "ACCOUNT_DEACTIVATED"} in entry["changes"]
    await api.mutate("userUpdate", id=ada["id"], changes={"active": True})
    assert (await sign_in())["__typename"] == "SessionStarted"


async def test_a_password_opens_nothing_while_its_owner_is_locked(api: Any, ada: dict[str, Any], sign_in: Any) -> None:
    await api.mutate("userLock", id=ada["id"], reason="test")
    assert (await sign_in())["reason"] == "CREDENTIALS_WRONG"
    entry = (await api.audit(ada))[0]
    assert {"field": "refused", "before": None, "after": "ACCOUNT_LOCKED"} in entry["changes"]
    await api.mutate("userUnlock", id=ada["id"])
    assert (await sign_in())["__typename"] == "SessionStarted"


async def test_no_session_outlives_the_change_of_the_password_it_began_with(
    api_of: Any, signed_in: Any, sign_in: Any
) -> None:
    started, changed = await asyncio.gather(
        sign_in(), signed_in.mutate("passwordChange", CHANGED, current=PASSWORD, new=OTHER_PASSWORD)
    )
    assert changed["__typename"] == "PasswordChanged"
    if started["__typename"] == "SessionStarted":
        assert (await api_of(started["secret"]).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("change", ["UPDATE passwords SET changed_at = now()", "UPDATE users SET active = false"])
async def test_a_right_password_counts_for_nothing_once_something_has_changed(
    ada: dict[str, Any], identity: Any, customer: Any, sql: Any, change: str
) -> None:
    act = Act(None, "sessionStartWithPassword", "test-request", datetime.now(UTC), uuid7)
    given = {"organisation": customer.slug, "user_name": ada["userName"], "password": PASSWORD}
    person = await authenticate(identity.database, act, **given)
    async with identity.database.writing() as writer:
        await expect_unchanged(writer, person)
    await sql.execute(change)
    async with identity.database.writing() as writer:
        with pytest.raises(SignInRefused):
            await expect_unchanged(writer, person)


async def test_who_changes_their_password_and_who_ends_sessions_do_not_wait_for_each_other(
    signed_in: Any, sign_in: Any, api_of: Any, sql: Any
) -> None:
    lives = api_of((await sign_in())["secret"])
    earlier, own = [(await each.query("viewer", "{ session { id } }"))["session"]["id"] for each in (signed_in, lives)]
    holding = "SELECT FROM sessions WHERE id = $1 FOR NO KEY UPDATE"
    async with sql.transaction():
        await sql.execute(holding, earlier)
        changing = asyncio.create_task(lives.mutate("passwordChange", CHANGED, current=PASSWORD, new=OTHER_PASSWORD))
        await somebody_waits(sql)
        await sql.execute(holding, own)
    assert (await changing)["__typename"] == "PasswordChanged"


async def test_nobody_changes_the_password_of_whoever_has_their_name_now(
    api: Any, ada: dict[str, Any], identity: Any, customer: Any, sql: Any
) -> None:
    bob = await api.user("bob")
    await give_password(sql, customer, bob)
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        actor = (await identify(reader, await session_of(identity, customer, ada["userName"]), None, now)).actor
    act = Act(actor, "passwordChange", "test-request", now, uuid7)
    given = {"organisation": customer.slug, "user_name": "bob", "password": PASSWORD}
    renamed = await authenticate(identity.database, act, **given)
    with pytest.raises(SignInRefused):
        async with identity.database.writing() as writer:
            await change(writer, act, renamed, "a hash")


async def test_a_deleted_person_leaves_no_password(api: Any, ada: dict[str, Any], sql: Any) -> None:
    await api.mutate("userDelete", id=ada["id"])
    assert await sql.fetchval("SELECT count(*) FROM passwords WHERE user_id = $1", ada["id"]) == 0
