"""What a change makes of a user's or a group's attributes."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from identity.errors import InvalidInput
from identity.rules import group as group_rules
from identity.rules import user as user_rules
from identity.rules.attributes import differences
from identity.rules.text import unstorable, unstorable_inside
from identity.rules.user import (
    ADDRESS_PARTS,
    ATTRIBUTES,
    ELEMENT_PARTS,
    ENTERPRISE_TEXTS,
    MULTI_VALUED,
    NAME_PARTS,
    SINGLE_TEXTS,
)

texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts.filter(bool), inner, max_size=2),
    max_leaves=4,
)


def parts(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    values = {name: st.none() | st.booleans() if name == "primary" else texts for name in names}
    return st.fixed_dictionaries({}, optional=values)


extensions = st.none() | st.dictionaries(
    st.sampled_from(["urn:a", "urn:b"]), st.dictionaries(st.sampled_from("ab"), JSON, max_size=2), max_size=2
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "userName": texts.filter(bool),
        "externalId": texts,
        "active": st.none() | st.booleans(),
        "name": st.none() | parts(NAME_PARTS),
        "enterprise": st.none() | parts((*ENTERPRISE_TEXTS, "manager")),
        "addresses": st.none() | st.lists(parts(ADDRESS_PARTS), max_size=2),
        "extensions": extensions,
        **dict.fromkeys(SINGLE_TEXTS, texts),
        **{name: st.none() | st.lists(parts(ELEMENT_PARTS), max_size=2) for name in MULTI_VALUED},
    },
)
users = changes.map(lambda given: user_rules.applied({}, {"userName": "ada", **given}))


@given(users)
def test_no_change_changes_nothing(user: dict[str, Any]) -> None:
    assert user_rules.applied(user, {}) == user
    assert differences(user, user) == []


@given(users, changes)
def test_a_change_made_twice_is_made_once_and_leaves_the_rest(user: dict[str, Any], change: dict[str, Any]) -> None:
    assume(change.get("active", True) is not None)
    after = user_rules.applied(user, change)
    assert user_rules.applied(after, change) == after
    for attribute in set(ATTRIBUTES) - set(change):
        assert after.get(attribute) == user.get(attribute)


@given(users)
def test_what_is_kept_can_be_given_again(user: dict[str, Any]) -> None:
    assert user_rules.applied({}, user) == user


@given(users)
def test_nothing_empty_is_ever_kept(user: dict[str, Any]) -> None:
    def empties(value: Any) -> bool:
        if isinstance(value, dict):
            return not value or any(map(empties, value.values()))
        if isinstance(value, list):
            return not value or any(map(empties, value))
        return value is None or value == ""

    # What stands inside an extension is the client's own and stays as it came.
    assert not empties({name: value for name, value in user.items() if name != "extensions"})


@given(users, users)
def test_differences_are_none_exactly_between_equals(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (differences(one, other) == []) == (one == other)


@given(users, users)
def test_differences_turn_around(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {change["field"]: (change["before"], change["after"]) for change in differences(one, other)}
    back = {change["field"]: (change["after"], change["before"]) for change in differences(other, one)}
    assert there == back


def test_parts_of_a_complex_attribute_are_fields_of_their_own() -> None:
    before = {"name": {"givenName": "A", "familyName": "L"}, "emails": [{"value": "a"}]}
    after = {"name": {"givenName": "A", "familyName": "B"}, "emails": [{"value": "b"}]}
    assert differences(before, after) == [
        {"field": "name.familyName", "before": "L", "after": "B"},
        {"field": "emails", "before": [{"value": "a"}], "after": [{"value": "b"}]},
    ]


@pytest.mark.parametrize("name", [None, ""])
def test_users_and_groups_need_a_name(name: str | None) -> None:
    with pytest.raises(InvalidInput, match="userName is required"):
        user_rules.applied({"userName": "ada"}, {"userName": name})
    with pytest.raises(InvalidInput, match="displayName is required"):
        group_rules.changed({"displayName": "Sales"}, {"displayName": name})
    with pytest.raises(InvalidInput, match="displayName is required"):
        group_rules.made_of({"displayName": name})


@given(texts, extensions)
def test_a_group_that_is_changed_to_what_it_is_stays_what_it_is(external_id: str | None, extension: Any) -> None:
    group = group_rules.made_of({"displayName": "Sales", "externalId": external_id, "extensions": extension})
    assert group_rules.changed(group, {}) == group
    assert group_rules.made_of(group) == group


def test_extensions_of_a_group_change_attribute_by_attribute() -> None:
    group = {"displayName": "Sales", "extensions": {"urn:a": {"x": 1, "y": 2}, "urn:b": {"x": 1}}}
    after = group_rules.changed(group, {"extensions": {"urn:a": {"x": None, "z": 3}, "urn:b": None}})
    assert after["extensions"] == {"urn:a": {"y": 2, "z": 3}}
    assert "extensions" not in group_rules.changed(group, {"extensions": None})


@given(st.text(), st.integers(1, 20))
def test_text_can_be_stored_exactly_when_postgresql_can(text: str, limit: int) -> None:
    encodable = text.encode("utf-8", "replace").decode() == text and "\x00" not in text
    assert (unstorable(text, limit) is None) == (encodable and len(text) <= limit)


@given(JSON)
def test_ordinary_json_can_be_stored(value: Any) -> None:
    assert unstorable_inside(value) is None


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "x" * 8_193, 2**64, -(2**63) - 1, float("inf"), float("nan")])
def test_json_with_one_bad_value_anywhere_cannot_be_stored(bad: Any) -> None:
    for value in (bad, [bad], {"a": bad}, {"a": [{"b": bad}]}, [1, "ok", None, bad]):
        assert unstorable_inside(value) is not None
    if isinstance(bad, str):
        assert unstorable_inside({bad: 1}) is not None


def test_json_may_nest_only_so_deep() -> None:
    value: Any = 1
    for _ in range(31):
        value = [value]
    assert unstorable_inside(value) is None
    assert "32 levels" in str(unstorable_inside([value]))
