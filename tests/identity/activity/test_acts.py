"""What people do and how they sign in stands in the activity log: without secrets, whether it succeeded or not."""

import json
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    build_schema,
    get_named_type,
    get_nullable_type,
    parse,
)

from contract.transport import Caller
from identity.activity_log import ActivityLog
from identity.app import Identity
from identity.database import Database
from identity.errors import SignInRefused, UserNameTaken
from identity.graphql.activity_of_acts import NO_ACTS, SIGN_INS
from identity.graphql.advice import advice_on
from identity.graphql.disclosure import disclosed
from identity.graphql.problems import PROBLEMS
from identity.graphql.schema import sdl
from identity.rules.activity_advice import ADVICE
from identity.rules.disclosure import SHOWN, WITHHELD, WITHHELD_VALUE
from identity.rules.sign_in import SignInRefusal
from tests.identity.local_sign_in import PASSWORD, STARTED, give_password

SCHEMA = build_schema(sdl())
PLAIN = {"Boolean", "DateTime", "Float", "Int"}


async def logged(api: Any, **wanted: Any) -> list[dict[str, Any]]:
    """The log of the organisation, once all that was noted has been written."""
    await api.identity.activity_log.flush()
    nodes: list[dict[str, Any]] = (await api.query("activityEntries", filter=wanted))["nodes"]
    return nodes


async def test_an_act_is_told_with_who_what_and_how(api: Any, customer: Any) -> None:
    user = await api.user("ada", title="Countess")
    (entry, *_) = await logged(api, kind="ADMIN_ACTION")
    assert (entry["action"], entry["outcome"], entry["status"]) == ("userCreate", "SUCCEEDED", None)
    assert (entry["actor"]["kind"], entry["actor"]["id"]) == ("PERSON", customer.owner_id)
    assert (entry["targetType"], entry["targetId"], entry["targetLabel"]) == ("User", user["id"], "ada")
    (operation,) = entry["explanation"]["operations"]
    assert operation["variables"] == {"input": {"userName": "ada", "title": "Countess"}}
    assert (operation["name"], operation["result"]) == ("userCreate", "User")
    assert user["id"] in {change["targetId"] for change in entry["changes"]}
    assert [found["id"] for found in await logged(api, personId=user["id"])] == [entry["id"]]


async def test_a_refused_act_is_told_with_why(api: Any) -> None:
    await api.mutate("userDelete", id="nobody")
    await api.mutate("accessTokenCreate", input={"connectionId": "none", "name": "x"})
    token, user = await logged(api, outcomes=["REFUSED"])
    assert (user["action"], user["message"]) == ("userDelete", "User 'nobody' was not found.")
    assert user["explanation"]["operations"][0]["result"] == "NotFound"
    assert token["action"] == "accessTokenCreate"


async def test_a_defect_is_told_without_its_story(api: Any, sql: Any) -> None:
    user = await api.user("ada")
    await sql.execute("ALTER TABLE users RENAME COLUMN profile TO gone")
    try:
        await api.response("mutation($id: ID!) { userDelete(id: $id) { __typename } }", {"id": user["id"]})
    finally:
        await sql.execute("ALTER TABLE users RENAME COLUMN gone TO profile")
    (entry,) = await logged(api, outcomes=["FAILED"])
    assert "own" in entry["message"]
    assert "profile" not in json.dumps(entry)


async def test_each_of_several_acts_is_told(api: Any) -> None:
    document = """mutation($a: UserInput!, $b: UserInput!) {
        a: userCreate(input: $a) { __typename } b: userCreate(input: $b) { __typename }
        c: userCreate(input: $a) { __typename } }"""
    await api.response(document, {"a": {"userName": "a"}, "b": {"userName": "b"}})
    entries = await logged(api, kind="ADMIN_ACTION")
    assert [(entry["outcome"], entry["targetLabel"]) for entry in entries[:3]] == [
        ("REFUSED", None),
        ("SUCCEEDED", "b"),
        ("SUCCEEDED", "a"),
    ]


