from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.default_mappings import DEFAULT_MAPPING, RECOMMENDED_MAPPING
from entra_simulator.directory import AppRole, Group, Person
from entra_simulator.expression_parser import parse_expression
from entra_simulator.mapping import (
    AttributeChange,
    AttributeMapping,
    Mapping,
    attribute_changes,
    group_to_scim,
    held_values,
    mapped_values,
    matching_values,
    user_to_scim,
)
from entra_simulator.people import Tenant, generated_person
from entra_simulator.scim_path import parse_path

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
JO = Person(
    object_id="0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    user_principal_name="Jo.Young@contoso.example",
    mail="jo@contoso.example",
    mail_nickname="jo",
    display_name="Jo Young",
    given_name="Jo",
    surname="Young",
    job_title="Engineer",
    department="R&D",
    employee_id="701984",
    telephone_number="+1 555 0100",
    mobile="+1 555 0101",
    facsimile_telephone_number="+1 555 0102",
    physical_delivery_office_name="B18/2301",
    street_address="1 Way",
    city="Seattle",
    state="WA",
    postal_code="98101",
    country="US",
    preferred_language="en-US",
    manager="26118915-6090-4610-87e4-49d8ca9f808d",
)
JO_IN_SCIM: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Jo.Young@contoso.example",
    "active": True,
    "displayName": "Jo Young",
    "title": "Engineer",
    "preferredLanguage": "en-US",
    "name": {"formatted": "Jo Young", "familyName": "Young", "givenName": "Jo"},
    "emails": [{"primary": True, "type": "work", "value": "jo@contoso.example"}],
    "addresses": [
        {
            "type": "work",
            "streetAddress": "1 Way",
            "locality": "Seattle",
            "region": "WA",
            "postalCode": "98101",
            "country": "US",
            "formatted": "B18/2301",
        }
    ],
    "phoneNumbers": [
        {"type": "work", "value": "+1 555 0100"},
        {"type": "mobile", "value": "+1 555 0101"},
        {"type": "fax", "value": "+1 555 0102"},
    ],
    ENTERPRISE: {"employeeNumber": "701984", "department": "R&D"},
    "roles": [],
    "meta": {"resourceType": "User"},
}


def test_a_person_becomes_the_account_that_entra_posts() -> None:
    assert user_to_scim(JO, RECOMMENDED_MAPPING) == JO_IN_SCIM


def test_a_person_with_nothing_but_a_name_becomes_an_account_without_empty_attributes() -> None:
    bare = Person(object_id="0a21", user_principal_name="jo@x.example", mail_nickname="jo", display_name="Jo")
    assert user_to_scim(bare, RECOMMENDED_MAPPING) == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "externalId": "0a21",
        "userName": "jo@x.example",
        "active": True,
        "displayName": "Jo",
        "roles": [],
        "meta": {"resourceType": "User"},
    }


def test_a_group_is_posted_without_members() -> None:
    group = Group(object_id="8aa1a0c0", display_name="Sales", members=frozenset({"0a21"}))
    assert group_to_scim(group, RECOMMENDED_MAPPING) == {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:Group",
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
        ],
        "externalId": "8aa1a0c0",
        "displayName": "Sales",
        "meta": {"resourceType": "Group"},
    }


@pytest.mark.parametrize("out", [{"soft_deleted": True}, {"account_enabled": False}, {"assigned": False}])
def test_whoever_is_deleted_disabled_or_unassigned_is_inactive(out: dict[str, bool]) -> None:
    assert mapped_values(JO, RECOMMENDED_MAPPING)["active"] == "True"
    assert mapped_values(replace(JO, **out), RECOMMENDED_MAPPING)["active"] == "False"  # type: ignore[arg-type] # three boolean fields


