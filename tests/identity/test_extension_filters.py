"""Filters and sorts on attributes of an organisation's own schemas."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.access.users import users
from identity.filtering import Compare, Operator, shape_of
from identity.rules.extension_definition import defined
from identity.rules.extension_schema import DeclaredSchema
from tests.identity.own_schema import GROUP, KINDS, UNIQUE_TAG, URN, USER, Kind, declare

Tree = dict[str, Any]
ATTRIBUTES = (
    UNIQUE_TAG,
    {"name": "code", "type": "string", "caseExact": True},
    {"name": "level", "type": "integer"},
    {"name": "rate", "type": "decimal"},
    {"name": "since", "type": "dateTime"},
    {"name": "isLead", "type": "boolean"},
    {"name": "photo", "type": "binary"},
    {"name": "skills", "type": "string", "multiValued": True},
    {"name": "desk", "type": "complex", "subAttributes": [{"name": "floor", "type": "integer"}]},
    {
        "name": "badges",
        "type": "complex",
        "multiValued": True,
        "subAttributes": [{"name": "number", "type": "integer"}, {"name": "kind", "type": "string"}],
    },
)
PEOPLE: dict[str, dict[str, Any]] = {
    "ada": {
        "tag": "Blue",
        "code": "Aa",
        "level": 9,
        "rate": 1.5,
        "since": "2026-01-31T12:00:00+05:00",
        "isLead": True,
        "photo": "QUJD",
        "skills": ["Chess", "go"],
        "desk": {"floor": 10},
        "badges": [{"number": 1, "kind": "Red"}, {"number": 2, "kind": "blue"}],
    },
    "bob": {
        "tag": "green",
        "code": "aA",
        "level": 10,
        "rate": -2,
        "since": "2026-01-31T08:00:00.1234567Z",
        "isLead": False,
        "skills": ["CHESS"],
        "desk": {"floor": 9},
        "badges": [{"number": 2, "kind": "red"}],
    },
    "cyd": {"tag": "%_"},
}


def name(path: str) -> str:
    return f"{URN}:{path}"


def compare(path: str, operator: str, value: Any) -> Tree:
    return {"compare": {"attribute": name(path), "operator": operator, "value": value}}


def element(path: str, *parts: tuple[str, str, Any]) -> Tree:
    inner = [{"compare": {"attribute": part, "operator": operator, "value": value}} for part, operator, value in parts]
    return {"element": {"attribute": name(path), "filter": {"and": inner}}}


@pytest.fixture
async def people(api: Any) -> Any:
    """The people above and one without the extension, beside the organisation's owner."""
    await declare(api, *ATTRIBUTES)
    for user_name, part in PEOPLE.items():
        await api.user(user_name, extensions={URN: part})
    await api.user("dan", extensions={"urn:Other": {"x": 1}}, enterprise={"department": "d"}, name={"givenName": "D"})
    return api


async def found(api: Any, tree: Tree) -> str:
    page = await api.query("users", "{ totalCount nodes { userName } }", filter=tree)
    names = sorted(user["userName"] for user in page["nodes"])
    assert page["totalCount"] == len(names)
    return " ".join(user_name for user_name in names if "@" not in user_name)


async def refused(api: Any, tree: Tree) -> str:
    refusal = await api.refusal("query", "users", filter=tree)
    assert refusal["code"] == "INVALID_INPUT"
    message: str = refusal["message"]
    return message


