"""What identity promises about groups and their members."""

from typing import Any

import pytest

NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_a_group_is_read_as_it_was_created(api: Any) -> None:
    user = await api.user("ada", displayName="Ada")
    group = await api.group("Sales", user, externalId="g-1", extensions={"urn:example:Team": {"floor": 2}})
    assert (group["displayName"], group["externalId"], group["version"]) == ("Sales", "g-1", 1)
    assert group["extensions"] == {"urn:example:Team": {"floor": 2}}
    assert group["members"]["nodes"] == [{"value": user["id"], "display": "Ada", "type": "User"}]
    assert group["members"]["totalCount"] == 1
    assert await api.query("group", id=group["id"]) == {k: v for k, v in group.items() if k != "__typename"}


async def test_a_member_without_a_display_name_shows_no_other_name_in_its_place(api: Any) -> None:
    group = await api.group("Sales", await api.user("ada"))
    assert group["members"]["nodes"][0]["display"] is None


@pytest.mark.parametrize("name", ["sales", "SALES", "\uff33ales"])
async def test_a_group_name_is_unique_whatever_its_letter_case_or_width(api: Any, name: str) -> None:
    sales = await api.group("Sales")
    support = await api.group("Support")
    taken = {"__typename": "GroupNameTaken", "existingId": sales["id"], "displayName": name}
    for refused in (
        await api.mutate("groupCreate", input={"displayName": name}),
        await api.mutate("groupUpdate", id=support["id"], changes={"displayName": name}),
        await api.mutate("groupReplace", id=support["id"], input={"displayName": name}),
    ):
        assert {key: refused[key] for key in taken} == taken
    assert (await api.mutate("groupUpdate", id=sales["id"], changes={"displayName": name}))["displayName"] == name


async def test_a_deleted_group_is_gone_and_its_members_stay_users(api: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user, "unknown")
    assert await api.mutate("groupDelete", id=group["id"]) == {"__typename": "GroupDeleted", "id": group["id"]}
    assert await api.query("group", id=group["id"]) is None
    assert (await api.query("user", id=user["id"]))["groups"] == []
    assert (await api.group("SALES"))["id"] != group["id"]


@pytest.mark.parametrize("id_", ["", "nobody", "\x00", NOBODY])
async def test_an_id_that_names_no_group_is_not_found(api: Any, id_: str) -> None:
    assert await api.query("group", id=id_) is None
    assert (await api.mutate("groupUpdate", id=id_, changes={}))["__typename"] == "NotFound"
    assert (await api.mutate("groupReplace", id=id_, input={"displayName": "a"}))["__typename"] == "NotFound"
    assert (await api.mutate("groupDelete", id=id_))["__typename"] == "NotFound"


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("groupUpdate", {"changes": {"addMembers": ["x"]}}),
        ("groupReplace", {"input": {"displayName": "x"}}),
        ("groupDelete", {}),
    ],
)
async def test_a_change_made_from_another_version_is_refused_with_the_current_one(
    api: Any, field: str, argument: dict[str, Any]
) -> None:
    group = await api.group("Sales")
    await api.mutate("groupUpdate", id=group["id"], changes={"externalId": "e"}, expectedVersion=1)
    refused = await api.mutate(field, id=group["id"], expectedVersion=1, **argument)
    assert (refused["__typename"], refused["currentVersion"]) == ("VersionConflict", 2)
    accepted = await api.mutate(field, id=group["id"], expectedVersion=2, **argument)
    assert accepted["__typename"] in {"Group", "GroupDeleted"}


async def test_an_update_leaves_what_is_absent_and_clears_what_is_null(api: Any) -> None:
    group = await api.group("Sales", externalId="e", extensions={"urn:x": {"a": 1}})
    kept = await api.mutate("groupUpdate", id=group["id"], changes={"extensions": None})
    assert (kept["displayName"], kept["externalId"], kept["extensions"]) == ("Sales", "e", {})
    refused = await api.mutate("groupUpdate", id=group["id"], changes={"displayName": None})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "displayName")


async def test_a_replacement_clears_attributes_and_leaves_members_it_does_not_speak_of(api: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user, externalId="e", extensions={"urn:x": {"a": 1}})
    after = await api.mutate("groupReplace", id=group["id"], input={"displayName": "Sales"})
    assert (after["externalId"], after["extensions"]) == (None, {})
    assert await api.members(group) == [user["id"]]


@pytest.mark.parametrize("nothing", [None, []])
async def test_members_given_as_null_or_as_an_empty_list_are_all_removed(api: Any, nothing: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user)
    await api.mutate("groupReplace", id=group["id"], input={"displayName": "Sales", "members": nothing})
    assert await api.members(group) == []
    await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [user["id"]]})
    await api.mutate("groupUpdate", id=group["id"], changes={"replaceMembers": nothing})
    assert await api.members(group) == []


async def test_a_delta_replaces_then_adds_then_removes(api: Any) -> None:
    a, b, c, d = [(await api.user(name))["id"] for name in "abcd"]
    group = await api.group("Sales", a)
    changes = {"replaceMembers": [b, c], "addMembers": [d, a], "removeMembers": [c, a]}
    await api.mutate("groupUpdate", id=group["id"], changes=changes)
    assert set(await api.members(group)) == {b, d}


async def test_members_are_a_set(api: Any) -> None:
    a, b = [(await api.user(name))["id"] for name in "ab"]
    group = await api.group("Sales", a, a)
    assert await api.members(group) == [a]
    after = await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [b, b, a]})
    assert after["members"]["totalCount"] == 2