async def test_what_scim_clients_do_and_what_only_reads_is_not_an_act(api: Any, scim: Any) -> None:
    before = len(await logged(api))
    await scim.user("ada")
    await api.query("viewer")
    await api.mutate("signInTransactionCreate", input={"state": "s" * 32, "browser": "b" * 32, "sealed": "x"})
    assert len(await logged(api)) == before


async def test_what_the_operator_does_stands_with_the_organisation_it_concerns(
    api: Any, other_api: Any, operator: Any, customer: Any
) -> None:
    await operator.mutate(
        "sessionCreate",
        input={"organisation": customer.slug, "userName": f"owner@{customer.slug}.example", "reason": "r"},
    )
    entry = (await logged(api, kind="ADMIN_ACTION"))[0]
    assert (entry["action"], entry["actor"]["kind"]) == ("sessionCreate", "OPERATOR")
    assert entry["explanation"]["operations"][0]["variables"]["input"]["reason"] == "r"
    assert customer.slug not in json.dumps(await logged(other_api))


async def test_a_wrong_password_is_told_with_what_to_do(api: Any, api_of: Any, customer: Any, sql: Any) -> None:
    await give_password(sql, customer, {"id": customer.owner_id})
    owner = f"owner@{customer.slug}.example"
    given = {"organisation": customer.slug, "userName": owner, "password": "a wrong one, for once"}
    await api_of(None).mutate("sessionStartWithPassword", STARTED, input=given)
    await api_of(None).mutate("sessionStartWithPassword", STARTED, input={**given, "password": PASSWORD})
    success, refused, *_ = await logged(api, kind="SIGN_IN")
    assert (refused["outcome"], refused["targetLabel"]) == ("REFUSED", owner)
    assert refused["advice"] == ADVICE[SignInRefusal.CREDENTIALS_WRONG]
    assert (success["outcome"], success["actor"]["id"]) == ("SUCCEEDED", customer.owner_id)
    assert PASSWORD not in json.dumps([success, refused])
    assert "for once" not in json.dumps([success, refused])
    assert {entry["action"] for entry in await logged(api, kind="SIGN_IN", personId=customer.owner_id)} >= {
        "sessionStartWithPassword"
    }


async def test_who_tries_the_door_of_no_organisation_leaves_nothing(api_of: Any, api: Any) -> None:
    given = {"organisation": "nobody's", "userName": "x", "password": "x"}
    await api_of(None).mutate("sessionStartWithPassword", input=given)
    await api_of(None).mutate("sessionStartWithMicrosoft", input={"browser": "x", "idToken": "x"})
    assert await logged(api, kind="SIGN_IN") == []


async def test_what_cannot_be_kept_does_not_keep_the_act(api: Any) -> None:
    await api.mutate("userCreate", input={"userName": "a\x00b", "extensions": {"x": 2**70}})
    await api.mutate("groupCreate", input={"displayName": "g", "members": ["x" * 90] * 2000})
    group, user = (await logged(api, kind="ADMIN_ACTION"))[:2]
    assert (user["outcome"], group["action"]) == ("REFUSED", "groupCreate")
    assert "too long" in json.dumps(group["explanation"])


def text_leaves() -> set[str]:
    """Every argument and input field, from mutations on, that carries text."""
    assert SCHEMA.mutation_type is not None
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[tuple[str, GraphQLNamedType]] = [
        (f"{name}.{argument}", get_named_type(definition.type))
        for name, field in SCHEMA.mutation_type.fields.items()
        if name not in {"activityRecord", "ruleUsesRecord"}
        for argument, definition in field.args.items()
    ]
    while waiting:
        name, kind = waiting.pop()
        if isinstance(kind, GraphQLInputObjectType):
            if kind.name not in seen:
                seen.add(kind.name)
                waiting += [(f"{kind.name}.{key}", get_named_type(field.type)) for key, field in kind.fields.items()]
        elif not isinstance(kind, GraphQLEnumType) and kind.name not in PLAIN:
            found.add(name)
    return found


def test_of_every_text_that_can_be_sent_somebody_has_decided_whether_it_is_shown() -> None:
    assert not SHOWN & WITHHELD
    assert text_leaves() == SHOWN | WITHHELD