CASES: list[tuple[Tree, str]] = [
    (compare("tag", "EQ", "BLUE"), "ada"),
    (compare("tag", "NE", "blue"), "bob cyd dan"),
    (compare("tag", "CO", "RE"), "bob"),
    (compare("tag", "SW", "%"), "cyd"),
    (compare("code", "EQ", "aA"), "bob"),
    (compare("code", "EW", "A"), "bob"),
    (compare("level", "GT", 9), "bob"),
    (compare("level", "GE", 9), "ada bob"),
    (compare("level", "EQ", 9.0), "ada"),
    (compare("level", "LT", 9.5), "ada"),
    (compare("rate", "LT", 0), "bob"),
    (compare("rate", "EQ", 1.5), "ada"),
    (compare("level", "LE", 10**290), "ada bob"),
    (compare("since", "LT", "2026-01-31T08:00:00Z"), "ada"),
    (compare("since", "EQ", "2026-01-31T07:00:00Z"), "ada"),
    (compare("since", "EQ", "2026-01-31T09:00:00.1234567+01:00"), "bob"),
    (compare("isLead", "EQ", True), "ada"),
    (compare("isLead", "NE", True), "bob cyd dan"),
    (compare("photo", "EQ", "QUJD"), "ada"),
    (compare("skills", "EQ", "chess"), "ada bob"),
    (compare("skills.value", "EQ", "GO"), "ada"),
    (element("skills", ("value", "SW", "g")), "ada"),
    (compare("desk.floor", "GT", 9), "ada"),
    (compare("badges.number", "EQ", 2), "ada bob"),
    (element("badges", ("number", "EQ", 2), ("kind", "EQ", "RED")), "bob"),
    ({"present": name("level")}, "ada bob"),
    ({"present": name("skills")}, "ada bob"),
    ({"present": name("skills.value")}, "ada bob"),
    ({"present": name("desk")}, "ada bob"),
    ({"present": name("desk.floor")}, "ada bob"),
    ({"present": name("badges.kind")}, "ada bob"),
    ({"not": {"present": name("isLead")}}, "cyd dan"),
    ({"present": URN}, "ada bob cyd"),
    ({"present": URN.upper()}, "ada bob cyd"),
    ({"present": "urn:other"}, "dan"),
    ({"present": "urn:nobody:has:this"}, ""),
    ({"present": "enterprise"}, "dan"),
    ({"present": "name"}, "dan"),
    ({"compare": {"attribute": f"{URN.upper()}:TAG", "operator": "EQ", "value": "blue"}}, "ada"),
    ({"and": [compare("tag", "EQ", "blue"), {"not": compare("level", "GT", 9)}]}, "ada"),
]


async def test_each_type_compares_as_what_it_is(people: Any) -> None:
    for tree, expected in CASES:
        assert await found(people, tree) == expected, tree
        opposite = sorted({"ada", "bob", "cyd", "dan"} - set(expected.split()))
        assert await found(people, {"not": tree}) == " ".join(opposite), tree


async def test_what_no_schema_declares_cannot_be_filtered_by(people: Any) -> None:
    for path in ("", "tug", "tag.sub", "desk.roof", "skills.type", "badges.value", "a:b"):
        assert f"cannot be filtered by '{name(path)}'" in await refused(people, compare(path, "EQ", "x"))
        if path:
            assert "cannot be filtered" in await refused(people, {"present": name(path)})
    for path in ("desk", "badges"):
        assert "cannot be filtered" in await refused(people, compare(path, "EQ", "x"))
    for path in ("tag", "desk", "tug"):
        assert "cannot be filtered" in await refused(people, element(path, ("value", "EQ", "x")))
    unknown = URN.replace("MyApp", "Unknown")
    for tree in ({"present": f"{unknown}:tag"}, {"present": "urn:\x00"}, {"present": "nonsense:x"}):
        assert "cannot be filtered" in await refused(people, tree)
    assert await found(people, {"present": unknown}) == ""


@pytest.mark.parametrize(
    ("path", "operator", "value", "why"),
    [
        ("level", "EQ", "9", "is compared with a number"),
        ("level", "EQ", True, "is compared with a number"),
        ("level", "CO", 9, "is of kind number and cannot be compared by CO"),
        ("isLead", "EQ", "true", "is compared with true or false"),
        ("isLead", "GT", True, "cannot be compared by GT"),
        ("photo", "GT", "QUJD", "is of kind binary and cannot be compared by GT"),
        ("since", "GT", "yesterday", "is compared with a dateTime"),
        ("since", "SW", "2026", "cannot be compared by SW"),
        ("tag", "EQ", 7, "is compared with a string"),
        ("tag", "EQ", "\x00", "NUL"),
        ("skills", "EQ", 7, "is compared with a string"),
    ],
)
async def test_a_value_of_another_type_is_refused(people: Any, path: str, operator: str, value: Any, why: str) -> None:
    assert why in await refused(people, compare(path, operator, value))


