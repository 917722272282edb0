"""PATCH of a user."""

from copy import deepcopy
from typing import Any

import pytest

from scim_facade.core.errors import (
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    PayloadTooLarge,
    ScimError,
    TooMany,
)
from scim_facade.core.limits import MAX_ATTRIBUTES, MAX_COMPARISONS, MAX_ELEMENTS, MAX_OPERATIONS
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Notes
from scim_facade.core.schema import USER
from tests.scim_facade.core.patching import CORE, CUSTOM, ENTERPRISE, PATCH_OP, op, patched, person

# --- single values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["add", "replace"])
def test_add_and_replace_set_a_single_value_whether_or_not_there_was_one(name: str) -> None:
    assert patched(person(), op(name, "nickName", "B"))["nickName"] == "B"
    assert patched(person(nickName="A"), op(name, "nickName", "B"))["nickName"] == "B"


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_value_clears(value: object) -> None:
    user = person(title="T", emails=[{"value": "a"}], **{ENTERPRISE: {"manager": {"value": "m"}}})
    after = patched(user, *(op("replace", path, value) for path in ("title", "emails", "manager")))
    assert after == person()
    assert patched(user, op("add", "emails", value), op("remove", "title"), op("remove", ENTERPRISE)) == person()


@pytest.mark.parametrize("value", ["", None, "  "])
def test_the_user_name_cannot_be_emptied(value: object) -> None:
    with pytest.raises(InvalidValue, match="userName is required"):
        patched(person(), op("replace", "userName", value))


def test_the_user_name_cannot_be_removed() -> None:
    with pytest.raises(Mutability, match="userName is required"):
        patched(person(), op("remove", "userName"))


def test_active_cannot_be_removed_because_that_would_be_neither() -> None:
    with pytest.raises(Mutability, match="active is required"):
        patched(person(), op("remove", "active"))
    with pytest.raises(InvalidValue, match="active is required"):
        patched(person(), op("replace", "active", None))
    assert patched(person(), op("remove", "active"), op("add", "active", value=False))["active"] is False


def test_operations_are_applied_in_their_order() -> None:
    assert "title" not in patched(person(), op("add", "title", "T"), op("remove", "title"))
    assert patched(person(), op("remove", "title"), op("add", "title", "T"))["title"] == "T"


# --- complex values --------------------------------------------------------------------------------------------------


def test_a_partial_object_is_merged_and_null_inside_it_clears() -> None:
    user = person(name={"givenName": "G", "familyName": "F", "middleName": "M"})
    after = patched(user, op("replace", "name", {"familyName": "N", "middleName": None}))
    assert after["name"] == {"givenName": "G", "familyName": "N"}


def test_the_last_sub_attribute_takes_its_parent_with_it() -> None:
    assert patched(person(name={"givenName": "G"}), op("remove", "name.givenName")) == person()
    assert patched(person(), op("remove", "name.givenName")) == person()
    assert patched(person(name={"givenName": "G"}), op("replace", "name.givenName", "")) == person()


def test_a_manager_is_replaced_whole_and_keeps_what_is_derived_while_it_stays() -> None:
    manager = {"value": "m1", "$ref": "https://h/Users/m1", "displayName": "Mo"}
    user = person(**{ENTERPRISE: {"manager": manager, "department": "D"}})
    assert patched(user, op("replace", "manager", "m2"))[ENTERPRISE] == {"manager": {"value": "m2"}, "department": "D"}
    assert patched(user, op("replace", f"{ENTERPRISE}:manager.value", "m1")) == user
    assert patched(user, op("replace", "manager", {"displayName": "x"})) == user
    assert patched(user, op("remove", f"{ENTERPRISE}:manager.value"))[ENTERPRISE] == {"department": "D"}


def test_an_extension_gone_empty_is_gone_from_schemas_and_comes_back_with_data() -> None:
    user = person(schemas=[CORE, ENTERPRISE], **{ENTERPRISE: {"department": "D"}})
    without = patched(user, op("remove", f"{ENTERPRISE}:department"))
    assert without == person(schemas=[CORE])
    assert patched(without, op("add", f"{ENTERPRISE}:department", "D")) == user


