"""What Entra and Microsoft's validator send, as numbered vectors, as far as they need neither network nor database.

The same promises over HTTP stand as JSON in `tests/scim_facade/cases/entra-traffic`.
"""

from typing import Any

import pytest

from scim_facade.core import group_patch
from scim_facade.core.errors import InvalidFilter, InvalidSyntax
from scim_facade.core.filters import parse, to_identity
from scim_facade.core.group_patch import GroupDelta
from scim_facade.core.groups import read_group
from scim_facade.core.groups import to_scim as group_to_scim
from scim_facade.core.listing import Found, IndexedPage, list_response
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.projection import Projection
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.users import read_user, to_scim, user_changes

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
BASE = "https://narthex.example/scim/v2/c1"
META = {"created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-02T00:00:00Z"}

U: dict[str, Any] = {
    "schemas": [CORE],
    "id": "u1",
    "externalId": "e1",
    "userName": "a@x.com",
    "active": True,
    "meta": {"resourceType": "User"},
}


def patched(*operations: object, user: dict[str, Any] | None = None) -> dict[str, Any]:
    return apply_patch(
        user or U,
        read_operations({"schemas": [PATCH_OP], "Operations": list(operations)}, USER, Notes()),
        USER,
        Notes(),
    )


def group_patched(*operations: object) -> GroupDelta:
    notes = Notes()
    read = read_operations({"schemas": [PATCH_OP], "Operations": list(operations)}, GROUP, notes)
    return group_patch.folded(read, GROUP, notes)


def compare(attribute: str, value: object) -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": "EQ", "value": value}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('userName eq "0c3e7a51-95a4"', compare("userName", "0c3e7a51-95a4"), id="A1"),
        pytest.param('userName eq "A@X.COM"', compare("userName", "A@X.COM"), id="A2"),
        pytest.param("externalId eq e1", compare("externalId", "e1"), id="A3"),
        pytest.param(
            'emails[type eq "work"].value eq "a@x.com"',
            {
                "element": {
                    "attribute": "emails",
                    "filter": {"and": [compare("type", "work"), compare("value", "a@x.com")]},
                }
            },
            id="A4",
        ),
        pytest.param(
            'id eq "u1" and manager eq "u9"',
            {"and": [compare("id", "u1"), compare("enterprise.manager.value", "u9")]},
            id="A5",
        ),
    ],
)
def test_a1_to_a5_users_are_queried_as_entra_asks(text: str, expected: dict[str, Any]) -> None:
    assert to_identity(parse(text), USER, Notes()) == expected


def test_a5_only_the_id_and_what_always_comes_with_it() -> None:
    assert Projection.from_query("id", None).apply(U) == {name: U[name] for name in ("schemas", "id", "meta")}


def test_a6_and_a7_groups_are_queried_without_their_members() -> None:
    assert to_identity(parse('displayName eq "sales"'), GROUP, Notes()) == compare("displayName", "sales")
    assert to_identity(parse('id eq "g1" and members eq "u1"'), GROUP, Notes()) == {
        "and": [compare("id", "g1"), compare("members.value", "u1")]
    }
    projection = Projection.from_query(None, "members")
    assert not projection.wants("members")
    group = {"id": "g1", "displayName": "Sales", "version": 1, "meta": META}
    assert "members" not in group_to_scim(group, BASE, None)
    assert "members" not in projection.apply(group_to_scim(group, BASE, []))


def test_an_unknown_filter_is_refused_because_everybody_would_be_the_wrong_answer() -> None:
    with pytest.raises(InvalidFilter):
        to_identity(parse('shoeSize eq "44"'), USER, Notes())


def test_a9_and_a10_a_person_is_deactivated_by_a_string_and_shown_with_a_boolean() -> None:
    after = patched({"op": "Replace", "path": "active", "value": "False"})
    assert after["active"] is False
    assert user_changes(U, after) == {"active": False}
    shown = to_scim({"id": "u1", "userName": "a@x.com", "active": False, "version": 2, "meta": META}, BASE)
    assert shown["active"] is False


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "path": "active", "value": False},
        {"op": "replace", "value": {"active": False}},
    ],
)
def test_a10_every_way_to_deactivate(operation: dict[str, Any]) -> None:
    assert patched(operation)["active"] is False


