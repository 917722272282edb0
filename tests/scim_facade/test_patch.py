"""PATCH and PUT over HTTP, beyond the vectors: extensions, members by filter, groups in groups, strictness."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]
Patch = Callable[..., Awaitable[Any]]
MemberIds = Callable[[Resource], Awaitable[list[str]]]

CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
CORE_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GATE = "urn:ietf:params:scim:schemas:extension:Gate:2.0:User"
TEAM = "urn:ietf:params:scim:schemas:extension:Team:2.0:Group"
ATTRIBUTES = [
    {"name": "size", "type": "integer"},
    {"name": "tags", "type": "string", "multiValued": True},
    {
        "name": "desk",
        "type": "complex",
        "subAttributes": [{"name": "floor", "type": "integer"}, {"name": "room", "type": "string"}],
    },
]


@pytest.fixture
async def declared(scim: Any) -> None:
    """A schema of the organisation's own for users, and one for groups."""
    for urn in (GATE, TEAM):
        await scim.customer.declare({"urn": urn, "name": "Own", "attributes": ATTRIBUTES})


# --- extensions that are declared ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("declared")
async def test_a_users_own_extension_is_patched_part_by_part(scim: Any, user: Resource, patch: Patch) -> None:
    path = f"/Users/{user['id']}"
    response = await patch(
        path,
        {"op": "add", "path": f"{GATE.lower()}:SIZE", "value": "7"},
        {"op": "add", "path": f"{GATE}:tags", "value": ["x", "y", "z"]},
        {"op": "remove", "path": f'{GATE}:tags[value eq "y"]'},
        {"op": "add", "value": {GATE: {"desk": {"floor": 3}}}},
        {"op": "replace", "path": f"{GATE}:desk[floor gt 2].room", "value": "R"},
    )
    assert response.status_code == 200, response.text
    assert response.json()[GATE] == {"size": 7, "tags": ["x", "z"], "desk": {"floor": 3, "room": "R"}}
    assert GATE in response.json()["schemas"]
    assert (await scim.get(path)).json() == response.json()


@pytest.mark.usefixtures("declared")
async def test_a_groups_own_extension_is_patched_part_by_part(scim: Any, group: Resource, patch: Patch) -> None:
    path = f"/Groups/{group['id']}"
    await patch(path, {"op": "add", "value": {TEAM: {"size": 2, "tags": ["x", "y"], "desk": {"floor": 1}}}})
    response = await patch(
        path,
        {"op": "add", "path": f"{TEAM}:tags", "value": ["z", "x"]},
        {"op": "remove", "path": f'{TEAM}:tags[value sw "y"]'},
        {"op": "replace", "path": f"{TEAM}:desk.room", "value": "R"},
        {"op": "remove", "path": f"{TEAM}:size"},
        {"op": "replace", "path": "displayName", "value": "Renamed"},
    )
    assert response.status_code == 200, response.text
    assert response.json()[TEAM] == {"tags": ["x", "z"], "desk": {"floor": 1, "room": "R"}}
    assert response.json()["displayName"] == "Renamed"
    assert (await scim.get(path)).json() == response.json()


@pytest.mark.usefixtures("declared")
async def test_twenty_changes_of_one_groups_list_at_once_lose_none(scim: Any, group: Resource, patch: Patch) -> None:
    path = f"/Groups/{group['id']}"
    tags = [f"t{number}" for number in range(20)]
    responses = await asyncio.gather(
        *(patch(path, {"op": "add", "path": f"{TEAM}:tags", "value": [tag]}) for tag in tags)
    )
    assert {response.status_code for response in responses} == {200}
    assert sorted((await scim.get(path)).json()[TEAM]["tags"]) == sorted(tags)


