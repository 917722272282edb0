"""PATCH of multi-valued attributes, by their elements."""

from typing import Any

import pytest

from scim_facade.core.errors import (
    InvalidValue,
    NoTarget,
)
from scim_facade.core.limits import MAX_ELEMENTS
from tests.scim_facade.core.patching import op, patched, person


def test_adding_appends_and_what_is_there_already_only_gains() -> None:
    user = person(emails=[{"value": "a@x.com", "type": "work"}, {"value": "b@x.com"}])
    added = [
        {"value": "A@x.com", "display": "A"},
        {"value": "b@x.com", "type": "home"},
        {"value": "a@x.com", "type": "x"},
    ]
    assert patched(user, op("add", "emails", added))["emails"] == [
        {"value": "A@x.com", "type": "work", "display": "A"},
        {"value": "b@x.com", "type": "home"},
        {"value": "a@x.com", "type": "x"},
    ]


def test_adding_twice_is_adding_once() -> None:
    add = op("add", "addresses", [{"type": "work", "locality": "L"}])
    once = patched(person(), add)
    assert patched(once, add) == once
    assert patched(person(), op("add", "roles", [{"value": "a"}, {"value": "a"}]))["roles"] == [{"value": "a"}]


def test_adding_nothing_changes_nothing() -> None:
    assert patched(person(emails=[{"value": "a"}]), op("add", "emails", [])) == person(emails=[{"value": "a"}])


def test_replacing_takes_the_list_as_it_is() -> None:
    user = person(roles=[{"value": "a"}])
    assert patched(user, op("replace", "roles", [{"value": "b"}, {"value": "c"}]))["roles"] == [
        {"value": "b"},
        {"value": "c"},
    ]
    assert patched(user, op("replace", "roles", [])) == person()


def test_removing_listed_values_leaves_the_others() -> None:
    user = person(
        roles=[{"value": "a", "type": "x"}, {"value": "a", "type": "y"}, {"value": "b"}, {"value": "c", "type": "x"}]
    )
    listed = [{"value": "A", "type": "x"}, "c", {"value": "nobody"}]
    after = patched(user, op("remove", "roles", listed))
    assert after["roles"] == [{"value": "a", "type": "y"}, {"value": "b"}]
    assert patched(user, op("remove", "roles", [])) == user
    assert patched(user, op("remove", "roles")) == person()


def test_a_selected_element_changes_and_the_others_stay() -> None:
    user = person(
        emails=[{"value": "a", "type": "work"}, {"value": "b", "type": "home"}, {"value": "c", "type": "Work"}]
    )
    after = patched(user, op("replace", 'emails[type eq "work"].value', "n"))
    assert [email["value"] for email in after["emails"]] == ["n", "b", "n"]


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [
        ('value eq "A"', "a"),
        ('value ne "a"', "bc"),
        ('value sw "a" or value ew "b"', "ab"),
        ('display co "ee"', "b"),
        ('not (type eq "work")', "b"),
        ("type pr and display pr", "b"),
        ("primary eq false", "bc"),
        ('primary eq "True"', "a"),
        ('value gt "a" and value le "b"', "b"),
        ('value ge "b" and value lt "c"', "b"),
        ("type eq null", ""),
        ("display eq null", "ac"),
    ],
)
def test_a_value_filter_selects_by_every_operator(condition: str, chosen: str) -> None:
    emails: list[dict[str, Any]] = [
        {"value": "a", "type": "work", "primary": True},
        {"value": "b", "type": "home", "display": "Bee"},
        {"value": "c", "type": "work"},
    ]
    after = patched(person(emails=emails), op("remove", f"emails[{condition}]"))
    assert {email["value"] for email in emails} - {email["value"] for email in after.get("emails", [])} == set(chosen)


def test_removing_what_no_filter_selects_is_no_error() -> None:
    assert patched(person(), op("remove", 'emails[type eq "work"]')) == person()
    assert patched(person(), op("remove", 'emails[type eq "work"].value')) == person()


