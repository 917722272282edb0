"""Value filters on elements: what only shows when they are asked directly."""

from typing import Any

import pytest

from scim_facade.core.attributes import Attribute
from scim_facade.core.filter_syntax import Comparison, ElementMatch, Filter, parse
from scim_facade.core.matching import equality_terms, matches, size

CERTIFICATE = Attribute("c", "complex", multi_valued=True, sub_attributes=(Attribute("value", case_exact=True),))
UNDECLARED = Attribute("tags", "any")


def test_letter_case_counts_where_the_attribute_says_so() -> None:
    assert not matches(Comparison("value", "eq", "a"), {"value": "A"}, CERTIFICATE)
    assert not matches(Comparison("value", "sw", "a"), {"value": "Ab"}, CERTIFICATE)
    assert matches(Comparison("v", "eq", "a"), {"v": "a"}, UNDECLARED)
    assert not matches(Comparison("v", "eq", "a"), {"v": "A"}, UNDECLARED)


def test_no_element_lies_within_an_element() -> None:
    assert not matches(ElementMatch("value", Comparison("x", "eq", 1)), {"value": "A"}, CERTIFICATE)


def test_values_of_different_types_are_different() -> None:
    assert matches(Comparison("v", "ne", "1"), {"v": 1}, UNDECLARED)
    assert not matches(Comparison("v", "co", "1"), {"v": 1}, UNDECLARED)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('type eq "work"', {"type": "work"}),
        ('type eq "work" and (primary eq true and value eq "x")', {"type": "work", "primary": True, "value": "x"}),
        ('type eq "work" or type eq "home"', None),
        ('type eq "work" and not (value eq "x")', None),
        ("type pr", None),
        ("type eq null", None),
    ],
)
def test_only_equality_describes_an_element(text: str, terms: dict[str, Any] | None) -> None:
    assert equality_terms(parse(text)) == terms


@pytest.mark.parametrize(("text", "tests"), [("a pr", 1), ("a pr and (b eq 1 or not (c pr))", 3), ("e[a pr]", 1)])
def test_the_size_of_a_filter_is_its_number_of_tests(text: str, tests: int) -> None:
    node: Filter = parse(text)
    assert size(node) == tests
