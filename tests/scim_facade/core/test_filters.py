"""Filters as identity's contract takes them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.attributes import ResourceType
from scim_facade.core.errors import InvalidFilter, Sensitive, TooMany
from scim_facade.core.filter_syntax import Comparison, ElementMatch
from scim_facade.core.filters import parse, refuse_secrets, to_identity
from scim_facade.core.limits import MAX_FILTER_COMPARISONS, MAX_FILTER_DEPTH
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from tests.scim_facade.core.filtering import (
    CUSTOM,
    compare,
    extended_filter,
    user_filter,
)

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EVERYTHING: dict[str, Any] = {"and": []}
NOTHING: dict[str, Any] = {"or": []}


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
    assert user_filter("name pr")["or"][0] == {"present": "name.formatted"}
    assert user_filter("meta pr") == EVERYTHING


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
        ('password eq "x"', "Nothing can be found by its password"),
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
        ('x509Certificates gt "x"', "x509Certificates.value is of type binary"),
        ('meta.location sw "https:"', "meta.location is an address"),
        ('meta.version gt "1"', "meta.version is compared as a whole"),
        ('schemas co "urn"', "schemas is compared as a whole"),
        ("schemas eq 5", "schemas is compared with a string, not a number"),
        ("meta eq 1", "meta is complex"),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('meta.resourceType eq "User"', EVERYTHING),
        ('meta.resourceType sw "Us"', EVERYTHING),
        ('meta.resourceType eq "Group"', NOTHING),
        ('meta.resourceType ne "Group"', EVERYTHING),
        ("meta.resourceType pr", EVERYTHING),
        ("meta.version eq null", {"not": EVERYTHING}),
        ("schemas pr", EVERYTHING),
        (f'schemas eq "{USER.schema.urn}"', EVERYTHING),
        (f'schemas ne "{USER.schema.urn}"', {"not": EVERYTHING}),
        (f'schemas eq "{ENTERPRISE.upper()}"', {"present": "enterprise"}),
        (f'schemas eq "{CUSTOM.lower()}"', {"present": CUSTOM}),
        ('schemas ne "urn:example:2.0:User"', {"not": {"present": "urn:example:2.0:User"}}),
        ('schemas eq "Enterprise"', NOTHING),
        ('meta.version eq "W/\\"7\\""', compare("meta.version", "EQ", 7)),
        ('meta.version ne "\\"7\\""', compare("meta.version", "NE", 7)),
        ('meta.version eq "7"', NOTHING),
        ('meta.version ne "seven"', EVERYTHING),
        ('meta.location eq "https://h/scim/v2/c/Users/u1"', compare("id", "EQ", "u1")),
        ('groups.$ref eq "../Groups/g1"', compare("groups.value", "EQ", "g1")),
        ('manager.$ref ne "https://h/Users/u9"', compare("enterprise.manager.value", "NE", "u9")),
        ("manager.$ref pr", {"present": "enterprise.manager.value"}),
        ('groups[$ref eq "/Groups/g1"]', {"element": {"attribute": "groups", "filter": compare("value", "EQ", "g1")}}),
    ],
)
def test_what_follows_from_other_things_is_asked_of_those(text: str, expected: dict[str, Any]) -> None:
    assert extended_filter(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('shoeSize eq "x"', 1),
        ('title pr and shoeSize eq "x"', 14),
        ("title pr and (active gt true)", 15),
        ('title pr or emails[type pr and colour eq "x"]', 32),
        ('title pr and meta.created gt "yesterday"', 14),
        ('emails[type pr].colour eq "x"', 16),
    ],
)
def test_a_refusal_says_where_in_the_filter_its_reason_stands(text: str, position: int) -> None:
    with pytest.raises(InvalidFilter, match=rf"\(position {position}\)"):
        user_filter(text)


@pytest.mark.parametrize(
    ("text", "in_users", "in_groups"),
    [
        ('userName eq "x"', compare("userName", "EQ", "x"), NOTHING),
        ('userName ne "x"', compare("userName", "NE", "x"), EVERYTHING),
        ("userName pr", {"present": "userName"}, NOTHING),
        ("userName eq null", {"not": {"present": "userName"}}, EVERYTHING),
        ("userName ne null", {"present": "userName"}, NOTHING),
        ('members.value eq "u1"', NOTHING, compare("members.value", "EQ", "u1")),
        (
            'members[value eq "u1"]',
            NOTHING,
            {"element": {"attribute": "members", "filter": compare("value", "EQ", "u1")}},
        ),
        ('displayName co "x"', compare("displayName", "CO", "x"), compare("displayName", "CO", "x")),
        ('meta.resourceType eq "Group"', NOTHING, EVERYTHING),
        ("not (department pr)", {"not": {"present": "enterprise.department"}}, {"not": NOTHING}),
    ],
)
def test_in_a_search_over_both_kinds_what_only_the_other_has_is_without_a_value(
    text: str, in_users: dict[str, Any], in_groups: dict[str, Any]
) -> None:
    node = parse(text)
    assert to_identity(node, USER, Notes(), elsewhere=[GROUP]) == in_users
    assert to_identity(node, GROUP, Notes(), elsewhere=[USER]) == in_groups


@pytest.mark.parametrize("text", ['shoeSize eq "x"', "active gt true", 'emails[colour eq "x"]'])
def test_in_a_search_over_both_kinds_nonsense_stays_nonsense(text: str) -> None:
    with pytest.raises(InvalidFilter):
        to_identity(parse(text), GROUP, Notes(), elsewhere=[USER])


@pytest.mark.parametrize(
    "text", ['password eq "x"', "title pr and not (Password pr)", 'userName eq "x" or password sw "a"']
)
def test_a_secret_in_an_address_is_refused_as_such(text: str) -> None:
    with pytest.raises(Sensitive):
        refuse_secrets(parse(text), [USER, GROUP])
    refuse_secrets(parse('userName eq "password"'), [USER, GROUP])


def test_a_filter_of_too_many_comparisons_is_refused_as_too_many() -> None:
    most = " or ".join(["title pr"] * MAX_FILTER_COMPARISONS)
    assert len(user_filter(most)["or"]) == MAX_FILTER_COMPARISONS
    with pytest.raises(TooMany, match=f"more than {MAX_FILTER_COMPARISONS} comparisons"):
        user_filter(f"{most} or title pr")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("externalId eq jyoung", "unquoted-literal"),
        ("title eq true", "unquoted-literal"),
        ("title eq 'a b'", "single-quoted-literal"),
        ('emails[type eq "work"].value eq "x"', "value-path-compared"),
        ('emails[type eq "work"] eq "x"', "value-path-compared"),
        (f'{ENTERPRISE}:manager eq "x"', "reference-compared-whole"),
        ('department eq "x"', "unprefixed-extension"),
        ('active eq "True"', "boolean-as-string"),
        ("title eq 7", "number-as-string"),
    ],
)
def test_what_the_grammar_does_not_know_is_noted_and_a_strict_connection_refuses_it(text: str, rule: str) -> None:
    notes, strict = Notes(), Notes(strict=True)
    to_identity(parse(text, notes), USER, notes)
    assert [note.rule for note in notes] == [rule]
    with pytest.raises(InvalidFilter, match=rule):
        to_identity(parse(text, strict), USER, strict)


@pytest.mark.parametrize(
    "text",
    [
        'USERNAME EQ "x" AND NOT (title PR)',
        'emails co "x" or emails.value co "x"',
        f'{ENTERPRISE}:manager.value eq "x" and {ENTERPRISE.upper()}:DEPARTMENT pr',
        'emails[type eq "work" and value co "@x"]',
        'meta.lastModified gt "2026-01-31T12:00:00"',
        "active eq true and title eq null",
    ],
)
def test_what_the_rfc_provides_for_needs_no_rule(text: str) -> None:
    strict = Notes(strict=True)
    to_identity(parse(text, strict), USER, strict)
    assert list(strict) == []
