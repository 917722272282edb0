"""What an address asks of a list, and the addresses that lead on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.endings import Ended
from web.listing import COUNTED, MAX_SEARCH, Listing, told_count
from web.people import GROUPS, PEOPLE, groups_filter, people_filter

if TYPE_CHECKING:
    from web.identity_client.input_types import Filter

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "q": TEXTS,
        "state": st.sampled_from(["active", "deactivated", "locked", ""]),
        "source": st.sampled_from(["scim", "sign_in", "local"]),
        "linked": st.sampled_from(["yes", "no"]),
        "group": TEXTS,
        "manager": TEXTS,
        "sort": st.sampled_from(["name", "-name", "user-name", "-changed"]),
        "unknown": TEXTS,
    },
)


@dataclass
class Beside:
    has_next_page: bool = True
    has_previous_page: bool = True
    start_cursor: str | None = "first&=?"
    end_cursor: str | None = "last&=?"


def opened(address: str | None) -> Listing:
    assert address is not None
    return Listing.of(PEOPLE, dict(parse_qsl(urlsplit(address).query)))


@given(QUERIES)
@settings(max_examples=100)
def test_whatever_leads_on_keeps_what_is_asked_for(query: dict[str, str]) -> None:
    here = Listing.of(PEOPLE, query)
    assert opened(here.address()) == here
    following, previous = opened(here.next(Beside())), opened(here.previous(Beside()))
    assert (following.after, previous.before) == ("last&=?", "first&=?")
    for there in (following, previous):
        assert (there.search, there.filters, there.sort) == (here.search, here.filters, here.sort)
    assert opened(following.address()).after is None, "a list with something changed begins anew"


@given(QUERIES)
@settings(max_examples=50)
def test_a_head_sorts_by_its_column_and_then_the_other_way_round(query: dict[str, str]) -> None:
    for name, head in Listing.of(PEOPLE, query).heads.items():
        once = opened(head.address)
        twice = opened(once.heads[name].address)
        assert once.column == twice.column
        assert once.descending != twice.descending
        assert {once.heads[name].sorted, twice.heads[name].sorted} == {"ascending", "descending"}


def test_there_is_no_way_to_pages_that_do_not_exist() -> None:
    alone = Beside(has_next_page=False, has_previous_page=False)
    assert (Listing.of(PEOPLE, {}).next(alone), Listing.of(PEOPLE, {}).previous(alone)) == (None, None)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"sort": "password"}, "“name” or “user-name” or “changed”"),
        ({"state": "asleep"}, "“active” or “deactivated” or “locked”"),
        ({"after": "a", "before": "b"}, "not both"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(query: dict[str, str], told: str) -> None:
    with pytest.raises(Ended) as refused:
        Listing.of(PEOPLE, query)
    assert told in refused.value.ending.sentence


def test_a_search_is_no_longer_than_identity_takes() -> None:
    assert Listing.of(PEOPLE, {"q": "x" * 1_000}).search == "x" * MAX_SEARCH


def test_a_page_is_asked_for_from_either_side() -> None:
    assert (Listing.of(PEOPLE, {"after": "a"}).first, Listing.of(PEOPLE, {"after": "a"}).last) == (50, None)
    assert (Listing.of(PEOPLE, {"before": "a"}).first, Listing.of(PEOPLE, {"before": "a"}).last) == (None, 50)


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 people"), (1, "1 person"), (COUNTED, "1,000 people"), (COUNTED + 1, "More than 1,000 people")],
)
def test_a_count_says_as_much_as_it_knows(count: int, told: str) -> None:
    assert told_count(count, "person", "people") == told


def said(wanted: Filter | None) -> object:
    return wanted.model_dump(by_alias=True, exclude_unset=True, mode="json") if wanted else None


def test_filters_are_asked_of_identity_together() -> None:
    def equal(attribute: str, value: object) -> object:
        return {"compare": {"attribute": attribute, "operator": "EQ", "value": value}}

    assert said(people_filter(Listing.of(PEOPLE, {}), None)) is None
    assert said(people_filter(Listing.of(PEOPLE, {"linked": "no"}), None)) == equal("linked", value=False)
    asked = {"state": "active", "source": "sign_in", "group": "Team", "manager": "7"}
    assert said(people_filter(Listing.of(PEOPLE, asked), "1")) == {
        "and": [
            equal("active", value=True),
            equal("locked", value=False),
            equal("source", "SIGN_IN"),
            equal("enterprise.manager.value", "7"),
            equal("groups.value", "1"),
        ]
    }
    assert said(people_filter(Listing.of(PEOPLE, {"group": "Team"}), None)) == equal("groups.display", "Team")
    assert said(groups_filter(Listing.of(GROUPS, {"source": "scim"}))) == equal("source", "SCIM")
    assert groups_filter(Listing.of(GROUPS, {})) is None
