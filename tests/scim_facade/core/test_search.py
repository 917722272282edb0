"""What a list request asks for, in an address or in a body."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidCount, InvalidCursor, InvalidSyntax, InvalidValue, ScimError
from scim_facade.core.listing import CursorPage, IndexedPage, PageSizes
from scim_facade.core.projection import Projection
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import USER
from scim_facade.core.search import SEARCH_REQUEST, Search, search_of_body, search_of_query

SIZES = PageSizes(100, 1000)


def searched(**fields: object) -> Search:
    return search_of_body({"schemas": [SEARCH_REQUEST], **fields}, [USER], SIZES, Notes())


def test_a_body_says_what_an_address_says() -> None:
    query = {
        "attributes": "userName,name.familyName",
        "excludedattributes": "emails",
        "filter": 'userName eq "a"',
        "sortby": "userName",
        "sortorder": "descending",
        "startindex": "3",
        "count": "7",
    }
    body = searched(
        attributes=["userName", "name.familyName"],
        excludedAttributes=["emails"],
        filter='userName eq "a"',
        sortBy="userName",
        sortOrder="descending",
        startIndex=3,
        count=7,
    )
    assert body == search_of_query(query, [USER], SIZES, Notes())
    assert body == Search(
        page=IndexedPage(3, 7),
        projection=Projection.from_query("userName,name.familyName", "emails"),
        filter='userName eq "a"',
        sort_by="userName",
        descending=True,
        attributes=("userName", "name.familyName"),
        excluded_attributes=("emails",),
    )


def test_nothing_said_is_the_first_page_of_everything() -> None:
    nothing = Search(
        IndexedPage(1, 100), Projection(), None, None, descending=False, attributes=(), excluded_attributes=()
    )
    assert searched() == search_of_query({}, [USER], SIZES, Notes()) == nothing
    assert searched(filter=None, attributes=None, count=None, cursor=None) == nothing


def test_an_empty_cursor_begins_a_walk_by_cursors() -> None:
    page = searched(cursor="", count=2).page
    assert isinstance(page, CursorPage)
    assert (page.cursor, page.count) == (None, 2)


def test_fields_are_known_in_any_letter_case_and_others_are_passed_over() -> None:
    notes = Notes()
    search = search_of_body({"Count": 5, "colour": "red"}, [USER], SIZES, notes)
    assert search.page == IndexedPage(1, 5)
    assert list(notes) == [
        Note("key-letter-case", "Count"),
        Note("extra-key-ignored", "colour"),
        Note("missing-search-schema", "schemas"),
    ]


@pytest.mark.parametrize(
    ("fields", "error", "named"),
    [
        ({"attributes": "userName"}, InvalidValue, "attributes"),
        ({"excludedAttributes": [1]}, InvalidValue, "excludedAttributes"),
        ({"filter": 7}, InvalidValue, "filter"),
        ({"sortBy": ["userName"]}, InvalidValue, "sortBy"),
        ({"sortOrder": "upwards"}, InvalidValue, "upwards"),
        ({"count": True}, InvalidValue, "count"),
        ({"count": 1.5}, InvalidValue, "count"),
        ({"count": 10**400}, InvalidValue, "count"),
        ({"startIndex": {}}, InvalidValue, "startIndex"),
        ({"cursor": "x"}, InvalidCursor, "none that this service gave"),
        ({"cursor": "", "count": "many"}, InvalidCount, "count"),
        ({"cursor": "", "startIndex": 1}, InvalidValue, "cursor and startIndex"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(fields: dict[str, Any], error: type[ScimError], named: str) -> None:
    with pytest.raises(error, match=named):
        searched(**fields)


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_what_is_no_object_is_no_search(body: object) -> None:
    with pytest.raises(InvalidSyntax):
        search_of_body(body, [USER], SIZES, Notes())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
names = st.sampled_from(["attributes", "filter", "sortBy", "sortOrder", "startIndex", "count", "cursor", "schemas"])


@given(st.dictionaries(names, json_values))
def test_any_body_is_a_search_or_is_refused(body: dict[str, Any]) -> None:
    try:
        search = search_of_body(body, [USER], SIZES, Notes())
    except ScimError:
        return
    assert 0 <= search.page.count <= 1000