def test_only_what_differs_is_a_change() -> None:
    changed = replace(JO, department="Sales", mobile=None, account_enabled=False)
    without_title = {name: value for name, value in JO_IN_SCIM.items() if name != "title"}
    assert attribute_changes(JO, JO_IN_SCIM, RECOMMENDED_MAPPING) == ()
    assert set(attribute_changes(changed, without_title, RECOMMENDED_MAPPING)) == {
        AttributeChange(f"{ENTERPRISE}:department", "Sales", present=True),
        AttributeChange("active", "False", present=True),
        AttributeChange("title", "Engineer", present=False),
    }


@settings(max_examples=100)
@given(index=st.integers(0, 10_000))
def test_an_account_just_posted_needs_no_change(index: int) -> None:
    person = replace(generated_person(Tenant(seed=1, users=100, groups=5), index), account_enabled=True)
    body = user_to_scim(person, RECOMMENDED_MAPPING)
    assert held_values(body, RECOMMENDED_MAPPING.users) == mapped_values(person, RECOMMENDED_MAPPING)
    assert attribute_changes(person, body, RECOMMENDED_MAPPING) == ()


@pytest.mark.parametrize("path", ["", "a b", 'emails[value co "x"]', "a.b.c"])
def test_a_path_that_no_mapping_uses_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not an attribute path"):
        parse_path(path)


def with_users(*lines: AttributeMapping) -> Mapping:
    return Mapping(users=lines, groups=())


def line(source: str, target: str, **rest: Any) -> AttributeMapping:
    return AttributeMapping(parse_expression(source), target, **rest)


ADMIN, AUDITOR = AppRole("Admin", "Administrator"), AppRole("Audit", "Auditor")
WINDOWS_ROLE = "WindowsAzureActiveDirectoryRole"


def test_entras_own_default_differs_from_the_recommended_one_in_external_id() -> None:
    assert mapped_values(JO, DEFAULT_MAPPING) == {**mapped_values(JO, RECOMMENDED_MAPPING), "externalId": "jo"}
    assert (DEFAULT_MAPPING.user_matching, DEFAULT_MAPPING.group_matching) == (("userName",), ("displayName",))
    assert RECOMMENDED_MAPPING.user_matching == ("userName", "externalId")


def test_matching_attributes_are_tried_in_their_precedence_and_only_with_a_value() -> None:
    mapping = with_users(
        line("[employeeId]", f"{ENTERPRISE}:employeeNumber", matching=3),
        line("[userPrincipalName]", "userName", matching=2, apply="onCreate"),
        line("[mail]", 'emails[type eq "work"].value', matching=1),
    )
    assert matching_values(JO, mapping) == (
        ('emails[type eq "work"].value', "jo@contoso.example"),
        ("userName", "Jo.Young@contoso.example"),
        (f"{ENTERPRISE}:employeeNumber", "701984"),
    )
    assert matching_values(replace(JO, mail=None), mapping)[0][0] == "userName"


def test_a_default_and_a_line_for_the_creation_only_are_not_sent_again() -> None:
    mapping = with_users(
        line("[userPrincipalName]", "userName"),
        line("[companyName]", f"{ENTERPRISE}:organization", default="Contoso"),
        line('"Employee"', "userType", apply="onCreate"),
    )
    body = user_to_scim(JO, mapping)
    assert body[ENTERPRISE] == {"organization": "Contoso"}
    assert body["userType"] == "Employee"
    assert attribute_changes(JO, {"userName": JO.user_principal_name, "userType": "Other"}, mapping) == ()


def test_an_extension_of_the_customers_own_is_sent_without_being_named_among_the_schemas() -> None:
    urn = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
    mapping = with_users(
        line("[extensionAttribute1]", f"{urn}:tag"), line('Split([extension_0a_ids], ",")', f"{urn}:department_ids")
    )
    person = replace(JO, extension_attributes={"extensionAttribute1": "701984", "extension_0a_ids": "1,2"})
    body = user_to_scim(person, mapping)
    assert urn not in body["schemas"]
    assert body[urn] == {"tag": "701984", "department_ids": [{"value": "1"}, {"value": "2"}]}
    held = {urn: {"department_ids": [{"value": "2"}, {"value": "3"}]}}
    assert attribute_changes(person, held, mapping) == (
        AttributeChange(f"{urn}:tag", "701984", present=False),
        AttributeChange(f"{urn}:department_ids", [{"value": "1"}], present=False),
    )