async def test_what_changes_no_membership_writes_nothing(api: Any, dump: Any, customer: Any) -> None:
    a, b = [(await api.user(name))["id"] for name in "ab"]
    group = await api.group("Sales", a, "waiting")
    before = await dump(customer.id)
    for changes in (
        {"addMembers": [a, "waiting"]},
        {"removeMembers": [b, NOBODY, "never-known"]},
        {"replaceMembers": [a, "waiting"]},
        {"addMembers": [b], "removeMembers": [b]},
        {"displayName": "Sales"},
        {},
    ):
        after = await api.mutate("groupUpdate", id=group["id"], changes=changes)
        assert after["version"] == 1, changes
    assert await dump(customer.id) == before


async def test_an_unknown_member_is_remembered_and_attached_when_the_user_is_created(api: Any) -> None:
    sales, support = await api.group("Sales", "e-1"), await api.group("Support", "e-1", "e-2")
    assert await api.members(sales) == []
    user = await api.user("ada", externalId="e-1")
    assert {group["value"] for group in user["groups"]} == {sales["id"], support["id"]}
    assert await api.members(support) == [user["id"]]


async def test_an_unknown_member_is_attached_when_a_user_takes_that_external_id(api: Any) -> None:
    group = await api.group("Sales", "e-1")
    user = await api.user("ada", externalId="other")
    await api.mutate("userUpdate", id=user["id"], changes={"externalId": "e-1"})
    assert await api.members(group) == [user["id"]]
    assert (await api.audit(user))[0]["changes"][-1] == {
        "field": "groups.added",
        "before": None,
        "after": [group["id"]],
    }


async def test_an_unknown_member_that_was_removed_again_is_not_attached(api: Any) -> None:
    group = await api.group("Sales", "e-1", "e-2", "e-3")
    await api.mutate("groupUpdate", id=group["id"], changes={"removeMembers": ["e-1"]})
    await api.mutate("groupUpdate", id=group["id"], changes={"replaceMembers": ["e-3"]})
    assert [(await api.user(name, externalId=name))["groups"] for name in ("e-1", "e-2")] == [[], []]
    await api.user("e-3", externalId="e-3")
    assert len(await api.members(group)) == 1


async def test_a_member_can_be_named_by_external_id(api: Any) -> None:
    user = await api.user("ada", externalId="e-1")
    group = await api.group("Sales", "e-1")
    assert await api.members(group) == [user["id"]]
    await api.mutate("groupUpdate", id=group["id"], changes={"removeMembers": ["e-1"]})
    assert await api.members(group) == []


async def test_members_of_another_organisation_are_unknown(api: Any, other_api: Any) -> None:
    stranger = await other_api.user("stranger", externalId="e-1")
    group = await api.group("Sales", stranger["id"], "e-1")
    assert await api.members(group) == []
    assert (await other_api.query("user", id=stranger["id"]))["groups"] == []


async def test_the_audit_log_says_who_joined_left_and_is_awaited(api: Any) -> None:
    a, b = [(await api.user(name))["id"] for name in "ab"]
    group = await api.group("Sales", a)
    await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [b, a, "e"], "removeMembers": [a]})
    changes = {
        change["field"]: (change["before"], change["after"]) for change in (await api.audit(group))[0]["changes"]
    }
    assert changes == {
        "members.removed": ([a], None),
        "members.added": (None, [b]),
        "pendingMembers.added": (None, ["e"]),
    }


@pytest.mark.parametrize("member", ["\x00", "m" * 513])
@pytest.mark.parametrize("name", ["addMembers", "removeMembers", "replaceMembers"])
async def test_a_member_that_cannot_be_kept_is_refused(api: Any, name: str, member: str) -> None:
    group = await api.group("Sales")
    refused = await api.mutate("groupUpdate", id=group["id"], changes={name: [member]})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "members")


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"displayName": ""}, "displayName"),
        ({"displayName": "x" * 513}, "displayName"),
        ({"displayName": "\x00"}, "displayName"),
        ({"displayName": "a", "externalId": "\x00"}, "externalId"),
        ({"displayName": "a", "extensions": "text"}, "extensions"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_name(api: Any, attributes: dict[str, Any], field: str) -> None:
    group = await api.group("Sales")
    for refused in (
        await api.mutate("groupCreate", input=attributes),
        await api.mutate("groupUpdate", id=group["id"], changes=attributes),
        await api.mutate("groupReplace", id=group["id"], input=attributes),
    ):
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)


async def test_a_change_names_only_so_many_members(api: Any) -> None:
    group = await api.group("Sales")
    refused = await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": ["x"] * 100_001})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "members")
    assert "at most 100000" in refused["message"]


async def test_an_external_id_that_several_users_share_names_no_member(api: Any) -> None:
    first = await api.user("first", externalId="same")
    await api.user("second", externalId="same")
    group = await api.mutate("groupCreate", input={"displayName": "Guess", "members": ["same", first["id"]]})

    assert await api.members(group) == [first["id"]]


async def test_a_remembered_member_is_not_guessed_among_users_who_share_an_external_id(api: Any) -> None:
    for name in ("ada", "grace"):
        await api.user(name, externalId="shared")
    group = await api.group("Sales", "shared")
    await api.user("barbara", externalId="shared")
    assert await api.members(group) == []
