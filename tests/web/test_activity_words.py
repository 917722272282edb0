"""What happened, in words; and which part of a log an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from graphql import build_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from web.activity_filter import ActivityQuery
from web.activity_words import act, headline
from web.audit_filter import ACTIONS, AuditQuery
from web.explained import bars_of
from web.identity_client.enums import ActivityKind, ActivityOutcome
from web.log_query import Unreadable

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
SCHEMA = build_schema((Path(__file__).parents[2] / "contract/schema.graphql").read_text(encoding="utf-8"))


@dataclass
class Entry:
    action: str
    target_label: str | None = None
    outcome: ActivityOutcome = ActivityOutcome.SUCCEEDED
    kind: ActivityKind = ActivityKind.SCIM_REQUEST


@dataclass
class Step:
    name: str
    duration_ms: float


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("PATCH /Users/{id}", "ada"), "Updated user ada"),
        (Entry("POST /Groups", "Sales", ActivityOutcome.REFUSED), "Refused: create group Sales"),
        (Entry("DELETE /Users/{id}", None, ActivityOutcome.FAILED), "Failed: delete user"),
        (Entry("GET /Users"), "Looked for users"),
        (Entry("POST /Groups/.search"), "Searched"),
        (Entry("GET /ServiceProviderConfig"), "Asked what is supported"),
        (Entry("PATCH /Me"), "Updated own account"),
        (Entry("Refused credential", None, ActivityOutcome.REFUSED), "Refused: a token that is not valid"),
        (Entry("userUpdate", "ada", kind=ActivityKind.ADMIN_ACTION), "Changed user ada"),
        (
            Entry("sessionStartWithMicrosoft", "ada", ActivityOutcome.REFUSED, ActivityKind.SIGN_IN),
            "Refused: sign-in with Microsoft as ada",
        ),
    ],
)
def test_an_entry_has_a_headline_in_words(entry: Entry, words: str) -> None:
    assert headline(entry) == words


def test_every_mutation_can_be_told_in_words() -> None:
    assert SCHEMA.mutation_type is not None
    assert [name for name in SCHEMA.mutation_type.fields if not act(name)] == []
    assert act("accessTokenRevoke") == "Revoked access token"


def test_the_actions_to_choose_from_exist() -> None:
    assert SCHEMA.mutation_type is not None
    assert set(ACTIONS) - set(SCHEMA.mutation_type.fields) == set()


def test_an_address_becomes_a_filter() -> None:
    asked = ActivityQuery.of({"kind": "SIGN_IN", "outcome": "REFUSED", "within": "day", "strange": "x"})
    wanted = asked.filter(NOW)
    assert wanted is not None
    assert wanted.model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "kind": "SIGN_IN",
        "outcomes": ["REFUSED"],
        "since": "2026-01-30T09:00:00+00:00",
    }
    assert asked.without("kind").address("/activity") == "/activity?within=day&outcome=REFUSED"
    assert ActivityQuery().filter(NOW) is None


@pytest.mark.parametrize("query", [{"kind": "x"}, {"since": "yesterday"}, {"within": "ages"}, {"person": "Ada"}])
def test_what_means_nothing_is_said_to(query: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        ActivityQuery.of(query).filter(NOW)


@given(
    st.dictionaries(st.sampled_from(["actor", "action", "target", "request", "within", "since", "until"]), st.text())
)
@settings(max_examples=100)
def test_whatever_stands_in_an_address_is_understood_or_refused(query: dict[str, str]) -> None:
    asked = AuditQuery.of(query)
    try:
        arguments = asked.arguments(NOW)
    except Unreadable:
        return
    assert all(arguments.values())
    assert len(asked.chips) == len(asked.narrowed_by)


@given(st.lists(st.floats(0, 1e6), max_size=8))
@settings(max_examples=100)
def test_bars_follow_each_other_and_fill_the_chart(durations: list[float]) -> None:
    bars = bars_of([Step("x", duration) for duration in durations])
    assert all(bar.begins + bar.length <= 100.1 for bar in bars)
    if sum(durations) > 0:
        assert abs(sum(bar.length for bar in bars) - 100) < 0.1
