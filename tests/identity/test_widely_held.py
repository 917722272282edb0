"""Lists of what most rows may have: a look among a few first finds the same as a look at all."""

from typing import Any

import pytest

from identity.access import collection
from identity.access.users import users
from identity.filtering import may_match_many, without_prefilters

IN_GROUP = ("element", "groups", ("compare", "value", "EQ", "filter_0"), "filter_1")
BY_MAIL = ("element", "emails", ("compare", "value", "EQ", "filter_0"), "filter_1")


def test_a_group_may_hold_nearly_everybody_and_an_address_does_not() -> None:
    assert may_match_many(IN_GROUP, users.filterable)
    assert may_match_many(("and", ("flag", "linked"), IN_GROUP), users.filterable)
    assert not may_match_many(BY_MAIL, users.filterable)
    assert not may_match_many(("or", IN_GROUP, BY_MAIL), users.filterable)


def test_row_by_row_the_same_is_asked_without_what_finds_all() -> None:
    assert without_prefilters(("and", ("not", IN_GROUP), BY_MAIL)) == (
        "and",
        ("not", (*IN_GROUP[:3], None)),
        (*BY_MAIL[:3], None),
    )


@pytest.mark.parametrize("near", [1, 3, 1000])
async def test_a_groups_people_are_listed_and_counted_the_same_however_few_are_looked_at_first(
    scim: Any, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(collection, "NEAR", near)
    users.near_page_statement.cache_clear()
    people = [await scim.user(f"person{number}") for number in range(8)]
    inner = await scim.group("inner", people[7])
    group = await scim.group("group", *people[1:7:2], inner)
    given = {"compare": {"attribute": "groups.value", "operator": "EQ", "value": group["id"]}}
    found, after = [], None
    while True:
        selection = "{ nodes { userName } pageInfo { hasNextPage endCursor } countUpTo(limit: 2) totalCount }"
        sort = {"attribute": "userName", "descending": True}
        page = await scim.query("users", selection, filter=given, sort=sort, first=2, after=after)
        found += [node["userName"] for node in page["nodes"]]
        assert (page["totalCount"], page["countUpTo"]) == (4, 3)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == ["person7", "person5", "person3", "person1"]
    users.near_page_statement.cache_clear()
