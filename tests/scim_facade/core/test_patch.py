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
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Notes
from scim_facade.core.schema import USER

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def person(**attributes: object) -> dict[str, Any]:
    return {"userName": "a@x.com", "active": True, **attributes}


def patched(user: dict[str, Any], *operations: object) -> dict[str, Any]:
    before = deepcopy(user)
    after = apply_patch(user, {"schemas": [PATCH_OP], "Operations": list(operations)}, USER, Notes())
    assert user == before
    return after


def op(name: str, path: str | None = None, *values: object, **value: object) -> dict[str, Any]:
    """An operation; its value is the third argument, or `value=`, and may be left out."""
    given = {"value": values[0]} if values else value
    return {"op": name, **({"path": path} if path else {}), **given}


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
    after = apply_patch(person(), {"schemas": [PATCH_OP], "Operations": operations}, USER, notes)
    assert after == person(title="T")


def test_a_core_schema_urn_names_the_user_itself() -> None:
    assert patched(person(), op("replace", CORE, {"title": "T", "name.givenName": "G"}))["title"] == "T"
    assert patched(person(), op("replace", None, {f"{CORE}:title": "T"}))["title"] == "T"
    with pytest.raises(InvalidPath, match="names the resource as a whole"):
        patched(person(), op("remove", CORE))


# --- multi-valued attributes -----------------------------------------------------------------------------------------


def test_adding_appends_and_what_is_there_already_only_gains() -> None:
    user = person(emails=[{"value": "a@x.com", "type": "work"}, {"value": "b@x.com"}])
    added = [
        {"value": "A@x.com", "display": "A"},
        {"value": "b@x.com", "type": "home"},
        {"value": "a@x.com", "type": "x"},
    ]
    assert patched(user, op("add", "emails", added))["emails"] == [
        {"value": "A@x.com", "type": "work", "display": "A"},
        {"value": "b@x.com", "type": "home"},
        {"value": "a@x.com", "type": "x"},
    ]


def test_adding_twice_is_adding_once() -> None:
    add = op("add", "addresses", [{"type": "work", "locality": "L"}])
    once = patched(person(), add)
    assert patched(once, add) == once
    assert patched(person(), op("add", "roles", [{"value": "a"}, {"value": "a"}]))["roles"] == [{"value": "a"}]


def test_adding_nothing_changes_nothing() -> None:
    assert patched(person(emails=[{"value": "a"}]), op("add", "emails", [])) == person(emails=[{"value": "a"}])


def test_replacing_takes_the_list_as_it_is() -> None:
    user = person(roles=[{"value": "a"}])
    assert patched(user, op("replace", "roles", [{"value": "b"}, {"value": "c"}]))["roles"] == [
        {"value": "b"},
        {"value": "c"},
    ]
    assert patched(user, op("replace", "roles", [])) == person()


def test_removing_listed_values_leaves_the_others() -> None:
    user = person(
        roles=[{"value": "a", "type": "x"}, {"value": "a", "type": "y"}, {"value": "b"}, {"value": "c", "type": "x"}]
    )
    listed = [{"value": "A", "type": "x"}, "c", {"value": "nobody"}]
    after = patched(user, op("remove", "roles", listed))
    assert after["roles"] == [{"value": "a", "type": "y"}, {"value": "b"}]
    assert patched(user, op("remove", "roles", [])) == user
    assert patched(user, op("remove", "roles")) == person()


def test_a_selected_element_changes_and_the_others_stay() -> None:
    user = person(
        emails=[{"value": "a", "type": "work"}, {"value": "b", "type": "home"}, {"value": "c", "type": "Work"}]
    )
    after = patched(user, op("replace", 'emails[type eq "work"].value', "n"))
    assert [email["value"] for email in after["emails"]] == ["n", "b", "n"]


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [
        ('value eq "A"', "a"),
        ('value ne "a"', "bc"),
        ('value sw "a" or value ew "b"', "ab"),
        ('display co "ee"', "b"),
        ('not (type eq "work")', "b"),
        ("type pr and display pr", "b"),
        ("primary eq false", "bc"),
        ('primary eq "True"', "a"),
        ('value gt "a" and value le "b"', "b"),
        ('value ge "b" and value lt "c"', "b"),
        ("type eq null", ""),
        ("display eq null", "ac"),
    ],
)
def test_a_value_filter_selects_by_every_operator(condition: str, chosen: str) -> None:
    emails: list[dict[str, Any]] = [
        {"value": "a", "type": "work", "primary": True},
        {"value": "b", "type": "home", "display": "Bee"},
        {"value": "c", "type": "work"},
    ]
    after = patched(person(emails=emails), op("remove", f"emails[{condition}]"))
    assert {email["value"] for email in emails} - {email["value"] for email in after.get("emails", [])} == set(chosen)


