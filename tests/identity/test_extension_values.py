"""Values of an organisation's own schemas, as users and groups are written."""

import asyncio
from typing import Any

import asyncpg
import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.own_schema import GROUP, KINDS, TAG, UNIQUE_TAG, URN, USER, Kind, declare, definition

REQUIRED = {"name": "level", "type": "integer", "required": True}


@KINDS
async def test_values_are_checked_against_the_schema(api: Any, kind: Kind) -> None:
    await declare(api, TAG, {"name": "level", "type": "integer"}, urn=kind.urn)
    made = await kind.make(api, "made", {kind.urn.upper(): {"TAG": "x", "level": 7}, "urn:other": {"A": None}})
    assert await kind.stored(api, made) == {kind.urn: {"tag": "x", "level": 7}, "urn:other": {"A": None}}
    for extensions, reason in [
        ({kind.urn: {"level": "7"}}, f"{kind.urn}:level is of type integer"),
        ({kind.urn.lower(): {"tug": "x"}}, f"{kind.urn}:tug is not an attribute of this schema"),
        ({kind.urn: {"tag": "x"}, kind.urn.lower(): {"level": 7}}, "given twice"),
    ]:
        for answer in (await kind.create(api, "other", extensions), await kind.change(api, made, extensions)):
            assert (answer["__typename"], answer["field"]) == ("InvalidInput", "extensions")
            assert reason in answer["message"]


@KINDS
async def test_an_extension_that_is_dropped_needs_nothing_of_what_it_requires(api: Any, kind: Kind) -> None:
    await declare(api, REQUIRED, TAG, urn=kind.urn)
    assert (await kind.create(api, "other", {kind.urn: {"tag": "x"}}))["__typename"] == "InvalidInput"
    made = await kind.make(api, "made", {kind.urn: {"level": 1}})
    replaced = await api.mutate(f"{kind.field}Replace", id=made["id"], input={kind.name: "made"})
    assert (replaced["version"], replaced["extensions"]) == (2, {})


async def test_a_change_of_other_attributes_asks_nothing_of_extensions(api: Any, sql: asyncpg.Connection) -> None:
    user = await api.user("ada", extensions={URN: {"tag": "x"}})
    await declare(api)
    # What no write of ours can leave: it must not stand in the way of a leaver's deactivation.
    await sql.execute(
        "UPDATE users SET profile = jsonb_set(profile, '{extensions}', $2::jsonb) WHERE id = $1",
        user["id"],
        f'{{"{URN}": {{"tag": 7}}}}',
    )
    assert (await api.mutate("userUpdate", id=user["id"], changes={"active": False}))["active"] is False


async def test_a_change_of_a_group_is_made_attribute_by_attribute(api: Any) -> None:
    await declare(api, REQUIRED, TAG, urn=GROUP.urn)
    group = await GROUP.make(api, "Sales", {GROUP.urn: {"level": 1}})
    await GROUP.change(api, group, {GROUP.urn.upper(): {"TAG": "x"}})
    assert await GROUP.stored(api, group) == {GROUP.urn: {"level": 1, "tag": "x"}}
    refused = await GROUP.change(api, group, {GROUP.urn: {"LEVEL": None}})
    assert (refused["__typename"], "level is required" in refused["message"]) == ("InvalidInput", True)
    await GROUP.change(api, group, {GROUP.urn.lower(): None})
    assert await GROUP.stored(api, group) == {}


@KINDS
async def test_a_schema_for_one_kind_of_resource_asks_nothing_of_the_other(api: Any, kind: Kind) -> None:
    other = GROUP if kind is USER else USER
    await declare(api, UNIQUE_TAG, urn=kind.urn)
    made = await other.make(api, "made", {kind.urn: {"anything": [1]}})
    assert await other.stored(api, made) == {kind.urn: {"anything": [1]}}


