from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.directory import Group, Person
from entra_simulator.mapping import (
    USER_MAPPINGS,
    AttributeChange,
    attribute_changes,
    group_to_scim,
    held_values,
    mapped_values,
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
    assert user_to_scim(JO) == JO_IN_SCIM


def test_a_person_with_nothing_but_a_name_becomes_an_account_without_empty_attributes() -> None:
    bare = Person(object_id="0a21", user_principal_name="jo@x.example", mail_nickname="jo", display_name="Jo")
    assert user_to_scim(bare) == {
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
    assert group_to_scim(group) == {
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
    assert mapped_values(JO)["active"] == "True"
    assert mapped_values(replace(JO, **out))["active"] == "False"  # type: ignore[arg-type] # three boolean fields


def test_only_what_differs_is_a_change() -> None:
    changed = replace(JO, department="Sales", mobile=None, account_enabled=False)
    without_title = {name: value for name, value in JO_IN_SCIM.items() if name != "title"}
    assert attribute_changes(JO, JO_IN_SCIM) == ()
    assert set(attribute_changes(changed, without_title)) == {
        AttributeChange(f"{ENTERPRISE}:department", "Sales", present=True),
        AttributeChange("active", "False", present=True),
        AttributeChange("title", "Engineer", present=False),
    }


@settings(max_examples=100)
@given(index=st.integers(0, 10_000))
def test_an_account_just_posted_needs_no_change(index: int) -> None:
    person = replace(generated_person(Tenant(seed=1, users=100, groups=5), index), account_enabled=True)
    body = user_to_scim(person)
    assert held_values(body, USER_MAPPINGS) == mapped_values(person)
    assert attribute_changes(person, body) == ()


@pytest.mark.parametrize("path", ["", "a b", 'emails[value eq "x"]', "a.b.c"])
def test_a_path_that_no_mapping_uses_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not an attribute path"):
        parse_path(path)
