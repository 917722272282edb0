"""Pages and the message that carries them."""

import pytest

from scim_facade.core.errors import InvalidValue
from scim_facade.core.listing import Page, list_response


@pytest.mark.parametrize(
    ("start_index", "count", "page"),
    [
        (None, None, Page(1, 100)),
        ("", "", Page(1, 100)),
        ("6", "5", Page(6, 5)),
        ("0", "5", Page(1, 5)),
        ("-7", "-7", Page(1, 0)),
        ("1", "0", Page(1, 0)),
        ("1", "1001", Page(1, 1000)),
        (" +2 ", "007", Page(2, 7)),
        ("2147483648", None, Page(2147483648, 100)),
        ("-" + "9" * 10_000, None, Page(1, 100)),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_start_index_and_count_are_read_as_rfc_7644_says(start_index: str, count: str, page: Page) -> None:
    assert Page.from_query(start_index, count) == page


def test_the_page_sizes_may_be_set() -> None:
    assert Page.from_query(None, None, default_count=20, max_count=50).count == 20
    assert Page.from_query(None, "60", default_count=20, max_count=50).count == 50
    assert Page.from_query(None, None, default_count=100, max_count=50).count == 50


@pytest.mark.parametrize(
    "text",
    ["abc", "1.5", "1e3", "٣", "0x10", "2147483649", "9" * 10_000, "1 2", "\ud800"],
    ids=lambda text: ascii(text)[:20],
)
def test_what_is_no_small_whole_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidValue, match="startIndex"):
        Page.from_query(text, None)
    with pytest.raises(InvalidValue, match="count"):
        Page.from_query(None, text)


def test_the_offset_counts_what_stands_before_the_page() -> None:
    assert Page.from_query("6", "5").offset == 5
    assert Page().offset == 0


def test_a_list_response_counts_what_it_carries_and_names_the_whole() -> None:
    assert list_response([{"id": "u6"}], 11, Page(6, 5)) == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 11,
        "startIndex": 6,
        "itemsPerPage": 1,
        "Resources": [{"id": "u6"}],
    }


def test_an_empty_list_has_its_resources_too() -> None:
    assert list_response([], 0, Page())["Resources"] == []
