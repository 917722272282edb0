"""`/Groups` beyond the promises by number: large groups, PUT, versions, members not yet known."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from scim_facade.core.limits import MAX_ANSWERED_MEMBERS

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]
MemberIds = Callable[[Resource], Awaitable[list[str]]]


async def test_a_group_is_created_empty_and_answered_with_its_address(scim: Any) -> None:
    response = await scim.post("/Groups", json={"displayName": "Quiet", "externalId": "q-1", "members": []})

    assert response.status_code == 201
    created = response.json()
    assert created["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:Group"]
    assert created["displayName"] == "Quiet"
    assert created["externalId"] == "q-1"
    assert created["members"] == []
    assert created["meta"]["resourceType"] == "Group"
    assert response.headers["Location"] == created["meta"]["location"]
    assert response.headers["ETag"] == created["meta"]["version"]
    assert (await scim.get(f"/Groups/{created['id']}")).json() == created


async def test_members_say_who_they_are_and_where_to_find_them(scim: Any, group: Resource, user: Resource) -> None:
    members = (await scim.get(f"/Groups/{group['id']}")).json()["members"]

    [ada] = [member for member in members if member["value"] == user["id"]]
    assert ada["$ref"] == user["meta"]["location"]
    assert ada["type"] == "User"


async def test_a_group_shows_every_member_however_many_there_are(
    scim: Any, create_user: Create, create_group: Create, patch: Patch, member_ids: MemberIds
) -> None:
    people = [await create_user(f"m{number}@x.com") for number in range(7)]
    group = await create_group("Many", *people[:3])

    values = [{"value": person["id"]} for person in people[3:]]
    await patch(f"/Groups/{group['id']}", {"op": "Add", "path": "members", "value": values})

    everyone = sorted(person["id"] for person in people)
    assert await member_ids(group) == everyone
    [listed] = (await scim.get("/Groups", params={"filter": 'displayName eq "Many"'})).json()["Resources"]
    assert sorted(member["value"] for member in listed["members"]) == everyone


async def test_put_without_members_never_empties_a_group(
    scim: Any, group: Resource, user: Resource, second_user: Resource, member_ids: MemberIds
) -> None:
    response = await scim.put(f"/Groups/{group['id']}", json={"displayName": "Renamed"})

    assert response.status_code == 200, response.text
    assert response.json()["displayName"] == "Renamed"
    assert await member_ids(group) == sorted([user["id"], second_user["id"]])


async def test_put_with_members_replaces_them(
    scim: Any, group: Resource, user: Resource, member_ids: MemberIds
) -> None:
    body = {"displayName": "Sales", "members": [{"value": user["id"]}]}
    response = await scim.put(f"/Groups/{group['id']}", json=body)

    assert [member["value"] for member in response.json()["members"]] == [user["id"]]
    assert await member_ids(group) == [user["id"]]

    await scim.put(f"/Groups/{group['id']}", json={"displayName": "Sales", "members": []})
    assert await member_ids(group) == []


async def test_operations_take_effect_in_their_order(
    group: Resource, user: Resource, second_user: Resource, patch: Patch, member_ids: MemberIds
) -> None:
    response = await patch(
        f"/Groups/{group['id']}",
        {"op": "remove", "path": "members"},
        {"op": "add", "path": "members", "value": [{"value": user["id"]}, {"value": second_user["id"]}]},
        {"op": "remove", "path": f'members[value eq "{user["id"]}"]'},
        {"op": "replace", "path": "displayName", "value": "In order"},
    )

    assert response.status_code == 200
    assert await member_ids(group) == [second_user["id"]]


async def test_a_member_not_yet_known_is_no_error_and_hides_nobody_else(
    create_group: Create, patch: Patch, user: Resource, second_user: Resource, member_ids: MemberIds
) -> None:
    group = await create_group("Waiting", user)
    values = [{"value": str(uuid.uuid4())}, {"value": "not even an id"}, {"value": second_user["id"]}]

    response = await patch(f"/Groups/{group['id']}", {"op": "Add", "path": "members", "value": values})

    assert response.status_code == 200
    assert {user["id"], second_user["id"]} <= set(await member_ids(group))


async def test_a_patch_is_answered_with_the_whole_group(
    scim: Any, group: Resource, create_user: Create, patch: Patch
) -> None:
    third = await create_user("c@x.com", displayName="Cy")
    add = {"op": "add", "path": "members", "value": [{"value": third["id"]}]}

    response = await patch(f"/Groups/{group['id']}", add)

    assert response.status_code == 200
    assert response.headers["ETag"] == response.json()["meta"]["version"]
    assert response.json() == (await scim.get(f"/Groups/{group['id']}")).json()
    assert {
        "value": third["id"],
        "$ref": third["meta"]["location"],
        "type": "User",
        "display": "Cy",
    } in response.json()["members"]


async def test_a_patch_of_a_large_group_is_answered_without_it_unless_attributes_ask(
    scim: Any, create_group: Create, create_user: Create, patch: Patch
) -> None:
    people = await asyncio.gather(*(create_user(f"many{number}@x.com") for number in range(MAX_ANSWERED_MEMBERS + 1)))
    path = f"/Groups/{(await create_group('Large', *people))['id']}"
    rename = {"op": "replace", "path": "displayName", "value": "Shown"}

    silent = await patch(path, rename)
    assert (silent.status_code, silent.content) == (204, b"")
    assert silent.headers["ETag"] == (await scim.get(path)).headers["ETag"]
    without = await patch(path, rename, params={"excludedAttributes": "members"})
    assert (without.status_code, "members" in without.json()) == (200, False)
    name = await patch(path, rename, params={"attributes": "displayName"})
    assert (name.status_code, name.json()["displayName"], "members" in name.json()) == (200, "Shown", False)
    whole = await patch(path, rename, params={"attributes": "members"})
    assert (whole.status_code, len(whole.json()["members"])) == (200, len(people))


async def test_an_empty_change_still_needs_its_group(scim: Any, group: Resource, patch: Patch) -> None:
    nothing = {"op": "add", "path": "members", "value": []}

    assert (await patch(f"/Groups/{group['id']}", nothing)).json() == group
    assert (await patch(f"/Groups/{group['id']}", nothing, headers={"If-Match": 'W/"999"'})).status_code == 412
    assert (await patch(f"/Groups/{uuid.uuid4()}", nothing)).status_code == 404
    assert (await scim.get(f"/Groups/{group['id']}")).json()["members"] == group["members"]


async def test_a_change_on_the_named_version_holds_and_on_an_older_one_is_refused(
    scim: Any, group: Resource, patch: Patch
) -> None:
    path, tag = f"/Groups/{group['id']}", group["meta"]["version"]
    rename = {"op": "replace", "path": "displayName", "value": "First"}

    changed = await patch(path, rename, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag

    for late in (
        await patch(path, {**rename, "value": "Late"}, headers={"If-Match": tag}),
        await scim.put(path, json={"displayName": "Late"}, headers={"If-Match": tag}),
        await scim.delete(path, headers={"If-Match": tag}),
    ):
        assert late.status_code == 412
    current = await scim.get(path)
    assert current.json()["displayName"] == "First"
    assert current.headers["ETag"] == changed.headers["ETag"]
    assert (await scim.get(path, headers={"If-None-Match": changed.headers["ETag"]})).status_code == 304


async def test_a_deleted_group_is_gone_and_its_members_stay(scim: Any, group: Resource, user: Resource) -> None:
    path = f"/Groups/{group['id']}"

    assert (await scim.delete(path)).status_code == 204
    assert (await scim.delete(path)).status_code == 404
    assert (await scim.get(path)).status_code == 404
    assert (await scim.get(f"/Users/{user['id']}")).status_code == 200
    assert (await scim.post("/Groups", json={"displayName": "Sales"})).status_code == 201


async def test_a_renamed_group_may_not_take_anothers_name(
    scim: Any, group: Resource, create_group: Create, patch: Patch
) -> None:
    other = await create_group("Other")

    response = await patch(f"/Groups/{other['id']}", {"op": "replace", "path": "displayName", "value": "sales"})

    assert response.status_code == 409
    assert response.json()["scimType"] == "uniqueness"
    assert (await scim.get(f"/Groups/{group['id']}")).json()["displayName"] == "Sales"


@pytest.mark.parametrize("query", [{"excludedAttributes": "members"}, {"attributes": "displayName"}])
async def test_excluded_members_are_absent_and_not_empty(scim: Any, group: Resource, query: dict[str, str]) -> None:
    assert "members" not in (await scim.get(f"/Groups/{group['id']}", params=query)).json()
    [listed] = (await scim.get("/Groups", params={"filter": f'id eq "{group["id"]}"', **query})).json()["Resources"]
    assert "members" not in listed


async def test_groups_are_counted_and_paged(scim: Any, create_group: Create) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        await create_group(name)

    assert (await scim.get("/Groups", params={"count": 0})).json()["totalResults"] == 3
    query = {"startIndex": 2, "count": 1, "sortBy": "displayName"}
    answer = (await scim.get("/Groups", params=query)).json()
    assert answer["totalResults"] == 3
    assert [group["displayName"] for group in answer["Resources"]] == ["Beta"]


async def test_custom_attributes_of_a_group_change_one_by_one(scim: Any, create_group: Create, patch: Any) -> None:
    urn = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"
    group = await create_group("Custom", **{urn: {"tag": "a"}})
    assert (
        await patch(f"/Groups/{group['id']}", {"op": "Add", "path": f"{urn}:site", "value": "b"})
    ).status_code == 200
    assert (await scim.get(f"/Groups/{group['id']}")).json()[urn] == {"tag": "a", "site": "b"}
    assert (await patch(f"/Groups/{group['id']}", {"op": "Remove", "path": f"{urn}:tag"})).status_code == 200
    assert (await scim.get(f"/Groups/{group['id']}")).json()[urn] == {"site": "b"}
    assert (await patch(f"/Groups/{group['id']}", {"op": "remove", "path": urn})).status_code == 200
    read = (await scim.get(f"/Groups/{group['id']}")).json()
    assert urn not in read
    assert urn not in read["schemas"]
