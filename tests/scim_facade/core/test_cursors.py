"""Cursors, as the client carries them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_facade.core.cursors import Cursor, query_mark, read_cursor, to_text
from scim_facade.core.errors import InvalidCursor

MARK = query_mark("/Users", None, None, False)


@given(st.builds(Cursor, st.sampled_from(["after", "before"]), st.text()))
def test_a_cursor_comes_back_as_it_went(cursor: Cursor) -> None:
    text = to_text(cursor, MARK)
    assert text.replace("-", "").replace("_", "").isalnum()
    assert read_cursor(text, MARK) == cursor


@given(st.text())
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(text, MARK)


@pytest.mark.parametrize("text", ["bnVsbA", "W10", "WzEsMiwzXQ", "W" * 9_000, "[" * 5_000, "é"])
def test_what_only_looks_like_a_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(text, MARK)


@pytest.mark.parametrize(
    "other",
    [
        ("/Groups", None, None, False),
        ("/Users", 'userName eq "a"', None, False),
        ("/Users", None, "userName", False),
        ("/Users", None, None, True),
        ("/Users", "\ud800", None, False),
    ],
)
def test_a_cursor_is_good_for_its_own_query_alone(other: tuple[object, ...]) -> None:
    with pytest.raises(InvalidCursor, match="another query"):
        read_cursor(to_text(Cursor("after", "row"), query_mark(*other)), MARK)