@pytest.mark.usefixtures("declared")
async def test_a_change_of_a_part_holds_on_the_named_version_only(group: Resource, patch: Patch) -> None:
    path, add = f"/Groups/{group['id']}", {"op": "add", "path": f"{TEAM}:tags", "value": ["x"]}
    tag = {"If-Match": group["meta"]["version"]}
    assert (await patch(path, add, headers=tag)).status_code == 200
    assert (await patch(path, {**add, "value": ["y"]}, headers=tag)).status_code == 412


async def test_a_part_of_an_extension_that_nobody_declared_changes_in_a_group_as_in_a_user(
    scim: Any, group: Resource, patch: Patch
) -> None:
    urn = "urn:ietf:params:scim:schemas:extension:Undeclared:2.0:Group"
    path = f"/Groups/{group['id']}"
    await patch(path, {"op": "add", "path": f"{urn}:tags", "value": [{"value": "1"}]})
    await patch(path, {"op": "add", "path": f"{urn}:tags", "value": [{"value": "2"}]})
    await patch(path, {"op": "remove", "path": f'{urn}:tags[value eq "1"]'})
    assert (await scim.get(path)).json()[urn] == {"tags": [{"value": "2"}]}


# --- members ---------------------------------------------------------------------------------------------------------


async def test_members_are_removed_by_whatever_they_show(
    create_user: Create, create_group: Create, patch: Patch, member_ids: MemberIds
) -> None:
    ada, bea = await create_user("ada@x.com", displayName="Ada"), await create_user("bea@x.com", displayName="Bea")
    crew, deck = await create_group("Crew"), await create_group("Deck")
    everybody = [ada, bea, crew, deck]

    async def left(*operations: Resource) -> list[str]:
        names = {each["id"]: each["displayName"] for each in everybody}
        body = [{"value": each["id"]} for each in everybody]
        await patch(f"/Groups/{group['id']}", {"op": "replace", "path": "members", "value": body})
        response = await patch(f"/Groups/{group['id']}", *operations)
        assert response.status_code == 200, response.text
        return sorted(names[member] for member in await member_ids(group))

    group = await create_group("All")
    groups = {"op": "remove", "path": 'members[type eq "Group"]'}
    assert await left(groups) == ["Ada", "Bea"]
    assert await left({"op": "remove", "path": f'members[value ne "{ada["id"]}"]'}) == ["Ada"]
    assert await left({"op": "remove", "path": 'members[type eq "User" and not (display sw "A")]'}) == [
        "Ada",
        "Crew",
        "Deck",
    ]
    again = {"op": "add", "path": "members", "value": [{"$ref": crew["meta"]["location"], "type": "Group"}]}
    assert await left(groups, again) == ["Ada", "Bea", "Crew"]
    assert await left({"op": "remove", "path": f'members[$ref eq "{ada["meta"]["location"]}"]'}) == [
        "Bea",
        "Crew",
        "Deck",
    ]
    exchange = {"op": "replace", "path": f'members[value eq "{ada["id"]}"]', "value": {"value": bea["id"]}}
    assert await left(exchange) == ["Bea", "Crew", "Deck"]


async def test_groups_are_members_in_every_way_of_writing(
    scim: Any, group: Resource, create_group: Create, patch: Patch, user: Resource
) -> None:
    outer = await create_group("Outer", group)
    member = {"value": group["id"], "$ref": group["meta"]["location"], "type": "Group", "display": "Sales"}
    path = f"/Groups/{outer['id']}"
    assert outer["members"] == [member]
    replaced = await scim.put(path, json={"displayName": "Outer", "members": [member, {"value": user["id"]}]})
    assert member in replaced.json()["members"]
    assert len(replaced.json()["members"]) == 2
    assert (await patch(path, {"op": "remove", "path": f'members[value eq "{group["id"]}"]'})).json()["members"][0][
        "value"
    ] == user["id"]
    circle = {"op": "add", "path": "members", "value": [{"value": outer["id"]}]}
    await patch(path, {"op": "add", "path": "members", "value": [member]})
    refused = await patch(f"/Groups/{group['id']}", circle)
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")


