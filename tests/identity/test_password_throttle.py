"""What identity promises whoever tries passwords: not many."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contract.transport import Caller
from identity.commands import password_hashing
from identity.commands.passwords import BREATHER_SECONDS
from identity.rules.password_throttle import FREE_FAILURES, MAX_FAILURES
from tests.identity.local_sign_in import PASSWORD, STARTED, give_password

WRONG = "wrong"
SETUP_LINK = """mutation($input: SetupLinkInput!) {
    setupLinkCreate(input: $input) { ... on SetupLinkCreated { secret } } }"""
SIGN_IN = f"mutation($input: PasswordSignInInput!) {{ result: sessionStartWithPassword(input: $input) {STARTED} }}"


@pytest.fixture
async def ada(api: Any, customer: Any, sql: Any) -> dict[str, Any]:
    """A person with a password."""
    user: dict[str, Any] = await api.user("ada")
    await give_password(sql, customer, user)
    return user


@pytest.fixture
def attempt(clocked: Any, customer: Any) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Try a password, at the time of the clock."""

    async def run(password: str = WRONG, user_name: str = "ada") -> dict[str, Any]:
        given = {"organisation": customer.slug, "userName": user_name, "password": password}
        answer = await clocked.execute(SIGN_IN, None, {"input": given}, Caller(None, "r"))
        assert "errors" not in answer, answer
        result: dict[str, Any] = answer["data"]["result"]
        return result

    return run


@pytest.fixture
def failed(clock: Any, sql: Any) -> Callable[[int], Awaitable[None]]:
    """Let there have been so many failures in a row, the last of them now."""

    async def remember(failures: int) -> None:
        await sql.execute("UPDATE password_throttles SET failures = $1, last_failed_at = $2", failures, clock())

    return remember


def refusal(result: dict[str, Any]) -> tuple[str, int | None]:
    return result["reason"], result["retryAfterSeconds"]


@pytest.mark.usefixtures("ada")
async def test_after_five_failures_even_the_right_password_has_to_wait(attempt: Any, clock: Any) -> None:
    for _ in range(FREE_FAILURES):
        assert refusal(await attempt()) == ("CREDENTIALS_WRONG", None)
    assert refusal(await attempt(PASSWORD)) == ("TOO_MANY_ATTEMPTS", 1)
    clock.advance(seconds=1)
    assert refusal(await attempt()) == ("CREDENTIALS_WRONG", None)
    clock.advance(seconds=1.5)
    assert refusal(await attempt(PASSWORD)) == ("TOO_MANY_ATTEMPTS", 1)
    clock.advance(seconds=0.5)
    assert (await attempt(PASSWORD))["__typename"] == "SessionStarted"
    assert refusal(await attempt()) == ("CREDENTIALS_WRONG", None), "a success forgets the failures before it"


async def test_an_unknown_name_has_to_wait_just_the_same(attempt: Any, failed: Any, clock: Any) -> None:
    assert refusal(await attempt(user_name="nobody")) == ("CREDENTIALS_WRONG", None)
    await failed(9)
    clock.advance(seconds=3)
    refused = await attempt(user_name="nobody")
    assert refusal(refused) == ("TOO_MANY_ATTEMPTS", 13)
    assert refused["message"] == "Too many attempts. Try again in 13 seconds."


@pytest.mark.usefixtures("ada")
async def test_many_guesses_at_once_are_counted_one_by_one(attempt: Any) -> None:
    results = await asyncio.gather(*(attempt(f"guess {number}") for number in range(20)))
    reasons = [result["reason"] for result in results]
    assert reasons.count("CREDENTIALS_WRONG") == FREE_FAILURES
    assert reasons.count("TOO_MANY_ATTEMPTS") == 20 - FREE_FAILURES


@pytest.mark.usefixtures("ada")
async def test_a_hundred_failures_in_a_row_end_the_password_until_it_is_set_anew(
    attempt: Any, failed: Any, clock: Any, api_of: Any, customer: Any
) -> None:
    await attempt()
    await failed(MAX_FAILURES - 1)
    clock.advance(minutes=15)
    assert refusal(await attempt()) == ("CREDENTIALS_WRONG", None)
    clock.advance(days=30)
    assert refusal(await attempt(PASSWORD)) == ("TOO_MANY_ATTEMPTS", None)
    asked = {"organisation": customer.slug, "userName": "ada", "reason": "locked out"}
    made = (await customer.as_operator(SETUP_LINK, {"input": asked}))["setupLinkCreate"]
    given = {"secret": made["secret"], "password": PASSWORD}
    assert (await api_of(None).mutate("passwordSetUp", STARTED, input=given))["__typename"] == "SessionStarted"
    assert (await attempt(PASSWORD))["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("ada")
async def test_a_day_without_a_failure_forgets_those_before(attempt: Any, failed: Any, clock: Any, sql: Any) -> None:
    await attempt(user_name="nobody")
    await attempt()
    await failed(50)
    clock.advance(days=1, seconds=1)
    await attempt()
    assert [tuple(row) for row in await sql.fetch("SELECT failures FROM password_throttles")] == [(1,)]


async def test_who_was_tried_is_not_written_down(attempt: Any, sql: Any) -> None:
    await attempt(user_name="ada.lovelace")
    (row,) = await sql.fetch("SELECT t::text FROM password_throttles t")
    assert "lovelace" not in row["t"]


async def test_the_organisation_learns_of_the_first_failure_and_of_those_that_close_the_door(
    api: Any, ada: dict[str, Any], attempt: Any
) -> None:
    for _ in range(FREE_FAILURES + 3):
        await attempt()
    told = [entry for entry in await api.audit(ada) if entry["action"] == "sessionStartWithPassword"]
    assert [entry["actor"]["kind"] for entry in told] == ["ANONYMOUS"] * 2
    counts = [change["after"] for entry in told for change in entry["changes"] if change["field"] == "failuresInARow"]
    assert counts == [FREE_FAILURES, 1]


async def test_a_name_that_nobody_has_leaves_nothing_in_the_audit_log(
    api: Any, attempt: Any, customer: Any, dump: Any
) -> None:
    await api.user("without a password")
    before = await dump(customer.id)
    await attempt(user_name="nobody")
    await attempt(user_name="without a password")
    assert await dump(customer.id) == before


@pytest.mark.usefixtures("ada")
async def test_one_name_does_not_wait_for_another(api: Any, attempt: Any, failed: Any, sql: Any, customer: Any) -> None:
    await attempt()
    await failed(50)
    await give_password(sql, customer, await api.user("bob"))
    assert (await attempt(PASSWORD, "bob"))["__typename"] == "SessionStarted"


async def test_a_flood_is_turned_away_before_it_is_counted(
    attempt: Any, sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_hashing, "MAX_QUEUED", 0)
    assert refusal(await attempt()) == ("TOO_MANY_ATTEMPTS", BREATHER_SECONDS)
    assert await sql.fetchval("SELECT count(*) FROM password_throttles") == 0
