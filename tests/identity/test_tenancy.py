"""Nobody reaches another organisation: every root field, with another organisation's credential and this one's ids."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.identity.activity.telling import request, tell
from tests.identity.delegating import REASON, make_link
from tests.identity.own_schema import UNIQUE_TAG, URN, declare, definition


@dataclass(frozen=True)
class Victim:
    """What stands in the organisation that is to be reached, all of it named `victim`."""

    user: dict[str, Any]
    group: dict[str, Any]
    token: str
    session: str
    connection: str
    slug: str
    cursor: str
    entry: str
    link: str
    delegated_session: str


@pytest.fixture
async def victim(api: Any, customer: Any, operator: Any) -> Victim:
    await declare(api, UNIQUE_TAG, name="victim")
    user = await api.user(
        "victim",
        externalId="victim-e",
        displayName="victim",
        emails=[{"value": "victim@x"}],
        extensions={URN: {"tag": "victim"}},
    )
    group = await api.group("victim", user, "victim-pending", externalId="victim-g")
    token = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": "victim"})
    given = {"organisation": customer.slug, "userName": "victim", "reason": "test"}
    session = await operator.mutate("sessionCreate", input=given)
    await tell(api, customer.connection, request(requestId="victim", subjects=[user["id"]], targetLabel="victim"))
    (entry,) = (await api.query("activityEntries", filter={"requestId": "victim"}))["nodes"]
    cursor = (await api.query("users", first=1))["pageInfo"]["endCursor"]
    link = await make_link(operator, customer, label="victim")
    looking = await operator.mutate("supportSessionCreate", input={"organisation": customer.slug, "reason": REASON})
    return Victim(
        user,
        group,
        token["accessToken"]["id"],
        session["session"]["id"],
        customer.connection,
        customer.slug,
        cursor,
        entry["id"],
        link["connectionSetupLink"]["id"],
        looking["session"]["id"],
    )


Case = tuple[dict[str, Any], str]
NOTHING, EMPTY, OWN, REFUSED, DENIED = "None", "empty", "own", "PermissionDenied", "denied"

CASES: dict[str, Callable[[Victim], list[Case]]] = {
    # Each root field with what may be tried, and what comes of it.
    "viewer": lambda _: [({}, OWN)],
    "organisation": lambda v: [({}, OWN), ({"slug": v.slug}, NOTHING)],
    "user": lambda v: [({"id": v.user["id"]}, NOTHING)],
    "userBy": lambda _: [({"userName": "victim"}, NOTHING), ({"externalId": "victim-e"}, NOTHING)],
    "users": lambda v: [
        ({}, OWN),
        ({"after": v.cursor}, OWN),
        ({"filter": {"compare": {"attribute": "id", "operator": "EQ", "value": v.user["id"]}}}, EMPTY),
        ({"filter": {"compare": {"attribute": "emails.value", "operator": "EQ", "value": "victim@x"}}}, EMPTY),
        ({"filter": {"compare": {"attribute": "groups.value", "operator": "EQ", "value": v.group["id"]}}}, EMPTY),
        ({"search": "victim"}, EMPTY),
    ],
    "directoryCounts": lambda _: [({}, OWN)],
    "group": lambda v: [({"id": v.group["id"]}, NOTHING)],
    "groups": lambda v: [
        ({}, OWN),
        ({"filter": {"compare": {"attribute": "members.value", "operator": "EQ", "value": v.user["id"]}}}, EMPTY),
    ],
    "resources": lambda v: [
        ({}, OWN),
        ({"after": v.cursor}, OWN),
        (
            {
                "userFilter": {"compare": {"attribute": "id", "operator": "EQ", "value": v.user["id"]}},
                "groupFilter": {"compare": {"attribute": "id", "operator": "EQ", "value": v.group["id"]}},
            },
            EMPTY,
        ),
    ],
    "accessTokens": lambda _: [({}, OWN)],
    "auditEntries": lambda v: [({}, OWN), *[({"targetId": id_}, EMPTY) for id_ in (v.user["id"], v.token, v.session)]],
    "userCreate": lambda v: [
        (
            {
                "input": {
                    "userName": "newcomer",
                    "externalId": "victim-pending",
                    "enterprise": {"manager": v.user["id"]},
                }
            },
            "User",
        )
    ],
    "userUpdate": lambda v: [({"id": v.user["id"], "changes": {"active": False}}, "NotFound")],
    "userReplace": lambda v: [({"id": v.user["id"], "input": {"userName": "x"}}, "NotFound")],
    "userDelete": lambda v: [({"id": v.user["id"]}, "NotFound")],
    "groupCreate": lambda v: [({"input": {"displayName": "new", "members": [v.user["id"], "victim-e"]}}, "Group")],
    "groupUpdate": lambda v: [({"id": v.group["id"], "changes": {"replaceMembers": []}}, "NotFound")],
    "groupReplace": lambda v: [({"id": v.group["id"], "input": {"displayName": "x"}}, "NotFound")],
    "groupDelete": lambda v: [({"id": v.group["id"]}, "NotFound")],
    "connectionUpdate": lambda v: [({"id": v.connection, "changes": {"conformance": "STRICT"}}, "NotFound")],
    "activityEntries": lambda v: [
        ({}, EMPTY),
        ({"filter": {"personId": v.user["id"]}}, EMPTY),
        ({"filter": {"connectionId": v.connection}}, EMPTY),
        ({"filter": {"requestId": "victim"}}, EMPTY),
    ],
    "activityEntry": lambda v: [({"id": v.entry}, NOTHING)],
    "activityCounts": lambda _: [({"since": "2026-01-01T00:00:00Z", "span": "DAY"}, EMPTY)],
    "activityRecord": lambda _: [({"requests": []}, "InvalidInput")],
    "ruleUsesRecord": lambda _: [({"uses": [{"rule": "victim", "uses": 1}]}, "InvalidInput")],
    "extensionSchemaReplace": lambda _: [({"urn": URN, "input": definition()}, "NotFound")],
    "extensionSchemaDelete": lambda _: [({"urn": URN}, "NotFound")],
    "extensionSchemaCreate": lambda _: [({"input": definition(UNIQUE_TAG)}, "ExtensionSchema")],
    "accessTokenCreate": lambda v: [({"input": {"connectionId": v.connection}}, "NotFound")],
    "accessTokenRotate": lambda v: [({"id": v.token}, "NotFound")],
    "accessTokenRevoke": lambda v: [({"id": v.token}, "NotFound")],
    "sessionEnd": lambda v: [({"id": v.session}, "NotFound")],
    "sessionCreate": lambda v: [({"input": {"organisation": v.slug, "userName": "victim", "reason": "r"}}, REFUSED)],
    "organisationCreate": lambda v: [({"input": {"name": "x", "slug": v.slug, "owner": "x"}}, REFUSED)],
    "operatorTokenCreate": lambda _: [({"input": {"name": "x"}}, REFUSED)],
    "operatorTokenRevoke": lambda v: [({"id": v.token}, REFUSED)],
    "setupLink": lambda v: [({"secret": v.token}, NOTHING)],
    "setupLinkCreate": lambda v: [({"input": {"organisation": v.slug, "userName": "victim", "reason": "r"}}, REFUSED)],
    "signInTransactionCreate": lambda v: [
        (
            {
                "input": {
                    "state": "state",
                    "browser": "browser",
                    "sealed": "sealed",
                    "purpose": "CONNECT_TENANT",
                    "connectionId": v.connection,
                }
            },
            "NotFound",
        )
    ],
    "signInTransactionRedeem": lambda _: [({"state": "x", "browser": "x"}, "SignInRefused")],
    "sessionStartWithMicrosoft": lambda _: [({"input": {"browser": "x", "idToken": "x"}}, "SignInRefused")],
    "sessionsEndByMicrosoft": lambda _: [({"sid": "x"}, OWN)],
    "sessionStartWithPassword": lambda v: [
        ({"input": {"organisation": v.slug, "userName": "victim", "password": "x"}}, "SignInRefused")
    ],
    "sessionStartWithPasskey": lambda _: [({"input": {"credential": {}}}, "SignInRefused")],
    "passkeySignInBegin": lambda _: [({}, OWN)],
    "passwordSetUp": lambda _: [({"input": {"secret": "x", "password": "x"}}, "SignInRefused")],
    "passwordChange": lambda _: [({"current": "x", "new": "a long enough new password"}, "SignInRefused")],
    "passkeyRegistrationBegin": lambda _: [({}, "PasskeyOptions")],
    "passkeyCreate": lambda _: [({"input": {"name": "x", "credential": {}}}, "InvalidInput")],
    "passkeyDelete": lambda v: [({"id": v.session}, "NotFound")],
    "otherSessionsEnd": lambda _: [({}, "SessionsEnded")],
    "signInTest": lambda _: [({"input": {"browser": "x", "idToken": "x"}}, "SignInRefused")],
    "organisationUpdate": lambda _: [({"changes": {"name": "another"}}, "Organisation")],
    "tenantConnect": lambda _: [({"input": {"browser": "x", "idToken": "x"}}, "SignInRefused")],
    "tenantConfirm": lambda v: [
        (
            {"input": {"browser": "x", "organisation": v.slug, "userName": "victim", "password": "x"}},
            "SignInRefused",
        )
    ],
    "tenantDisconnect": lambda v: [({"connectionId": v.connection}, "NotFound")],
    "personalTokenCreate": lambda _: [({"input": {"name": "own"}}, "PersonalTokenCreated")],
    "personalTokenRevoke": lambda v: [({"id": v.session}, "NotFound")],
    "userLock": lambda v: [({"id": v.user["id"], "reason": "x"}, "NotFound")],
    "userUnlock": lambda v: [({"id": v.user["id"]}, "NotFound")],
    "userSessionsEnd": lambda v: [({"id": v.user["id"]}, "NotFound")],
    "microsoftAccountUnlink": lambda v: [
        ({"userId": v.user["id"], "tenantId": v.user["id"], "objectId": v.user["id"]}, "NotFound")
    ],
    "userRoleUpdate": lambda v: [({"id": v.user["id"], "role": "OWNER"}, "NotFound")],
    "reviewItems": lambda _: [({}, EMPTY)],
    "organisations": lambda _: [({}, DENIED)],
    "connectionSetupLink": lambda v: [({"secret": v.token}, NOTHING)],
    "connectionSetupLinkCreate": lambda v: [({"input": {"connectionId": v.connection, "label": "x"}}, "NotFound")],
    "connectionSetupLinkRevoke": lambda v: [({"id": v.link}, "NotFound")],
    "connectionSetupLinkOpen": lambda v: [({"input": {"secret": v.link}}, "SignInRefused")],
    "supportSessionCreate": lambda v: [
        ({"input": {"organisation": v.slug, "reason": "to look around"}}, REFUSED),
    ],
    "delegatedSessionEnd": lambda v: [({"id": v.delegated_session}, "NotFound")],
    "reviewItemDecide": lambda v: [({"id": v.session, "decision": "DISMISS"}, "NotFound")],
}


def test_every_root_field_has_a_case(api_of: Any) -> None:
    schema = api_of(None).schema
    assert {*schema.query_type.fields, *schema.mutation_type.fields} == set(CASES)


async def test_no_root_field_reaches_another_organisation(
    other_api: Any, victim: Victim, customer: Any, dump: Any, sql: Any
) -> None:
    # What an operator opened is for looking; the stranger came by themselves.
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    await other_api.user("own", enterprise={"manager": victim.user["id"]})
    await other_api.group("own", victim.user["id"])
    before = await dump(customer.id)
    for field, cases in CASES.items():
        kind = "query" if field in other_api.schema.query_type.fields else "mutation"
        for arguments, expected in cases(victim):
            document = other_api.document(kind, field, arguments)
            response = await other_api.response(document, arguments)
            assert verdict(response) == expected, (field, arguments, response)
            if expected == DENIED:
                continue
            assert "victim" not in leaked(response["data"]["result"]), (field, arguments)
    assert await dump(customer.id) == before


def verdict(response: Any) -> str:
    if "errors" in response:
        codes = {error["extensions"]["code"] for error in response["errors"]}
        return DENIED if codes == {"PERMISSION_DENIED"} else str(codes)
    result = response["data"]["result"]
    if result is None:
        return NOTHING
    if result == []:
        return EMPTY
    if "nodes" in result:
        return OWN if result.get("totalCount") or result["nodes"] else EMPTY
    kind: str = result.get("__typename", OWN)
    return kind


def leaked(result: Any) -> str:
    """An answer without what the stranger said themselves and without the log of it."""
    if result and "nodes" in result:
        result = {**result, "nodes": [{**node, "changes": None, "externalId": None} for node in result["nodes"]]}
    return json.dumps({**(result or {}), "externalId": None})


@pytest.mark.parametrize("kind", ["owner", "scim"])
async def test_a_credential_shows_the_organisation_it_belongs_to(
    api_of: Any, other_customer: Any, victim: Victim, kind: str
) -> None:
    stranger = api_of(other_customer.owner if kind == "owner" else other_customer.token)
    assert (await stranger.query("organisation"))["id"] == other_customer.id
    assert (await stranger.mutate("userDelete", id=victim.user["id"]))["__typename"] == "NotFound"


async def test_another_organisations_manager_is_never_named(other_api: Any, victim: Victim) -> None:
    user = await other_api.user("own", enterprise={"manager": victim.user["id"]})
    assert user["enterprise"]["manager"] == {"value": victim.user["id"], "displayName": None}


async def test_a_member_awaited_elsewhere_does_not_join_there(api: Any, other_api: Any, victim: Victim) -> None:
    assert (await other_api.user("own", externalId="victim-pending"))["groups"] == []
    assert await api.members(victim.group) == [victim.user["id"]]