def test_a11_dotted_and_urn_keys_are_paths() -> None:
    value = {"active": "True", "name.givenName": "Z", f"{ENTERPRISE}:department": "D"}
    after = patched({"op": "replace", "value": value})
    assert (after["active"], after["name"], after[ENTERPRISE]) == (True, {"givenName": "Z"}, {"department": "D"})
    assert after["schemas"] == [CORE, ENTERPRISE]


def test_a12_a_missing_element_is_created() -> None:
    after = patched({"op": "Add", "path": 'emails[type eq "work"].value', "value": "n@x.com"})
    assert after["emails"] == [{"type": "work", "value": "n@x.com"}]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Add", "path": "manager", "value": [{"$ref": "http://api.example.com/scim/Users/m1", "value": "m1"}]},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "m1"},
        {"op": "add", "path": f"{ENTERPRISE}:manager", "value": {"value": "m1"}},
        {"op": "replace", "path": f"{ENTERPRISE}:manager.value", "value": "m1"},
        {"op": "Replace", "value": {f"{ENTERPRISE}:manager": "m1"}},
    ],
)
def test_a13_a_manager_is_set_in_every_shape(operation: dict[str, Any]) -> None:
    assert patched(operation)[ENTERPRISE] == {"manager": {"value": "m1"}}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": ""},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": {"value": ""}},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": None},
        {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
    ],
)
def test_a13_a_manager_is_removed_in_every_shape(operation: dict[str, Any]) -> None:
    manager = {"value": "m1", "$ref": f"{BASE}/Users/m1", "displayName": "Mo"}
    user = {**U, "schemas": [CORE, ENTERPRISE], ENTERPRISE: {"manager": manager}}
    after = patched(operation, user=user)
    assert after == U
    assert user_changes(user, after) == {"enterprise": None}


def test_a14_an_unknown_path_does_not_take_the_others_with_it() -> None:
    after = patched(
        {"op": "Replace", "path": "title", "value": "T"},
        {"op": "Add", "path": "foo.bar", "value": "x"},
        {"op": "Replace", "path": "active", "value": "False"},
    )
    assert user_changes(U, after) == {"title": "T", "active": False}


def test_a16_listed_members_leave_and_nobody_else() -> None:
    delta = group_patched({"op": "Remove", "path": "members", "value": [{"value": "u1"}]})
    assert (delta.replace_members, delta.remove_members) == (None, ("u1",))


def test_a17_a_member_named_by_a_filter_leaves_once() -> None:
    remove = {"op": "remove", "path": 'members[value eq "u1"]'}
    assert group_patched(remove, remove).remove_members == ("u1",)


def test_a18_and_a21_a_member_joins_once_in_every_shape() -> None:
    delta = group_patched(
        {"op": "Add", "path": "members", "value": "u1"},
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "u1"}]},
    )
    assert delta.add_members == ("u1",)


def test_a19_replacing_members_is_the_whole_membership() -> None:
    assert group_patched({"op": "replace", "path": "members", "value": [{"value": "u2"}]}).replace_members == ("u2",)


def test_a20_a_group_is_renamed_and_keeps_everything_else() -> None:
    delta = group_patched({"op": "replace", "value": {"displayName": "New"}})
    assert delta == GroupDelta(display_name="New")


def test_a22_a_minimal_user_is_enough() -> None:
    assert read_user({"userName": "eleanore@boyercorwin.biz", "schemas": [CORE]}, USER, Notes()) == {
        "userName": "eleanore@boyercorwin.biz",
    }


def test_a23_nulls_client_ids_string_booleans_and_unknown_extensions_are_read() -> None:
    custom = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
    body = {
        "schemas": [CORE, "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"],
        "userName": "a@x.com",
        "id": "evil",
        "meta": {"resourceType": "User"},
        "addresses": None,
        "title": None,
        "roles": [{"primary": "True", "value": "Admin"}],
        custom: {"tag": "701984"},
    }
    assert read_user(body, USER, Notes()) == {
        "userName": "a@x.com",
        "roles": [{"primary": True, "value": "Admin"}],
        custom: {"tag": "701984"},
    }


def test_a25_entras_group_body_is_read() -> None:
    body = {"displayName": "ZGHZBQHCAPZU", "externalId": "087af0b9", "schemas": [GROUP.schema.urn]}
    assert read_group(body, GROUP, Notes()) == {"displayName": "ZGHZBQHCAPZU", "externalId": "087af0b9"}


