"""What no document and no variable can do: cost too much, reveal the schema, or break the service."""

from collections.abc import Callable
from typing import Any

import pytest

from contract.transport import Caller
from identity.graphql.limits import MAX_ALIASES, MAX_CHARACTERS, MAX_DEPTH, MAX_TOKENS, MAX_VARIABLES_DEPTH, too_deep

INTROSPECTION = "{ __schema { types { name } } }"


async def refused(api: Any, document: str, variables: Any = None) -> str:
    response = await api.response(document, variables)
    assert response["data"] is None
    assert {error["extensions"]["code"] for error in response["errors"]} == {"INVALID_INPUT"}, response
    message: str = response["errors"][0]["message"]
    return message


@pytest.mark.parametrize(
    "document",
    [
        *(
            "",
            " ",
            "{",
            "}",
            "nonsense",
            "{ nonsense }",
            "{ viewer }",
            "{ viewer { nonsense } }",
            "\x00",
            "\ufeff{",
        ),
        "subscription { viewer { label } }",
        *(
            "fragment F on User { id }",
            "{ ...F }",
            "{ ...F } fragment F on Query { ...F }",
            "{ user(id: 7, id: 8) { id } }",
        ),
        *("{ user { id } }", "{ user(id: null) { id } }", "{ users(first: 2147483648) { totalCount } }"),
        *("{ users(first: 1e400) { totalCount } }", "{ users(first: " + "9" * 5_000 + ") { totalCount } }"),
        *('{ user(id: "\\ud800") { id } }', '{ user(id: "\\u{110000}") { id } }', '{ user(id: "a) { id } }'),
        *("query($x: Nonsense) { viewer { label } }", "query($x: Int!) { users(first: $x) { totalCount } }"),
        "{ viewer { label @nonsense } }",
    ],
)
async def test_a_document_that_makes_no_sense_is_refused(api: Any, document: str) -> None:
    await refused(api, document)