def test_a_single_role_goes_to_the_primary_element_as_a_boolean() -> None:
    path = 'roles[primary eq "True"]'
    mapping = with_users(
        line("SingleAppRoleAssignment([appRoleAssignments])", f"{path}.value"),
        line(f'"{WINDOWS_ROLE}"', f"{path}.type"),
    )
    person = replace(JO, app_role_assignments=(ADMIN, AUDITOR))
    assert user_to_scim(person, mapping)["roles"] == [{"primary": True, "value": "Admin", "type": WINDOWS_ROLE}]
    held = {"roles": [{"primary": True, "value": "Audit", "type": WINDOWS_ROLE}]}
    assert attribute_changes(person, held, mapping) == (AttributeChange(f"{path}.value", "Admin", present=True),)


def test_roles_are_only_added_unless_the_mapping_is_assertive() -> None:
    person = replace(JO, app_role_assignments=(ADMIN, AUDITOR))
    admin = {"primary": False, "type": WINDOWS_ROLE, "display": "Administrator", "value": "Admin"}
    auditor = {"primary": False, "type": WINDOWS_ROLE, "display": "Auditor", "value": "Audit"}
    added = with_users(line("AppRoleAssignmentsComplex([appRoleAssignments])", "roles"))
    assertive = with_users(line("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", "roles"))
    stale = {"roles": [{"value": "Stale"}, {"value": "Admin"}]}
    assert user_to_scim(person, added)["roles"] == [admin, auditor]
    assert attribute_changes(person, stale, added) == (AttributeChange("roles", [auditor], present=False),)
    assert attribute_changes(person, stale, assertive) == (AttributeChange("roles", [admin, auditor], present=True),)
    assert attribute_changes(JO, stale, assertive) == (AttributeChange("roles", [], present=True),)
    assert attribute_changes(JO, stale, added) == ()


def test_roles_that_no_function_takes_apart_are_json_within_a_string() -> None:
    mapping = with_users(line("[appRoleAssignments]", "roles"))
    (role,) = user_to_scim(replace(JO, app_role_assignments=(ADMIN,)), mapping)["roles"]
    assert json.loads(role["value"]) == {"id": ADMIN.id, "value": "Admin", "displayName": "Administrator"}


def test_the_work_address_is_the_primary_one() -> None:
    mapping = with_users(
        line("[mail]", 'emails[type eq "work"].value'), line("[otherMails]", 'emails[type eq "other"].value')
    )
    body = user_to_scim(replace(JO, other_mails=("jo@home.example", "j@home.example")), mapping)
    assert body["emails"] == [
        {"type": "work", "value": "jo@contoso.example", "primary": True},
        {"type": "other", "value": "jo@home.example"},
    ]


def test_a_guest_can_bear_the_name_from_home() -> None:
    mapping = with_users(line("[originalUserPrincipalName]", "userName"))
    guest = replace(JO, user_principal_name="jo_young_partner.example#EXT#@contoso.example")
    assert mapped_values(guest, mapping) == {"userName": "jo_young@partner.example"}
    assert mapped_values(JO, mapping) == {"userName": "Jo.Young@contoso.example"}


def test_a_group_is_mapped_as_freely_as_a_person() -> None:
    urn = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"
    lines = (line('Append([displayName], " (Entra)")', "displayName"), line("[description]", f"{urn}:purpose"))
    group = Group(object_id="8aa1", display_name="Sales", description="They sell.")
    body = group_to_scim(group, Mapping(users=(), groups=lines))
    assert (body["displayName"], body[urn]) == ("Sales (Entra)", {"purpose": "They sell."})


def test_an_attribute_of_the_core_may_be_written_with_its_schema() -> None:
    mapping = with_users(line("[jobTitle]", "urn:ietf:params:scim:schemas:core:2.0:User:title"))
    assert user_to_scim(JO, mapping)["title"] == "Engineer"
