"""How an organisation's connection is read, and what has been counted of it."""

import asyncio
from typing import Any

import pytest

from contract.transport import Caller

LIMIT = 200


async def connection(api: Any) -> dict[str, Any]:
    organisation = await api.query("organisation")
    (found,) = organisation["connections"]
    return dict(found)


def reported(*uses: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"rule": rule, "uses": times} for rule, times in uses]


async def counts(api: Any) -> dict[str, int]:
    return {use["rule"]: use["uses"] for use in (await connection(api))["ruleUses"]}


async def test_a_new_connection_is_lenient(api: Any) -> None:
    found = await connection(api)
    assert (found["conformance"], found["version"], found["ruleUses"]) == ("LENIENT", 1, [])


async def test_a_connection_is_made_strict_and_lenient_again(api: Any, customer: Any) -> None:
    strict = await api.mutate("connectionUpdate", id=customer.connection, changes={"conformance": "STRICT"})
    assert (strict["__typename"], strict["conformance"], strict["version"]) == ("Connection", "STRICT", 2)
    lenient = await api.mutate("connectionUpdate", id=customer.connection, changes={"conformance": "LENIENT"})
    assert (lenient["conformance"], lenient["version"]) == ("LENIENT", 3)
    back, there = await api.audit(lenient)
    assert (there["action"], there["targetType"], there["targetLabel"]) == (
        "connectionUpdate",
        "Connection",
        "Microsoft Entra",
    )
    assert there["changes"] == [{"field": "conformance", "before": "LENIENT", "after": "STRICT"}]
    assert back["changes"] == [{"field": "conformance", "before": "STRICT", "after": "LENIENT"}]


async def test_a_name_says_nothing_about_how_requests_are_read(api: Any, customer: Any) -> None:
    renamed = await api.mutate("connectionUpdate", id=customer.connection, changes={"name": " Okta "})
    assert (renamed["name"], renamed["version"]) == ("Okta", 1)
    (entry,) = await api.audit(renamed)
    assert entry["changes"] == [{"field": "name", "before": "Microsoft Entra", "after": "Okta"}]


@pytest.mark.parametrize("changes", [{}, {"conformance": "LENIENT"}, {"name": "Microsoft Entra"}])
async def test_a_change_that_changes_nothing_writes_nothing(api: Any, customer: Any, changes: dict[str, Any]) -> None:
    same = await api.mutate("connectionUpdate", id=customer.connection, changes=changes)
    assert same["version"] == 1
    assert await api.audit(same) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b"])
async def test_a_name_that_cannot_be_shown_is_refused(api: Any, customer: Any, name: str) -> None:
    refused = await api.mutate("connectionUpdate", id=customer.connection, changes={"name": name})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "name")


async def test_the_operator_changes_any_organisations_connection(operator: Any, customer: Any) -> None:
    changed = await operator.mutate("connectionUpdate", id=customer.connection, changes={"conformance": "STRICT"})
    assert changed["conformance"] == "STRICT"
    assert (await operator.mutate("connectionUpdate", id="nowhere", changes={}))["__typename"] == "NotFound"


async def test_whoever_read_a_request_by_older_settings_is_told_to_read_it_anew(
    api: Any, scim: Any, customer: Any
) -> None:
    await api.mutate("connectionUpdate", id=customer.connection, changes={"conformance": "STRICT"})
    caller = Caller(scim.token, "r", customer.connection, connection_version=1)
    response = await scim.identity.execute("{ users { totalCount } }", None, {}, caller)
    assert response["errors"][0]["extensions"]["code"] == "CONNECTION_CHANGED"


async def test_uses_of_rules_add_up_and_the_most_used_comes_first(api: Any, scim: Any) -> None:
    first = await scim.mutate("ruleUsesRecord", uses=reported(("op-letter-case", 2), ("boolean-as-string", 5)))
    assert first == {"__typename": "RuleUsesRecorded", "rules": 2}
    await scim.mutate("ruleUsesRecord", uses=reported(("op-letter-case", 4), ("op-letter-case", 1)))
    uses = (await connection(api))["ruleUses"]
    assert [(use["rule"], use["uses"]) for use in uses] == [("op-letter-case", 7), ("boolean-as-string", 5)]
    assert uses[0]["firstUsedAt"] < uses[0]["lastUsedAt"]
    assert uses[1]["firstUsedAt"] == uses[1]["lastUsedAt"]


async def test_a_count_is_no_act(api: Any, scim: Any) -> None:
    before = (await api.query("auditEntries"))["totalCount"]
    await scim.mutate("ruleUsesRecord", uses=reported(("op-letter-case", 2)))
    assert (await api.query("auditEntries"))["totalCount"] == before


async def test_a_person_counts_for_the_connection_they_came_to(api: Any, customer: Any) -> None:
    await api.user("member")
    token = await customer.session_of("member")
    document = api.document("mutation", "ruleUsesRecord", {"uses": None})
    uses = {"uses": reported(("empty-string-clears", 3))}
    there = await api.response(document, uses, credential=token, connection=customer.connection)
    assert there["data"]["result"]["__typename"] == "RuleUsesRecorded"
    nowhere = await api.response(document, uses, credential=token)
    assert nowhere["data"]["result"]["field"] == "connection"
    assert await counts(api) == {"empty-string-clears": 3}


@pytest.mark.parametrize(
    "uses",
    [
        reported(("Op Letter Case", 1)),
        reported(("", 1)),
        reported(("a" * 65, 1)),
        reported(("a-", 1)),
        reported(("a\n", 1)),
        reported(("op-letter-case", 0)),
        reported(("op-letter-case", -1)),
        reported(*[(f"rule-{number}", 1) for number in range(LIMIT + 1)]),
    ],
    ids=range(8),
)
async def test_a_report_that_makes_no_sense_is_refused_whole(api: Any, scim: Any, uses: list[dict[str, Any]]) -> None:
    refused = await scim.mutate("ruleUsesRecord", uses=[*reported(("sound", 1)), *uses])
    assert refused["__typename"] == "InvalidInput"
    assert await counts(api) == {}


async def test_no_more_rules_are_counted_than_there_can_be(api: Any, scim: Any) -> None:
    await scim.mutate("ruleUsesRecord", uses=reported(*[(f"rule-{number}", 1) for number in range(LIMIT)]))
    beyond = await scim.mutate("ruleUsesRecord", uses=reported(("rule-0", 1), ("one-more", 1)))
    assert beyond["rules"] == 1
    found = await counts(api)
    assert len(found) == LIMIT
    assert found["rule-0"] == 2


async def test_a_count_stops_where_graphql_has_no_greater_number(api: Any, scim: Any) -> None:
    for _ in range(2):
        await scim.mutate("ruleUsesRecord", uses=reported(("op-letter-case", 2**31 - 1)))
    assert await counts(api) == {"op-letter-case": 2**31 - 1}


async def test_reports_at_the_same_time_all_count(api: Any, scim: Any) -> None:
    rules = [f"rule-{number}" for number in range(8)]
    reports = [reported(*((rule, 1) for rule in (rules if number % 2 else rules[::-1]))) for number in range(10)]
    await asyncio.gather(*(scim.mutate("ruleUsesRecord", uses=report) for report in reports))
    assert await counts(api) == dict.fromkeys(rules, 10)


async def test_nobody_sees_what_was_counted_elsewhere(other_api: Any, scim: Any) -> None:
    await scim.mutate("ruleUsesRecord", uses=reported(("op-letter-case", 2)))
    assert await counts(other_api) == {}
