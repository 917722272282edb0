"""Who may change whom: what the directory keeps is changed there."""

from typing import Any

import pytest

from tests.identity.signing_in import sign_in


@pytest.fixture
async def kept(scim: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A person and a group of the directory's."""
    return await scim.user("ada"), await scim.group("Staff")


async def test_an_owner_changes_nothing_that_the_directory_keeps(api: Any, kept: Any) -> None:
    user, group = kept
    tried = [
        await api.mutate("userUpdate", id=user["id"], changes={"displayName": "Ada"}),
        await api.mutate("userReplace", id=user["id"], input={"userName": "ada"}),
        await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [user["id"]]}),
        await api.mutate("groupReplace", id=group["id"], input={"displayName": "Crew"}),
    ]
    assert {each["__typename"] for each in tried} == {"PermissionDenied"}
    assert tried[0]["message"].startswith("ada is kept by your directory: change it there")
    assert (await api.query("user", id=user["id"]))["version"] == user["version"]
    assert (await api.query("group", id=group["id"]))["version"] == group["version"]


async def test_a_personal_token_is_no_way_around(
    api: Any, api_of: Any, customer: Any, identity: Any, kept: Any
) -> None:
    await api.user("admin")
    owner = api_of(await sign_in(identity, customer, "admin"))
    made = await owner.mutate("personalTokenCreate", input={"name": "script"})
    acting = api_of(made["secret"])
    refused = await acting.mutate("userUpdate", id=kept[0]["id"], changes={"displayName": "Ada"})
    assert refused["__typename"] == "PermissionDenied"


async def test_the_directory_changes_all_and_keeps_what_it_has_changed(api: Any, scim: Any) -> None:
    ours = await api.user("ours")
    assert ours["source"] == "LOCAL"
    assert (await api.mutate("userUpdate", id=ours["id"], changes={"displayName": "Ours"}))["__typename"] == "User"
    taken = await scim.mutate("userUpdate", id=ours["id"], changes={"externalId": "e-1"})
    assert taken["source"] == "SCIM"
    refused = await api.mutate("userUpdate", id=ours["id"], changes={"displayName": "Mine"})
    assert refused["__typename"] == "PermissionDenied"


async def test_people_of_the_directory_can_be_in_groups_of_ours_and_be_deleted(api: Any, kept: Any) -> None:
    user, group = kept
    ours = await api.group("Ours", user)
    assert await api.members(ours) == [user["id"]]
    assert (await api.mutate("userDelete", id=user["id"]))["__typename"] == "UserDeleted"
    assert (await api.mutate("groupDelete", id=group["id"]))["__typename"] == "GroupDeleted"