def test_an_extension_is_merged_whichever_way_it_is_named() -> None:
    user = person(**{ENTERPRISE: {"department": "D", "division": "V"}})
    expected = person(**{ENTERPRISE: {"department": "E", "costCenter": "C"}})
    change = {"department": "E", "costCenter": "C", "division": None}
    assert patched(user, op("replace", ENTERPRISE, change)) == expected
    assert patched(user, op("replace", None, {ENTERPRISE: change})) == expected
    assert patched(user, op("replace", None, {f"{ENTERPRISE}:{key}": part for key, part in change.items()})) == expected
    assert patched(user, op("replace", None, {ENTERPRISE: None})) == person()


def test_a_filter_selects_a_complex_value_or_has_no_target() -> None:
    user = person(name={"familyName": "L", "givenName": "A"}, **{ENTERPRISE: {"manager": {"value": "m1"}}})
    assert patched(user, op("replace", 'name[familyName eq "l"].givenName', "B"))["name"]["givenName"] == "B"
    assert patched(user, op("replace", 'name[familyName sw "L"]', {"middleName": "M"}))["name"]["familyName"] == "L"
    assert "name" not in patched(user, op("remove", 'name[familyName eq "L" and givenName pr]'))
    assert patched(user, op("replace", 'manager[value eq "m1"]', {"value": "m2"}))[ENTERPRISE]["manager"] == {
        "value": "m2"
    }
    assert ENTERPRISE not in patched(user, op("remove", 'manager[value eq "m1"]'))
    assert patched(user, op("remove", 'manager[value eq "m2"]')) == user
    for path, value in (('name[familyName eq "X"].givenName', "B"), ('manager[value eq "m2"]', {"value": "m3"})):
        with pytest.raises(NoTarget, match="does not satisfy the filter"):
            patched(user, op("replace", path, value))
    assert patched(person(), op("add", 'manager[value eq "m2"]', value={}))[ENTERPRISE]["manager"] == {"value": "m2"}


@pytest.mark.parametrize(
    "operation",
    [
        op("replace", f"{ENTERPRISE}:manager.$ref", "https://x.example/scim/v2/c/Users/m2"),
        op("replace", f"{ENTERPRISE}:manager", {"$ref": "../Users/m2"}),
        op("add", f"{ENTERPRISE}:manager", {"value": "m2", "$ref": "../Users/elsewhere"}),
        op("replace", None, {ENTERPRISE: {"manager": {"value": None, "$ref": "/Users/m2/"}}}),
    ],
)
def test_an_address_names_the_manager_where_the_id_is_missing(operation: dict[str, Any]) -> None:
    user = person(**{ENTERPRISE: {"manager": {"value": "m1", "$ref": "https://x.example/scim/v2/c/Users/m1"}}})
    assert patched(user, operation)[ENTERPRISE]["manager"] == {"value": "m2"}


def test_the_managers_address_is_nothing_without_the_manager() -> None:
    user = person(**{ENTERPRISE: {"manager": {"value": "m1", "$ref": "https://x.example/scim/v2/c/Users/m1"}}})
    assert patched(user, op("remove", f"{ENTERPRISE}:manager.$ref")) == person()
    assert patched(user, op("replace", f"{ENTERPRISE}:manager.$ref", None)) == user


def test_a_password_and_the_list_of_schemas_are_accepted_and_say_nothing() -> None:
    notes = Notes(strict=True)
    operations = [op("replace", "password", "secret"), op("add", "schemas", [ENTERPRISE]), op("add", "title", "T")]
    after = apply_patch(
        person(), read_operations({"schemas": [PATCH_OP], "Operations": operations}, USER, notes), USER, notes
    )
    assert after == person(title="T")


def test_a_core_schema_urn_names_the_user_itself() -> None:
    assert patched(person(), op("replace", CORE, {"title": "T", "name.givenName": "G"}))["title"] == "T"
    assert patched(person(), op("replace", None, {f"{CORE}:title": "T"}))["title"] == "T"
    with pytest.raises(InvalidPath, match="names the resource as a whole"):
        patched(person(), op("remove", CORE))


# --- what is passed over ---------------------------------------------------------------------------------------------