@KINDS
async def test_a_unique_value_is_refused_to_a_second_with_the_id_of_the_first(api: Any, kind: Kind) -> None:
    await declare(api, UNIQUE_TAG, urn=kind.urn)
    first = await kind.make(api, "first", {kind.urn: {"tag": "Ada"}})
    second = await kind.make(api, "second", {kind.urn: {"tag": "Bob"}})
    taken = {
        "__typename": "ValueTaken",
        "attribute": f"{kind.urn}:tag",
        "value": "ADA",
        "existingId": first["id"],
        "message": f"{kind.urn}:tag 'ADA' is already in use.",
    }
    assert await kind.create(api, "third", {kind.urn: {"tag": "ADA"}}) == taken
    assert await kind.change(api, second, {kind.urn: {"tag": "ADA"}}) == taken
    replacement = {kind.name: "second", "extensions": {kind.urn: {"tag": "ADA"}}}
    assert await api.mutate(f"{kind.field}Replace", id=second["id"], input=replacement) == taken
    assert (await kind.change(api, first, {kind.urn: {"tag": "ADA"}}))["version"] == 2


@KINDS
async def test_a_unique_value_is_free_once_nobody_holds_it(api: Any, kind: Kind) -> None:
    await declare(api, UNIQUE_TAG, TAG | {"name": "note"}, urn=kind.urn)

    async def is_free(tag: str) -> bool:
        answer = await kind.create(api, "other", {kind.urn: {"tag": tag}})
        if "id" in answer:
            await api.mutate(f"{kind.field}Delete", id=answer["id"])
        return "id" in answer

    made = await kind.make(api, "made", {kind.urn: {"tag": "a"}})
    await kind.change(api, made, {kind.urn: {"tag": "b", "note": "x"}})
    assert (await is_free("a"), await is_free("b")) == (True, False)
    await kind.change(api, made, {kind.urn: {"tag": None, "note": "x"}})
    assert await is_free("b")
    await kind.change(api, made, {kind.urn: {"tag": "c"}})
    await api.mutate(f"{kind.field}Replace", id=made["id"], input={kind.name: "made"})
    assert await is_free("c")
    await kind.change(api, made, {kind.urn: {"tag": "d"}})
    assert not await is_free("D")
    await api.mutate(f"{kind.field}Delete", id=made["id"])
    assert await is_free("d")


async def test_who_was_deactivated_keeps_their_unique_values(api: Any) -> None:
    await declare(api, UNIQUE_TAG)
    user = await api.user("ada", extensions={URN: {"tag": "a"}})
    await api.mutate("userUpdate", id=user["id"], changes={"active": False})
    assert (await USER.create(api, "bob", {URN: {"tag": "a"}}))["existingId"] == user["id"]


async def test_a_refused_value_leaves_nothing_behind(api: Any, dump: Any, customer: Any) -> None:
    await declare(api, UNIQUE_TAG, TAG | {"name": "note"})
    await api.user("ada", extensions={URN: {"tag": "a"}})
    bob = await api.user("bob", extensions={URN: {"tag": "b"}})
    before = await dump(customer.id)
    assert (await USER.change(api, bob, {URN: {"tag": "a", "note": "x"}}))["__typename"] == "ValueTaken"
    assert (await USER.create(api, "cyd", {URN: {"tag": "a"}}))["__typename"] == "ValueTaken"
    assert await dump(customer.id) == before


async def test_unique_numbers_are_compared_as_numbers(api: Any) -> None:
    await declare(api, {"name": "badge", "type": "decimal", "uniqueness": "server"})
    await api.user("ada", extensions={URN: {"badge": 100}})
    taken = await USER.create(api, "bob", {URN: {"badge": 1e2}})
    assert (taken["__typename"], taken["value"]) == ("ValueTaken", "100.0")


async def test_what_the_answer_shows_of_a_change_is_what_the_audit_log_shows(api: Any) -> None:
    await declare(api, TAG)
    user = await api.user("ada", extensions={URN.upper(): {"TAG": "a"}})
    (entry,) = await api.audit(user)
    assert {"field": f"extensions.{URN}", "before": None, "after": {"tag": "a"}} in entry["changes"]