def test_an_element_that_would_only_say_its_type_is_gone() -> None:
    user = person(emails=[{"value": "a", "type": "work", "primary": True}, {"value": "b", "display": "B"}])
    assert patched(user, op("remove", 'emails[type eq "work"].value'))["emails"] == [{"value": "b", "display": "B"}]
    assert patched(user, op("replace", 'emails[value eq "b"].value', ""))["emails"][1] == {"display": "B"}


def test_a_missing_element_is_created_from_what_the_path_says() -> None:
    after = patched(
        person(),
        op("add", 'phoneNumbers[type eq "mobile"].value', "+1"),
        op("replace", 'addresses[type eq "work"].formatted', "B18"),
        op("add", 'addresses[type eq "work"].primary', "true"),
        op("replace", 'ims[type eq "x" and display eq "D"]', {"value": "v"}),
        op("add", "photos.value", "https://p"),
    )
    assert after == person(
        phoneNumbers=[{"type": "mobile", "value": "+1"}],
        addresses=[{"type": "work", "formatted": "B18", "primary": True}],
        ims=[{"type": "x", "display": "D", "value": "v"}],
        photos=[{"value": "https://p"}],
    )


@pytest.mark.parametrize("condition", ['type ne "work"', 'type eq "a" or type eq "b"', "type pr", "type eq null"])
def test_a_filter_that_describes_no_element_has_no_target(condition: str) -> None:
    with pytest.raises(NoTarget, match="emails"):
        patched(person(), op("replace", f"emails[{condition}].value", "x"))
    with pytest.raises(NoTarget, match="emails"):
        patched(person(), op("replace", f"emails[{condition} and primary eq true]", {"value": "x"}))


def test_a_selected_element_as_a_whole_is_replaced_added_to_or_removed() -> None:
    user = person(emails=[{"value": "a", "type": "work", "display": "A"}])
    path = 'emails[type eq "work"]'
    assert patched(user, op("replace", path, {"value": "n"}))["emails"] == [{"type": "work", "value": "n"}]
    assert patched(user, op("add", path, [{"value": "n"}]))["emails"] == [
        {"value": "n", "type": "work", "display": "A"}
    ]
    assert patched(user, op("add", path, {})) == user
    assert patched(user, op("replace", path, None)) == person()
    assert patched(user, op("remove", path)) == person()


def test_at_most_one_value_is_primary() -> None:
    user = person(emails=[{"value": "a", "type": "work", "primary": True}, {"value": "b", "type": "home"}])

    def primaries(*operations: object) -> list[str]:
        return [email["value"] for email in patched(user, *operations)["emails"] if email.get("primary")]

    assert primaries(op("replace", 'emails[type eq "home"].primary', value=True)) == ["b"]
    assert primaries(op("add", "emails", [{"value": "c", "primary": True}])) == ["c"]
    assert primaries(op("add", "emails", [{"value": "b", "primary": "true"}])) == ["b"]
    assert primaries(op("replace", "emails.primary", value=True)) == ["a"]
    assert primaries(op("replace", 'emails[type eq "x"]', {"value": "x", "primary": True})) == ["x"]
    assert primaries(op("add", "emails", [{"value": "c"}])) == ["a"]
    assert primaries(op("replace", 'emails[type eq "home"].value', "n")) == ["a"]


def test_a_list_does_not_outgrow_its_limit() -> None:
    full = person(roles=[{"value": str(number)} for number in range(MAX_ELEMENTS)])
    assert len(patched(full, op("add", "roles", [{"value": "0"}]))["roles"]) == MAX_ELEMENTS
    with pytest.raises(InvalidValue, match=str(MAX_ELEMENTS)):
        patched(full, op("add", "roles", [{"value": "one too many"}]))
    with pytest.raises(InvalidValue, match=str(MAX_ELEMENTS)):
        patched(full, op("add", 'roles[value eq "one too many"].display', "x"))