def test_unknown_and_read_only_attributes_do_not_stand_in_the_way_of_the_rest() -> None:
    after = patched(
        person(id="u1"),
        op("replace", "foo.bar", "x"),
        op("replace", "Job Title", "x"),
        op("replace", "name.given.name", "x"),
        op("replace", "id", "evil"),
        op(
            "add",
            None,
            {"@odata.type": "x", "": 1, "a b": 2, "meta": {}, "groups": [], "password": "p", "Active": "False"},
        ),
        op("add", "urn:ietf:params:scim:schemas:core:2.0:Group:members", "u1"),
    )
    assert after == {"id": "u1", "userName": "a@x.com", "active": False}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (None, InvalidSyntax),
        ([], InvalidSyntax),
        ({}, InvalidSyntax),
        ({"Operations": None}, InvalidSyntax),
        ({"Operations": []}, InvalidSyntax),
        ({"Operations": {"op": "add"}}, InvalidValue),
        ({"Operations": "add"}, InvalidSyntax),
        ({"Operations": [1]}, InvalidSyntax),
        ({"Operations": [{}]}, InvalidSyntax),
        ({"Operations": [{"op": "move", "path": "title", "value": 1}]}, InvalidSyntax),
        ({"Operations": [{"op": ["add"], "path": "title", "value": 1}]}, InvalidSyntax),
        ({"Operations": [{"op": "add", "path": "title"}]}, InvalidValue),
        ({"Operations": [{"op": "add", "path": 5, "value": 1}]}, InvalidPath),
        ({"Operations": [{"op": "add", "path": "emails[", "value": 1}]}, InvalidPath),
        ({"Operations": [{"op": "add", "value": {"emails[": 1}}]}, InvalidPath),
        ({"Operations": [{"op": "add", "value": "x"}]}, InvalidValue),
        ({"Operations": [{"op": "add", "value": None}]}, InvalidValue),
        ({"Operations": [{"op": "remove"}]}, NoTarget),
        ({"Operations": [{"op": "remove", "value": {"title": "x"}}]}, NoTarget),
        ({"Operations": [{"op": "add", "path": "active", "value": "maybe"}]}, InvalidValue),
        ({"Operations": [{"op": "add", "path": "title", "value": "a\0b"}]}, InvalidValue),
        ({"Operations": [{"op": "remove", "path": "title"}] * (MAX_OPERATIONS + 1)}, PayloadTooLarge),
        ({"Operations": [{"op": "add", "value": dict.fromkeys(map(str, range(MAX_ATTRIBUTES + 1)))}]}, PayloadTooLarge),
        (
            {"Operations": [{"op": "remove", "path": "ims[" + " or ".join(["value pr"] * 600) + "]"}] * 100},
            PayloadTooLarge,
        ),
        (
            {"Operations": [{"op": "add", "value": {CUSTOM: dict.fromkeys(map(str, range(MAX_ATTRIBUTES)))}}]},
            PayloadTooLarge,
        ),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_body_that_cannot_be_carried_out_is_refused(body: object, refusal: type[ScimError]) -> None:
    with pytest.raises(refusal) as refused:
        apply_patch(person(title="T"), read_operations(body, USER, Notes()), USER, Notes())
    assert refused.value.detail.endswith((".", "request."))


def test_a_patch_that_fails_half_way_has_done_nothing() -> None:
    user = person(emails=[{"value": "a"}], name={"givenName": "G"})
    before = deepcopy(user)
    with pytest.raises(InvalidValue):
        patched(user, op("replace", "name.givenName", "X"), op("remove", "emails"), op("add", "active", "maybe"))
    assert user == before


def test_filters_that_would_take_for_ever_are_refused() -> None:
    user = person(roles=[{"value": str(number)} for number in range(MAX_ELEMENTS)])
    condition = " or ".join(["value pr"] * (MAX_COMPARISONS // MAX_ELEMENTS + 1))
    with pytest.raises(TooMany):
        patched(user, op("remove", f"roles[{condition}]"))


def test_lists_that_would_be_searched_for_ever_are_refused() -> None:
    user = person(**{CUSTOM: {"tags": [{"number": number} for number in range(MAX_ELEMENTS)]}})
    add = op("add", f"{CUSTOM}:tags", [{"number": 1}])
    with pytest.raises(TooMany):
        patched(user, *[add] * MAX_OPERATIONS)


def test_as_many_operations_as_the_limit_allows_are_carried_out() -> None:
    add = [op("add", "roles", {"value": str(number)}) for number in range(MAX_OPERATIONS)]
    assert len(patched(person(), *add)["roles"]) == MAX_OPERATIONS
