"""What holds when many ask at once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from identity.access.advisory_locks import Lock, lock_alone
from identity.access.credentials import identify
from identity.app import Identity
from identity.audit import Act
from identity.commands import groups as group_commands
from identity.commands import users as user_commands
from identity.commands.members import MemberDelta
from tests.identity.waiting import somebody_waits


async def test_fifty_parallel_member_changes_end_in_the_right_set(api: Any) -> None:
    users = [(await api.user(f"user-{number}"))["id"] for number in range(50)]
    staying, leaving, joining = users[:10], users[10:30], users[30:]
    group = await api.group("Sales", *staying, *leaving)
    answers = await asyncio.gather(
        *(api.mutate("groupUpdate", id=group["id"], changes={"removeMembers": [user]}) for user in leaving),
        *(api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [user]}) for user in joining),
        *(api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [user]}) for user in staying),
    )
    assert {answer["__typename"] for answer in answers} == {"Group"}
    assert set(await api.members(group)) == {*staying, *joining}
    assert (await api.query("group", id=group["id"]))["version"] == 41


async def test_of_twenty_parallel_creations_of_one_name_one_wins(api: Any) -> None:
    spellings = ["ada", "Ada", "ADA", "\uff21da"] * 5
    answers = await asyncio.gather(*(api.mutate("userCreate", input={"userName": name}) for name in spellings))
    (winner,) = [answer for answer in answers if answer["__typename"] == "User"]
    taken = [answer for answer in answers if answer["__typename"] == "UserNameTaken"]
    assert len(taken) == 19
    assert {answer["existingId"] for answer in taken} == {winner["id"]}


async def test_of_twenty_parallel_creations_of_one_group_one_wins(api: Any) -> None:
    answers = await asyncio.gather(*(api.mutate("groupCreate", input={"displayName": "Sales"}) for _ in range(20)))
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["Group", *["GroupNameTaken"] * 19]


async def test_of_parallel_renames_to_one_name_one_wins(api: Any) -> None:
    users = [(await api.user(f"user-{number}"))["id"] for number in range(10)]
    answers = await asyncio.gather(
        *(api.mutate("userUpdate", id=user, changes={"userName": "wanted"}) for user in users)
    )
    assert sorted(answer["__typename"] for answer in answers) == ["User", *["UserNameTaken"] * 9]


async def test_of_parallel_changes_from_one_version_exactly_one_wins(api: Any) -> None:
    user = await api.user("ada")
    answers = await asyncio.gather(
        *(
            api.mutate("userUpdate", id=user["id"], changes={"title": f"title-{number}"}, expectedVersion=1)
            for number in range(20)
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["User", *["VersionConflict"] * 19]
    assert (await api.query("user", id=user["id"]))["version"] == 2


async def test_parallel_changes_of_different_attributes_lose_nothing(api: Any) -> None:
    user = await api.user("ada")
    names = ("displayName", "title", "nickName", "locale", "timezone", "userType", "profileUrl", "preferredLanguage")
    await asyncio.gather(*(api.mutate("userUpdate", id=user["id"], changes={name: name}) for name in names))
    after = await api.query("user", id=user["id"])
    assert {name: after[name] for name in names} == {name: name for name in names}
    assert after["version"] == 1 + len(names)


async def test_users_deleted_while_they_join_are_simply_gone(api: Any) -> None:
    users = [(await api.user(f"user-{number}"))["id"] for number in range(20)]
    groups = [await api.group(f"group-{number}") for number in range(3)]
    answers = await asyncio.gather(
        *(
            api.mutate("groupUpdate", id=group["id"], changes={"addMembers": users[start : start + 5]})
            for group in groups
            for start in (0, 5, 10, 15)
        ),
        *(api.mutate("userDelete", id=user) for user in users[::2]),
        *(api.mutate("groupUpdate", id=groups[0]["id"], changes={"replaceMembers": users}) for _ in range(3)),
    )
    assert {answer["__typename"] for answer in answers} == {"Group", "UserDeleted"}
    for group in groups:
        assert set(await api.members(group)) == set(users[1::2])


async def test_groups_deleted_while_their_members_appear_are_simply_gone(api: Any) -> None:
    externals = [f"e-{number}" for number in range(10)]
    groups = [await api.group(f"group-{number}", *externals) for number in range(6)]
    answers = await asyncio.gather(
        *(api.mutate("userCreate", input={"userName": external, "externalId": external}) for external in externals),
        *(api.mutate("groupDelete", id=group["id"]) for group in groups[::2]),
    )
    assert {answer["__typename"] for answer in answers} == {"User", "GroupDeleted"}
    for group in groups[1::2]:
        assert len(await api.members(group)) == len(externals)


async def test_a_member_remembered_while_their_user_appears_is_attached(api: Any) -> None:
    externals = [f"e-{number}" for number in range(40)]
    late = [(await api.user(f"late-{number}"))["id"] for number in range(10)]
    group = await api.group("Sales")
    await asyncio.gather(
        *(api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [external]}) for external in externals),
        *(
            api.mutate("userCreate", input={"userName": external, "externalId": external})
            for external in externals[len(late) :]
        ),
        *(
            api.mutate("userUpdate", id=user, changes={"externalId": external})
            for user, external in zip(late, externals, strict=False)
        ),
    )
    assert len(await api.members(group)) == len(externals)


@pytest.mark.parametrize("changes", [{"removeMembers": ["e-1"]}, {"replaceMembers": []}, {"replaceMembers": None}])
async def test_a_member_taken_out_while_their_user_appears_stays_out(
    api: Any, identity: Identity, customer: Any, sql: asyncpg.Connection, changes: Any
) -> None:
    group = await api.group("Sales", "e-1")
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        actor = (await identify(reader, customer.token, None, now)).actor
    async with identity.database.writing() as writer:
        appearing = {"userName": "ada", "externalId": "e-1"}
        await user_commands.create(writer, Act(actor, "userCreate", "request", now, uuid7), appearing)
        taking_out = asyncio.create_task(api.mutate("groupUpdate", id=group["id"], changes=changes))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
    assert (await taking_out)["__typename"] == "Group"
    assert await api.members(group) == []


async def test_a_member_renamed_while_they_are_taken_out_meets_no_deadlock(api: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user)
    changing = "mutation($group: ID!, $out: GroupChanges!) { groupUpdate(id: $group, changes: $out) { __typename } }"
    renaming = "mutation($user: ID!, $new: UserChanges!) { userUpdate(id: $user, changes: $new) { __typename } }"
    for turn in range(5):
        out = {"addMembers": [f"unknown-{turn}"], "removeMembers": [user["id"]]}
        new = {"userName": f"ada-{turn}", "externalId": f"e-{turn}"}
        for response in await asyncio.gather(
            api.response(changing, {"group": group["id"], "out": out}),
            api.response(renaming, {"user": user["id"], "new": new}),
        ):
            assert "errors" not in response, response["errors"]


async def test_of_parallel_group_renames_to_one_name_one_wins(api: Any) -> None:
    groups = [(await api.group(f"group-{number}"))["id"] for number in range(10)]
    answers = await asyncio.gather(
        *(api.mutate("groupUpdate", id=group, changes={"displayName": "wanted"}) for group in groups)
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Group", *["GroupNameTaken"] * 9]


async def test_no_session_outlives_a_deactivation_that_it_raced(
    api: Any, api_of: Any, operator: Any, customer: Any
) -> None:
    user = await api.user("ada")
    given = {"organisation": customer.slug, "userName": "ada", "reason": "test"}
    opened, _ = await asyncio.gather(
        asyncio.gather(*(operator.mutate("sessionCreate", input=given) for _ in range(20))),
        api.mutate("userUpdate", id=user["id"], changes={"active": False}),
    )
    await api.mutate("userUpdate", id=user["id"], changes={"active": True})
    for answer in opened:
        if answer["__typename"] == "SessionCreated":
            response = await api_of(answer["secret"]).response("{ viewer { label } }")
            assert response["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_of_changes_that_would_close_a_circle_together_one_is_refused(api: Any) -> None:
    for size in (2, 2, 3, 6):
        ring = [(await api.group(f"ring-{size}-{uuid7()}"))["id"] for _ in range(size)]
        answers = await asyncio.gather(
            *(
                api.mutate("groupUpdate", id=ring[place - 1], changes={"addMembers": [group]})
                for place, group in enumerate(ring)
            )
        )
        kinds = sorted(answer["__typename"] for answer in answers)
        assert kinds == [*["Group"] * (size - 1), "InvalidInput"]


async def test_groups_deleted_or_renamed_while_they_join_leave_no_circle_and_no_trace(api: Any) -> None:
    outer = [(await api.group(f"outer-{number}"))["id"] for number in range(4)]
    inner = [(await api.group(f"inner-{number}"))["id"] for number in range(8)]
    answers = await asyncio.gather(
        *(api.mutate("groupUpdate", id=group, changes={"addMembers": inner}) for group in outer),
        *(api.mutate("groupDelete", id=group) for group in inner[::2]),
        *(api.mutate("groupUpdate", id=group, changes={"displayName": f"new {group}"}) for group in inner[1::2]),
        *(api.mutate("groupUpdate", id=group, changes={"replaceMembers": inner[1:]}) for group in outer),
    )
    assert {answer["__typename"] for answer in answers} == {"Group", "GroupDeleted"}
    for group in outer:
        assert set(await api.members({"id": group})) == set(inner[1::2])


async def test_a_member_remembered_while_their_group_appears_is_attached(api: Any) -> None:
    externals = [f"e-{number}" for number in range(24)]
    late = [(await api.group(f"late-{number}"))["id"] for number in range(8)]
    group = await api.group("Sales")
    await asyncio.gather(
        *(api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [external]}) for external in externals),
        *(
            api.mutate("groupCreate", input={"displayName": external, "externalId": external})
            for external in externals[len(late) :]
        ),
        *(
            api.mutate("groupUpdate", id=one, changes={"externalId": external, "displayName": f"now {external}"})
            for one, external in zip(late, externals, strict=False)
        ),
    )
    assert len(await api.members(group)) == len(externals)


@pytest.mark.parametrize("changes", [{"removeMembers": ["e-1"]}, {"replaceMembers": []}])
async def test_a_member_taken_out_while_their_group_appears_stays_out(
    api: Any, identity: Identity, customer: Any, sql: asyncpg.Connection, changes: Any
) -> None:
    group = await api.group("Sales", "e-1")
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        actor = (await identify(reader, customer.token, None, now)).actor
    async with identity.database.writing() as writer:
        appearing = {"displayName": "Inner", "externalId": "e-1"}
        act = Act(actor, "groupCreate", "request", now, uuid7)
        await group_commands.create(writer, act, appearing, MemberDelta())
        taking_out = asyncio.create_task(api.mutate("groupUpdate", id=group["id"], changes=changes))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
    assert (await taking_out)["__typename"] == "Group"
    assert await api.members(group) == []


async def test_groups_renamed_and_emptied_while_their_members_appear_meet_no_deadlock(api: Any) -> None:
    replacing = "mutation($id: ID!, $new: GroupInput!) { groupReplace(id: $id, input: $new) { __typename } }"
    appearing = "mutation($new: UserInput!) { userCreate(input: $new) { __typename } }"
    group = await api.group("Sales")
    for turn in range(20):
        external = f"e-{turn}"
        await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [external]})
        for response in await asyncio.gather(
            api.response(replacing, {"id": group["id"], "new": {"displayName": f"Sales {turn}", "members": []}}),
            api.response(appearing, {"new": {"userName": external, "externalId": external}}),
        ):
            assert "errors" not in response, response["errors"]
    assert await api.members(group) == []


async def test_a_group_that_waits_for_those_who_remember_members_holds_nothing_that_they_may_wait_for(
    api: Any, customer: Any, identity: Identity, sql: asyncpg.Connection
) -> None:
    inner, other, now = await api.group("Inner"), await api.group("Other"), datetime.now(UTC)
    given = {"displayName": "Wanted", "externalId": "e-1", "members": [inner["id"]]}
    async with identity.database.reading() as reader:
        act = Act((await identify(reader, customer.token, None, now)).actor, "groupUpdate", "request", now, uuid7)
    async with identity.database.writing() as writer:
        await lock_alone(writer, Lock.AWAITED_MEMBERS, UUID(customer.id))
        creating = asyncio.create_task(api.mutate("groupCreate", input=given))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
        delta = MemberDelta(add=["unknown", inner["id"]])
        changing = group_commands.change(writer, act, other["id"], {"displayName": "Wanted"}, delta, None)
        await asyncio.wait_for(changing, timeout=5)
    assert (await creating)["existingId"] == other["id"]
