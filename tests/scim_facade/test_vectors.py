"""What Entra sends, and how it must be answered: thirty-five promises, numbered A1 to A35."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]
MemberIds = Callable[[Resource], Awaitable[list[str]]]

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


async def found(scim: Any, path: str, **query: str) -> list[Resource]:
    """The resources a list request finds; the answer must be a whole ListResponse."""
    response = await scim.get(path, params=query)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["schemas"] == [LIST_RESPONSE]
    assert answer["totalResults"] == len(answer["Resources"])
    resources: list[Resource] = answer["Resources"]
    return resources


async def read(scim: Any, user: Resource) -> Resource:
    response = await scim.get(f"/Users/{user['id']}")
    assert response.status_code == 200, response.text
    resource: Resource = response.json()
    return resource


def is_error(response: Any, status: int, scim_type: str | None = None) -> bool:
    body = response.json()
    return bool(
        response.status_code == status
        and response.headers["Content-Type"] == "application/scim+json"
        and body["schemas"] == [ERROR]
        and body["status"] == str(status)
        and body.get("scimType") == scim_type
    )


@pytest.mark.parametrize(("path", "attribute"), [("/Users", "userName"), ("/Groups", "displayName")])
async def test_a1_a_probe_for_nobody_is_answered_with_an_empty_list(scim: Any, path: str, attribute: str) -> None:
    response = await scim.get(f"{path}?excludedAttributes=members&filter={attribute}+eq+%22{uuid.uuid4()}%22")

    assert response.status_code == 200
    answer = response.json()
    assert answer["schemas"] == [LIST_RESPONSE]
    assert answer["totalResults"] == 0
    assert answer["startIndex"] == 1
    assert answer["Resources"] == []


async def test_a2_a_user_name_is_found_in_any_letter_case_and_shown_as_stored(scim: Any, user: Resource) -> None:
    [hit] = await found(scim, "/Users", filter='userName eq "A@X.COM"')

    assert hit["id"] == user["id"]
    assert hit["userName"] == "a@x.com"


async def test_a3_an_unquoted_literal_is_understood_and_external_ids_are_case_exact(scim: Any, user: Resource) -> None:
    [hit] = await found(scim, "/Users", filter="externalId eq e1")

    assert hit["id"] == user["id"]
    assert await found(scim, "/Users", filter='externalId eq "E1"') == []


async def test_a4_a_user_is_found_by_the_mail_address_of_one_type(scim: Any, user: Resource) -> None:
    [hit] = await found(scim, "/Users", filter='emails[type eq "work"].value eq "a@x.com"')

    assert hit["id"] == user["id"]
    assert await found(scim, "/Users", filter='emails[type eq "home"].value eq "a@x.com"') == []
    assert len(await found(scim, "/Users", filter='emails[type eq "work"] eq "a@x.com"')) == 1


async def test_a5_a_reference_check_finds_the_user_only_when_the_manager_is_set(
    scim: Any, user: Resource, second_user: Resource, patch: Patch
) -> None:
    check = {"filter": f'id eq "{user["id"]}" and manager eq "{second_user["id"]}"', "attributes": "id"}
    assert await found(scim, "/Users", **check) == []

    await patch(f"/Users/{user['id']}", {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": second_user["id"]})

    [hit] = await found(scim, "/Users", **check)
    assert hit["id"] == user["id"]
    assert set(hit) <= {"id", "schemas", "meta"}


async def test_a6_a_group_is_found_in_any_letter_case_without_its_members(scim: Any, group: Resource) -> None:
    [hit] = await found(scim, "/Groups", excludedAttributes="members", filter='displayName eq "sales"')

    assert hit["id"] == group["id"]
    assert "members" not in hit


async def test_a7_a_membership_check_finds_the_group(
    scim: Any, group: Resource, user: Resource, create_user: Create
) -> None:
    stranger = await create_user("c@x.com")

    def check(member: Resource) -> str:
        return f'id eq "{group["id"]}" and members eq "{member["id"]}"'

    [hit] = await found(scim, "/Groups", filter=check(user), excludedAttributes="members")
    assert hit["id"] == group["id"]
    assert await found(scim, "/Groups", filter=check(stranger), excludedAttributes="members") == []


async def test_a8_the_feature_flag_is_tolerated_before_and_after_other_parameters(scim: Any, user: Resource) -> None:
    query = "filter=userName+eq+%22a@x.com%22"
    for query_string in (f"aadOptscim062020&{query}", f"{query}&aadOptscim062020"):
        response = await scim.get(f"/Users?{query_string}")
        assert [hit["id"] for hit in response.json()["Resources"]] == [user["id"]]


async def test_a9_an_inactive_user_is_still_read_and_found(scim: Any, user: Resource, patch: Patch) -> None:
    await patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})

    assert (await read(scim, user))["active"] is False
    [hit] = await found(scim, "/Users", filter='userName eq "a@x.com"')
    assert hit["active"] is False


async def test_a10_a_boolean_written_as_text_is_a_boolean(scim: Any, user: Resource, patch: Patch) -> None:
    response = await patch(f"/Users/{user['id']}", {"op": "Replace", "path": "active", "value": "False"})

    assert response.status_code == 200
    assert response.json()["active"] is False
    assert (await read(scim, user))["active"] is False


async def test_a11_keys_of_a_value_without_a_path_are_paths_themselves(scim: Any, user: Resource, patch: Patch) -> None:
    await patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})

    value = {"active": "True", "name.givenName": "Z", f"{ENTERPRISE}:department": "D"}
    response = await patch(f"/Users/{user['id']}", {"op": "replace", "value": value})

    assert response.status_code == 200
    after = await read(scim, user)
    assert after["active"] is True
    assert after["name"] == {"givenName": "Z", "familyName": "Lovelace"}
    assert after[ENTERPRISE] == {"department": "D"}
    assert ENTERPRISE in after["schemas"]


async def test_a12_a_filtered_path_creates_the_element_it_misses(
    scim: Any, second_user: Resource, patch: Patch
) -> None:
    await patch(
        f"/Users/{second_user['id']}", {"op": "Add", "path": 'emails[type eq "work"].value', "value": "n@x.com"}
    )

    assert (await read(scim, second_user))["emails"] == [{"type": "work", "value": "n@x.com"}]


@pytest.mark.parametrize("shape", ["string", "object", "list"])
async def test_a13_a_manager_is_set_in_every_shape(
    scim: Any, user: Resource, second_user: Resource, patch: Patch, shape: str
) -> None:
    manager = second_user["id"]
    value = {"string": manager, "object": {"value": manager}, "list": [{"value": manager}]}[shape]

    response = await patch(f"/Users/{user['id']}", {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value})

    assert response.status_code == 200, response.text
    assert (await read(scim, user))[ENTERPRISE]["manager"]["value"] == manager


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": ""},
        {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": {"value": ""}},
        {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": None},
        {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
        {"op": "Remove", "path": f"{ENTERPRISE}:manager.value"},
    ],
)
async def test_a13_a_manager_is_cleared_in_every_shape(
    scim: Any, user: Resource, second_user: Resource, patch: Patch, operation: Resource
) -> None:
    await patch(f"/Users/{user['id']}", {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": second_user["id"]})

    response = await patch(f"/Users/{user['id']}", operation)

    assert response.status_code == 200, response.text
    after = await read(scim, user)
    assert ENTERPRISE not in after
    assert ENTERPRISE not in after["schemas"]


async def test_a14_an_unknown_path_is_skipped_and_the_rest_applied(scim: Any, user: Resource, patch: Patch) -> None:
    response = await patch(
        f"/Users/{user['id']}",
        {"op": "Replace", "path": "title", "value": "Engineer"},
        {"op": "Replace", "path": "foo.bar", "value": "x"},
        {"op": "Replace", "path": "displayName", "value": "Ada L."},
    )

    assert response.status_code == 200
    after = await read(scim, user)
    assert after["title"] == "Engineer"
    assert after["displayName"] == "Ada L."


async def test_a15_a_taken_user_name_conflicts_and_nothing_of_the_patch_is_applied(
    scim: Any, user: Resource, second_user: Resource, patch: Patch
) -> None:
    response = await patch(
        f"/Users/{second_user['id']}",
        {"op": "Replace", "path": "title", "value": "Engineer"},
        {"op": "Replace", "path": "userName", "value": "A@x.com"},
    )

    assert is_error(response, 409, "uniqueness")
    assert user["id"] in response.json()["detail"]
    assert await read(scim, second_user) == second_user


async def test_a16_a_member_named_in_a_value_list_is_removed(
    group: Resource, user: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    response = await patch(
        f"/Groups/{group['id']}", {"op": "Remove", "path": "members", "value": [{"value": user["id"]}]}
    )

    assert response.status_code == 204
    assert await member_ids(group) == [second_user["id"]]


async def test_a17_a_member_named_in_the_path_is_removed_and_removing_it_again_is_no_error(
    group: Resource, user: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    operation = {"op": "remove", "path": f'members[value eq "{user["id"]}"]'}

    responses = [await patch(f"/Groups/{group['id']}", operation) for _ in range(2)]

    assert [response.status_code for response in responses] == [204, 204]
    assert await member_ids(group) == [second_user["id"]]


async def test_a18_adding_a_member_again_makes_no_duplicate(
    group: Resource, user: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    response = await patch(f"/Groups/{group['id']}", {"op": "Add", "path": "members", "value": [{"value": user["id"]}]})

    assert response.status_code == 204
    assert response.content == b""
    assert await member_ids(group) == sorted([user["id"], second_user["id"]])


async def test_a19_replacing_the_members_leaves_exactly_those(
    group: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    response = await patch(
        f"/Groups/{group['id']}", {"op": "replace", "path": "members", "value": [{"value": second_user["id"]}]}
    )

    assert response.status_code == 204
    assert await member_ids(group) == [second_user["id"]]


async def test_a20_a_group_is_renamed_and_keeps_its_id(scim: Any, group: Resource, patch: Patch) -> None:
    response = await patch(f"/Groups/{group['id']}", {"op": "replace", "value": {"displayName": "New"}})

    assert response.status_code == 204
    [hit] = await found(scim, "/Groups", filter='displayName eq "new"')
    assert hit["id"] == group["id"]
    assert hit["displayName"] == "New"


async def test_a21_a_member_is_added_as_a_bare_id_and_with_an_empty_reference(
    create_group: Create, user: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    group = await create_group("Empty")

    await patch(f"/Groups/{group['id']}", {"op": "Add", "path": "members", "value": user["id"]})
    await patch(
        f"/Groups/{group['id']}",
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": second_user["id"]}]},
    )

    assert await member_ids(group) == sorted([user["id"], second_user["id"]])


async def test_a22_a_minimal_user_is_created_with_an_id_and_an_address(scim: Any) -> None:
    response = await scim.post(
        "/Users",
        json={"userName": "eleanore@x.com", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]},
    )

    assert response.status_code == 201
    created = response.json()
    assert created["active"] is True
    assert response.headers["Location"] == created["meta"]["location"]
    assert created["meta"]["location"].endswith(f"/scim/v2/{scim.connection}/Users/{created['id']}")
    assert await read(scim, created) == created


async def test_a23_nulls_client_ids_and_unknown_extensions_do_no_harm(scim: Any) -> None:
    extension = "urn:contoso:scim:2.0:User"
    response = await scim.post(
        "/Users",
        json={
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": "evil",
            "meta": {"resourceType": "User", "created": "1999-01-01T00:00:00Z"},
            "userName": "n@x.com",
            "title": None,
            "addresses": None,
            "phoneNumbers": [],
            "roles": [{"value": "editor", "primary": "True"}],
            extension: {"badge": "42"},
        },
    )

    assert response.status_code == 201, response.text
    created = await read(scim, response.json())
    assert created["id"] != "evil"
    assert not created["meta"]["created"].startswith("1999")
    assert created["roles"] == [{"value": "editor", "primary": True}]
    assert created[extension] == {"badge": "42"}
    assert {"title", "addresses", "phoneNumbers"}.isdisjoint(created)


async def test_a24_a_user_name_in_another_letter_case_is_taken(scim: Any, user: Resource) -> None:
    response = await scim.post("/Users", json={"userName": "A@X.com"})

    assert is_error(response, 409, "uniqueness")
    assert '"A@X.com"' in response.json()["detail"]
    assert user["id"] in response.json()["detail"]


async def test_a25_a_group_name_is_taken_in_any_letter_case(scim: Any, group: Resource) -> None:
    response = await scim.post("/Groups", json={"displayName": "SALES"})

    assert is_error(response, 409, "uniqueness")
    assert group["id"] in response.json()["detail"]


async def test_a26_a_deleted_user_is_gone_and_the_name_is_free_again(scim: Any, user: Resource) -> None:
    path = f"/Users/{user['id']}"

    deleted = await scim.delete(path)

    assert deleted.status_code == 204
    assert deleted.content == b""
    assert is_error(await scim.delete(path), 404)
    assert is_error(await scim.get(path), 404)
    assert await found(scim, "/Users", filter='userName eq "a@x.com"') == []
    again = await scim.post("/Users", json={"userName": "a@x.com", "externalId": "e1"})
    assert again.status_code == 201
    assert again.json()["id"] != user["id"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/scim+json; charset=utf-8",
        "APPLICATION/SCIM+JSON; CHARSET=UTF-8",
    ],
)
async def test_a27_both_media_types_are_accepted(scim: Any, content_type: str) -> None:
    response = await scim.raw(
        "POST", "/Users", content=b'{"userName":"m@x.com"}', headers={"Content-Type": content_type}
    )

    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/scim+json"


async def test_a28_malformed_json_is_bad_syntax(scim: Any) -> None:
    response = await scim.raw("POST", "/Users", content=b'{"userName":')

    assert is_error(response, 400, "invalidSyntax")


@pytest.mark.parametrize("authorization", [None, "Bearer nx_scim_unknown_secret", "Bearer", "Basic YTpi", "Bearer ü"])
async def test_a29_a_missing_or_invalid_token_is_challenged_in_json(scim: Any, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode()}
    response = await scim.http.get(f"{scim.base}/Users", headers=headers)

    assert is_error(response, 401)
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="narthex"')
    assert ("invalid_token" in response.headers["WWW-Authenticate"]) is (authorization is not None)


async def test_a30_the_tombstone_name_of_a_leaver_disables_and_leaves_the_identity_alone(
    scim: Any, user: Resource, patch: Patch
) -> None:
    response = await patch(
        f"/Users/{user['id']}",
        {"op": "Replace", "path": "userName", "value": f"{uuid.uuid4().hex}a@x.com"},
        {"op": "Replace", "path": "active", "value": "False"},
    )

    assert response.status_code == 200
    after = await read(scim, user)
    assert after["active"] is False
    assert after["emails"] == user["emails"]
    assert len(await found(scim, "/Users", filter='userName eq "a@x.com"')) == 1


async def test_a31_36_verbose_operations_are_all_readable_in_nested_form(
    scim: Any, second_user: Resource, patch: Patch
) -> None:
    simple = ["displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone", "profileUrl"]
    name = ["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"]
    enterprise = ["employeeNumber", "costCenter", "organization", "division", "department"]
    address = ["formatted", "streetAddress", "locality", "region", "postalCode", "country"]
    paths = [
        *simple,
        *(f"name.{sub}" for sub in name),
        *(f"{ENTERPRISE}:{attribute}" for attribute in enterprise),
        *(f'addresses[type eq "work"].{sub}' for sub in address),
        *(f'phoneNumbers[type eq "{type_}"].value' for type_ in ("work", "mobile", "fax", "home", "pager", "other")),
        *(f'emails[type eq "{type_}"].value' for type_ in ("work", "home", "other")),
        'roles[primary eq "True"].value',
        'roles[primary eq "True"].display',
    ]
    assert len(paths) == 36

    response = await patch(
        f"/Users/{second_user['id']}", *({"op": "add", "path": path, "value": f"v {path}"} for path in paths)
    )

    assert response.status_code == 200, response.text
    after = await read(scim, second_user)
    for attribute in simple:
        assert after[attribute] == f"v {attribute}"
    assert after["name"] == {sub: f"v name.{sub}" for sub in name}
    assert after[ENTERPRISE] == {attribute: f"v {ENTERPRISE}:{attribute}" for attribute in enterprise}
    [home] = after["addresses"]
    assert home == {"type": "work", **{sub: f'v addresses[type eq "work"].{sub}' for sub in address}}
    assert [phone["type"] for phone in after["phoneNumbers"]] == ["work", "mobile", "fax", "home", "pager", "other"]
    assert [email["type"] for email in after["emails"]] == ["work", "home", "other"]


async def test_a32_three_operations_on_the_primary_role_make_one_role(
    scim: Any, second_user: Resource, patch: Patch
) -> None:
    await patch(
        f"/Users/{second_user['id']}",
        *(
            {"op": "Add", "path": f'roles[primary eq "True"].{sub}', "value": f"the {sub}"}
            for sub in ("value", "display", "type")
        ),
    )

    assert (await read(scim, second_user))["roles"] == [
        {"primary": True, "value": "the value", "display": "the display", "type": "the type"}
    ]


async def test_a33_a_page_says_where_it_stands_in_the_whole(scim: Any, create_user: Create) -> None:
    before = (await scim.get("/Users", params={"count": 0})).json()["totalResults"]
    for number in range(11 - before):
        await create_user(f"u{number}@x.com")

    answer = (await scim.get("/Users", params={"startIndex": 6, "count": 5})).json()

    assert answer["itemsPerPage"] == len(answer["Resources"]) == 5
    assert answer["startIndex"] == 6
    assert answer["totalResults"] == 11


@pytest.mark.parametrize("value", ["", None])
async def test_a34_an_empty_value_clears_an_attribute(
    scim: Any, create_user: Create, patch: Patch, value: str | None
) -> None:
    user = await create_user("t@x.com", title="Engineer")

    response = await patch(f"/Users/{user['id']}", {"op": "replace", "path": "title", "value": value})

    assert response.status_code == 200
    assert "title" not in await read(scim, user)


async def test_a35_a_part_of_a_complex_attribute_leaves_its_siblings(scim: Any, user: Resource, patch: Patch) -> None:
    await patch(f"/Users/{user['id']}", {"op": "replace", "path": "name", "value": {"familyName": "N"}})

    assert (await read(scim, user))["name"] == {"givenName": "Ada", "familyName": "N"}
