"""Schemas of an organisation's own: declared, replaced, taken back."""

from typing import Any

from identity.rules.extension_definition import MAX_SCHEMAS
from tests.identity.own_schema import GROUP_URN, KINDS, TAG, UNIQUE_TAG, URN, Kind, declare, definition


async def schemas(api: Any) -> list[dict[str, Any]]:
    found = await api.query("organisation", "{ extensionSchemas { urn version name attributes { name } } }")
    listed: list[dict[str, Any]] = found["extensionSchemas"]
    return listed


async def connection_version(api: Any) -> int:
    found = await api.query("organisation", "{ connections { version } }")
    version: int = found["connections"][0]["version"]
    return version


async def test_a_schema_is_declared_and_seen_by_the_scim_client(api: Any, scim: Any) -> None:
    attribute = {
        "name": "desk",
        "type": "complex",
        "multiValued": True,
        "description": "Where",
        "subAttributes": [{"name": "floor", "type": "integer", "required": True}],
    }
    made = await declare(api, attribute)
    assert (made["urn"], made["resourceType"], made["version"]) == (URN, "USER", 1)
    (desk,) = made["attributes"]
    assert (desk["type"], desk["multiValued"], desk["description"]) == ("complex", True, "Where")
    assert [(part["name"], part["required"]) for part in desk["subAttributes"]] == [("floor", True)]
    assert await schemas(scim) == [{"urn": URN, "version": 1, "name": "My app", "attributes": [{"name": "desk"}]}]


async def test_a_urn_is_declared_once_whatever_its_letter_case(api: Any) -> None:
    await declare(api)
    again = await api.mutate("extensionSchemaCreate", input=definition(urn=URN.upper()))
    assert (again["__typename"], again["urn"]) == ("SchemaExists", URN)
    await declare(api, urn=GROUP_URN)


async def test_a_definition_that_breaks_a_rule_is_refused(api: Any) -> None:
    refused = await api.mutate("extensionSchemaCreate", input=definition({"name": "__proto__", "type": "string"}))
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "attributes")
    assert await schemas(api) == []


async def test_an_organisation_has_so_many_schemas_and_no_more(api: Any, customer: Any, sql: Any) -> None:
    await sql.execute(
        """INSERT INTO extension_schemas SELECT $1, k, k, 'USER', 'x', '', '[]', 1, now(), now()
           FROM (SELECT 'urn:' || n AS k FROM generate_series(1, $2) AS n) AS keys""",
        customer.id,
        MAX_SCHEMAS,
    )
    refused = await api.mutate("extensionSchemaCreate", input=definition())
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "urn")
    assert f"at most {MAX_SCHEMAS}" in refused["message"]


async def test_a_replacement_puts_a_definition_in_place_unless_nothing_changes(api: Any) -> None:
    await declare(api)
    same = await api.mutate("extensionSchemaReplace", urn=URN.upper(), input=definition())
    assert same["version"] == 1
    respelled = URN.replace("MyApp", "MYAPP")
    changed = await api.mutate(
        "extensionSchemaReplace", urn=URN, input=definition({"name": "level", "type": "integer"}, urn=respelled)
    )
    assert (changed["version"], changed["urn"]) == (2, respelled)
    assert await schemas(api) == [{"urn": respelled, "version": 2, "name": "My app", "attributes": [{"name": "level"}]}]
    created, replaced = [len(await api.audit({"id": urn})) for urn in (URN, respelled)]
    assert (created, replaced) == (1, 1)


async def test_a_replacement_of_another_schema_or_version_is_refused(api: Any) -> None:
    await declare(api)
    replace = [
        ({"urn": "urn:x"}, definition(), "NotFound"),
        ({"urn": "\ud7ff\u212a"}, definition(), "NotFound"),
        ({"urn": URN}, definition(urn=GROUP_URN), "InvalidInput"),
        ({"urn": URN, "expectedVersion": 2}, definition(), "VersionConflict"),
    ]
    for arguments, given, expected in replace:
        answer = await api.mutate("extensionSchemaReplace", input=given, **arguments)
        assert answer["__typename"] == expected


