"""What identity promises about those who act in an organisation without being one of its people."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract.transport import Caller
from tests.identity.delegating import REASON, STARTED, follow, look, make_link, open_link
from tests.identity.own_schema import URN, definition
from tests.identity.waiting import somebody_waits

VIEWER = """{ kind label role user { id } organisation { slug } connection { id }
    delegatedSession { kind label reason expiresAt } sessions { id } personalTokens { id } }"""
INVITATION = "{ organisationName label expiresAt }"
TOKEN = """{ __typename ... on Problem { message }
    ... on AccessTokenCreated { accessToken { id connectionId } } }"""


@pytest.fixture
async def owner(api: Any, sql: Any) -> Any:
    """An owner who came by themselves."""
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    return api


async def viewer(identity: Any, token: str) -> str | None:
    """The kind of who asks, or `None` when nobody is let in."""
    answer = await identity.execute("{ viewer { kind } }", None, {}, Caller(token, "r"))
    kind: str | None = answer["data"] and answer["data"]["viewer"]["kind"]
    return kind


async def test_a_link_says_whose_it_is_and_for_whom_and_until_when(owner: Any, api_of: Any, customer: Any) -> None:
    made = await make_link(owner, customer)
    link = made["connectionSetupLink"]
    assert made["secret"].startswith("nx_con_")
    assert (link["label"], link["createdBy"]) == ("Jo of IT", f"owner@{customer.slug}.example")
    until = datetime.fromisoformat(link["expiresAt"]) - datetime.fromisoformat(link["createdAt"])
    assert until == timedelta(days=7)
    invitation = await api_of(None).query("connectionSetupLink", INVITATION, secret=made["secret"])
    assert invitation == {
        "organisationName": customer.slug.title(),
        "label": "Jo of IT",
        "expiresAt": link["expiresAt"],
    }


async def test_who_follows_a_link_is_known_by_it(operator: Any, api_of: Any, customer: Any) -> None:
    seen = await api_of(await follow(operator, customer)).query("viewer", VIEWER)
    session = seen.pop("delegatedSession")
    assert (session["kind"], session["label"]) == ("SETUP_LINK", "Set-up link for Jo of IT")
    assert seen == {
        "kind": "SETUP_LINK",
        "label": "Set-up link for Jo of IT",
        "role": None,
        "user": None,
        "organisation": {"slug": customer.slug},
        "connection": {"id": customer.connection},
        "sessions": [],
        "personalTokens": [],
    }


async def test_who_follows_a_link_sets_up_the_connection_and_the_log_tells(
    owner: Any, api_of: Any, customer: Any
) -> None:
    made = await make_link(owner, customer)
    holder = api_of(await open_link(owner, made["secret"]))
    switched = await holder.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": True})
    token = await holder.mutate(
        "accessTokenCreate", TOKEN, input={"connectionId": customer.connection, "name": "Entra"}
    )
    assert (switched["__typename"], token["__typename"]) == ("Connection", "AccessTokenCreated")
    (entry,) = await owner.audit(token["accessToken"])
    assert entry["actor"] == {
        "kind": "SETUP_LINK",
        "id": made["connectionSetupLink"]["id"],
        "label": "Set-up link for Jo of IT",
    }


async def test_who_follows_a_link_reaches_only_its_connection(owner: Any, api_of: Any, customer: Any, sql: Any) -> None:
    token = await owner.mutate("accessTokenCreate", TOKEN, input={"connectionId": customer.connection, "name": "SCIM"})
    other = await sql.fetchval(
        """INSERT INTO connections (organisation_id, id, name, conformance, version, created_at, microsoft_sign_in)
        VALUES ($1, gen_random_uuid(), 'Second', 'LENIENT', 1, now(), false) RETURNING id""",
        customer.id,
    )
    made = await make_link(owner, customer, connectionId=str(other))
    holder = api_of(await open_link(owner, made["secret"]))
    organisation = await holder.query("organisation", "{ connections { id } accessTokens { totalCount } }")
    assert organisation == {"connections": [{"id": str(other)}], "accessTokens": {"totalCount": 0}}
    assert (await holder.query("accessTokens", "{ nodes { id } }"))["nodes"] == []
    for refused in (
        await holder.mutate("connectionUpdate", id=customer.connection, changes={"name": "x"}),
        await holder.mutate("accessTokenCreate", TOKEN, input={"connectionId": customer.connection, "name": "x"}),
        await holder.mutate("accessTokenRevoke", id=token["accessToken"]["id"]),
        await holder.mutate("tenantDisconnect", connectionId=customer.connection),
    ):
        assert refused["__typename"] == "NotFound"


async def test_who_follows_a_link_is_told_of_no_value_that_stands_in_the_way_of_a_schema(
    owner: Any, api_of: Any, customer: Any
) -> None:
    await owner.user("ada", extensions={URN: {"tag": "confidential"}})
    holder = api_of(await follow(owner, customer))
    given = definition({"name": "tag", "type": "integer"})
    shown = "{ __typename ... on Problem { message } ... on DataDoesNotConform { resources examples { reason } } }"
    refused = await holder.mutate("extensionSchemaCreate", shown, input=given)
    assert (refused["__typename"], refused["resources"], refused["examples"]) == ("DataDoesNotConform", 1, [])
    assert "confidential" not in refused["message"]
    assert "confidential" in (await owner.mutate("extensionSchemaCreate", shown, input=given))["message"]


async def test_a_delegated_session_is_no_credential_for_scim(
    operator: Any, identity: Any, customer: Any, facade: Any
) -> None:
    for token in (await follow(operator, customer), await look(operator, customer)):
        caller = Caller(token, "r", connection=customer.connection)
        answer = await identity.execute("{ viewer { kind } }", None, {}, caller)
        assert answer["errors"][0]["extensions"]["code"] == "CONNECTION_MISMATCH"
        headers = {"Authorization": f"Bearer {token}"}
        assert (await facade.get(f"/scim/v2/{customer.connection}/Users", headers=headers)).status_code == 404


async def test_a_link_is_no_credential_for_requests(operator: Any, identity: Any, customer: Any) -> None:
    assert await viewer(identity, (await make_link(operator, customer))["secret"]) is None


async def test_a_link_can_be_followed_again_and_each_session_ends_for_itself(
    owner: Any, identity: Any, api_of: Any, customer: Any
) -> None:
    secret = (await make_link(owner, customer))["secret"]
    first, second = [await open_link(owner, secret) for _ in range(2)]
    ended = await api_of(first).mutate("delegatedSessionEnd")
    assert ended["endedAt"] is not None
    assert [await viewer(identity, token) for token in (first, second)] == [None, "SETUP_LINK"]


async def test_the_eleventh_session_of_a_link_ends_the_first(owner: Any, identity: Any, customer: Any) -> None:
    secret = (await make_link(owner, customer))["secret"]
    sessions = [await open_link(owner, secret) for _ in range(11)]
    assert [await viewer(identity, token) for token in sessions] == [None, *["SETUP_LINK"] * 10]


async def test_revoking_a_link_ends_its_sessions_at_once(owner: Any, identity: Any, api_of: Any, customer: Any) -> None:
    made = await make_link(owner, customer)
    token = await open_link(owner, made["secret"])
    revoked = await owner.mutate("connectionSetupLinkRevoke", id=made["connectionSetupLink"]["id"])
    assert revoked["revokedAt"] is not None
    assert await viewer(identity, token) is None
    assert await api_of(None).query("connectionSetupLink", INVITATION, secret=made["secret"]) is None
    entry = (await owner.audit(made["connectionSetupLink"]))[0]
    assert {change["field"] for change in entry["changes"]} == {"revokedAt", "sessions.ended"}
    again = await owner.mutate("connectionSetupLinkRevoke", id=made["connectionSetupLink"]["id"])
    assert again["revokedAt"] == revoked["revokedAt"]


async def test_no_session_outlives_a_link_that_is_revoked_while_it_is_opened(
    owner: Any, identity: Any, customer: Any, sql: Any
) -> None:
    made = await make_link(owner, customer)
    link = made["connectionSetupLink"]["id"]
    async with sql.transaction():
        await sql.execute("SELECT FROM connection_setup_links WHERE id = $1 FOR UPDATE", link)
        revoking = asyncio.create_task(owner.mutate("connectionSetupLinkRevoke", id=link))
        await somebody_waits(sql)
        opening = [
            asyncio.create_task(owner.mutate("connectionSetupLinkOpen", STARTED, input={"secret": made["secret"]}))
            for _ in range(3)
        ]
    started = await asyncio.gather(*opening)
    assert (await revoking)["__typename"] == "ConnectionSetupLink"
    assert [await viewer(identity, each["secret"]) for each in started if "secret" in each] == [None] * sum(
        "secret" in each for each in started
    )


async def test_a_session_ends_with_its_link_or_after_eight_hours_or_an_hour_of_nothing(
    owner: Any, clocked: Any, clock: Any, customer: Any
) -> None:
    begun = clock()
    soon = await make_link(owner, customer, expiresAt=(begun + timedelta(hours=2)).isoformat())
    short, long = [await open_link(owner, made["secret"]) for made in (soon, await make_link(owner, customer))]
    for minutes in range(50, 8 * 60, 50):
        clock.time = begun + timedelta(minutes=minutes)
        assert (await viewer(clocked, short) is None) == (minutes >= 120)
        assert await viewer(clocked, long) == "SETUP_LINK"
        await clocked.last_used.flush()
    clock.time = begun + timedelta(hours=8, minutes=1)
    assert await viewer(clocked, long) is None
    clock.time = begun
    idle = await open_link(owner, (await make_link(owner, customer))["secret"])
    clock.time = begun + timedelta(minutes=65)
    assert await viewer(clocked, idle) is None


async def test_whatever_is_no_usable_link_is_refused_in_the_same_words(
    owner: Any, api_of: Any, customer: Any, sql: Any
) -> None:
    good, revoked, expired = [await make_link(owner, customer) for _ in range(3)]
    await owner.mutate("connectionSetupLinkRevoke", id=revoked["connectionSetupLink"]["id"])
    statement = "UPDATE connection_setup_links SET expires_at = now() WHERE id = $1"
    await sql.execute(statement, expired["connectionSetupLink"]["id"])
    secret = good["secret"]
    forged = f"{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}"
    as_session = secret.replace("nx_con_", "nx_del_")
    refusals = []
    for tried in (revoked["secret"], expired["secret"], forged, as_session, "nx_con_x", "", "\x00", customer.owner):
        assert await api_of(None).query("connectionSetupLink", INVITATION, secret=tried) is None
        refusals.append(await api_of(None).mutate("connectionSetupLinkOpen", STARTED, input={"secret": tried}))
    assert {refusal["__typename"] for refusal in refusals} == {"SignInRefused"}
    assert len({refusal["message"] for refusal in refusals}) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": "  "}, "label"),
        ({"label": "x" * 101}, "label"),
        ({"label": "\x00"}, "label"),
        ({"expiresAt": (datetime.now(UTC) + timedelta(days=31)).isoformat()}, "expiresAt"),
        ({"expiresAt": (datetime.now(UTC) - timedelta(days=1)).isoformat()}, "expiresAt"),
        ({"expiresAt": "2027-01-01T00:00:00"}, "expiresAt"),
        ({"reason": None}, "reason"),
        ({"reason": "too short"}, "reason"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
async def test_a_link_that_cannot_be_made_is_refused(
    operator: Any, customer: Any, changed: dict[str, str], field: str
) -> None:
    refused = await make_link(operator, customer, **changed)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)


async def test_there_are_twenty_usable_links_at_most(owner: Any, customer: Any) -> None:
    made = [await make_link(owner, customer) for _ in range(20)]
    assert (await make_link(owner, customer))["field"] == "connectionId"
    await owner.mutate("connectionSetupLinkRevoke", id=made[0]["connectionSetupLink"]["id"])
    assert (await make_link(owner, customer))["__typename"] == "ConnectionSetupLinkCreated"
    shown = await owner.query("organisation", "{ connectionSetupLinks { id revokedAt } }")
    assert [link["revokedAt"] is None for link in shown["connectionSetupLinks"]] == [*[True] * 20, False]


async def test_an_owner_makes_a_link_in_person_and_not_by_a_token(owner: Any, api_of: Any, customer: Any) -> None:
    token = (await owner.mutate("personalTokenCreate", input={"name": "script"}))["secret"]
    assert (await make_link(api_of(token), customer))["__typename"] == "PermissionDenied"


async def test_the_support_desk_sees_what_a_customer_sees_and_changes_nothing(
    owner: Any, operator: Any, api_of: Any, customer: Any
) -> None:
    user = await owner.user("ada", displayName="Ada")
    desk = api_of(await look(operator, customer))
    assert (await desk.query("user", "{ displayName }", id=user["id"])) == {"displayName": "Ada"}
    seen = await desk.query("viewer", VIEWER)
    assert (seen["kind"], seen["label"], seen["user"]) == ("SUPPORT", "Support desk: tests", None)
    assert seen["delegatedSession"]["reason"] == REASON
    refused = await desk.mutate("userUpdate", id=user["id"], changes={"active": False})
    assert refused["__typename"] == "PermissionDenied"


async def test_the_customer_reads_who_looked_and_why_and_sends_them_away(
    owner: Any, operator: Any, identity: Any, api_of: Any, customer: Any
) -> None:
    token = await look(operator, customer)
    (session,) = (await owner.query("organisation", "{ delegatedSessions { id label reason } }"))["delegatedSessions"]
    (entry,) = await owner.audit(session)
    assert (entry["action"], entry["actor"]["kind"]) == ("supportSessionCreate", "OPERATOR")
    assert {"field": "reason", "before": None, "after": REASON} in entry["changes"]
    link = api_of(await follow(operator, customer))
    assert (await link.mutate("delegatedSessionEnd", id=session["id"]))["__typename"] == "NotFound"
    assert await viewer(identity, token) == "SUPPORT"
    await owner.mutate("delegatedSessionEnd", id=session["id"])
    assert await viewer(identity, token) is None


async def test_a_support_session_lasts_an_hour_at_most(operator: Any, clocked: Any, clock: Any, customer: Any) -> None:
    begun = clock()
    token = await look(operator, customer)
    clock.time = begun + timedelta(minutes=59)
    assert await viewer(clocked, token) == "SUPPORT"
    clock.time = begun + timedelta(minutes=61)
    assert await viewer(clocked, token) is None


async def test_support_sessions_end_with_the_operators_token(
    operator: Any, owner: Any, identity: Any, customer: Any, sql: Any
) -> None:
    token = await look(operator, customer)
    own = await sql.fetchval("SELECT id FROM operator_tokens")
    await operator.mutate("operatorTokenRevoke", id=str(own))
    assert await viewer(identity, token) is None
    ended = await owner.query("auditEntries", "{ nodes { action targetType } }", first=1)
    assert ended["nodes"] == [{"action": "operatorTokenRevoke", "targetType": "DelegatedSession"}]


async def test_a_support_session_ends_when_the_operators_token_expires(operator: Any, customer: Any, sql: Any) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    await sql.execute("UPDATE operator_tokens SET expires_at = $1", soon)
    given = {"organisation": customer.slug, "reason": REASON}
    started = await operator.mutate("supportSessionCreate", STARTED, input=given)
    assert datetime.fromisoformat(started["session"]["expiresAt"]) == soon


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"reason": "because"}, "InvalidInput"),
        ({"reason": "x" * 501}, "InvalidInput"),
        ({"organisation": "nowhere"}, "NotFound"),
    ],
)
async def test_a_support_session_that_cannot_be_opened_is_refused(
    operator: Any, customer: Any, changed: dict[str, str], kind: str
) -> None:
    given = {"organisation": customer.slug, "reason": REASON, **changed}
    refused = await operator.mutate("supportSessionCreate", STARTED, input=given)
    assert refused["__typename"] == kind


async def test_an_owner_names_the_session_that_shall_end(owner: Any) -> None:
    refused = await owner.mutate("delegatedSessionEnd")
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "id")


async def test_the_database_cannot_tell_a_secret(operator: Any, customer: Any, dump: Any) -> None:
    made = await make_link(operator, customer)
    secrets = [token.split("_", 3)[3] for token in (made["secret"], await look(operator, customer))]
    rows = [row for rows in (await dump(customer.id)).values() for row in rows]
    assert not [row for row in rows if any(secret in row for secret in secrets)]