# --- conflicts, versions, and what is strict ------------------------------------------------------------------------


async def test_a_conflict_leads_to_the_one_who_has_the_name(
    scim: Any, user: Resource, second_user: Resource, patch: Patch
) -> None:
    for sent in (
        await scim.post("/Users", json={"userName": "A@x.com"}),
        await scim.put(f"/Users/{second_user['id']}", json={"userName": "A@x.com"}),
        await patch(f"/Users/{second_user['id']}", {"op": "replace", "path": "userName", "value": "A@x.com"}),
    ):
        assert (sent.status_code, sent.json()["scimType"]) == (409, "uniqueness")
        for part in ('userName "A@x.com"', user["id"], user["meta"]["location"], "Update that one"):
            assert part in sent.json()["detail"]


async def test_adding_what_is_there_leaves_the_version_alone(scim: Any, user: Resource, patch: Patch) -> None:
    add = {"op": "add", "path": "emails", "value": [{"type": "work", "value": "a@x.com", "primary": True}]}
    response = await patch(f"/Users/{user['id']}", add, {"op": "add", "path": "name", "value": {"givenName": "Ada"}})
    assert response.status_code == 200
    assert response.json()["meta"] == user["meta"]
    assert (await scim.get(f"/Users/{user['id']}")).headers["ETag"] == user["meta"]["version"]


async def test_what_is_required_cannot_be_removed(user: Resource, group: Resource, patch: Patch) -> None:
    for path, attribute in (
        (f"/Users/{user['id']}", "userName"),
        (f"/Users/{user['id']}", "active"),
        (f"/Groups/{group['id']}", "displayName"),
    ):
        refused = await patch(path, {"op": "remove", "path": attribute})
        assert (refused.status_code, refused.json()["scimType"]) == (400, "mutability")
        assert attribute in refused.json()["detail"]


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "replace", "path": 'emails[type eq "home"].value', "value": "h@x.com"}, "noTarget"),
        ({"op": "replace", "path": "meta.version", "value": "x"}, "mutability"),
        ({"op": "replace", "path": f"{ENTERPRISE}:manager.displayName", "value": "x"}, "mutability"),
        ({"op": "add", "path": "shoe", "value": "x"}, "invalidPath"),
        ({"op": "add", "value": {"shoe": "x"}}, "invalidSyntax"),
        ({"op": "add", "path": "active", "value": "True"}, "invalidValue"),
        ({"op": "add", "path": "emails[type zz]", "value": "x"}, "invalidFilter"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "Add", "path": "title", "value": "x"}, "invalidSyntax"),
    ],
)
async def test_a_strict_connection_refuses_by_the_rfcs_own_words(
    scim: Any, user: Resource, patch: Patch, operation: Resource, scim_type: str
) -> None:
    await scim.customer.set_conformance("STRICT")
    refused = await patch(f"/Users/{user['id']}", operation, {"op": "add", "path": "title", "value": "Engineer"})
    assert (refused.status_code, refused.json()["scimType"]) == (400, scim_type)


async def test_a_strict_connection_wants_every_schema_named(scim: Any) -> None:
    await scim.customer.set_conformance("STRICT")
    user = {"userName": "s@x.com", "password": "p", ENTERPRISE: {"department": "R"}, "id": "mine", "meta": {}}
    for schemas in (None, [], [CORE_GROUP, ENTERPRISE], [CORE_USER]):
        refused = await scim.post("/Users", json={**user, **({} if schemas is None else {"schemas": schemas})})
        assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidSyntax")
    made = await scim.post("/Users", json={**user, "schemas": [CORE_USER, ENTERPRISE]})
    assert made.status_code == 201, made.text
    assert made.json()["id"] != "mine"
    assert "password" not in made.json()
    whole = made.json() | {"schemas": [CORE_USER], "title": "T"}
    del whole[ENTERPRISE]
    assert (await scim.put(f"/Users/{made.json()['id']}", json=whole)).json()["title"] == "T"
