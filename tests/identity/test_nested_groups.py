"""What identity promises about groups in groups, and about members taken out by a filter."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.rules.nesting import MAX_LEVELS

Tree = dict[str, Any]


def compare(attribute: str, value: Any, operator: str = "EQ") -> Tree:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}


def element(attribute: str, *parts: Tree) -> Tree:
    return {"element": {"attribute": attribute, "filter": {"and": list(parts)}}}


async def change(api: Any, group: Any, **changes: Any) -> Any:
    return await api.mutate("groupUpdate", id=group["id"], changes=changes)


async def chain(api: Any, length: int) -> list[Any]:
    """Groups of which each is in the one before."""
    groups: list[Any] = []
    for level in range(length, 0, -1):
        groups.insert(0, await api.group(f"level-{level}", *groups[:1]))
    return groups


async def groups_of(api: Any, user: Any) -> list[tuple[str, str]]:
    found = (await api.query("user", "{ groups { display type } }", id=user["id"]))["groups"]
    return [(group["display"], group["type"]) for group in found]


async def names(api: Any, field: str, tree: Tree) -> set[str]:
    key = {"users": "userName", "groups": "displayName"}[field]
    page = await api.query(field, f"{{ totalCount nodes {{ {key} }} }}", filter=tree)
    assert page["totalCount"] == len(page["nodes"])
    return {node[key] for node in page["nodes"]}


async def test_a_group_is_a_member_beside_users_in_one_order(api: Any) -> None:
    ada = await api.user("ada", displayName="Ada")
    inner = await api.group("Inner")
    bob = await api.user("bob")
    outer = await api.group("Outer", bob, inner, ada)
    assert outer["members"]["totalCount"] == 3
    assert outer["members"]["nodes"] == [
        {"value": ada["id"], "display": "Ada", "type": "User"},
        {"value": inner["id"], "display": "Inner", "type": "Group"},
        {"value": bob["id"], "display": None, "type": "User"},
    ]


async def test_pages_of_users_and_groups_are_the_whole_membership(api: Any) -> None:
    members = [await api.user(f"user-{n}") if n % 2 else await api.group(f"group-{n}") for n in range(7)]
    group = await api.group("Outer", *members)
    seen: list[str] = []
    after = None
    while True:
        arguments = f"first: 2, after: {after}" if after else "first: 2"
        page = (
            await api.query(
                "group",
                f"{{ members({arguments}) {{ nodes {{ value }} pageInfo {{ endCursor hasNextPage }} }} }}",
                id=group["id"],
            )
        )["members"]
        seen += [member["value"] for member in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f'"{page["pageInfo"]["endCursor"]}"'
    assert seen == sorted(member["id"] for member in members)
    skipped = await api.query("group", "{ members(first: 3, offset: 2) { nodes { value } } }", id=group["id"])
    assert [member["value"] for member in skipped["members"]["nodes"]] == seen[2:5]


async def test_users_come_before_groups_and_ids_before_external_ids(api: Any) -> None:
    ada, one, two = await api.user("ada", externalId="e"), await api.group("One"), await api.group("Two")
    named = await api.group("Named by another's id", externalId=one["id"])
    await api.group("Also e", externalId="e")
    for name in ("shared", "shared too"):
        await api.group(name, externalId="shared")
    await api.group("g", externalId="g")
    group = await api.group("Outer", "e", one, two, "shared")
    assert await api.members(group) == sorted([ada["id"], one["id"], two["id"]])
    assert named["id"] not in await api.members(group)
    await change(api, group, addMembers=["g"], removeMembers=["e", one["id"]])
    shown = (await api.query("group", id=group["id"]))["members"]["nodes"]
    assert [member["display"] for member in shown] == ["Two", "g"]
    await change(api, group, removeMembers=["g"])
    await change(api, group, replaceMembers=[ada["id"], two["id"]])
    assert await api.members(group) == sorted([ada["id"], two["id"]])


async def test_an_external_id_that_several_users_share_names_no_group_either(api: Any) -> None:
    for name in ("ada", "bob"):
        await api.user(name, externalId="same")
    await api.group("Same", externalId="same")
    assert await api.members(await api.group("Outer", "same")) == []


async def test_what_adds_no_group_that_is_not_in_writes_nothing(api: Any, dump: Any, customer: Any) -> None:
    inner, other = await api.group("Inner"), await api.group("Other")
    outer = await api.group("Outer", inner)
    before = await dump(customer.id)
    for changes in (
        {"addMembers": [inner["id"]]},
        {"replaceMembers": [inner["id"]]},
        {"removeMembers": [other["id"]]},
        {"addMembers": [other["id"]], "removeMembers": [other["id"]]},
        {"addMembers": [other["id"]], "removeMembersWhere": compare("value", other["id"])},
        {"removeMembersWhere": compare("type", "User")},
        {"removeMembersWhere": None},
    ):
        assert (await change(api, outer, **changes))["version"] == 1, changes
    assert await dump(customer.id) == before


async def test_the_audit_log_names_groups_that_joined_and_left_with_the_users(api: Any) -> None:
    user, inner = await api.user("ada"), await api.group("Inner")
    outer = await api.group("Outer")
    both = sorted([user["id"], inner["id"]])
    await change(api, outer, addMembers=both)
    await change(api, outer, removeMembers=both)
    entries = (await api.audit(outer))[:2]
    assert [entry["changes"] for entry in entries] == [
        [{"field": "members.removed", "before": both, "after": None}],
        [{"field": "members.added", "before": None, "after": both}],
    ]


async def test_a_deleted_group_is_gone_from_the_groups_it_was_in(api: Any) -> None:
    ada, inner = await api.user("ada"), await api.group("Inner")
    middle = await api.group("Middle", inner, ada)
    outer = await api.group("Outer", middle)
    assert (await api.mutate("groupDelete", id=middle["id"]))["__typename"] == "GroupDeleted"
    assert await api.members(outer) == []
    assert (await api.query("group", id=inner["id"])) is not None
    assert await groups_of(api, ada) == []


@pytest.mark.parametrize("field", ["addMembers", "replaceMembers"])
async def test_a_group_that_would_contain_itself_is_refused(api: Any, field: str) -> None:
    outer, middle, inner = await chain(api, 3)
    for group, member in ((outer, outer), (inner, outer), (inner, middle), (middle, outer)):
        refused = await change(api, group, **{field: [member["id"]]}, externalId="changed")
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", "members")
        assert member["id"] in refused["message"]
        assert ("cannot contain itself" if member is group else "inside it already") in refused["message"]
    assert (await api.query("group", id=inner["id"]))["externalId"] is None
    assert await api.members(inner) == []
    # Not a circle: the same group twice below another.
    assert (await change(api, outer, addMembers=[inner["id"]]))["__typename"] == "Group"


async def test_a_group_that_names_itself_by_its_new_external_id_is_refused(api: Any) -> None:
    refused = await api.mutate("groupCreate", input={"displayName": "x", "externalId": "e", "members": ["e"]})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "members")
    assert await names(api, "groups", {"and": []}) == set()


async def test_groups_are_nested_only_so_deep(api: Any) -> None:
    upper, lower = await chain(api, MAX_LEVELS - 1), await api.group("lower")
    assert (await change(api, upper[-1], addMembers=[lower["id"]]))["__typename"] == "Group"
    top, bottom = await api.group("top"), await api.group("bottom")
    for group, member in ((top, upper[0]), (lower, bottom)):
        refused = await change(api, group, addMembers=[member["id"]])
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", "members")
        assert f"{MAX_LEVELS + 1} levels deep, and at most {MAX_LEVELS}" in refused["message"]
    ada = await api.user("ada")
    await change(api, lower, addMembers=[ada["id"]])
    assert len(await groups_of(api, ada)) == MAX_LEVELS


async def test_a_user_shows_each_group_once_and_a_direct_one_as_direct(api: Any) -> None:
    ada, bob = await api.user("ada"), await api.user("bob")
    inner = await api.group("c inner", ada, bob)
    one, two = await api.group("b one", inner), await api.group("d two", inner)
    await api.group("a outer", one, two, ada)
    assert await groups_of(api, ada) == [
        ("a outer", "direct"),
        ("b one", "indirect"),
        ("c inner", "direct"),
        ("d two", "indirect"),
    ]
    assert [type_ for _, type_ in await groups_of(api, bob)] == ["indirect", "indirect", "direct", "indirect"]


async def test_users_are_found_by_the_groups_they_show(api: Any) -> None:
    ada, bob = await api.user("ada"), await api.user("bob")
    await api.user("cyd")
    inner = await api.group("Inner", ada)
    outer = await api.group("Outer", inner, bob)
    await change(api, outer, addMembers=[ada["id"]])
    top = await api.group("Top", outer)
    for tree, expected in (
        (compare("groups.value", inner["id"]), {"ada"}),
        (compare("groups.value", top["id"].upper()), set()),
        (compare("groups.value", "nobody"), set()),
        (compare("groups.display", "TOP"), {"ada", "bob"}),
        (compare("groups.display", "in", "SW"), {"ada"}),
        (compare("groups.type", "INDIRECT"), {"ada", "bob"}),
        (element("groups", compare("value", outer["id"]), compare("type", "direct")), {"ada", "bob"}),
        (element("groups", compare("value", outer["id"]), compare("type", "indirect")), set()),
        (element("groups", compare("value", outer["id"]), compare("type", "direct", "NE")), set()),
        (element("groups", compare("display", "Top"), compare("type", "indirect")), {"ada", "bob"}),
        (element("groups", compare("display", "Inner"), {"not": compare("type", "indirect")}), {"ada"}),
        ({"and": [compare("groups.value", inner["id"]), compare("groups.value", top["id"])]}, {"ada"}),
    ):
        assert await names(api, "users", tree) == expected, tree
    assert "cyd" in await names(api, "users", {"not": {"present": "groups"}})
    assert await names(api, "users", {"present": "groups"}) == {"ada", "bob"}


async def test_groups_are_found_by_the_members_they_show(api: Any) -> None:
    ada, inner = await api.user("ada", displayName="Ada Lovelace"), await api.group("Inner")
    await api.group("Outer", inner)
    await api.group("Sales", ada)
    await api.group("Mixed", ada, inner)
    for tree, expected in (
        (compare("members.value", ada["id"]), {"Sales", "Mixed"}),
        (compare("members.value", inner["id"]), {"Outer", "Mixed"}),
        (compare("members.value", "nobody"), set()),
        (compare("members.type", "group"), {"Outer", "Mixed"}),
        (compare("members.display", "ada lovelace"), {"Sales", "Mixed"}),
        (compare("members.display", "INN", "CO"), {"Outer", "Mixed"}),
        (element("members", compare("type", "User"), compare("display", "Inner")), set()),
        (element("members", compare("value", inner["id"]), compare("type", "Group")), {"Outer", "Mixed"}),
        ({"not": {"present": "members"}}, {"Inner"}),
    ):
        assert await names(api, "groups", tree) == expected, tree


async def test_groups_of_another_organisation_are_unknown(api: Any, other_api: Any) -> None:
    stranger = await other_api.group("Stranger", await other_api.user("bob"), externalId="e-1")
    group = await api.group("Sales", stranger["id"], "e-1")
    assert await api.members(group) == []
    assert await names(other_api, "users", compare("groups.value", group["id"])) == set()
    assert (await change(other_api, stranger, addMembers=[group["id"]]))["members"]["totalCount"] == 1
    await other_api.group("e-1 as well", externalId="e-2")
    assert await api.members(group) == []


async def test_an_unknown_member_is_attached_when_a_group_appears(api: Any) -> None:
    sales, support = await api.group("Sales", "e-1"), await api.group("Support", "e-1", "e-2")
    inner = await api.group("Inner", externalId="e-1")
    assert [await api.members(group) for group in (sales, support)] == [[inner["id"]], [inner["id"]]]
    late = await api.group("Late")
    await change(api, late, externalId="e-2")
    assert await api.members(support) == [inner["id"], late["id"]]
    added = {"field": "groups.added", "before": None, "after": [support["id"]]}
    assert (await api.audit(late))[0]["changes"][-1] == added
    await api.mutate("groupReplace", id=late["id"], input={"displayName": "Late", "externalId": "e-1"})
    assert len(await api.members(sales)) == 1


async def test_a_remembered_member_is_not_guessed_among_groups_who_share_an_external_id(api: Any) -> None:
    await api.group("One", externalId="shared")
    await api.group("Two", externalId="shared")
    outer = await api.group("Outer", "shared")
    await api.group("Three", externalId="shared")
    assert await api.members(outer) == []
    ada = await api.user("ada", externalId="shared")
    assert await api.members(outer) == [ada["id"]]
    for name in ("bob", "cyd"):
        await api.user(name, externalId="users")
    waiting = await api.group("Waiting", "users")
    await api.group("Four", externalId="users")
    assert await api.members(waiting) == []


async def test_a_group_that_appears_stays_pending_where_it_would_close_a_circle(api: Any, sql: Any) -> None:
    inner = await api.group("Inner", "e")
    outer = await api.group("Outer", inner)
    free = await api.group("Free", "e")
    after = await change(api, outer, externalId="e")
    assert after["__typename"] == "Group"
    assert await api.members(inner) == []
    assert await api.members(free) == [outer["id"]]
    assert await sql.fetchval("SELECT value FROM pending_members WHERE group_id = $1", inner["id"]) == "e"
    entry = (await api.audit(outer))[0]["changes"]
    assert {"field": "groups.added", "before": None, "after": [free["id"]]} in entry
    await change(api, inner, removeMembers=["e"])
    assert await sql.fetchval("SELECT count(*) FROM pending_members") == 0


async def test_a_group_awaited_by_itself_does_not_join_itself(api: Any) -> None:
    group = await api.group("Sales", "e")
    assert (await change(api, group, externalId="e"))["__typename"] == "Group"
    assert await api.members(group) == []


@pytest.mark.parametrize(
    ("tree", "leaving"),
    [
        (compare("type", "Group"), {"inner"}),
        (compare("type", "user"), {"ada", "bob"}),
        (compare("display", "ADA", "SW"), {"ada"}),
        ({"or": [compare("display", "bob"), compare("type", "Group")]}, {"bob", "inner"}),
        ({"not": compare("display", "bob")}, {"ada", "inner"}),
        ({"present": "value"}, {"ada", "bob", "inner"}),
        (compare("value", "nobody"), set()),
        ({"or": []}, set()),
    ],
)
async def test_members_are_taken_out_by_what_they_show(api: Any, tree: Tree, leaving: set[str]) -> None:
    everybody = {
        "ada": await api.user("ada", displayName="Ada"),
        "bob": await api.user("bob", displayName="Bob"),
        "inner": await api.group("Inner"),
    }
    group, other = await api.group("Sales", *everybody.values()), await api.group("Other", *everybody.values())
    await change(api, group, removeMembersWhere=tree)
    staying = {everybody[name]["id"] for name in everybody.keys() - leaving}
    assert set(await api.members(group)) == staying
    assert len(await api.members(other)) == 3
    if leaving:
        gone = sorted(everybody[name]["id"] for name in leaving)
        assert (await api.audit(group))[0]["changes"] == [{"field": "members.removed", "before": gone, "after": None}]


async def test_a_filter_is_applied_after_everything_else_and_leaves_who_is_only_awaited(api: Any) -> None:
    ada, bob, cyd = [(await api.user(name))["id"] for name in ("ada", "bob", "cyd")]
    group = await api.group("Sales", ada)
    await change(
        api,
        group,
        replaceMembers=[bob, "awaited"],
        addMembers=[cyd],
        removeMembersWhere={"or": [compare("value", cyd), compare("display", "ada")]},
    )
    assert await api.members(group) == [bob]
    assert [
        (change["field"], change["before"], change["after"]) for change in (await api.audit(group))[0]["changes"]
    ] == [
        ("members.removed", [ada], None),
        ("members.added", None, [bob]),
        ("pendingMembers.added", None, ["awaited"]),
    ]
    dan = await api.user("dan", externalId="awaited")
    assert await api.members(group) == [bob, dan["id"]]


@pytest.mark.parametrize(
    "tree",
    [
        compare("userName", "x"),
        compare("value", "x", "CO"),
        element("members", compare("type", "x")),
        {"and": [compare("type", 1)]},
    ],
)
async def test_a_filter_over_members_that_cannot_be_answered_is_refused(api: Any, tree: Tree) -> None:
    group = await api.group("Sales", await api.user("ada"))
    refused = await change(api, group, displayName="Other", removeMembersWhere=tree)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "filter")
    assert (await api.query("group", id=group["id"]))["displayName"] == "Sales"


Edge = tuple[int, int]
SIZE = 5
edges = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))


def reached(inside: set[Edge], start: int) -> set[int]:
    """Every group that a group is in, directly or not."""
    above = {outer for outer, inner in inside if inner == start}
    return above | {further for group in above for further in reached(inside, group)}


async def test_whatever_is_nested_no_group_contains_itself_and_users_show_all_their_groups(api: Any) -> None:
    users = [await api.user(f"user-{number}") for number in range(SIZE)]
    groups = [await api.group(f"group-{number}", users[number]) for number in range(SIZE)]
    loop = asyncio.get_running_loop()

    async def check(wanted: list[Edge]) -> None:
        inside: set[Edge] = set()
        for outer, inner in wanted:
            answer = await change(api, groups[outer], addMembers=[groups[inner]["id"]])
            closes = outer == inner or inner in reached(inside, outer)
            assert (answer["__typename"] == "InvalidInput") is closes
            if not closes:
                inside.add((outer, inner))
        for number, user in enumerate(users):
            shown = {
                (f"group-{number}", "direct"),
                *((f"group-{above}", "indirect") for above in reached(inside, number)),
            }
            assert set(await groups_of(api, user)) == shown
        for number, group in enumerate(groups):
            found = {f"user-{below}" for below in range(SIZE) if below == number or number in reached(inside, below)}
            assert await names(api, "users", compare("groups.value", group["id"])) == found
        for number, group in enumerate(groups):
            await change(api, group, replaceMembers=[users[number]["id"]])

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(edges, min_size=3, max_size=10, unique=True))
    def holds(wanted: list[Edge]) -> None:
        asyncio.run_coroutine_threadsafe(check(wanted), loop).result(timeout=60)

    await asyncio.to_thread(holds)
