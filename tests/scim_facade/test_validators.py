"""What Microsoft's validators and its Postman collection ask beyond what Entra itself sends.

Sources: scimvalidator.microsoft.com, the gallery's Logic-App validation, and AzureAD/SCIMReferenceCode.
"""

import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
DERIVED = ("id", "meta")


def whole_user(mark: str) -> Resource:
    """Every attribute the validator fills, junk where it sends junk; each text carries `mark`."""
    names = ("givenName", "familyName", "formatted", "middleName", "honorificPrefix", "honorificSuffix")
    places = ("formatted", "streetAddress", "locality", "region", "postalCode", "country")
    simple = ("displayName", "title", "preferredLanguage", "userType", "nickName", "locale", "timezone", "profileUrl")
    company = ("employeeNumber", "department", "costCenter", "organization", "division")
    return {
        "schemas": [CORE, ENTERPRISE],
        "userName": f"{mark}@validator.example",
        "active": True,
        **{name: f"{name} {mark}" for name in simple},
        "name": {name: f"{name} {mark}" for name in names},
        "emails": [{"type": "work", "value": f"mail-{mark}@validator.example", "primary": True}],
        "addresses": [{"type": "work", **{name: f"{name} {mark}" for name in places}, "primary": True}],
        "phoneNumbers": [
            {"type": "work", "value": f"10-{mark}", "primary": True},
            {"type": "mobile", "value": f"10-{mark}"},
            {"type": "fax", "value": f"10-{mark}"},
        ],
        "roles": [{"primary": "True", "display": f"d {mark}", "value": f"v {mark}", "type": f"t {mark}"}],
        ENTERPRISE: {**{name: f"{name} {mark}" for name in company}, "manager": {"value": f"nobody-{mark}"}},
    }


def expected(user: Resource) -> Resource:
    """What is to be read back: the same, but that a boolean is one."""
    return {**user, "roles": [{**role, "primary": True} for role in user["roles"]]}


def shown(resource: Resource) -> Resource:
    """A resource as it was read, without what the service derives."""
    enterprise = resource[ENTERPRISE]
    manager = {"value": enterprise["manager"]["value"]}
    return {key: value for key, value in resource.items() if key not in DERIVED} | {
        ENTERPRISE: {**enterprise, "manager": manager}
    }


def paths_of(user: Resource) -> Iterator[tuple[str, Any]]:
    """A user as Entra's paths, each with its value."""
    for name, value in user.items():
        if name == "schemas":
            continue
        if name == ENTERPRISE:
            yield from ((f"{name}:{inner}", part) for inner, part in value.items())
        elif isinstance(value, dict):
            yield from ((f"{name}.{inner}", part) for inner, part in value.items())
        elif isinstance(value, list):
            for element in value:
                selector = "primary" if name == "roles" else "type"
                subs = ((sub, part) for sub, part in element.items() if sub != selector)
                yield from ((f'{name}[{selector} eq "{element[selector]}"].{sub}', part) for sub, part in subs)
        else:
            yield name, value


def verbose(op: str, user: Resource) -> list[Resource]:
    return [{"op": op, "path": path, "value": value} for path, value in paths_of(user)]


def by_path_keys(op: str, user: Resource) -> list[Resource]:
    return [{"op": op, "value": dict(paths_of(user))}]


def nested(op: str, user: Resource) -> list[Resource]:
    return [{"op": op, "value": {name: value for name, value in user.items() if name != "schemas"}}]


@pytest.mark.parametrize("written", [verbose, by_path_keys, nested])
async def test_a_whole_user_is_read_back_as_it_was_created_and_as_it_was_replaced(
    scim: Any, patch: Patch, written: Callable[[str, Resource], list[Resource]]
) -> None:
    first, second = whole_user("one"), whole_user("two")
    created = await scim.post("/Users", json=first)
    assert created.status_code == 201, created.text
    assert shown(created.json()) == expected(first)

    address = f"/Users/{created.json()['id']}"
    response = await patch(address, *written("replace", second))

    assert response.status_code == 200, response.text
    assert shown(response.json()) == expected(second)
    assert (await scim.get(address)).json() == response.json()


