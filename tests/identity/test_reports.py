"""The people whose manager somebody is."""

from typing import Any

REPORTS = "{ reports(first: 2) { nodes { userName } totalCount countUpTo pageInfo { hasNextPage endCursor } } }"


async def test_reports_are_found_by_their_manager_in_the_order_of_their_names(
    scim: Any, other_api: Any, api: Any
) -> None:
    boss = await scim.user("boss")
    manager = {"manager": boss["id"]}
    for name in ("c", "A", "b"):
        await scim.user(name.lower(), displayName=name, enterprise=manager)
    await other_api.user("stranger", enterprise=manager)
    page = (await api.query("user", REPORTS, id=boss["id"]))["reports"]
    assert [node["userName"] for node in page["nodes"]] == ["a", "b"]
    assert (page["totalCount"], page["countUpTo"], page["pageInfo"]["hasNextPage"]) == (3, 3, True)
    after = page["pageInfo"]["endCursor"]
    rest = await api.query("user", f'{{ reports(after: "{after}") {{ nodes {{ userName }} }} }}', id=boss["id"])
    assert rest["reports"]["nodes"] == [{"userName": "c"}]


async def test_a_member_sees_nobody_by_being_their_manager(api: Any, api_of: Any, customer: Any) -> None:
    await api.user("member")
    member = api_of(await customer.session_of("member"))
    response = await member.response("{ viewer { user { reports { nodes { id } } } } }")
    assert response["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"
