"""How changes are told to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from web.differences import MOST_VALUES, difference_of, split
from web.json_text import LINE, WHOLE, laid_out, shown

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=5)
    ),
    max_leaves=20,
)


@dataclass
class Change:
    field: str
    before: Any
    after: Any


def told(values: Any) -> list[str]:
    return [shown.line for shown in values.told]


def test_a_value_is_told_before_and_after() -> None:
    difference = difference_of(Change("displayName", "Ada", "Ada L"))
    assert (told(difference.before), told(difference.after)) == (["Ada"], ["Ada L"])


def test_what_came_into_being_has_nothing_before() -> None:
    difference = difference_of(Change("active", None, False))
    assert (told(difference.before), told(difference.after)) == ([], ["false"])


def test_of_a_list_only_what_left_and_what_entered_is_told() -> None:
    work, home = {"value": "a@x.example", "type": "work"}, {"value": "h@x.example", "type": "home"}
    difference = difference_of(
        Change("emails", [work, home], [{"type": "home", "value": "h@x.example"}, {"value": "n"}])
    )
    assert told(difference.before) == ["a@x.example · type: work"]
    assert told(difference.after) == ["n"]
    assert difference.stayed == 1


def test_of_a_long_list_the_rest_is_counted() -> None:
    difference = difference_of(Change("members.added", None, [str(n) for n in range(MOST_VALUES + 990)]))
    assert len(difference.after.told) == MOST_VALUES
    assert difference.after.more == 990


def test_true_is_not_one() -> None:
    difference = difference_of(Change("x", [1], [True]))
    assert (told(difference.before), told(difference.after)) == (["1"], ["true"])


def test_what_followed_is_told_apart_and_in_words() -> None:
    changed, followed = split(
        [
            Change("active", True, False),
            Change("sessions.ended", ["1", "2"], None),
            Change("personalTokens.ended", 1, None),
            Change("groups.added", None, ["7"]),
        ]
    )
    assert [change.field for change in changed] == ["active"]
    assert [consequence.words for consequence in followed] == [
        "2 sessions ended",
        "1 personal token ended",
        "1 group that awaited them now has them",
    ]


@given(JSON, JSON)
@settings(max_examples=100)
def test_whatever_the_log_holds_can_be_told(before: Any, after: Any) -> None:
    difference = difference_of(Change("x", before, after))
    for values in (difference.before, difference.after):
        assert len(values.told) <= MOST_VALUES
        for value in values.told:
            assert len(value.line) <= LINE
            assert len(value.whole or "") <= WHOLE + 60


@given(JSON)
@settings(max_examples=100)
def test_laid_out_json_is_the_value_itself_while_it_is_short(value: Any) -> None:
    assert orjson.loads(laid_out(value)) == value


def test_what_fits_a_line_stays_on_one() -> None:
    operations = [{"op": "replace", "path": "title", "value": "x"}, {"op": "remove", "path": "emails"}]
    assert laid_out({"schemas": ["urn:x"], "Operations": operations}).splitlines() == [
        "{",
        '  "schemas": ["urn:x"],',
        '  "Operations": [',
        '    {"op": "replace", "path": "title", "value": "x"},',
        '    {"op": "remove", "path": "emails"}',
        "  ]",
        "}",
    ]


def test_a_long_text_is_cut_and_unfolds() -> None:
    cut = shown("x" * 70_000)
    assert len(cut.line) == LINE
    assert cut.whole is not None
    assert cut.whole.endswith("… and 50000 more characters")
    assert shown("two\nlines").whole == "two\nlines"
