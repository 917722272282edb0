"""Filters as identity's contract takes them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.attributes import ResourceType
from scim_facade.core.errors import InvalidFilter
from scim_facade.core.filter_syntax import Comparison, ElementMatch
from scim_facade.core.filters import parse, to_identity
from scim_facade.core.limits import MAX_FILTER_DEPTH
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def user_filter(text: str) -> dict[str, Any]:
    return to_identity(parse(text), USER, Notes())


def compare(attribute: str, operator: str, value: object) -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ('USERNAME eq "x"', "userName"),
        ('id eq "x"', "id"),
        ('externalid eq "x"', "externalId"),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "x"', "userName"),
        ('URN:ietf:params:scim:schemas:core:2.0:user:externalId eq "x"', "externalId"),
        ('name.FamilyName eq "x"', "name.familyName"),
        ('emails eq "x"', "emails.value"),
        ('emails.value eq "x"', "emails.value"),
        ('addresses.locality eq "x"', "addresses.locality"),
        ('groups eq "x"', "groups.value"),
        ('department eq "x"', "enterprise.department"),
        (f'{ENTERPRISE}:department eq "x"', "enterprise.department"),
        ('manager eq "x"', "enterprise.manager.value"),
        (f'{ENTERPRISE.upper()}:Manager.Value eq "x"', "enterprise.manager.value"),
    ],
)
def test_a_name_is_understood_with_and_without_its_schema_and_in_any_letter_case(text: str, attribute: str) -> None:
    assert user_filter(text) == compare(attribute, "EQ", "x")


def test_every_string_operator_has_its_counterpart() -> None:
    for operator in ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"):
        assert user_filter(f'title {operator} "x"') == compare("title", operator.upper(), "x")


def test_logic_keeps_its_shape() -> None:
    assert user_filter('title pr and (active eq true or not (userType eq "Guest"))') == {
        "and": [
            {"present": "title"},
            {"or": [compare("active", "EQ", value=True), {"not": compare("userType", "EQ", "Guest")}]},
        ]
    }


@pytest.mark.parametrize("literal", ["true", '"True"', "TRUE", '"true"'])
def test_a_boolean_never_stays_a_string(literal: str) -> None:
    assert user_filter(f"active eq {literal}") == compare("active", "EQ", value=True)
    assert user_filter(f"roles[primary ne {literal}]") == {
        "element": {"attribute": "roles", "filter": compare("primary", "NE", value=True)}
    }


@pytest.mark.parametrize("literal", ["701984", '"701984"'])
def test_a_number_for_a_string_attribute_is_its_digits(literal: str) -> None:
    assert user_filter(f"employeeNumber eq {literal}") == compare("enterprise.employeeNumber", "EQ", "701984")


def test_a_value_path_speaks_of_one_element() -> None:
    assert user_filter('emails[type eq "work"].value eq "x"') == {
        "element": {
            "attribute": "emails",
            "filter": {"and": [compare("type", "EQ", "work"), compare("value", "EQ", "x")]},
        }
    }
    assert user_filter('emails[not (type pr) or Display co "x"]') == {
        "element": {
            "attribute": "emails",
            "filter": {"or": [{"not": {"present": "type"}}, compare("display", "CO", "x")]},
        }
    }


def test_a_value_path_on_a_single_valued_attribute_is_its_sub_attributes() -> None:
    assert user_filter('manager[value eq "x"]') == compare("enterprise.manager.value", "EQ", "x")
    assert user_filter('name[givenName eq "x" and familyName pr]') == {
        "and": [compare("name.givenName", "EQ", "x"), {"present": "name.familyName"}]
    }


def test_a_complex_attribute_is_present_when_what_it_stands_for_is() -> None:
    assert user_filter("emails pr") == {"present": "emails.value"}
    assert user_filter("meta pr") == {"or": [{"present": "meta.created"}, {"present": "meta.lastModified"}]}


def test_null_is_the_absence_of_a_value() -> None:
    assert user_filter("title eq null") == {"not": {"present": "title"}}
    assert user_filter("title ne null") == {"present": "title"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00.123+01:00", "2026-01-31T12:00:00.123+01:00"),
        ("2026-01-31T12:00:00", "2026-01-31T12:00:00Z"),
    ],
)
def test_a_time_is_passed_on_and_means_utc_without_a_zone(text: str, value: str) -> None:
    assert user_filter(f'meta.lastModified gt "{text}"') == compare("meta.lastModified", "GT", value)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00:00Z", "2026-01-31", "2026-01-31T12:00:00 01:00", "5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidFilter, match=r"meta\.created is a date and time"):
        user_filter(f'meta.created ge "{text}"')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('shoeSize eq "x"', '"shoeSize"'),
        ('userName.first eq "x"', '"userName.first"'),
        ('urn:example:Other:2.0:User:tag eq "x"', "tag"),
        ('members eq "x"', '"members"'),
        ('password eq "x"', '"password"'),
        ('emails[colour eq "x"]', '"colour"'),
        ('emails.colour eq "x"', '"emails.colour"'),
        ('userName[value eq "x"]', "userName has no sub-attributes"),
        ('name eq "x"', "name is complex"),
        ('addresses eq "x"', "addresses is complex"),
        ("active gt true", "active is of type boolean"),
        ("active co true", "active is of type boolean"),
        ('active eq "maybe"', '"maybe"'),
        ("active eq 1", '"1"'),
        ('meta.created co "2026"', "meta.created is of type dateTime"),
        ("title gt null", "title can be compared with null by eq and ne only"),
        ("x509Certificates pr", "x509Certificates.value cannot be filtered on"),
        ('meta.location eq "x"', "meta.location cannot be filtered on"),
        ("schemas pr", "schemas cannot be filtered on"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name_and_never_passed_over(text: str, reason: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        user_filter(text)
    assert reason in refused.value.detail


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ('displayName eq "x"', "displayName"),
        ('externalId eq "x"', "externalId"),
        ('members eq "x"', "members.value"),
        ('members.value eq "x"', "members.value"),
        ('urn:ietf:params:scim:schemas:core:2.0:Group:members eq "x"', "members.value"),
    ],
)
def test_groups_are_filtered_by_their_own_attributes(text: str, attribute: str) -> None:
    assert to_identity(parse(text), GROUP, Notes()) == compare(attribute, "EQ", "x")


@pytest.mark.parametrize(("resource_type", "text"), [(GROUP, 'userName eq "x"'), (GROUP, 'department eq "x"')])
def test_groups_are_not_filtered_by_what_users_have(resource_type: ResourceType, text: str) -> None:
    with pytest.raises(InvalidFilter, match="Group has no attribute"):
        to_identity(parse(text), resource_type, Notes())


def test_a_value_filter_inside_another_is_refused_however_the_tree_was_made() -> None:
    with pytest.raises(InvalidFilter, match="inside another"):
        to_identity(ElementMatch("emails", ElementMatch("type", Comparison("value", "eq", "x"))), USER, Notes())


pieces = st.sampled_from(
    [
        "userName",
        "emails",
        "[",
        "]",
        ".value",
        "(",
        ")",
        "not",
        "and",
        "or",
        "pr",
        "eq",
        "gt",
        '"x"',
        "true",
        "null",
        "active",
    ]
)


@settings(max_examples=200)
@given(st.lists(pieces, max_size=12).map(" ".join), st.sampled_from([USER, GROUP]))
def test_any_text_becomes_one_filter_or_is_refused(text: str, resource_type: ResourceType) -> None:
    try:
        found = to_identity(parse(text), resource_type, Notes())
    except InvalidFilter:
        return
    assert len(found) == 1
    assert found.keys() <= {"and", "or", "not", "compare", "present", "element"}


def test_a_filter_as_deep_as_the_parser_allows_is_carried_over() -> None:
    found = user_filter("not (" * MAX_FILTER_DEPTH + "title pr" + ")" * MAX_FILTER_DEPTH)
    for _ in range(MAX_FILTER_DEPTH):
        found = found["not"]
    assert found == {"present": "title"}
