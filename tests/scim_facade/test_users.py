"""`/Users` beyond what Entra does: PUT, versions, lists, sorting, projection."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
FULL = {
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "active": True,
    "displayName": "Test User",
    "nickName": "tess",
    "profileUrl": "https://people.example.com/tess",
    "title": "Engineer",
    "userType": "Employee",
    "preferredLanguage": "en-US",
    "locale": "en-GB",
    "timezone": "Europe/Berlin",
    "name": {
        "formatted": "Ms. Tess T. User, III",
        "familyName": "User",
        "givenName": "Tess",
        "middleName": "T.",
        "honorificPrefix": "Ms.",
        "honorificSuffix": "III",
    },
    "emails": [
        {"primary": True, "type": "work", "value": "Tess@Contoso.example"},
        {"type": "home", "value": "tess@home.example", "display": "Tess"},
    ],
    "phoneNumbers": [{"type": "work", "value": "+1 555 0100"}, {"type": "fax", "value": "tel:+1-555-0102"}],
    "ims": [{"type": "xmpp", "value": "tess@im.example"}],
    "photos": [{"type": "thumbnail", "value": "https://photos.example.com/t.jpg"}],
    "addresses": [
        {
            "type": "work",
            "streetAddress": "1 Way",
            "locality": "Seattle",
            "region": "WA",
            "postalCode": "98101",
            "country": "US",
            "formatted": "B18/2301",
            "primary": True,
        }
    ],
    "entitlements": [{"value": "vpn"}],
    "roles": [{"value": "editor", "display": "Editor", "type": "app", "primary": True}],
    "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAw"}],
    ENTERPRISE: {
        "employeeNumber": "701984",
        "costCenter": "4130",
        "organization": "Contoso",
        "division": "Theme Park",
        "department": "R&D <b>",
    },
    "urn:contoso:scim:2.0:User": {"badge": {"number": 42, "colours": ["red", "blue"], "valid": True}},
}


async def test_every_attribute_is_returned_as_it_was_sent(scim: Any, create_user: Create) -> None:
    created = await create_user("Tess@Contoso.example", **FULL)

    response = await scim.get(f"/Users/{created['id']}")

    assert response.json() == created
    assert {key: value for key, value in created.items() if key not in {"id", "schemas", "meta", "userName"}} == FULL
    assert created["userName"] == "Tess@Contoso.example"
    assert set(created["schemas"]) == {
        "urn:ietf:params:scim:schemas:core:2.0:User",
        ENTERPRISE,
        "urn:contoso:scim:2.0:User",
    }
    assert created["meta"]["resourceType"] == "User"
    assert response.headers["ETag"] == created["meta"]["version"]


async def test_a_users_groups_and_managers_name_are_shown(
    scim: Any, user: Resource, group: Resource, create_user: Create
) -> None:
    report = await create_user("r@x.com", **{ENTERPRISE: {"manager": user["id"]}})

    [membership] = (await scim.get(f"/Users/{user['id']}")).json()["groups"]
    assert membership["value"] == group["id"]
    assert membership["display"] == "Sales"
    assert membership["$ref"] == group["meta"]["location"]
    manager = (await scim.get(f"/Users/{report['id']}")).json()[ENTERPRISE]["manager"]
    assert manager["value"] == user["id"]
    assert manager["$ref"] == user["meta"]["location"]


async def test_a_change_of_a_user_keeps_showing_the_groups(user: Resource, group: Resource, patch: Patch) -> None:
    response = await patch(f"/Users/{user['id']}", {"op": "replace", "path": "title", "value": "Engineer"})

    assert [membership["value"] for membership in response.json()["groups"]] == [group["id"]]


async def test_put_replaces_the_whole_user_and_keeps_the_id(scim: Any, create_user: Create) -> None:
    created = await create_user("p@x.com", **FULL)

    response = await scim.put(f"/Users/{created['id']}", json={"userName": "p2@x.com", "title": "Only this"})

    assert response.status_code == 200, response.text
    replaced = response.json()
    assert replaced == (await scim.get(f"/Users/{created['id']}")).json()
    assert replaced["id"] == created["id"]
    assert replaced["meta"]["created"] == created["meta"]["created"]
    assert replaced["meta"]["version"] != created["meta"]["version"]
    assert set(replaced) == {"schemas", "id", "meta", "userName", "active", "title"}


async def test_a_put_that_does_not_speak_of_active_lets_no_leaver_back_in(scim: Any, create_user: Create) -> None:
    created = await create_user("left@x.com", active=False)

    response = await scim.put(f"/Users/{created['id']}", json={"userName": "left@x.com", "title": "Still gone"})

    assert response.status_code == 200, response.text
    assert response.json()["active"] is False


async def test_a_patch_that_changes_nothing_leaves_the_version(user: Resource, patch: Patch) -> None:
    response = await patch(
        f"/Users/{user['id']}",
        {"op": "replace", "path": "userName", "value": "a@x.com"},
        {"op": "replace", "path": "name", "value": {"givenName": "Ada"}},
    )

    assert response.status_code == 200
    assert response.json() == user
    assert response.headers["ETag"] == user["meta"]["version"]


async def test_a_change_on_the_named_version_holds_and_on_an_older_one_is_refused(
    scim: Any, user: Resource, patch: Patch
) -> None:
    path = f"/Users/{user['id']}"
    tag = user["meta"]["version"]
    title = {"op": "replace", "path": "title", "value": "Engineer"}

    changed = await patch(path, title, headers={"If-Match": tag})
    assert changed.status_code == 200

    for late in (
        await patch(path, {**title, "value": "Late"}, headers={"If-Match": tag}),
        await scim.put(path, json={"userName": "late@x.com"}, headers={"If-Match": tag}),
        await scim.delete(path, headers={"If-Match": tag}),
    ):
        assert late.status_code == 412
        assert late.json()["status"] == "412"
    assert (await scim.get(path)).json() == changed.json()
    assert (await scim.delete(path, headers={"If-Match": changed.headers["ETag"]})).status_code == 204


async def test_a_client_that_has_the_version_is_spared_the_body(scim: Any, user: Resource, patch: Patch) -> None:
    path, tag = f"/Users/{user['id']}", user["meta"]["version"]

    unchanged = await scim.get(path, headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert unchanged.content == b""
    assert unchanged.headers["ETag"] == tag

    await patch(path, {"op": "replace", "path": "title", "value": "Engineer"})
    assert (await scim.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_pages_follow_each_other_without_gap_or_repetition(scim: Any, create_user: Create) -> None:
    for number in range(7):
        await create_user(f"page-{number}@x.com")

    seen: list[str] = []
    while True:
        query = {"filter": 'userName sw "page-"', "startIndex": len(seen) + 1, "count": 3}
        page = (await scim.get("/Users", params=query)).json()
        assert page["totalResults"] == 7
        if not page["Resources"]:
            break
        seen += [user["userName"] for user in page["Resources"]]

    assert sorted(seen) == [f"page-{number}@x.com" for number in range(7)]


async def test_a_count_of_nothing_gives_the_total_alone(scim: Any, user: Resource, second_user: Resource) -> None:
    query = {"filter": f'id eq "{user["id"]}" or id eq "{second_user["id"]}"', "count": 0}
    answer = (await scim.get("/Users", params=query)).json()

    assert answer["totalResults"] == 2
    assert answer["itemsPerPage"] == 0
    assert answer["Resources"] == []


@pytest.mark.parametrize(("order", "expected"), [("ascending", ["Abel", "Bell", "Cole"]), ("descending", None)])
async def test_a_list_is_sorted_by_what_the_client_names(
    scim: Any, create_user: Create, order: str, expected: list[str] | None
) -> None:
    for family_name in ("Cole", "Abel", "Bell"):
        await create_user(f"sorted-{family_name}@x.com", name={"familyName": family_name})

    query = {"filter": 'userName sw "sorted-"', "sortBy": "NAME.familyname", "sortOrder": order}
    answer = (await scim.get("/Users", params=query)).json()

    names = [user["name"]["familyName"] for user in answer["Resources"]]
    assert names == (expected or ["Cole", "Bell", "Abel"])


@pytest.mark.parametrize(
    "expression",
    [
        'userName eq "find@x.com"',
        'USERNAME Eq "FIND@X.COM"',
        'userName co "ind@"',
        'userName sw "FIND" and userName ew "x.com"',
        'not (userName eq "a@x.com") and userName co "find"',
        'name.familyName eq "Finder"',
        'title pr and userName sw "find"',
        f'{ENTERPRISE}:department eq "R&D"',
        f'{ENTERPRISE}:employeeNumber eq "00-1"',
        'emails.value eq "FIND@mail.example"',
        'emails[type eq "work" and value co "@mail."]',
        'active eq true and userName sw "find"',
        'meta.created gt "2020-01-01T00:00:00Z" and userName sw "find"',
        'externalId eq "F-1"',
        '(userName eq "nobody" or userName eq "find@x.com")',
        'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "find@x.com"',
    ],
)
async def test_a_user_is_found_by_anything_that_is_advertised(
    scim: Any, create_user: Create, user: Resource, expression: str
) -> None:
    created = await create_user(
        "find@x.com",
        externalId="F-1",
        title="Seeker",
        name={"familyName": "Finder"},
        emails=[{"type": "work", "value": "find@mail.example"}],
        **{ENTERPRISE: {"department": "R&D", "employeeNumber": "00-1"}},
    )

    answer = (await scim.get("/Users", params={"filter": expression})).json()

    assert [hit["id"] for hit in answer["Resources"]] == [created["id"]]
    assert user["id"] != created["id"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"attributes": "id"}, {"id", "schemas", "meta"}),
        ({"attributes": "userName,emails"}, {"id", "schemas", "meta", "userName", "emails"}),
        ({"attributes": "USERNAME"}, {"id", "schemas", "meta", "userName"}),
        ({"excludedAttributes": "emails,name,id"}, {"id", "schemas", "meta", "externalId", "userName", "active"}),
    ],
)
async def test_only_what_is_wanted_is_shown(scim: Any, user: Resource, query: dict[str, str], keys: set[str]) -> None:
    one = (await scim.get(f"/Users/{user['id']}", params=query)).json()
    listed = (await scim.get("/Users", params={"filter": f'id eq "{user["id"]}"', **query})).json()

    assert set(one) == keys
    assert listed["Resources"] == [one]


async def test_a_user_created_inactive_stays_inactive(create_user: Create) -> None:
    assert (await create_user("off@x.com", active="False"))["active"] is False


async def test_a_missing_user_is_not_found_by_any_method(scim: Any, patch: Patch) -> None:
    for id_ in ("01920000-0000-7000-8000-000000000000", "nobody", "%00", "a" * 3000, "☃"):
        path = f"/Users/{id_}"
        for response in (
            await scim.get(path),
            await scim.put(path, json={"userName": "x@x.com"}),
            await patch(path, {"op": "replace", "path": "title", "value": "x"}),
            await scim.delete(path),
        ):
            assert response.status_code == 404, (id_, response.text)
            assert response.json()["status"] == "404"
