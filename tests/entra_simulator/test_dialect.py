"""PATCH bodies, byte for byte as Microsoft documents or others recorded them."""

from __future__ import annotations

from typing import Any

import pytest

from entra_simulator.dialect import (
    Dialect,
    add_members,
    clear_manager,
    patch_attributes,
    remove_members,
    set_manager,
)
from entra_simulator.mapping import AttributeChange

LEGACY, FLAG = Dialect.LEGACY, Dialect.FLAG
MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
EMPLOYEE_NUMBER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


def test_an_account_is_disabled_with_a_string_or_a_boolean() -> None:
    disable = [AttributeChange("active", "False", present=True)]
    assert patch_attributes(LEGACY, disable) == patch({"op": "Replace", "path": "active", "value": "False"})
    assert patch_attributes(FLAG, disable) == patch({"op": "replace", "path": "active", "value": False})


def test_an_account_is_enabled_with_a_string_or_a_boolean() -> None:
    enable = [AttributeChange("active", "True", present=True)]
    assert patch_attributes(LEGACY, enable) == patch({"op": "Replace", "path": "active", "value": "True"})
    assert patch_attributes(FLAG, enable) == patch({"op": "replace", "path": "active", "value": True})


def test_a_single_value_is_added_with_its_path() -> None:
    added = [AttributeChange("title", "Babs", present=False)]
    assert patch_attributes(LEGACY, added) == patch({"op": "Add", "path": "title", "value": "Babs"})
    assert patch_attributes(FLAG, added) == patch({"op": "add", "path": "title", "value": "Babs"})


def test_several_attributes_are_one_operation_each_or_merged_but_for_filtered_paths() -> None:
    changes = [
        AttributeChange("displayName", "Pvlo", present=True),
        AttributeChange('emails[type eq "work"].value', "TestMhvaes@test.microsoft.com", present=True),
        AttributeChange("name.givenName", "Gtfd", present=True),
        AttributeChange("name.familyName", "Pkqf", present=True),
        AttributeChange("externalId", "Eqpj", present=True),
        AttributeChange(EMPLOYEE_NUMBER, "Eqpj", present=True),
    ]
    assert patch_attributes(LEGACY, changes) == patch(
        {"op": "Replace", "path": "displayName", "value": "Pvlo"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "TestMhvaes@test.microsoft.com"},
        {"op": "Replace", "path": "name.givenName", "value": "Gtfd"},
        {"op": "Replace", "path": "name.familyName", "value": "Pkqf"},
        {"op": "Replace", "path": "externalId", "value": "Eqpj"},
        {"op": "Replace", "path": EMPLOYEE_NUMBER, "value": "Eqpj"},
    )
    assert patch_attributes(FLAG, changes) == patch(
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "TestMhvaes@test.microsoft.com"},
        {
            "op": "replace",
            "value": {
                "displayName": "Pvlo",
                "name.givenName": "Gtfd",
                "name.familyName": "Pkqf",
                "externalId": "Eqpj",
                EMPLOYEE_NUMBER: "Eqpj",
            },
        },
    )


def test_an_element_that_is_missing_is_added_through_its_filter() -> None:
    added = [AttributeChange('phoneNumbers[type eq "mobile"].value', "+1 555 0101", present=False)]
    path = 'phoneNumbers[type eq "mobile"].value'
    assert patch_attributes(LEGACY, added) == patch({"op": "Add", "path": path, "value": "+1 555 0101"})
    assert patch_attributes(FLAG, added) == patch({"op": "add", "path": path, "value": "+1 555 0101"})


def test_a_disable_among_other_changes_travels_without_a_path_in_the_flag_dialect() -> None:
    changes = [AttributeChange("active", "False", present=True), AttributeChange("title", "Emerita", present=True)]
    assert patch_attributes(FLAG, changes) == patch({"op": "replace", "value": {"active": False, "title": "Emerita"}})


@pytest.mark.parametrize("path", ["userName", "displayName", "externalId"])
def test_a_rename_is_a_replace_with_or_without_a_path(path: str) -> None:
    renamed = [AttributeChange(path, "New name", present=True)]
    assert patch_attributes(LEGACY, renamed) == patch({"op": "Replace", "path": path, "value": "New name"})
    assert patch_attributes(FLAG, renamed) == patch({"op": "replace", "value": {path: "New name"}})


def test_a_manager_is_a_bare_id() -> None:
    assert set_manager(LEGACY, "2819c223", present=False) == patch({"op": "Add", "path": MANAGER, "value": "2819c223"})
    assert set_manager(FLAG, "2819c223", present=True) == patch({"op": "replace", "path": MANAGER, "value": "2819c223"})


def test_a_manager_is_removed_or_emptied() -> None:
    assert clear_manager(LEGACY) == patch({"op": "Remove", "path": MANAGER})
    assert clear_manager(FLAG) == patch({"op": "replace", "path": MANAGER, "value": ""})


def test_members_are_added_as_an_array_with_a_null_reference_in_the_legacy_dialect() -> None:
    assert add_members(LEGACY, ["f648f8d5ea4e4cd38e9c"]) == patch(
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "f648f8d5ea4e4cd38e9c"}]}
    )
    assert add_members(FLAG, ["id1", "id2", "id3"]) == patch(
        {"op": "add", "path": "members", "value": [{"value": "id1"}, {"value": "id2"}, {"value": "id3"}]}
    )


def test_members_are_removed_by_value_or_by_filter() -> None:
    assert remove_members(LEGACY, ["f648f8d5ea4e4cd38e9c"]) == patch(
        {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "f648f8d5ea4e4cd38e9c"}]}
    )
    assert remove_members(FLAG, ["f648f8d5ea4e4cd38e9c", "id2"]) == patch(
        {"op": "remove", "path": 'members[value eq "f648f8d5ea4e4cd38e9c"]'},
        {"op": "remove", "path": 'members[value eq "id2"]'},
    )