async def test_an_operation_is_chosen_by_its_name(identity: Any, customer: Any) -> None:
    document = "query A { viewer { kind } } query B { viewer { label } }"
    caller = Caller(customer.token, "r")
    assert "label" in (await identity.execute(document, "B", {}, caller))["data"]["viewer"]
    for name in ("C", "", "\x00"):
        response = await identity.execute(document, name, {}, caller)
        assert response["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


@pytest.mark.parametrize("levels", [MAX_DEPTH + 2, 300, 1_000, 1_900, 10_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "core", "closing"), [("{ viewer ", "{ label }", "}"), ("{ a: viewer ", "", ""), ("[", "", "]")]
)
async def test_a_deep_document_is_refused(api: Any, levels: int, opening: str, core: str, closing: str) -> None:
    await refused(api, opening * levels + core + closing * levels)
    await refused(api, "{ users(filter: " + opening * levels + core + closing * levels + ") { totalCount } }")


async def test_a_document_may_nest_only_so_far(api: Any) -> None:
    fragments = " ".join(f"fragment F{n} on User {{ ...F{n + 1} }}" for n in range(200))
    await api.response(f'{{ user(id: "x") {{ ...F0 }} }} {fragments} fragment F200 on User {{ id }}')
    assert await refused(api, "{ users { nodes " + "{ groups " * MAX_DEPTH + "{ value }" + "}" * MAX_DEPTH + "} }")


async def test_fragments_that_spread_each_other_twice_are_measured_in_no_time(api: Any) -> None:
    doubling = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    assert "errors" not in await api.response(f"{{ ...F0 }} {doubling} fragment F60 on Query {{ viewer {{ label }} }}")
    await refused(api, f"{{ ...F0 }} {doubling} fragment F60 on Query {{ a: viewer {{ label }} }}")


async def test_a_document_has_only_so_many_aliases_and_tokens(api: Any) -> None:
    def aliased(count: int) -> str:
        return "{ viewer { " + " ".join(f"a{n}: label" for n in range(count)) + " } }"

    assert "errors" not in await api.response(aliased(MAX_ALIASES))
    assert "alias" in await refused(api, aliased(MAX_ALIASES + 1))
    assert "characters" in await refused(api, "{ viewer { label } } #" + "x" * MAX_CHARACTERS)
    assert "token" in await refused(api, "{ viewer { " + "label " * MAX_TOKENS + "} }")
    in_fragment = "{ ...F ...F } fragment F on Query { viewer { " + "a: label b: kind " * 8 + "} }"
    assert "alias" in await refused(api, in_fragment)
    spread = (
        "{ " + "...F " * 50 + "} fragment F on Query { " + "...G " * 50 + "} fragment G on Query { viewer { label } }"
    )
    assert "errors" not in await api.response(spread)


@pytest.mark.parametrize("levels", [MAX_VARIABLES_DEPTH, 1_000, 10_000])
@pytest.mark.parametrize(
    ("kind", "wrap"),
    [
        ("Filter", lambda inner: {"not": inner}),
        ("Filter", lambda inner: {"and": [inner]}),
        ("Filter", lambda inner: [inner]),
        ("JSON", lambda inner: {"a": inner}),
    ],
)
async def test_deep_variables_are_refused(api: Any, levels: int, kind: str, wrap: Callable[[Any], Any]) -> None:
    value: Any = {"present": "title"}
    for _ in range(levels):
        value = wrap(value)
    if kind == "JSON":
        document = 'mutation($x: JSON) { userCreate(input: {userName: "a", extensions: $x}) { __typename } }'
    else:
        document = "query($x: Filter) { users(filter: $x) { totalCount } }"
    await refused(api, document, {"x": value})


async def test_extensions_nest_as_deep_as_they_can_be_kept(api: Any) -> None:
    def nested(levels: int) -> Any:
        value: Any = 1
        for _ in range(levels):
            value = {"a": value}
        return {"urn:x": value}

    user = await api.user("ada", extensions=nested(29))
    assert user["extensions"] == nested(29)
    refusal = await api.mutate("userUpdate", id=user["id"], changes={"extensions": nested(60)})
    assert (refusal["__typename"], refusal["field"]) == ("InvalidInput", "extensions")


def test_breadth_is_not_depth() -> None:
    assert not too_deep([[]] * 10_000)
    assert not too_deep({"a": [{"b": []}] * 10_000}, limit=4)
    assert too_deep({"a": [{"b": []}]}, limit=3)


async def test_only_the_operator_may_ask_for_the_schema(api: Any, scim: Any, operator: Any, api_of: Any) -> None:
    # The operator first: what was validated for one caller must not count for another.
    assert "errors" not in await operator.response(INTROSPECTION)
    for caller in (api, scim, api_of(None)):
        assert "introspection" in await refused(caller, INTROSPECTION)
        assert "introspection" in await refused(caller, '{ __type(name: "User") { name } }')
    assert "errors" not in await operator.response(INTROSPECTION)
    assert (await api.query("viewer", "{ __typename }")) == {"__typename": "Viewer"}


async def test_integers_beyond_32_bits_are_refused_where_an_int_is_asked_for(api: Any) -> None:
    user = await api.user("ada")
    document = "mutation($id: ID!, $v: Int) { userDelete(id: $id, expectedVersion: $v) { __typename } }"
    no_int: list[Any] = [2**31, -(2**31) - 1, 2**63, 10**100, 1.5, "1", True, {}]
    for value in no_int:
        await refused(api, document, {"id": user["id"], "v": value})
    for version in (-1, 0, 2**31 - 1):
        assert (await api.mutate("userDelete", id=user["id"], expectedVersion=version))[
            "__typename"
        ] == "VersionConflict"
    assert await api.query("user", id=user["id"]) is not None


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "\udfff\ud800"])
async def test_text_that_cannot_be_stored_is_never_an_internal_error(
    api: Any, operator: Any, dump: Any, customer: Any, text: str
) -> None:
    before = await dump(customer.id)
    connection = {"connectionId": text}
    questions = [
        *(
            ("user", {"id": text}),
            ("userBy", {"userName": text}),
            ("userBy", {"externalId": text}),
            ("group", {"id": text}),
        ),
        *(
            ("organisation", {"slug": text}),
            ("auditEntries", {"targetId": text}),
            ("auditEntries", {"requestId": text}),
        ),
        *(
            ("users", {"after": text}),
            ("users", {"sort": {"attribute": text}}),
            ("groups", {"filter": {"present": text}}),
        ),
        *(("userCreate", {"input": {"userName": text}}), ("groupCreate", {"input": {"displayName": text}})),
        *(("userDelete", {"id": text}), ("groupDelete", {"id": text}), ("sessionEnd", {"id": text})),
        *(("accessTokenCreate", {"input": connection}), ("accessTokenRevoke", {"id": text})),
        *(("accessTokenCreate", {"input": {"connectionId": customer.connection, "name": text}}), ("viewer", {})),
        ("organisationCreate", {"input": {"name": text, "slug": text, "owner": text}}),
        ("organisationCreate", {"input": {"name": "n", "slug": "n", "owner": text}}),
        ("sessionCreate", {"input": {"organisation": text, "userName": text, "reason": "r"}}),
        ("sessionCreate", {"input": {"organisation": customer.slug, "userName": text, "reason": "r"}}),
        ("operatorTokenCreate", {"input": {"name": text}}),
    ]
    for caller in (api, operator):
        for field, arguments in questions:
            operation = "query" if field in caller.schema.query_type.fields else "mutation"
            response = await caller.response(caller.document(operation, field, arguments, "{ __typename }"), arguments)
            codes = {error["extensions"]["code"] for error in response.get("errors", [])}
            assert codes <= {"INVALID_INPUT", "PERMISSION_DENIED"}, (field, response)
    assert await dump(customer.id) == before