async def test_every_conforming_value_is_stored_and_every_other_refused(api: Any) -> None:
    strings = {"string": TAG | {"name": "string"}, "integer": REQUIRED | {"name": "integer", "required": False}}
    await declare(
        api, *strings.values(), {"name": "flag", "type": "boolean"}, {**TAG, "name": "tags", "multiValued": True}
    )
    user = await api.user("ada")
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=5)
    types: dict[str, Any] = {"string": str, "integer": int, "flag": bool, "tags": list}
    values = texts | st.integers(-(2**63), 2**64 - 1) | st.booleans() | st.lists(texts, min_size=1, max_size=2)
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(list(types)), values, min_size=1))
    def agree(part: dict[str, Any]) -> None:
        changing = USER.change(api, user, {URN: part})
        answer = asyncio.run_coroutine_threadsafe(changing, loop).result(timeout=30)
        if all(type(value) is types[name] for name, value in part.items()):
            assert answer["extensions"] == {URN: part}
        else:
            assert answer["__typename"] == "InvalidInput"

    await asyncio.to_thread(agree)


async def held_and_stored(sql: asyncpg.Connection) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """The unique values, and the extensions, by user."""
    held = await sql.fetch("SELECT user_id, value FROM unique_values")
    rows = await sql.fetch("SELECT id, profile->'extensions' AS e FROM users WHERE profile ? 'extensions'")
    return (
        {row["user_id"]: {URN: {"tag": row["value"]}} for row in held},
        {row["id"]: orjson.loads(row["e"]) for row in rows},
    )


async def test_values_written_while_a_schema_is_declared_conform_or_the_schema_is_refused(
    api: Any, sql: asyncpg.Connection
) -> None:
    users = [await api.user(f"old-{number}", extensions={URN: {"TAG": f"old-{number}"}}) for number in range(5)]
    for turn in range(4):
        values: list[Any] = [f"new-{turn}-{number}" for number in range(6)] + ([7] if turn % 2 else [])
        writing = [
            USER.create(api, f"new-{turn}-{number}", {URN.upper(): {"tag": v}}) for number, v in enumerate(values)
        ]
        others = [api.mutate("userUpdate", id=user["id"], changes={"title": f"{turn}"}) for user in users]
        dropping = [api.mutate("userReplace", id=users[turn]["id"], input={"userName": f"old-{turn}"})]
        declaring = api.mutate("extensionSchemaCreate", input=definition(UNIQUE_TAG))
        *_, declared = await asyncio.gather(*writing, *others, *dropping, declaring)
        if declared["__typename"] == "ExtensionSchema":
            held, stored = await held_and_stored(sql)
            assert held == stored
            await api.mutate("extensionSchemaDelete", urn=URN)
        else:
            assert declared["__typename"] == "DataDoesNotConform"
            await sql.execute("UPDATE users SET profile = '{}' WHERE profile::text LIKE '%: 7}%'")


async def test_values_given_up_and_taken_while_a_schema_is_replaced_are_those_that_are_stored(
    api: Any, sql: asyncpg.Connection
) -> None:
    await declare(api, UNIQUE_TAG)
    users = [await api.user(f"user-{number}", extensions={URN: {"tag": f"old-{number}"}}) for number in range(9)]
    for turn in range(4):
        answers = await asyncio.gather(
            *(api.mutate("userReplace", id=user["id"], input={"userName": user["userName"]}) for user in users[:3]),
            *(USER.change(api, user, {URN: {"tag": f"{turn}-{user['userName']}"}}) for user in users[2:6]),
            *(api.mutate("userUpdate", id=user["id"], changes={"title": f"{turn}"}) for user in users),
            api.mutate("extensionSchemaReplace", urn=URN, input=definition(UNIQUE_TAG, name=f"Turn {turn}")),
        )
        assert {answer["__typename"] for answer in answers} == {"User", "ExtensionSchema"}
        held, stored = await held_and_stored(sql)
        assert held == stored