def test_a28_what_is_no_object_is_no_syntax() -> None:
    bodies: tuple[object, ...] = (None, [], "text", 5)
    for body in bodies:
        with pytest.raises(InvalidSyntax):
            apply_patch(U, read_operations(body, USER, Notes()), USER, Notes())


def test_a30_a_tombstone_deactivates_and_does_not_rename() -> None:
    tombstone = "7fce0092d52e4f76b7273955bd72c939a@x.com"
    after = patched(
        {"op": "Replace", "path": "userName", "value": tombstone},
        {"op": "Replace", "path": "active", "value": "False"},
    )
    assert user_changes(U, after) == {"active": False}
    back = patched(
        {"op": "Replace", "path": "userName", "value": "a@x.com"},
        {"op": "Replace", "path": "active", "value": "True"},
        user=after,
    )
    assert back == U


def test_a30_an_active_person_may_be_called_whatever_they_like() -> None:
    name = "7fce0092d52e4f76b7273955bd72c939a@x.com"
    assert patched({"op": "Replace", "path": "userName", "value": name})["userName"] == name


def test_a31_thirty_six_operations_arrive_in_nested_form() -> None:
    values = {
        **{f"name.{sub}": sub for sub in ("formatted", "familyName", "givenName", "middleName")},
        **{f"name.{sub}": sub for sub in ("honorificPrefix", "honorificSuffix")},
        **{name: name for name in ("displayName", "nickName", "title", "userType", "locale", "timezone")},
        **{f'emails[type eq "{kind}"].value': f"{kind}@x.com" for kind in ("work", "home", "other")},
        **{
            f'phoneNumbers[type eq "{kind}"].value': kind
            for kind in ("work", "mobile", "fax", "pager", "home", "other")
        },
        **{
            f'addresses[type eq "work"].{sub}': sub
            for sub in ("formatted", "streetAddress", "locality", "region", "postalCode", "country")
        },
        **{
            f"{ENTERPRISE}:{name}": name
            for name in ("employeeNumber", "costCenter", "organization", "division", "department", "manager")
        },
        "profileUrl": "https://p",
        "preferredLanguage": "en",
        "externalId": "e2",
    }
    assert len(values) == 36
    after = patched(*({"op": "add", "path": path, "value": value} for path, value in values.items()))
    assert len(after["name"]) == 6
    assert [email["type"] for email in after["emails"]] == ["work", "home", "other"]
    assert len(after["phoneNumbers"]) == 6
    assert after["addresses"] == [
        {"type": "work"}
        | {sub: sub for sub in ("formatted", "streetAddress", "locality", "region", "postalCode", "country")}
    ]
    assert after[ENTERPRISE]["manager"] == {"value": "manager"}
    assert (after["externalId"], after["timezone"]) == ("e2", "timezone")


@pytest.mark.parametrize("order", [("value", "display", "type"), ("display", "type", "value")])
def test_a32_three_operations_on_the_primary_role_make_one_role(order: tuple[str, ...]) -> None:
    operations = [{"op": "Add", "path": f'roles[primary eq "True"].{sub}', "value": sub} for sub in order]
    once = patched(*operations)
    assert once["roles"] == [{"primary": True, "value": "value", "display": "display", "type": "type"}]
    assert patched(*operations, user=once) == once


def test_a33_a_page_tells_where_it_stands() -> None:
    answer = list_response(Found([{"id": f"u{number}"} for number in range(6, 11)], 11), IndexedPage(6, 5))
    assert (answer["itemsPerPage"], answer["startIndex"], answer["totalResults"]) == (5, 6, 11)


@pytest.mark.parametrize("value", ["", None])
def test_a34_an_emptied_attribute_is_gone(value: object) -> None:
    user = {**U, "title": "T"}
    after = patched({"op": "replace", "path": "title", "value": value}, user=user)
    assert after == U
    assert user_changes(user, after) == {"title": None}


def test_a35_a_partial_name_leaves_the_rest_of_it() -> None:
    user = {**U, "name": {"givenName": "G", "familyName": "F"}}
    after = patched({"op": "replace", "path": "name", "value": {"familyName": "N"}}, user=user)
    assert user_changes(user, after) == {"name": {"givenName": "G", "familyName": "N"}}