async def test_a_number_beyond_all_numbers_is_refused(people: Any) -> None:
    document = f"""{{ users(filter: {{compare: {{attribute: "{name("level")}", operator: LT, value: 1e400}}}}) {{
        totalCount }} }}"""
    (error,) = (await people.response(document))["errors"]
    assert "is compared with a number" in error["message"]


async def test_groups_are_filtered_by_their_own_schemas(people: Any) -> None:
    await declare(people, {"name": "level", "type": "integer"}, urn=GROUP.urn)
    await GROUP.make(people, "Sales", {GROUP.urn: {"level": 1}})
    tree = {"compare": {"attribute": f"{GROUP.urn}:level", "operator": "EQ", "value": 1}}
    assert (await people.query("groups", "{ totalCount }", filter=tree)) == {"totalCount": 1}
    assert "A user cannot be filtered" in await refused(people, tree)
    both = await people.query("resources", "{ totalCount }", userFilter=compare("level", "EQ", 9), groupFilter=tree)
    assert both == {"totalCount": 2}


async def test_another_organisations_schema_declares_nothing_here(people: Any, other_api: Any) -> None:
    assert "cannot be filtered" in await refused(other_api, compare("tag", "EQ", "blue"))
    await declare(other_api, {"name": "tag", "type": "integer"})
    await other_api.user("eve", extensions={URN: {"tag": 7}})
    assert await found(other_api, compare("tag", "GT", 6)) == "eve"
    assert await found(people, compare("tag", "EQ", "blue")) == "ada"


@KINDS
async def test_rows_that_no_write_of_ours_can_leave_fail_no_list(api: Any, sql: asyncpg.Connection, kind: Kind) -> None:
    await declare(api, *ATTRIBUTES, urn=kind.urn)
    made = await kind.make(api, "bad", {kind.urn: {"level": 1}})
    bad = '{"level": "x", "rate": [], "since": "2026-02-30T00:00:00Z", "isLead": "y", "skills": {}, "desk": 1}'
    column = {"user": "profile", "group": "extensions"}[kind.field]
    path = {"user": ["extensions", kind.urn], "group": [kind.urn]}[kind.field]
    statement = f"UPDATE {kind.field}s SET {column} = jsonb_set({column}, $2, $3) WHERE id = $1"  # noqa: S608  our own names
    await sql.execute(statement, made["id"], path, bad)
    for attribute, value in [("level", 1), ("rate", 1), ("since", "2026-01-01T00:00:00Z"), ("isLead", True)]:
        compared = {"attribute": f"{kind.urn}:{attribute}", "operator": "EQ", "value": value}
        page = await api.query(f"{kind.field}s", "{ totalCount }", filter={"compare": compared})
        assert page == {"totalCount": 0}
        sort = {"attribute": f"{kind.urn}:{attribute}"}
        assert (await api.query(f"{kind.field}s", "{ nodes { id } }", sort=sort))["nodes"]
    for attribute, value in [("skills", "x"), ("desk.floor", 1), ("badges.number", 1)]:
        compared = {"attribute": f"{kind.urn}:{attribute}", "operator": "EQ", "value": value}
        assert await api.query(f"{kind.field}s", "{ totalCount }", filter={"compare": compared}) == {"totalCount": 0}


def as_text(value: Any) -> str:
    # Adding zero makes one zero of the two, between which PostgreSQL does not tell either.
    return repr(float(value) + 0.0) if type(value) in {int, float} else str(value)


