"""Pages and the message that carries them."""

import pytest

from scim_facade.core.cursors import Cursor, read_cursor
from scim_facade.core.errors import InvalidCount, InvalidValue
from scim_facade.core.listing import CursorPage, Found, IndexedPage, PageSizes, list_response, whole_list

SIZES = PageSizes(100, 1000)


@pytest.mark.parametrize(
    ("start_index", "count", "page"),
    [
        (None, None, IndexedPage(1, 100)),
        ("", "", IndexedPage(1, 100)),
        ("6", "5", IndexedPage(6, 5)),
        ("0", "5", IndexedPage(1, 5)),
        ("-7", "-7", IndexedPage(1, 0)),
        ("1", "0", IndexedPage(1, 0)),
        ("1", "1001", IndexedPage(1, 1000)),
        (" +2 ", "007", IndexedPage(2, 7)),
        ("2147483648", None, IndexedPage(2147483648, 100)),
        ("-" + "9" * 10_000, None, IndexedPage(1, 100)),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_start_index_and_count_are_read_as_rfc_7644_says(start_index: str, count: str, page: IndexedPage) -> None:
    assert IndexedPage.read(start_index, count, SIZES) == page


def test_the_page_sizes_may_be_set() -> None:
    assert PageSizes(20, 50).count(None) == 20
    assert PageSizes(20, 50).count("60") == 50
    assert PageSizes(100, 50).count(None) == 50


@pytest.mark.parametrize(
    "text",
    ["abc", "1.5", "1e3", "٣", "0x10", "2147483649", "9" * 10_000, "1 2", "\ud800"],
    ids=lambda text: ascii(text)[:20],
)
def test_what_is_no_small_whole_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidValue, match="startIndex"):
        IndexedPage.read(text, None, SIZES)
    with pytest.raises(InvalidValue, match="count"):
        IndexedPage.read(None, text, SIZES)
    with pytest.raises(InvalidCount, match="count"):
        CursorPage.read(None, text, "mark", SIZES)


def test_the_offset_counts_what_stands_before_the_page() -> None:
    assert IndexedPage.read("6", "5", SIZES).offset == 5
    assert IndexedPage.read(None, None, SIZES).offset == 0


def test_a_list_response_counts_what_it_carries_and_names_the_whole() -> None:
    assert list_response(Found([{"id": "u6"}], 11), IndexedPage(6, 5)) == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 11,
        "startIndex": 6,
        "itemsPerPage": 1,
        "Resources": [{"id": "u6"}],
    }


def test_an_empty_list_has_its_resources_too() -> None:
    assert list_response(Found([], 0), IndexedPage(1, 100))["Resources"] == []
    assert whole_list([])["Resources"] == []


def test_a_page_by_cursor_names_its_neighbours_and_no_index() -> None:
    page = CursorPage(None, 2, "mark")
    answer = list_response(Found([{"id": "u1"}], 11, before="row-1", after="row-2"), page)
    assert "startIndex" not in answer
    assert answer["totalResults"] == 11
    assert read_cursor(answer["previousCursor"], "mark") == Cursor("before", "row-1")
    assert read_cursor(answer["nextCursor"], "mark") == Cursor("after", "row-2")


def test_the_ends_of_a_list_have_no_cursor_beyond_them() -> None:
    assert list_response(Found([], 0), CursorPage(None, 2, "mark")).keys().isdisjoint({"nextCursor", "previousCursor"})