def test_removing_what_no_filter_selects_is_no_error() -> None:
    assert patched(person(), op("remove", 'emails[type eq "work"]')) == person()
    assert patched(person(), op("remove", 'emails[type eq "work"].value')) == person()


def test_an_element_that_would_only_say_its_type_is_gone() -> None:
    user = person(emails=[{"value": "a", "type": "work", "primary": True}, {"value": "b", "display": "B"}])
    assert patched(user, op("remove", 'emails[type eq "work"].value'))["emails"] == [{"value": "b", "display": "B"}]
    assert patched(user, op("replace", 'emails[value eq "b"].value', ""))["emails"][1] == {"display": "B"}


def test_a_missing_element_is_created_from_what_the_path_says() -> None:
    after = patched(
        person(),
        op("add", 'phoneNumbers[type eq "mobile"].value', "+1"),
        op("replace", 'addresses[type eq "work"].formatted', "B18"),
        op("add", 'addresses[type eq "work"].primary', "true"),
        op("replace", 'ims[type eq "x" and display eq "D"]', {"value": "v"}),
        op("add", "photos.value", "https://p"),
    )
    assert after == person(
        phoneNumbers=[{"type": "mobile", "value": "+1"}],
        addresses=[{"type": "work", "formatted": "B18", "primary": True}],
        ims=[{"type": "x", "display": "D", "value": "v"}],
        photos=[{"value": "https://p"}],
    )


@pytest.mark.parametrize("condition", ['type ne "work"', 'type eq "a" or type eq "b"', "type pr", "type eq null"])
def test_a_filter_that_describes_no_element_has_no_target(condition: str) -> None:
    with pytest.raises(NoTarget, match="emails"):
        patched(person(), op("replace", f"emails[{condition}].value", "x"))
    with pytest.raises(NoTarget, match="emails"):
        patched(person(), op("replace", f"emails[{condition} and primary eq true]", {"value": "x"}))


def test_a_selected_element_as_a_whole_is_replaced_added_to_or_removed() -> None:
    user = person(emails=[{"value": "a", "type": "work", "display": "A"}])
    path = 'emails[type eq "work"]'
    assert patched(user, op("replace", path, {"value": "n"}))["emails"] == [{"type": "work", "value": "n"}]
    assert patched(user, op("add", path, [{"value": "n"}]))["emails"] == [
        {"value": "n", "type": "work", "display": "A"}
    ]
    assert patched(user, op("add", path, {})) == user
    assert patched(user, op("replace", path, None)) == person()
    assert patched(user, op("remove", path)) == person()


def test_at_most_one_value_is_primary() -> None:
    user = person(emails=[{"value": "a", "type": "work", "primary": True}, {"value": "b", "type": "home"}])

    def primaries(*operations: object) -> list[str]:
        return [email["value"] for email in patched(user, *operations)["emails"] if email.get("primary")]

    assert primaries(op("replace", 'emails[type eq "home"].primary', value=True)) == ["b"]
    assert primaries(op("add", "emails", [{"value": "c", "primary": True}])) == ["c"]
    assert primaries(op("add", "emails", [{"value": "b", "primary": "true"}])) == ["b"]
    assert primaries(op("replace", "emails.primary", value=True)) == ["a"]
    assert primaries(op("replace", 'emails[type eq "x"]', {"value": "x", "primary": True})) == ["x"]
    assert primaries(op("add", "emails", [{"value": "c"}])) == ["a"]
    assert primaries(op("replace", 'emails[type eq "home"].value', "n")) == ["a"]


def test_a_list_does_not_outgrow_its_limit() -> None:
    full = person(roles=[{"value": str(number)} for number in range(MAX_ELEMENTS)])
    assert len(patched(full, op("add", "roles", [{"value": "0"}]))["roles"]) == MAX_ELEMENTS
    with pytest.raises(InvalidValue, match=str(MAX_ELEMENTS)):
        patched(full, op("add", "roles", [{"value": "one too many"}]))
    with pytest.raises(InvalidValue, match=str(MAX_ELEMENTS)):
        patched(full, op("add", 'roles[value eq "one too many"].display', "x"))