async def test_any_conforming_value_is_found_by_itself(people: Any) -> None:
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
    values: dict[str, st.SearchStrategy[Any]] = {
        "code": texts,
        "level": st.integers(-(2**63), 2**64 - 1),
        "rate": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**64 - 1),
        "isLead": st.booleans(),
        "since": st.datetimes(min_value=datetime.fromisoformat("0002-01-01")).map(lambda at: f"{at.isoformat()}Z"),
    }
    user = await people.user("eve")
    loop = asyncio.get_running_loop()

    async def finds(path: str, value: Any) -> None:
        changed = await USER.change(people, user, {URN: {path: value}})
        # JSON tells 4e16 from 40000000000000000 no more than PostgreSQL does.
        assert as_text(changed["extensions"][URN][path]) == as_text(value)
        assert "eve" in await found(people, compare(path, "EQ", value))
        assert "eve" not in await found(people, compare(path, "NE", value))

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.one_of(*(st.tuples(st.just(path), strategy) for path, strategy in values.items())))
    def agree(written: tuple[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(finds(*written), loop).result(timeout=30)

    await asyncio.to_thread(agree)


SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "tag": lambda part: part["tag"].lower(),
    "level": lambda part: part.get("level"),
    "rate": lambda part: part.get("rate"),
    "since": lambda part: part.get("since") and datetime.fromisoformat(part["since"]),
    "isLead": lambda part: part.get("isLead"),
    "desk.floor": lambda part: part.get("desk", {}).get("floor"),
    "skills": lambda part: part["skills"][0].lower() if "skills" in part else None,
    "badges.number": lambda part: part.get("badges", [{}])[0].get("number"),
}


@pytest.mark.parametrize("path", SORTS)
async def test_lists_are_sorted_by_values_of_every_type_from_page_to_page(people: Any, path: str) -> None:
    known = {user_name: SORTS[path](part) for user_name, part in PEOPLE.items()}
    ranked = sorted((user_name for user_name, key in known.items() if key is not None), key=lambda each: known[each])
    for descending in (False, True):
        names: list[str] = []
        after = None
        while True:
            sort = {"attribute": name(path), "descending": descending}
            page = await people.query(
                "users", "{ nodes { userName } pageInfo { hasNextPage endCursor } }", sort=sort, first=2, after=after
            )
            names += [user["userName"] for user in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert len(names) == 5
        expected = ranked[::-1] if descending else ranked
        assert [user_name for user_name in names if user_name in ranked] == expected
        assert (names[-1] in ranked) is descending


async def test_what_cannot_be_sorted_by_is_refused(people: Any) -> None:
    for path in ("tug", "desk", "badges", "skills.type"):
        refusal = await people.refusal("query", "users", sort={"attribute": name(path)})
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "sort")


async def test_an_index_answers_who_holds_a_unique_value(customer: Any, sql: asyncpg.Connection) -> None:
    definition = defined(URN, "My app", "", ATTRIBUTES)
    schema = DeclaredSchema.of(definition.urn, definition.attributes)
    shaped = shape_of(Compare(name("tag"), Operator.EQ, "Blue"), users.filterable, {schema.key: schema})
    statement = users.count_statement(shaped.shape)
    arguments = statement.arguments({"organisation_id": customer.id, **shaped.parameters})
    async with sql.transaction():
        await sql.execute("SET LOCAL enable_seqscan = off")
        await sql.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        plan = "\n".join(row[0] for row in await sql.fetch(f"EXPLAIN {statement.sql}", *arguments))
    # By which index it then finds that one user is the planner's choice, in tables as small as these.
    assert "unique_values_pkey" in plan
    assert "blue" in arguments


async def test_organisations_whose_schemas_agree_share_a_statement() -> None:
    definition = defined(URN, "My app", "", ATTRIBUTES)
    one, other = (DeclaredSchema.of(definition.urn, definition.attributes) for _ in range(2))
    shapes = [
        shape_of(Compare(name("level"), Operator.GT, level), users.filterable, {schema.key: schema}).shape
        for level, schema in ((1, one), (2, other))
    ]
    assert shapes[0] == shapes[1]
    assert users.count_statement(shapes[0]) is users.count_statement(shapes[1])
