"""Filters by the attributes of an organisation's own schemas."""

import pytest

from scim_facade.core.errors import InvalidFilter
from tests.scim_facade.core.filtering import CUSTOM, compare, extended_filter


@pytest.mark.parametrize(
    ("text", "attribute", "operator", "value"),
    [
        (f'{CUSTOM}:badge co "x"', "badge", "CO", "x"),
        (f'{CUSTOM.upper()}:Badge eq "x"', "badge", "EQ", "x"),
        (f"{CUSTOM}:floor gt 3", "floor", "GT", 3),
        (f'{CUSTOM}:floor eq "3"', "floor", "EQ", 3),
        (f"{CUSTOM}:score le 1.5", "score", "LE", 1.5),
        (f'{CUSTOM}:since lt "2026-01-31T12:00:00Z"', "since", "LT", "2026-01-31T12:00:00Z"),
        (f"{CUSTOM}:vip ne false", "vip", "NE", False),
        (f'{CUSTOM}:key eq "AA=="', "key", "EQ", "AA=="),
        (f'{CUSTOM}:page ew "/me"', "page", "EW", "/me"),
        (f'{CUSTOM}:tags eq "new"', "tags", "EQ", "new"),
        (f"{CUSTOM}:desk.number eq 7", "desk.number", "EQ", 7),
        (f'{CUSTOM}:cars.plate sw "B"', "cars.plate", "SW", "B"),
    ],
)
def test_the_attributes_of_an_own_schema_are_filtered_by_their_types(
    text: str, attribute: str, operator: str, value: object
) -> None:
    assert extended_filter(text) == compare(f"{CUSTOM}:{attribute}", operator, value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'{CUSTOM}:floor co "3"', "floor is of type integer"),
        (f'{CUSTOM}:floor eq "third"', 'floor is a number, not "third"'),
        (f"{CUSTOM}:score eq true", "score is a number"),
        (f'{CUSTOM}:key gt "AA=="', "key is of type binary"),
        (f"{CUSTOM}:vip gt false", "vip is of type boolean"),
        (f'{CUSTOM}:desk eq "x"', "desk is complex"),
        (f'{CUSTOM}:tags[type eq "x"]', 'tags has no sub-attribute "type"'),
        (f'{CUSTOM}:shoeSize eq "x"', "shoeSize"),
    ],
)
def test_what_does_not_fit_the_type_of_an_own_attribute_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        extended_filter(text)
    assert reason in refused.value.detail


def test_value_paths_reach_into_own_attributes() -> None:
    assert extended_filter(f'{CUSTOM}:cars[electric eq true and plate sw "B"]') == {
        "element": {
            "attribute": f"{CUSTOM}:cars",
            "filter": {"and": [compare("electric", "EQ", value=True), compare("plate", "SW", "B")]},
        }
    }
    assert extended_filter(f'{CUSTOM}:tags[value co "x"]') == {
        "element": {"attribute": f"{CUSTOM}:tags", "filter": compare("value", "CO", "x")}
    }
    assert extended_filter(f"{CUSTOM}:desk[number gt 3]") == compare(f"{CUSTOM}:desk.number", "GT", 3)
