"""Many at once: no update is lost, no name is given twice, and nobody sees a server error."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]
MemberIds = Callable[[Resource], Awaitable[list[str]]]

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


async def test_fifty_changes_of_one_user_all_succeed_and_none_is_lost(scim: Any, user: Resource, patch: Patch) -> None:
    responses = await asyncio.gather(
        *(
            patch(f"/Users/{user['id']}", {"op": "add", "path": "ims", "value": [{"value": f"im-{number}"}]})
            for number in range(50)
        )
    )

    assert Counter(response.status_code for response in responses) == {200: 50}
    after = (await scim.get(f"/Users/{user['id']}")).json()
    assert sorted(im["value"] for im in after["ims"]) == sorted(f"im-{number}" for number in range(50))


async def test_changes_of_different_attributes_of_one_user_all_hold(scim: Any, user: Resource, patch: Patch) -> None:
    paths = ["title", "displayName", "nickName", "name.middleName", f"{ENTERPRISE}:department", "locale"]

    await asyncio.gather(
        *(patch(f"/Users/{user['id']}", {"op": "replace", "path": path, "value": f"new {path}"}) for path in paths)
    )

    after = (await scim.get(f"/Users/{user['id']}")).json()
    assert after["title"] == "new title"
    assert after["displayName"] == "new displayName"
    assert after["nickName"] == "new nickName"
    assert after["name"]["middleName"] == "new name.middleName"
    assert after["name"]["givenName"] == "Ada"
    assert after["locale"] == "new locale"
    assert after[ENTERPRISE]["department"] == f"new {ENTERPRISE}:department"


async def test_fifty_changes_of_one_groups_members_end_in_the_right_set(
    create_user: Create, create_group: Create, patch: Patch, member_ids: MemberIds
) -> None:
    people = await asyncio.gather(*(create_user(f"m{number}@x.com") for number in range(50)))
    leaving, coming = people[:25], people[25:]
    group = await create_group("Busy", *leaving)

    responses = await asyncio.gather(
        *(
            patch(f"/Groups/{group['id']}", {"op": "remove", "path": f'members[value eq "{person["id"]}"]'})
            for person in leaving
        ),
        *(
            patch(f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": person["id"]}]})
            for person in coming
        ),
    )

    assert Counter(response.status_code for response in responses) == {200: 50}
    assert await member_ids(group) == sorted(person["id"] for person in coming)


async def test_one_name_wanted_twenty_times_is_given_once(scim: Any) -> None:
    responses = await asyncio.gather(
        *(
            scim.post("/Users", json={"userName": "Wanted@x.com" if number % 2 else "wanted@X.com"})
            for number in range(20)
        )
    )

    assert Counter(response.status_code for response in responses) == {201: 1, 409: 19}
    assert {response.json()["scimType"] for response in responses if response.status_code == 409} == {"uniqueness"}
    answer = (await scim.get("/Users", params={"filter": 'userName eq "wanted@x.com"'})).json()
    assert answer["totalResults"] == 1


async def test_one_group_name_wanted_ten_times_is_given_once(scim: Any) -> None:
    responses = await asyncio.gather(*(scim.post("/Groups", json={"displayName": "Wanted"}) for _ in range(10)))

    assert Counter(response.status_code for response in responses) == {201: 1, 409: 9}


async def test_of_many_changes_of_one_version_exactly_one_holds(scim: Any, user: Resource, patch: Patch) -> None:
    responses = await asyncio.gather(
        *(
            patch(
                f"/Users/{user['id']}",
                {"op": "replace", "path": "title", "value": f"title {number}"},
                headers={"If-Match": user["meta"]["version"]},
            )
            for number in range(10)
        )
    )

    assert Counter(response.status_code for response in responses) == {200: 1, 412: 9}
    [winner] = [response for response in responses if response.status_code == 200]
    assert (await scim.get(f"/Users/{user['id']}")).json() == winner.json()


async def test_deletion_and_change_at_once_end_in_deletion(scim: Any, user: Resource, patch: Patch) -> None:
    path = f"/Users/{user['id']}"
    change = {"op": "replace", "path": "title", "value": "Too late"}

    deleted, *changed = await asyncio.gather(scim.delete(path), *(patch(path, change) for _ in range(5)))

    assert deleted.status_code == 204
    assert {response.status_code for response in changed} <= {200, 404}
    assert (await scim.get(path)).status_code == 404