async def test_a_schema_taken_back_leaves_its_data_undeclared(api: Any) -> None:
    await declare(api, UNIQUE_TAG)
    user = await api.user("ada", extensions={URN: {"tag": "x"}})
    refused = await api.mutate("extensionSchemaDelete", urn=URN, expectedVersion=7)
    assert refused["__typename"] == "VersionConflict"
    deleted = await api.mutate("extensionSchemaDelete", urn=URN.lower(), expectedVersion=1)
    assert deleted == {"__typename": "ExtensionSchemaDeleted", "urn": URN}
    assert (await api.query("user", id=user["id"]))["extensions"] == {URN: {"tag": "x"}}
    await api.user("bob", extensions={URN: {"tag": "x", "else": [1]}})
    assert (await api.mutate("extensionSchemaDelete", urn=URN))["__typename"] == "NotFound"


async def test_every_change_moves_the_version_of_the_connections_and_of_no_others(api: Any, other_api: Any) -> None:
    assert await connection_version(api) == 1
    await declare(api)
    assert await connection_version(api) == 2
    await api.mutate("extensionSchemaReplace", urn=URN, input=definition())
    assert await connection_version(api) == 2
    await api.mutate("extensionSchemaReplace", urn=URN, input=definition(name="Other"))
    await api.mutate("extensionSchemaDelete", urn=URN)
    assert await connection_version(api) == 4
    assert await connection_version(other_api) == 1


async def test_each_change_leaves_an_audit_entry_with_the_attributes_it_changed(api: Any) -> None:
    await declare(api, TAG, {"name": "level", "type": "integer"})
    await api.mutate("extensionSchemaReplace", urn=URN, input=definition(TAG, name="Other"))
    await api.mutate("extensionSchemaDelete", urn=URN)
    deleted, replaced, created = await api.audit({"id": URN})
    assert (created["action"], created["targetType"], created["targetLabel"]) == (
        "extensionSchemaCreate",
        "ExtensionSchema",
        "My app",
    )
    assert [change["field"] for change in created["changes"]] == ["urn", "name", "attributes.tag", "attributes.level"]
    assert [(change["field"], change["after"]) for change in replaced["changes"]] == [
        ("name", "Other"),
        ("attributes.level", None),
    ]
    assert deleted["action"] == "extensionSchemaDelete"


@KINDS
async def test_what_is_stored_is_brought_to_the_declared_spelling(api: Any, kind: Kind) -> None:
    spelled = await kind.make(api, "spelled", {kind.urn: {"tag": "x"}, "urn:x": {"TAG": 1}})
    shouted = await kind.make(api, "shouted", {kind.urn.upper(): {"TAG": "x"}, kind.urn: {"level": 1}})
    empty = await kind.make(api, "empty", {kind.urn.lower(): {"Level": None}})
    await declare(api, TAG, {"name": "level", "type": "integer"}, urn=kind.urn)
    found = [await api.query(kind.field, id=each["id"]) for each in (spelled, shouted, empty)]
    assert [each["extensions"] for each in found] == [
        {kind.urn: {"tag": "x"}, "urn:x": {"TAG": 1}},
        {kind.urn: {"tag": "x", "level": 1}},
        {},
    ]
    assert [each["version"] for each in found] == [1, 2, 2]
    (entry,) = await api.audit({"id": kind.urn})
    assert entry["changes"][-1] == {"field": "resourcesRespelled", "before": None, "after": 2}


@KINDS
async def test_a_schema_that_stored_values_do_not_fit_is_refused_with_examples(
    api: Any, dump: Any, customer: Any, kind: Kind
) -> None:
    misfits = [await kind.make(api, f"misfit-{number}", {kind.urn.upper(): {"tag": number}}) for number in range(5)]
    await kind.make(api, "fits", {kind.urn: {"TAG": "x"}})
    before = await dump(customer.id)
    refused = await api.mutate("extensionSchemaCreate", input=definition(urn=kind.urn))
    assert (refused["__typename"], refused["resources"]) == ("DataDoesNotConform", 5)
    assert [example["id"] for example in refused["examples"]] == [each["id"] for each in misfits[:3]]
    assert {example["attribute"] for example in refused["examples"]} == {"tag"}
    assert refused["examples"][0]["reason"] == "is of type string, in JSON a string, and not a number"
    assert f"of {misfits[0]['id']}, tag is of type string" in refused["message"]
    assert await dump(customer.id) == before