@pytest.mark.parametrize("name", sorted(WITHHELD))
def test_a_secret_is_withheld_wherever_it_stands(name: str) -> None:
    assert SCHEMA.mutation_type is not None
    owner, field = name.split(".")
    if owner in SCHEMA.mutation_type.fields:
        mutation, argument, value = owner, field, "hush"
        definition = SCHEMA.mutation_type.fields[owner].args[field]
        assert get_nullable_type(definition.type)
        given: Any = value
    else:
        mutation, argument = next(
            (mutation, argument)
            for mutation, each in SCHEMA.mutation_type.fields.items()
            for argument, definition in each.args.items()
            if get_named_type(definition.type).name == owner
        )
        given = {field: {"deep": "hush"} if field == "credential" else "hush"}
    (operation,) = parse(f"mutation($x: X) {{ {mutation}({argument}: $x) }}").definitions
    node = operation.selection_set.selections[0]  # type: ignore[attr-defined]
    shown = disclosed(mutation, SCHEMA.mutation_type.fields[mutation], node, {"x": given})
    assert WITHHELD_VALUE in json.dumps(shown)
    assert "hush" not in json.dumps(shown)


def test_a_secret_written_into_the_document_is_withheld_as_well() -> None:
    assert SCHEMA.mutation_type is not None
    (operation,) = parse('mutation { passwordChange(current: "hush", new: "hush") }').definitions
    node = operation.selection_set.selections[0]  # type: ignore[attr-defined]
    shown = disclosed("passwordChange", SCHEMA.mutation_type.fields["passwordChange"], node, {})
    assert shown == {"current": WITHHELD_VALUE, "new": WITHHELD_VALUE}


def test_every_refusal_of_a_sign_in_has_its_advice() -> None:
    assert set(ADVICE) == set(SignInRefusal)
    assert all(sentence.endswith(".") and len(sentence) < 200 for sentence in ADVICE.values())


def test_every_refusal_and_every_defect_has_its_advice() -> None:
    told = {kind: advice_on(kind.__new__(kind)) for kind in PROBLEMS if kind is not SignInRefused}
    defect = advice_on(ZeroDivisionError())
    assert defect not in told.values()
    assert all(sentence.endswith(".") and len(sentence) < 200 for sentence in (*told.values(), defect))


async def test_an_act_that_is_refused_is_told_with_what_to_do(api: Any) -> None:
    await api.mutate("userCreate", input={"userName": "ada"})
    await api.mutate("userCreate", input={"userName": "ADA"})
    refused, done, *_ = await logged(api, kind="ADMIN_ACTION")
    assert refused["advice"] == advice_on(UserNameTaken("ADA"))
    assert done["advice"] is None


def test_sign_ins_and_what_is_no_act_are_mutations() -> None:
    assert SCHEMA.mutation_type is not None
    assert set(SCHEMA.mutation_type.fields) >= SIGN_INS | NO_ACTS


async def test_an_outage_keeps_what_was_noted_until_it_is_over(
    api: Any, customer: Any, database_url: str, database: Database
) -> None:
    broken = await Database.open(database_url, pool_size=1)
    identity = Identity(broken)
    await identity.execute(
        'mutation { userCreate(input: {userName: "kept"}) { __typename } }', None, {}, Caller(customer.owner, "r")
    )
    await broken.close()
    with pytest.raises(Exception, match="database"):
        await identity.activity_log.flush()
    assert len(identity.activity_log) == 1
    identity.activity_log._database = database  # noqa: SLF001  it is back
    await identity.activity_log.flush()
    assert "kept" in {entry["targetLabel"] for entry in await logged(api, kind="ADMIN_ACTION")}


async def test_beyond_its_bounds_the_newest_are_lost_and_that_is_said(
    api: Any, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await api.user("ada")
    entry, size = api.identity.activity_log._waiting[-1]  # noqa: SLF001
    for bounds in ({"max_entries": 2}, {"max_bytes": 2 * size}):
        small = ActivityLog(database, wrote=lambda _: None, new_id=api.identity._new_id, **bounds)  # noqa: SLF001
        for _ in range(5):
            small.note(entry, size)
        assert len(small) == 2
        await small.flush()
        assert len(small) == 0
    assert [record.entries for record in caplog.records if "lost" in record.message] == [3, 3]  # type: ignore[attr-defined]
