"""A mapping file says what a mapping does, or is refused with line, column and reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.default_mappings import DEFAULT_MAPPING, RECOMMENDED_MAPPING
from entra_simulator.expression_parser import parse_expression
from entra_simulator.expressions import Attribute, Constant
from entra_simulator.mapping import AttributeMapping, Mapping
from entra_simulator.mapping_files import MappingInvalid, mapping_to_yaml, read_mapping
from entra_simulator.source_attributes import GROUP_ATTRIBUTES, USER_ATTRIBUTES

GROUPS = "groups: [{target: displayName, source: displayName, matching: 1}]\n"
USERS = "users:\n- {target: userName, source: userPrincipalName, matching: 1}\n"


@pytest.mark.parametrize("mapping", [DEFAULT_MAPPING, RECOMMENDED_MAPPING])
def test_the_mappings_that_come_along_are_read_as_they_are_written(mapping: Mapping) -> None:
    assert read_mapping(mapping_to_yaml(mapping)) == mapping


def test_every_kind_of_line_is_understood() -> None:
    text = f"""
    # by hand
    {USERS.strip()}
    - target: urn:ietf:params:scim:schemas:extension:MyApp:2.0:User:tag
      source: extensionAttribute1
      default: none
    - {{target: userType, constant: 'True', apply: onCreate}}
    - {{target: nickName, expression: 'ToLower([givenName])', matching: 7, apply: always}}
    - {{target: urn:ietf:params:scim:schemas:core:2.0:User:title, source: jobTitle}}
    """
    lines = "\n".join(line.removeprefix("    ") for line in text.splitlines())
    assert read_mapping(f"{lines}\n{GROUPS}") == Mapping(
        users=(
            AttributeMapping(Attribute("userPrincipalName"), "userName", matching=1),
            AttributeMapping(
                Attribute("extensionAttribute1"),
                "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User:tag",
                default="none",
            ),
            AttributeMapping(Constant("True"), "userType", apply="onCreate"),
            AttributeMapping(parse_expression("ToLower([givenName])"), "nickName", matching=7),
            AttributeMapping(Attribute("jobTitle"), "title"),
        ),
        groups=(AttributeMapping(Attribute("displayName"), "displayName", matching=1),),
        manager=False,
        members=False,
    )


ROLES = "expression: 'SingleAppRoleAssignment([appRoleAssignments])'"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "The file is empty"),
        ("users: [", "line 1, column 9: this is not YAML: "),
        ("users: \x01", "This is not YAML: "),
        ("[" * 2000, "nested too deeply"),
        ("hello", "line 1, column 1: a mapping has the sections users and groups."),
        (f"{GROUPS}", "users is a list of attribute mappings, and has at least one."),
        (f"users: []\n{GROUPS}", "line 1, column 8: users is a list of attribute mappings, and has at least one."),
        (f"{USERS}devices: []\n", "line 3, column 1: there is no key devices; there are users, groups."),
        (f"{USERS}{GROUPS}{GROUPS}", "line 4, column 1: groups is said twice."),
        (f"{USERS}- title\n", "line 3, column 3: an attribute mapping has a target and a source."),
        (f"{USERS}- {{target: title}}\n", "line 3, column 3: an attribute mapping has a target and one of source, "),
        (
            f"{USERS}- {{target: title, source: jobTitle, constant: x}}\n",
            "a target and one of source, constant, expres",
        ),
        (
            f"{USERS}- {{target: title, surce: jobTitle}}\n",
            "line 3, column 19: there is no key surce; there are source",
        ),
        (f"{USERS}- {{target: title, source: }}\n", "line 3, column 26: source is a text that is not empty."),
        (f"{USERS}- {{target: title, source: [jobTitle]}}\n", "line 3, column 27: source is a text that is not empty."),
        (f"{USERS}- {{target: title, source: jobTitel}}\n", "users have no attribute jobTitel, but there is jobTitle."),
        (f"{USERS}- {{target: title, source: qqq}}\n", "users have no attribute qqq, but there are objectId, "),
        (f"{USERS}- {{target: title, source: description}}\n", "users have no attribute description, but "),
        (
            f"{USERS}- {{target: title, expression: 'ToLowr([jobTitle])'}}\n",
            "line 3, column 31: in the expression, column 1: there is no function ToLowr, but there is ToLower.",
        ),
        (f"{USERS}- {{target: title, expression: 'ToLower([x])'}}\n", "users have no attribute x, but"),
        (f"{USERS}- {{target: a b, source: jobTitle}}\n", "line 3, column 12: 'a b' is not an attribute path"),
        (f"{USERS}- {{target: USERNAME, source: mail}}\n", "line 3, column 12: the target USERNAME is given twice."),
        (f"{USERS}- {{target: 'emails[type eq \"work\"]', source: mail}}\n", 'as in emails[type eq "work"].value.'),
        (
            f"{USERS}- {{target: roles, {ROLES}}}\n- {{target: 'roles[primary eq \"True\"].value', {ROLES}}}\n",
            "line 4, column 12: roles is mapped as a whole and in parts, or with a filter and without.",
        ),
        (f"{USERS}- {{target: title, source: jobTitle, matching: 1}}\n", "the matching precedence 1 is given twice."),
        (f"{USERS}- {{target: title, source: jobTitle, matching: 0}}\n", "matching is a whole number from 1"),
        (f"{USERS}- {{target: title, source: jobTitle, matching: ²}}\n", "matching is a whole number from 1"),
        (f"{USERS}- {{target: title, source: jobTitle, apply: once}}\n", "apply is always or onCreate."),
        (f"{USERS}- {{target: title, source: jobTitle, default: ''}}\n", "default is a text that is not empty."),
        (
            f"{USERS}- {{target: title, source: manager}}\n",
            "the reference manager goes to urn:ietf:params:scim:schemas",
        ),
        (f"{USERS}groups: [{{target: members, source: displayName}}]", "the reference members goes to members, and"),
        (
            f"users: [{{target: title, source: jobTitle, matching: 1}}]\n{GROUPS}",
            "line 1, column 8: nothing is mapped to userName, which users cannot be without.",
        ),
        (f"{USERS}groups: [{{target: displayName, source: displayName}}]", "no attribute finds existing groups"),
    ],
)
def test_what_is_no_mapping_is_refused_with_place_and_reason(text: str, complaint: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        read_mapping(text if "users" not in text or "groups" in text or "\n-" not in text else f"{text}{GROUPS}")
    assert complaint in str(refused.value)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=8)
TARGETS = st.sampled_from(
    ("title", "name.givenName", 'emails[type eq "work"].value', "urn:ietf:params:scim:schemas:extension:A:2.0:User:b")
)


def lines_of(attributes: tuple[str, ...], required: str) -> st.SearchStrategy[tuple[AttributeMapping, ...]]:
    sources = (
        st.builds(Attribute, st.sampled_from(attributes))
        | st.builds(Constant, TEXTS)
        | st.just(parse_expression(r'Switch([displayName], , "\"\\", "b")'))
    )
    free = st.builds(
        AttributeMapping,
        source=sources,
        target=TARGETS,
        apply=st.sampled_from(("always", "onCreate")),
        default=st.none() | TEXTS,
    )
    first = AttributeMapping(Attribute("displayName"), required, matching=1)
    unique = st.lists(free, max_size=4, unique_by=lambda line: line.target)
    return unique.map(lambda lines: (first, *lines))


MAPPINGS = st.builds(
    Mapping,
    users=lines_of(tuple(USER_ATTRIBUTES), "userName"),
    groups=lines_of(tuple(GROUP_ATTRIBUTES), "displayName"),
    manager=st.booleans(),
    members=st.booleans(),
)


@settings(max_examples=50)
@given(mapping=MAPPINGS)
def test_every_mapping_is_read_as_it_is_written(mapping: Mapping) -> None:
    assert read_mapping(mapping_to_yaml(mapping)) == mapping
