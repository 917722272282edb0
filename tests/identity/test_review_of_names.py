"""Names that two claim wait for a person's decision."""

from typing import Any

import pytest


@pytest.fixture
async def themselves(api: Any, sql: Any) -> Any:
    """The owner, in a session that they opened themselves."""
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    return api


async def items(api: Any) -> list[dict[str, Any]]:
    return list((await api.query("reviewItems"))["nodes"])


async def test_a_second_person_of_one_name_is_listed_once_with_who_holds_it(api: Any, scim: Any) -> None:
    holder = await scim.user("jo@x.example", externalId="e-1")
    for _ in range(2):
        given = {"userName": "JO@x.example", "externalId": "e-2", "displayName": "Jo Two"}
        assert (await scim.mutate("userCreate", input=given))["__typename"] == "UserNameTaken"
    (item,) = await items(api)
    assert (item["reason"], item["attempts"], item["isSettled"]) == ("USER_NAME_TAKEN", 2, False)
    assert (item["userName"], item["displayName"], item["externalId"]) == ("JO@x.example", "Jo Two", "e-2")
    assert item["user"]["userName"] == holder["userName"]
    assert item["decisions"] == ["ADOPT", "DISMISS"]
    assert item["requestId"] == "test-request"


async def test_an_admins_own_slip_is_not_listed(api: Any, scim: Any) -> None:
    await scim.user("jo@x.example")
    assert (await api.mutate("userCreate", input={"userName": "jo@x.example"}))["__typename"] == "UserNameTaken"
    assert await items(api) == []


async def test_adopting_lets_the_directory_find_the_person_next_time(themselves: Any, scim: Any) -> None:
    holder = await themselves.user("jo@x.example")
    await scim.mutate("userCreate", input={"userName": "jo@x.example", "externalId": "e-2"})
    (item,) = await items(themselves)
    decided = await themselves.mutate("reviewItemDecide", id=item["id"], decision="ADOPT")
    assert (decided["__typename"], decided["decision"], decided["isSettled"]) == ("ReviewItem", "ADOPT", False)
    found = await scim.query("userBy", externalId="e-2")
    assert (found["id"], found["source"], found["active"]) == (holder["id"], "SCIM", True)
    (entry, *_) = await themselves.audit(holder)
    assert {"field": "externalId", "before": None, "after": "e-2"} in entry["changes"]
    assert await items(themselves) == []


async def test_a_group_is_adopted_likewise(themselves: Any, scim: Any) -> None:
    holder = await themselves.group("Sales")
    await scim.mutate("groupCreate", input={"displayName": "sales", "externalId": "g-2"})
    (item,) = await items(themselves)
    assert (item["reason"], item["userId"], item["user"]) == ("GROUP_NAME_TAKEN", holder["id"], None)
    await themselves.mutate("reviewItemDecide", id=item["id"], decision="ADOPT")
    after = await scim.query("group", id=holder["id"])
    assert (after["externalId"], after["source"]) == ("g-2", "SCIM")


async def test_a_name_that_was_freed_shows_as_settled(api: Any, scim: Any) -> None:
    holder = await scim.user("jo@x.example")
    await scim.mutate("userCreate", input={"userName": "jo@x.example", "externalId": "e-2"})
    await scim.mutate("userDelete", id=holder["id"])
    (item,) = await items(api)
    assert (item["isSettled"], item["user"]) == (True, None)
    decided = await api.mutate("reviewItemDecide", id=item["id"], decision="DISMISS")
    assert decided["__typename"] == "ReviewItem"


async def test_a_rename_onto_a_taken_name_can_only_be_dismissed(api: Any, scim: Any) -> None:
    await scim.user("jo@x.example")
    other = await scim.user("al@x.example")
    await scim.mutate("userUpdate", id=other["id"], changes={"userName": "jo@x.example", "externalId": "e"})
    (item,) = await items(api)
    assert item["decisions"] == ["DISMISS"]
    refused = await api.mutate("reviewItemDecide", id=item["id"], decision="ADOPT")
    assert refused["__typename"] in {"InvalidInput", "PermissionDenied"}


async def test_who_did_not_sign_in_themselves_decides_nothing(api: Any, scim: Any, sql: Any) -> None:
    await api.user("jo@x.example")
    await scim.mutate("userCreate", input={"userName": "jo@x.example", "externalId": "e-2"})
    (item,) = await items(api)
    await sql.execute("UPDATE sessions SET method = 'OPERATOR'")
    refused = await api.mutate("reviewItemDecide", id=item["id"], decision="ADOPT")
    assert refused["__typename"] == "PermissionDenied"
    assert len(await items(api)) == 1


async def test_an_admin_does_not_decide_what_an_owner_is(
    themselves: Any, scim: Any, api_of: Any, customer: Any, sql: Any
) -> None:
    owner = f"owner@{customer.slug}.example"
    admin = await themselves.user("admin@x.example")
    await themselves.mutate("userRoleUpdate", id=admin["id"], role="ADMIN")
    session = api_of(await customer.session_of("admin@x.example"))
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    await scim.mutate("userCreate", input={"userName": owner, "externalId": "e-2"})
    (item,) = await items(session)
    refused = await session.mutate("reviewItemDecide", id=item["id"], decision="ADOPT")
    assert refused["__typename"] == "PermissionDenied"
    assert (await themselves.mutate("reviewItemDecide", id=item["id"], decision="ADOPT"))["__typename"] == "ReviewItem"
