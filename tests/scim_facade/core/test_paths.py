"""PATCH paths."""

import pytest

from scim_facade.core.errors import InvalidFilter, InvalidPath
from scim_facade.core.filter_syntax import And, Comparison, Not, Or, Present
from scim_facade.core.limits import MAX_FILTER_LENGTH
from scim_facade.core.paths import Path, UnknownAttribute, parse_path
from scim_facade.core.schema import GROUP, USER

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"


def named(path: Path) -> tuple[str, str | None, str | None]:
    return (
        path.extension,
        path.attribute.name if path.attribute else None,
        path.sub.name if path.sub else None,
    )


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("userName", ("", "userName", None)),
        (" USERNAME ", ("", "userName", None)),
        ("name.GIVENNAME", ("", "name", "givenName")),
        ("externalId", ("", "externalId", None)),
        (f"{CORE}:name.familyName", ("", "name", "familyName")),
        (f"{CORE}:externalId", ("", "externalId", None)),
        (CORE, ("", None, None)),
        (ENTERPRISE, (ENTERPRISE, None, None)),
        (ENTERPRISE.upper(), (ENTERPRISE, None, None)),
        (f"{ENTERPRISE}:department", (ENTERPRISE, "department", None)),
        (f"{ENTERPRISE.lower()}:Manager.Value", (ENTERPRISE, "manager", "value")),
        ("manager", (ENTERPRISE, "manager", None)),
        ('emails[type eq "work"]', ("", "emails", None)),
        ('emails[type eq "work"].VALUE', ("", "emails", "value")),
        (f'{CORE}:emails[value eq "a:b[c].d"].type', ("", "emails", "type")),
        (CUSTOM, (CUSTOM, None, None)),
        (f"{CUSTOM}:tag", (CUSTOM, "tag", None)),
        (f"{CUSTOM}:tag.value", (CUSTOM, "tag", "value")),
        (f'{CUSTOM}:tags[type eq "User:x"].value', (CUSTOM, "tags", "value")),
        ("urn:example:other", ("urn:example:other", None, None)),
    ],
)
def test_a_path_leads_to_its_attribute(text: str, target: tuple[str, str | None, str | None]) -> None:
    assert named(parse_path(text, USER)) == target


def test_a_value_filter_comes_in_the_attributes_own_names_and_types() -> None:
    path = parse_path('roles[PRIMARY eq "True" and (not (Type pr) or value eq 25) and display eq null]', USER)
    assert path.filter == And(
        (
            Comparison("primary", "eq", value=True),
            Or((Not(Present("type")), Comparison("value", "eq", "25"))),
            Comparison("display", "eq", None),
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        "foo",
        "foo.bar",
        "name.foo",
        "userName.value",
        'foo[type eq "work"].value',
        'emails[foo eq "work"].value',
        'emails[type eq "work"].foo',
        f"{ENTERPRISE}:foo",
        f"{CORE}:department",
        "urn:ietf:params:scim:schemas:core:2.0:Group:displayName",
    ],
)
def test_a_path_to_nothing_is_told_from_a_malformed_one(text: str) -> None:
    with pytest.raises(UnknownAttribute):
        parse_path(text, USER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "..",
        "name.",
        "1st",
        "a\0b",
        "\ud800",
        "name.a.b",
        "emails[",
        "emails]",
        'emails[type eq "work"',
        'emails[type eq "work"]value',
        'emails[type eq "work"].',
        'emails[type eq "work"].a-.b',
        'emails.value[type eq "work"]',
        'userName[value eq "x"]',
        f'{ENTERPRISE}[department eq "x"]',
        'title[value eq "x"]',
        f'{ENTERPRISE}:manager.value[value eq "x"]',
        "x" * (MAX_FILTER_LENGTH + 1),
    ],
    ids=lambda text: ascii(text)[:40],
)
def test_a_malformed_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidPath) as refused:
        parse_path(text, USER)
    assert not isinstance(refused.value, UnknownAttribute)
    assert refused.value.scim_type == "invalidPath"
    assert refused.value.detail.encode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("emails[]", "position 8"),
        ("emails[type]", "position 12"),
        ('emails[type eq "work" or]', "position 25"),
        ('emails[type zz "work"]', "position 13"),
        ('roles[primary eq "maybe"]', 'primary is true or false, not "maybe" (position 7)'),
        ('roles[value eq "x" and primary gt true]', "primary is of type boolean"),
        ('emails[type[value eq "x"]]', "inside another"),
        ("emails[type gt null]", "position 8"),
        ('manager[$ref sw "https:"]', "$ref is an address"),
        ("emails[" + "(" * 7_000 + "]", "nests deeper"),
    ],
    ids=lambda text: ascii(text)[:40],
)
def test_a_value_filter_that_cannot_be_carried_out_is_refused_by_its_position(text: str, reason: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        parse_path(text, USER)
    assert reason in refused.value.detail


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('emails[type eq "work"', 22),
        ('emails[type eq "work"]value', 23),
        ('emails[type eq "work"].a b', 24),
        ('title[value eq "x"]', 6),
    ],
)
def test_what_is_malformed_outside_the_filter_is_refused_by_its_position(text: str, position: int) -> None:
    with pytest.raises(InvalidPath) as refused:
        parse_path(text, USER)
    assert f"(position {position})" in refused.value.detail


def test_an_address_in_a_value_filter_stands_for_the_id_it_ends_in() -> None:
    path = parse_path('members[$ref eq "https://x.example/scim/v2/c/Groups/g1" or not ($ref pr)]', GROUP)
    assert path.filter == Or((Comparison("value", "eq", "g1"), Not(Present("value"))))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ('name[familyName eq "x"]', Comparison("familyName", "eq", "x")),
        ('manager[value eq "x"].displayName', Comparison("value", "eq", "x")),
        (f'{CUSTOM}:tags[Value eq "x"]', Comparison("Value", "eq", "x")),
    ],
)
def test_a_value_filter_may_stand_behind_whatever_has_parts(text: str, condition: Comparison) -> None:
    assert parse_path(text, USER).filter == condition


@pytest.mark.parametrize("text", ["id", "meta", "meta.created", "groups", 'groups[value eq "g"]', "schemas"])
def test_read_only_targets_are_known_as_such(text: str) -> None:
    assert parse_path(text, USER).is_read_only


def test_groups_have_paths_of_their_own() -> None:
    path = parse_path('Members[value eq "u1"]', GROUP)
    assert named(path) == ("", "members", None)
    assert path.filter == Comparison("value", "eq", "u1")
    assert not path.is_read_only
    with pytest.raises(UnknownAttribute):
        parse_path("userName", GROUP)


def test_an_error_calls_the_target_by_its_name() -> None:
    assert parse_path("NAME.givenname", USER).called == "name.givenName"
    assert parse_path(CUSTOM, USER).called == CUSTOM


@pytest.mark.parametrize("text", ['@x[secret eq "hunter2"]', 'emails[type eq "hunter2"', 'emails[type eq "hunter2"]x'])
def test_an_error_quotes_no_value_of_a_filter_that_was_not_understood(text: str) -> None:
    with pytest.raises(InvalidPath) as refused:
        parse_path(text, USER)
    assert "hunter2" not in refused.value.detail
    assert "[…]" in refused.value.detail
