"""Users and groups in one list: one order, one total, one walk, and two filters that do not meet."""

import itertools
from typing import Any

import pytest

KEY = """{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { ... on User { id __typename } ... on Group { id __typename } } }"""
SHARED = ("id", "externalId", "displayName", "meta.created", "meta.lastModified")


@pytest.fixture
async def directory(api: Any, customer: Any) -> list[dict[str, Any]]:
    """Users and groups, created by turns; some without what they are sorted by, some alike in it."""
    made = [await api.query("user", id=customer.owner_id)]
    for number, name in enumerate(("delta", "Alpha", "charlie", "alpha")):
        made += [await api.user(f"{name}-{number}", **({"displayName": name, "externalId": "x"} if number else {}))]
        made += [await api.group(f"{name}-{number}", **({"externalId": name} if number % 2 else {}))]
    return made


def read(node: Any, attribute: str) -> Any:
    if attribute.startswith("meta."):
        return node["meta"][attribute.removeprefix("meta.")]
    value = node[attribute]
    return value.lower() if value and attribute == "displayName" else value


def in_order(nodes: list[Any], attribute: str, *, descending: bool) -> list[str]:
    """Without a value: last in ascending order, first in descending order."""
    ordered = sorted(
        nodes,
        key=lambda node: (read(node, attribute) is None, read(node, attribute) or "", node["id"]),
        reverse=descending,
    )
    return [node["id"] for node in ordered]


async def test_users_and_groups_stand_in_one_order_and_are_walked_both_ways(api: Any, directory: Any) -> None:
    for attribute, descending in itertools.product(SHARED, (False, True)):
        sort = {"attribute": attribute, "descending": descending}
        expected = in_order(directory, attribute, descending=descending)
        there: list[str] = []
        mark: dict[str, Any] = {}
        while mark is not None:
            page = await api.query("resources", KEY, sort=sort, first=2, **mark)
            there += [node["id"] for node in page["nodes"]]
            assert page["totalCount"] == len(directory)
            assert page["pageInfo"]["hasPreviousPage"] is bool(mark)
            if not page["pageInfo"]["hasNextPage"]:
                break
            mark = {"after": page["pageInfo"]["endCursor"]}
        assert there == expected, sort
        back = [node["id"] for node in page["nodes"]]
        while page["pageInfo"]["hasPreviousPage"]:
            page = await api.query("resources", KEY, sort=sort, last=3, before=page["pageInfo"]["startCursor"])
            back = [node["id"] for node in page["nodes"]] + back
        assert back == expected, sort
        for offset in (1, 4, 8, 100):
            page = await api.query("resources", KEY, sort=sort, first=3, offset=offset)
            assert [node["id"] for node in page["nodes"]] == expected[offset : offset + 3], (sort, offset)


def compare(attribute: str, operator: str, value: Any) -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}


async def test_each_kind_has_a_filter_of_its_own_with_values_of_its_own(api: Any, directory: Any) -> None:
    alphas = {"or": [compare("displayName", "EQ", "alpha"), compare("userName", "SW", "delta")]}
    charlies = {"and": [compare("displayName", "CO", "CHARLIE"), {"not": compare("externalId", "EQ", "alpha")}]}
    page = await api.query("resources", userFilter=alphas, groupFilter=charlies, sort={"attribute": "meta.created"})
    names = [node.get("userName") or node["Group_displayName"] for node in page["nodes"]]
    assert names == ["delta-0", "Alpha-1", "charlie-2", "alpha-3"]
    assert page["totalCount"] == 4
    users = await api.query("resources", userFilter=alphas, groupFilter={"or": []})
    assert ({node["__typename"] for node in users["nodes"]}, users["totalCount"]) == ({"User"}, 3)
    groups = await api.query("resources", userFilter={"or": []}, groupFilter=charlies)
    assert ({node["__typename"] for node in groups["nodes"]}, groups["totalCount"]) == ({"Group"}, 1)
    nobody = await api.query("resources", userFilter={"or": []}, groupFilter={"or": []})
    assert (nobody["nodes"], nobody["totalCount"], nobody["pageInfo"]["startCursor"]) == ([], 0, None)
    members = await api.query(
        "resources",
        KEY,
        userFilter=compare("emails.value", "EQ", "x@y"),
        groupFilter=compare("members.value", "EQ", directory[1]["id"]),
    )
    assert members["totalCount"] == 0


async def test_nodes_are_whole_users_and_groups(api: Any) -> None:
    user = await api.user("ada", title="Countess", emails=[{"value": "ada@x"}], extensions={"urn:x": {"a": 1}})
    group = await api.group("Sales", user, extensions={"urn:y": {"b": 2}})
    nodes = {node["id"]: node for node in (await api.query("resources"))["nodes"]}
    found, alone = nodes[user["id"]], await api.query("user", id=user["id"])
    assert {**found, "displayName": found["User_displayName"]}.items() >= alone.items()
    found, alone = nodes[group["id"]], await api.query("group", id=group["id"])
    assert {**found, "displayName": found["Group_displayName"]}.items() >= alone.items()


async def test_what_both_kinds_do_not_have_is_no_order_of_both(api: Any) -> None:
    for attribute in ("userName", "active", "members", "title", "meta.version", "\x00"):
        refusal = await api.refusal("query", "resources", sort={"attribute": attribute})
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "sort")
        assert "externalId, displayName, meta.created, meta.lastModified" in refusal["message"]


async def test_pages_and_filters_of_both_have_the_limits_of_either(api: Any) -> None:
    for arguments in ({"first": -1}, {"first": 1_001}, {"offset": -1}, {"last": 1_001}):
        assert (await api.refusal("query", "resources", **arguments))["field"] == next(iter(arguments))
    farthest = await api.query("resources", KEY, first=1_000, offset=2**31 - 1)
    assert (farthest["nodes"], farthest["totalCount"]) == ([], 1)
    for given in ({"userFilter": compare("members.value", "EQ", "x")}, {"groupFilter": compare("userName", "EQ", "x")}):
        assert "cannot be filtered by" in (await api.refusal("query", "resources", **given))["message"]