@KINDS
async def test_a_schema_whose_unique_values_are_held_twice_is_refused(api: Any, kind: Kind) -> None:
    first, second = [
        await kind.make(api, name, {kind.urn: {"tag": tag}}) for name, tag in (("one", "x"), ("other", "X"))
    ]
    refused = await api.mutate("extensionSchemaCreate", input=definition(UNIQUE_TAG, urn=kind.urn))
    assert refused["resources"] == 1
    assert refused["examples"] == [
        {"id": second["id"], "attribute": "tag", "reason": f"has a value that {first['id']} holds, too"}
    ]
    await declare(api, {**UNIQUE_TAG, "caseExact": True}, urn=kind.urn)
    taken = await kind.change(api, second, {kind.urn: {"tag": "x"}})
    assert (taken["__typename"], taken["existingId"]) == ("ValueTaken", first["id"])


async def test_a_replacement_judges_what_is_stored_anew(api: Any) -> None:
    await declare(api, TAG, {"name": "level", "type": "integer"})
    user = await api.user("ada", extensions={URN: {"tag": "x", "level": 1}})
    await api.user("bob", extensions={URN: {"tag": "X"}})
    refused = await api.mutate("extensionSchemaReplace", urn=URN, input=definition())
    assert refused["examples"] == [
        {"id": user["id"], "attribute": "level", "reason": "is not an attribute of this schema"}
    ]
    renamed = definition({**TAG, "name": "TAG"}, {"name": "level", "type": "decimal"})
    assert (await api.mutate("extensionSchemaReplace", urn=URN, input=renamed))["version"] == 2
    assert (await api.query("user", id=user["id"]))["extensions"] == {URN: {"TAG": "x", "level": 1}}
    unique = definition(UNIQUE_TAG, {"name": "level", "type": "decimal"})
    assert (await api.mutate("extensionSchemaReplace", urn=URN, input=unique))["__typename"] == "DataDoesNotConform"
    required = definition(TAG, {"name": "level", "type": "decimal", "required": True})
    refused = await api.mutate("extensionSchemaReplace", urn=URN, input=required)
    assert refused["examples"][0]["reason"] == "is required and must not be empty"


async def test_values_are_unique_as_long_as_the_schema_says_so(api: Any) -> None:
    await declare(api, UNIQUE_TAG)
    await api.user("ada", extensions={URN: {"tag": "x"}})
    await api.mutate("extensionSchemaReplace", urn=URN, input=definition())
    bob = await api.user("bob", extensions={URN: {"tag": "X"}})
    refused = await api.mutate("extensionSchemaReplace", urn=URN, input=definition(UNIQUE_TAG))
    assert refused["__typename"] == "DataDoesNotConform"
    await api.mutate("userUpdate", id=bob["id"], changes={"extensions": None})
    again = await api.mutate("extensionSchemaReplace", urn=URN, input=definition(UNIQUE_TAG))
    assert again["__typename"] == "ExtensionSchema"


async def test_another_organisations_data_and_schemas_are_its_own(api: Any, other_api: Any) -> None:
    await other_api.user("eve", extensions={URN: {"tag": 7}})
    await declare(api, UNIQUE_TAG)
    await api.user("ada", extensions={URN: {"tag": "x"}})
    await declare(other_api, {"name": "tag", "type": "integer", "uniqueness": "server"})
    assert (await api.mutate("userCreate", input={"userName": "bob", "extensions": {URN: {"tag": 7}}}))[
        "__typename"
    ] == "InvalidInput"
    await other_api.user("mallory", extensions={URN: {"tag": 8}})
