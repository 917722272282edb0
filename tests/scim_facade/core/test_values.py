"""Values in the one form in which the core works with them."""

from typing import Any

import pytest

from scim_facade.core.attributes import Attribute
from scim_facade.core.errors import InvalidValue
from scim_facade.core.limits import MAX_ELEMENTS, MAX_NESTING, MAX_STRING_LENGTH
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import USER
from scim_facade.core.values import canonical


def attribute(name: str) -> Attribute:
    target = USER.find(name)
    assert target is not None
    return target.sub or target.attribute


def read(name: str, value: object, notes: Notes | None = None) -> Any:
    return canonical(attribute(name), value, name, notes or Notes())


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("title", "  as it came ", "  as it came "),
        ("title", "", None),
        ("title", None, None),
        ("title", [], None),
        ("title", 5, "5"),
        ("title", 1.5, "1.5"),
        ("active", True, True),
        ("active", "FALSE", False),
        ("active", None, None),
        ("name", {"GivenName": "G", "familyName": "", "foo": 1}, {"givenName": "G", "familyName": None}),
        ("name", {}, {}),
        ("manager", "m1", {"value": "m1"}),
        ("manager", 7, {"value": "7"}),
        ("manager", {"value": "m1", "$ref": "x", "displayName": "y"}, {"value": "m1"}),
        ("manager", [{"$ref": "x", "value": "m1"}], {"value": "m1"}),
        ("manager", {"value": ""}, {"value": None}),
        ("manager", "", None),
        ("emails", [], []),
        ("emails", None, None),
        ("emails", {"value": "a"}, [{"value": "a"}]),
        ("emails", "a", [{"value": "a"}]),
        ("emails", ["a", None, {}, {"value": None}, {"Primary": "True"}], [{"value": "a"}, {"primary": True}]),
        ("addresses", [{"locality": "L", "value": "ignored"}], [{"locality": "L"}]),
    ],
)
def test_a_value_comes_out_as_the_table_types_it(name: str, value: object, meant: object) -> None:
    assert read(name, value) == meant


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("title", {"a": 1}, "title must be a string, not an object"),
        ("title", ["a", "b"], "title must be a string, not a list"),
        ("title", True, "title must be a string, not a boolean"),
        ("title", 10**300, "title must be a string, not a number"),
        ("title", "x" * (MAX_STRING_LENGTH + 1), str(MAX_STRING_LENGTH)),
        ("title", "a\0b", "NUL"),
        ("title", "\ud800", "surrogate"),
        ("active", "yes", 'active must be true or false, not "yes"'),
        ("active", 1, "active must be true or false, not a number."),
        ("active", {}, "active must be true or false, not an object."),
        ("name", "Jo", "name must be an object"),
        ("name", [{}, {}], "name must be an object"),
        ("name", {"givenName": {}}, "name.givenName must be a string"),
        ("addresses", "here", "addresses must be an object"),
        ("emails", [["a", "b"]], "emails must be an object"),
        ("emails", [{"value": {}}], "emails.value must be a string"),
        ("emails", [{"value": "a"}, {"primary": "perhaps"}], "emails.primary must be true or false"),
        ("emails", [{"value": "a"}] * (MAX_ELEMENTS + 1), str(MAX_ELEMENTS)),
        ("emails", [{str(number): 1 for number in range(MAX_ELEMENTS + 1)}], str(MAX_ELEMENTS)),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_an_unfit_value_is_refused_by_name(name: str, value: object, reason: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read(name, value)
    assert reason in refused.value.detail


def test_what_is_passed_over_inside_a_value_is_noted() -> None:
    notes = Notes()
    read("manager", {"Value": "m1", "$ref": None, "displayName": "M", "foo": 1}, notes)
    assert list(notes) == [
        Note("key-letter-case", "manager.Value"),
        Note("read-only-ignored", "manager.displayName"),
        Note("unknown-attribute-ignored", "manager.foo"),
    ]


def nested(depth: int) -> object:
    value: object = "leaf"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", ["", None, {"a.b": [1, 2.5, {"c": None}]}, [[]], True, -(2**63), nested(MAX_NESTING)])
def test_what_nobody_declared_is_kept_as_it_came(value: object) -> None:
    assert canonical(Attribute("tag", "any"), value, "tag", Notes()) == value


def test_a_bottomless_value_is_refused_without_falling_into_it() -> None:
    with pytest.raises(InvalidValue, match="nests deeper"):
        canonical(Attribute("tag", "any"), nested(100_000), "tag", Notes())


@pytest.mark.parametrize(
    "value",
    [
        "a\0b",
        {"a\0b": 1},
        ["\udfff"],
        "x" * (MAX_STRING_LENGTH + 1),
        nested(MAX_NESTING + 1),
        [1] * (MAX_ELEMENTS + 1),
        {str(number): 1 for number in range(MAX_ELEMENTS + 1)},
        2**63,
        10**300,
        float("nan"),
        float("-inf"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_what_cannot_be_kept_is_refused_even_where_nobody_declared_it(value: object) -> None:
    with pytest.raises(InvalidValue, match="tag"):
        canonical(Attribute("tag", "any"), value, "tag", Notes())
