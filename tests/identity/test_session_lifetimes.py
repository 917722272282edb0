"""How long sessions live: the operator says how long at most, an organisation how long of that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.commands.sessions import SessionLifetimes
from identity.errors import InvalidInput
from identity.rules.session_lifetimes import LONGEST, SHORTEST, Lifetimes, Most, checked, in_words
from tests.identity.delegating import follow
from tests.identity.signing_in import sign_in

_LIFETIMES = "{ lifetimeSeconds idleSeconds maximumLifetimeSeconds maximumIdleSeconds }"
CHANGED = f"""{{ __typename ... on Organisation {{ name sessionLifetimes {_LIFETIMES} }}
    ... on InvalidInput {{ field message }} ... on Problem {{ message }} }}"""
_SESSION = "{ session { createdAt expiresAt idleSeconds } }"
_seconds = st.none() | st.integers(-1, LONGEST * 2)
_most = st.builds(Most, st.integers(1, LONGEST * 2), st.integers(60, LONGEST * 2))


async def change(api: Any, **changes: Any) -> Any:
    return await api.mutate("organisationUpdate", CHANGED, changes=changes)


async def lifetimes_of(api: Any) -> tuple[int, int]:
    """Of the session that asks: how long it lives, and how long without being used."""
    session = (await api.query("viewer", _SESSION))["session"]
    begins, ends = (datetime.fromisoformat(session[name]) for name in ("createdAt", "expiresAt"))
    return int((ends - begins).total_seconds()), session["idleSeconds"]


async def test_sessions_begun_afterwards_live_as_long_as_the_organisation_says(
    api: Any, api_of: Callable[[str | None], Any], identity: Any, customer: Any, other_api: Any
) -> None:
    assert await lifetimes_of(api) == (8 * 3600, 3600)
    changed = await change(api, sessionLifetimeSeconds=7200, sessionIdleSeconds=600)
    assert changed["sessionLifetimes"] == {
        "lifetimeSeconds": 7200,
        "idleSeconds": 600,
        "maximumLifetimeSeconds": 8 * 3600,
        "maximumIdleSeconds": 3600,
    }
    assert await lifetimes_of(api) == (8 * 3600, 3600)  # one that lives keeps its own
    await api.user("ada")
    assert await lifetimes_of(api_of(await sign_in(identity, customer, "ada"))) == (7200, 600)
    assert await lifetimes_of(api_of(await customer.session_of("ada"))) == (7200, 600)  # the operator's doing, too
    assert await lifetimes_of(other_api) == (8 * 3600, 3600)

    await change(api, sessionLifetimeSeconds=None)
    assert await lifetimes_of(api_of(await sign_in(identity, customer, "ada"))) == (8 * 3600, 600)


async def test_the_operators_setting_holds_though_it_has_become_stricter(
    api: Any, api_of: Callable[[str | None], Any], identity: Any, customer: Any
) -> None:
    await change(api, sessionLifetimeSeconds=7200, sessionIdleSeconds=3600)
    await api.user("ada")
    stricter = SessionLifetimes(timedelta(minutes=20), timedelta(minutes=10))
    session = await sign_in(identity, customer, "ada", lifetimes=stricter)
    assert await lifetimes_of(api_of(session)) == (1200, 600)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"sessionLifetimeSeconds": 8 * 3600 + 1}, "sessionLifetimeSeconds", "8 hours at most"),
        ({"sessionLifetimeSeconds": 299}, "sessionLifetimeSeconds", "5 minutes at least"),
        ({"sessionIdleSeconds": 3601}, "sessionIdleSeconds", "1 hour at most"),
        ({"sessionIdleSeconds": 0}, "sessionIdleSeconds", "5 minutes at least"),
        ({"sessionLifetimeSeconds": 600, "sessionIdleSeconds": 601}, "sessionIdleSeconds", "the 10 minutes"),
        ({"name": " "}, "name", "1 to 200 characters"),
        ({"name": None}, "name", "1 to 200 characters"),
    ],
)
async def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    api: Any, changes: dict[str, Any], field: str, said: str
) -> None:
    refused = await change(api, **changes)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)
    assert said in refused["message"]
    kept = await api.query("organisation", f"{{ sessionLifetimes {_LIFETIMES} }}")
    assert kept["sessionLifetimes"]["lifetimeSeconds"] is kept["sessionLifetimes"]["idleSeconds"] is None


async def test_a_change_stands_in_the_audit_log_and_one_that_changes_nothing_does_not(api: Any, customer: Any) -> None:
    for _ in range(2):
        await change(api, name="Renamed", sessionIdleSeconds=600)
    entries = await api.query(
        "auditEntries", "{ nodes { action changes { field before after } } }", targetId=customer.id
    )
    (entry,) = [each for each in entries["nodes"] if each["action"] == "organisationUpdate"]
    assert [change["field"] for change in entry["changes"]] == ["name", "sessionIdleSeconds"]


async def test_whoever_followed_a_link_sets_lifetimes_and_renames_nothing(
    operator: Any, api_of: Callable[[str | None], Any], customer: Any
) -> None:
    jo = api_of(await follow(operator, customer))
    assert (await change(jo, sessionIdleSeconds=600))["sessionLifetimes"]["idleSeconds"] == 600
    assert (await change(jo, name="Jo's"))["__typename"] == "PermissionDenied"


@given(_seconds, _seconds, _most)
@settings(max_examples=100)
def test_what_is_accepted_is_never_longer_than_the_operator_lets_it(
    lifetime: int | None, idle: int | None, most: Most
) -> None:
    try:
        accepted = checked(Lifetimes(lifetime, idle), most)
    except InvalidInput:
        return
    for seconds, longest in (
        (accepted.lifetime_seconds, most.lifetime_seconds),
        (accepted.idle_seconds, most.idle_seconds),
    ):
        assert seconds is None or SHORTEST <= seconds <= min(longest, LONGEST)
    assert accepted.idle_seconds is None or accepted.idle_seconds <= (
        accepted.lifetime_seconds or most.lifetime_seconds
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (300, "5 minutes"), (5400, "1 hour 30 minutes"), (86_401, "1 day 1 second")],
)
def test_a_span_is_told_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
