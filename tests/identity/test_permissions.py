"""Who may do what, field by field."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.identity.delegating import follow, look

NOBODY = "00000000-0000-4000-8000-000000000000"
CALLERS = ("anonymous", "member", "auditor", "admin", "owner", "scim", "operator", "setup_link", "support")

EVERYBODY = {*CALLERS} - {"anonymous"}
DIRECTORY = {"admin", "owner", "scim"}
ADMINS = {"admin", "owner"}
READERS = ADMINS | {"auditor", "support"}
ADMINISTRATION = ADMINS | {"operator", "setup_link"}
OPERATOR = {"operator"}
PERSONS = {"member", "auditor", "admin", "owner"}
ANYBODY = EVERYBODY | {"anonymous"}

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    # Each root field with arguments that do no harm, and those who may use it.
    "viewer": ({}, EVERYBODY),
    "organisation": ({}, EVERYBODY),
    "user": ({"id": NOBODY}, READERS | {"scim"}),
    "userBy": ({"userName": "x"}, READERS | {"scim"}),
    "users": ({}, READERS | {"scim"}),
    "group": ({"id": NOBODY}, READERS | {"scim"}),
    "groups": ({}, READERS | {"scim"}),
    "resources": ({}, READERS | {"scim"}),
    "directoryCounts": ({}, READERS | {"scim"}),
    "accessTokens": ({}, READERS | ADMINISTRATION),
    "auditEntries": ({}, READERS | OPERATOR),
    "activityEntries": ({}, READERS),
    "activityEntry": ({"id": NOBODY}, READERS),
    "activityCounts": ({"since": "2026-01-01T00:00:00Z", "span": "DAY"}, READERS),
    "activityRecord": ({"requests": []}, PERSONS | {"scim"}),
    "userCreate": ({"input": {"userName": ""}}, DIRECTORY),
    "userUpdate": ({"id": NOBODY, "changes": {}}, DIRECTORY),
    "userReplace": ({"id": NOBODY, "input": {"userName": "x"}}, DIRECTORY),
    "userDelete": ({"id": NOBODY}, DIRECTORY),
    "groupCreate": ({"input": {"displayName": ""}}, DIRECTORY),
    "groupUpdate": ({"id": NOBODY, "changes": {}}, DIRECTORY),
    "groupReplace": ({"id": NOBODY, "input": {"displayName": "x"}}, DIRECTORY),
    "groupDelete": ({"id": NOBODY}, DIRECTORY),
    "connectionUpdate": ({"id": NOBODY, "changes": {}}, ADMINISTRATION),
    "ruleUsesRecord": ({"uses": []}, PERSONS | {"scim"}),
    "extensionSchemaCreate": ({"input": {"urn": "", "name": "", "attributes": []}}, ADMINS | {"setup_link"}),
    "extensionSchemaReplace": (
        {"urn": "urn:x", "input": {"urn": "", "name": "", "attributes": []}},
        ADMINS | {"setup_link"},
    ),
    "extensionSchemaDelete": ({"urn": "urn:x"}, ADMINS | {"setup_link"}),
    "accessTokenCreate": ({"input": {"connectionId": NOBODY}}, ADMINISTRATION),
    "accessTokenRotate": ({"id": NOBODY}, ADMINISTRATION),
    "accessTokenRevoke": ({"id": NOBODY}, ADMINISTRATION),
    "sessionEnd": ({"id": NOBODY}, PERSONS | OPERATOR),
    "otherSessionsEnd": ({}, PERSONS),
    "organisationUpdate": ({"changes": {}}, ADMINS | {"setup_link"}),
    "organisationCreate": ({"input": {"name": "", "slug": "", "owner": ""}}, OPERATOR),
    "sessionCreate": ({"input": {"organisation": "", "userName": "", "reason": ""}}, OPERATOR),
    "operatorTokenCreate": ({"input": {"name": ""}}, OPERATOR),
    "operatorTokenRevoke": ({"id": NOBODY}, OPERATOR),
    "setupLink": ({"secret": "x"}, ANYBODY),
    "setupLinkCreate": ({"input": {"organisation": "", "userName": "", "reason": ""}}, OPERATOR),
    "signInTransactionCreate": ({"input": {"state": "", "browser": "", "sealed": ""}}, ANYBODY),
    "signInTransactionRedeem": ({"state": "x", "browser": "x"}, ANYBODY),
    "sessionStartWithMicrosoft": ({"input": {"browser": "x", "idToken": "x"}}, ANYBODY),
    "sessionsEndByMicrosoft": ({"sid": "x"}, ANYBODY),
    "sessionStartWithPassword": ({"input": {"organisation": "x", "userName": "x", "password": "x"}}, ANYBODY),
    "sessionStartWithPasskey": ({"input": {"credential": {}}}, ANYBODY),
    "passkeySignInBegin": ({}, ANYBODY),
    "passwordSetUp": ({"input": {"secret": "x", "password": "x"}}, ANYBODY),
    "passwordChange": ({"current": "x", "new": "x"}, PERSONS),
    "passkeyRegistrationBegin": ({}, PERSONS),
    "passkeyCreate": ({"input": {"name": "", "credential": {}}}, PERSONS),
    "passkeyDelete": ({"id": NOBODY}, PERSONS),
    "tenantConnect": ({"input": {"browser": "x", "idToken": "x"}}, ADMINS | {"setup_link"}),
    "signInTest": ({"input": {"browser": "x", "idToken": "x"}}, ADMINS | {"setup_link"}),
    "tenantConfirm": ({"input": {"browser": "x", "organisation": "x", "userName": "x", "password": "x"}}, ANYBODY),
    "tenantDisconnect": ({"connectionId": NOBODY}, ADMINISTRATION),
    "personalTokenCreate": ({"input": {"name": ""}}, PERSONS),
    "personalTokenRevoke": ({"id": NOBODY}, PERSONS),
    "userLock": ({"id": NOBODY, "reason": "x"}, ADMINS),
    "userUnlock": ({"id": NOBODY}, ADMINS),
    "userSessionsEnd": ({"id": NOBODY}, ADMINS | OPERATOR),
    "microsoftAccountUnlink": ({"userId": NOBODY, "tenantId": NOBODY, "objectId": NOBODY}, ADMINS),
    "userRoleUpdate": ({"id": NOBODY, "role": "MEMBER"}, {"owner"}),
    "reviewItems": ({}, READERS),
    "organisations": ({}, OPERATOR),
    "connectionSetupLink": ({"secret": "x"}, ANYBODY),
    "connectionSetupLinkCreate": ({"input": {"connectionId": NOBODY, "label": ""}}, {"owner", "operator"}),
    "connectionSetupLinkRevoke": ({"id": NOBODY}, {"owner", "operator"}),
    "connectionSetupLinkOpen": ({"input": {"secret": "x"}}, ANYBODY),
    "supportSessionCreate": ({"input": {"organisation": "", "reason": ""}}, OPERATOR),
    "delegatedSessionEnd": ({"id": NOBODY}, {"owner", "operator", "setup_link", "support"}),
    "reviewItemDecide": ({"id": NOBODY, "decision": "DISMISS"}, ADMINS),
}


@pytest.fixture
async def callers(
    api_of: Callable[[str | None], Any], api: Any, customer: Any, operator: Any, sql: Any
) -> dict[str, Any]:
    """Everybody who can be at the door of one organisation."""
    people = {}
    for role in ("member", "auditor", "admin"):
        user = await api.user(role)
        if role != "member":
            # Only an owner in person gives roles, and here nobody has come in person yet.
            await sql.execute("INSERT INTO memberships VALUES ($1, $2, $3)", customer.id, user["id"], role.upper())
        people[role] = api_of(await customer.session_of(role))
    # What an operator opened is for looking; these are people who came by themselves.
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    return {
        **people,
        "anonymous": api_of(None),
        "owner": api,
        "scim": api_of(customer.token),
        "operator": operator,
        "setup_link": api_of(await follow(operator, customer)),
        "support": api_of(await look(operator, customer)),
    }


async def outcome(api: Any, operation: str, field: str, arguments: dict[str, Any]) -> str:
    document = api.document(operation, field, arguments, "{ __typename }")
    response = await api.response(document, arguments)
    codes = {error["extensions"]["code"] for error in response.get("errors", [])}
    if codes:
        (code,) = codes
        return {"UNAUTHENTICATED": "unauthenticated", "PERMISSION_DENIED": "denied"}[code]
    result = response["data"]["result"]
    return "denied" if result and result["__typename"] == "PermissionDenied" else "allowed"


def test_every_root_field_has_an_expectation(api_of: Any) -> None:
    schema = api_of(None).schema
    assert {*schema.query_type.fields, *schema.mutation_type.fields} == set(EXPECTED)


async def test_every_root_field_lets_in_exactly_those_who_may(
    callers: dict[str, Any], dump: Any, customer: Any
) -> None:
    assert set(callers) == set(CALLERS)
    before = await dump(customer.id)
    schema = callers["owner"].schema
    for field, (arguments, permitted) in EXPECTED.items():
        operation = "query" if field in schema.query_type.fields else "mutation"
        found = {name: await outcome(api, operation, field, arguments) for name, api in callers.items()}
        expected = {name: "allowed" if name in permitted else "denied" for name in CALLERS}
        anonymous = {} if "anonymous" in permitted else {"anonymous": "unauthenticated"}
        assert found == expected | anonymous, field
    after = await dump(customer.id)
    # Who asked to add a passkey was given a challenge, which nobody will answer.
    assert after | {"passkey_challenges": []} == before


@pytest.mark.parametrize(
    ("caller", "field", "selection"),
    [
        ("setup_link", "organisation", "{ connectionSetupLinks { id } }"),
        ("setup_link", "organisation", "{ delegatedSessions { id } }"),
        ("member", "organisation", "{ connectionSetupLinks { id } }"),
        ("member", "organisation", "{ delegatedSessions { id } }"),
        ("member", "organisation", "{ accessTokens { totalCount } }"),
        ("scim", "viewer", "{ organisation { accessTokens { nodes { id } } } }"),
    ],
)
async def test_what_lies_below_a_permitted_field_has_a_door_of_its_own(
    callers: dict[str, Any], caller: str, field: str, selection: str
) -> None:
    api = callers[caller]
    response = await api.response(api.document("query", field, {}, selection))
    assert {error["extensions"]["code"] for error in response["errors"]} == {"PERMISSION_DENIED"}


async def test_everybody_may_see_their_own_groups_and_who_manages_them(
    api: Any, api_of: Callable[[str | None], Any], customer: Any
) -> None:
    boss = await api.user("boss", displayName="Boss")
    person = await api.user("report", enterprise={"manager": boss["id"]})
    await api.group("Team", person)
    viewer = await api_of(await customer.session_of("report")).query(
        "viewer", "{ user { groups { display } enterprise { manager { displayName } } } }"
    )
    assert viewer["user"] == {"groups": [{"display": "Team"}], "enterprise": {"manager": {"displayName": "Boss"}}}


async def test_a_refusal_says_who_may_not_do_what(callers: dict[str, Any]) -> None:
    refused = await callers["member"].mutate("userDelete", id=NOBODY)
    assert refused["message"] == "member may not do this: it needs the permission directory_write."
    anonymous = await callers["anonymous"].refusal("query", "viewer")
    assert anonymous == {"message": "Send a bearer token in the Authorization header.", "code": "UNAUTHENTICATED"}