# --- extensions that nobody declared ---------------------------------------------------------------------------------


def test_an_undeclared_attribute_is_set_under_its_urn() -> None:
    user = patched(person(schemas=[CORE]), op("add", f"{CUSTOM}:tag", "701984"))
    assert user == person(schemas=[CORE, CUSTOM], **{CUSTOM: {"tag": "701984"}})
    assert patched(user, op("replace", f"{CUSTOM.lower()}:tag", 7))[CUSTOM] == {"tag": 7}
    assert patched(user, op("remove", f"{CUSTOM}:tag")) == person(schemas=[CORE])
    assert patched(user, op("replace", f"{CUSTOM}:tag", None)) == person(schemas=[CORE])
    assert patched(user, op("remove", CUSTOM)) == person(schemas=[CORE])


def test_an_undeclared_attribute_is_set_where_only_its_value_tells_it_from_a_schema() -> None:
    profile = "urn:scim:schemas:extension:slack:profile:1.0"
    user = patched(person(schemas=[CORE]), op("add", f"{profile}:startDate", "2026-01-31"))
    assert user == person(schemas=[CORE, profile], **{profile: {"startDate": "2026-01-31"}})
    assert patched(user, op("replace", profile, {"title": "x"}))[profile] == {"startDate": "2026-01-31", "title": "x"}


@pytest.mark.parametrize("path", [CUSTOM, "urn:scim:schemas:extension:slack:profile:1.0", "urn:a:b", ENTERPRISE, CORE])
def test_a_schema_as_a_whole_has_no_plain_value(path: str) -> None:
    assert patched(person(), op("replace", path, "x")) == person()


def test_an_undeclared_list_grows_shrinks_and_is_replaced() -> None:
    user = person(**{CUSTOM: {"ids": [{"value": "1"}]}})
    path = f"{CUSTOM}:ids"
    assert patched(person(), op("add", path, [{"value": "1"}])) == user
    grown = patched(user, op("add", path, [{"value": "1"}, {"value": "2"}]), op("add", path, ["3", "3"]))
    assert grown[CUSTOM] == {"ids": [{"value": "1"}, {"value": "2"}, "3"]}
    assert patched(grown, op("remove", path, [{"value": "2"}, "3"])) == user
    assert patched(grown, op("replace", path, "x"))[CUSTOM] == {"ids": "x"}
    assert patched(grown, op("replace", f'{path}[value eq "2"].value', "9"))[CUSTOM]["ids"][1] == {"value": "9"}
    assert patched(user, op("add", path, {"value": "1"})) == user


def test_an_undeclared_object_is_reached_into() -> None:
    user = patched(person(), op("add", f"{CUSTOM}:desk.floor", 3), op("add", f"{CUSTOM}:desk", {"room": "R"}))
    assert user[CUSTOM] == {"desk": {"floor": 3, "room": "R"}}
    assert patched(user, op("remove", f"{CUSTOM}:desk.floor"))[CUSTOM] == {"desk": {"room": "R"}}
    assert patched(user, op("replace", f"{CUSTOM}:desk", {"room": "S"}))[CUSTOM] == {"desk": {"room": "S"}}
    assert patched(person(**{CUSTOM: {"desk": "x"}}), op("remove", f"{CUSTOM}:desk.floor"))[CUSTOM] == {"desk": "x"}


def test_an_undeclared_extension_keeps_its_names_as_they_came() -> None:
    user = patched(person(), op("add", None, {CUSTOM: {"a.b": 1, "c[d": ""}}))
    assert user[CUSTOM] == {"a.b": 1, "c[d": ""}
    assert patched(person(), op("add", CUSTOM, "not an object")) == person()


def test_an_undeclared_element_must_be_an_object() -> None:
    with pytest.raises(InvalidValue, match="must be an object"):
        patched(person(), op("add", f'{CUSTOM}:tags[type eq "x"]', "text"))
    held = person(**{CUSTOM: {"tags": {"type": "x"}}})
    assert patched(held, op("add", f'{CUSTOM}:tags[type eq "x"].v', 1))[CUSTOM] == {"tags": [{"type": "x", "v": 1}]}


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
        apply_patch(person(title="T"), body, USER, Notes())
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