@pytest.mark.parametrize("written", [verbose, by_path_keys, nested])
async def test_a_minimal_user_gains_everything_by_adding(
    scim: Any, second_user: Resource, patch: Patch, written: Callable[[str, Resource], list[Resource]]
) -> None:
    response = await patch(f"/Users/{second_user['id']}", *written("Add", whole_user("one")))

    assert response.status_code == 200, response.text
    assert shown((await scim.get(f"/Users/{second_user['id']}")).json()) == expected(whole_user("one"))


@pytest.mark.parametrize("empty", ["", None])
async def test_every_attribute_that_is_not_needed_can_be_emptied(scim: Any, patch: Patch, empty: str | None) -> None:
    user = (await scim.post("/Users", json=whole_user("one"))).json()
    operations = [
        {"op": "replace", "path": path, "value": empty}
        for path, _ in paths_of(whole_user("one"))
        if path not in {"userName", "active"}
    ]

    response = await patch(f"/Users/{user['id']}", *operations)

    assert response.status_code == 200, response.text
    after = (await scim.get(f"/Users/{user['id']}")).json()
    assert after.keys() == {"schemas", "id", "userName", "active", "meta"}
    assert after["schemas"] == [CORE]


@pytest.mark.parametrize(
    "condition",
    [
        "name.FamilyName eq Lovelace and (emails.Value co example.com or emails.Value co x.com)",
        'DisplayName eq "The Countess"',
        "userName sw A",
        "meta.Created gt 2015-10-10T14:38:21.8617979-07:00",
        'emails[type eq "work"] eq "A@x.com"',
        "active eq True",
    ],
)
async def test_the_collections_filters_find_the_user(scim: Any, user: Resource, patch: Patch, condition: str) -> None:
    await patch(f"/Users/{user['id']}", {"op": "add", "path": "displayName", "value": "The Countess"})

    response = await scim.get("/Users/", params={"filter": condition})

    assert response.status_code == 200, response.text
    assert user["id"] in [resource["id"] for resource in response.json()["Resources"]]


async def test_a_put_needs_the_user_name_and_passes_over_a_misspelt_attribute(scim: Any, user: Resource) -> None:
    address = f"/Users/{user['id']}"
    without = await scim.put(address, json={"id": user["id"], "userame": "a@x.com", "active": False})
    assert without.status_code == 400
    assert (await scim.get(address)).json() == user

    addresses = [{"type": "work", "country": "DE", "region": None, "primary": None}]
    body = {"id": user["id"], "userName": "a@x.com", "active": False, "adreses": addresses, "addresses": addresses}
    response = await scim.put(address, json=body)

    assert response.status_code == 200, response.text
    after = response.json()
    assert after["addresses"] == [{"type": "work", "country": "DE"}]
    assert (after["active"], "adreses" in after) == (False, False)


async def test_an_id_of_nothing_is_no_obstacle_to_a_group(scim: Any, group: Resource, patch: Patch) -> None:
    operation = {"name": "addMember", "op": "add", "path": "members", "value": "string id 1"}

    response = await patch(f"/Groups/{group['id']}", operation)

    assert response.status_code == 204
    assert (await scim.get(f"/Groups/{group['id']}")).json()["members"] == group["members"]


async def test_a_name_taken_by_a_group_is_refused_with_everything_beside_it(
    scim: Any, group: Resource, create_group: Create, patch: Patch
) -> None:
    other = await create_group(f"Other {uuid.uuid4()}")
    rename = {"op": "Replace", "value": {"id": other["id"], "displayName": group["displayName"].upper()}}
    join = {"op": "add", "path": "members", "value": [{"value": group["members"][0]["value"]}]}

    response = await patch(f"/Groups/{other['id']}", join, rename)

    assert (response.status_code, response.json()["scimType"]) == (409, "uniqueness")
    assert (await scim.get(f"/Groups/{other['id']}")).json() == other
