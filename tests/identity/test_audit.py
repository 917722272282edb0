"""What identity promises about its audit log."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from identity.actor import Actor, ActorKind
from identity.audit import Act
from identity.commands import users
from identity.errors import DomainError


async def test_a_change_is_recorded_with_each_field_before_and_after(scim: Any, api: Any) -> None:
    user = await scim.user("ada", displayName="Ada", name={"givenName": "A", "familyName": "L"})
    changes = {"displayName": "Ada L", "name": {"givenName": "A", "familyName": "B"}, "title": "Dr"}
    document = scim.document("mutation", "userUpdate", {"id": 1, "changes": 1})
    await scim.response(document, {"id": user["id"], "changes": changes}, request_id="request-7")
    update, creation = await api.audit(user)
    assert {change["field"]: (change["before"], change["after"]) for change in update["changes"]} == {
        "displayName": ("Ada", "Ada L"),
        "name.familyName": ("L", "B"),
        "title": (None, "Dr"),
    }
    assert (update["action"], update["requestId"]) == ("userUpdate", "request-7")
    assert (update["targetType"], update["targetId"], update["targetLabel"]) == ("User", user["id"], "ada")
    assert update["actor"]["kind"] == "SCIM_CLIENT"
    assert update["actor"]["id"] == (await api.query("accessTokens"))["nodes"][0]["id"]
    assert {change["field"]: change["after"] for change in creation["changes"]} == {
        "userName": "ada",
        "displayName": "Ada",
        "name.givenName": "A",
        "name.familyName": "L",
        "active": True,
    }


async def test_a_deletion_is_recorded_with_what_was_lost(api: Any) -> None:
    user = await api.user("ada", externalId="e-1")
    await api.mutate("userDelete", id=user["id"])
    deletion = (await api.audit(user))[0]
    assert deletion["action"] == "userDelete"
    assert {"field": "externalId", "before": "e-1", "after": None} in deletion["changes"]


async def test_every_mutation_leaves_one_row_under_its_own_name(api: Any, operator: Any, customer: Any) -> None:
    user = await api.user("ada")
    await api.mutate("userUpdate", id=user["id"], changes={"title": "x"})
    await api.mutate("userReplace", id=user["id"], input={"userName": "ada"})
    group = await api.group("Sales")
    await api.mutate("groupUpdate", id=group["id"], changes={"externalId": "x"})
    await api.mutate("groupReplace", id=group["id"], input={"displayName": "Sales"})
    await api.mutate("groupDelete", id=group["id"])
    await api.mutate("userDelete", id=user["id"])
    token = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    await api.mutate("accessTokenRevoke", id=token["accessToken"]["id"])
    page = await api.query("auditEntries")
    done = [
        *("accessTokenRevoke", "accessTokenCreate", "userDelete", "groupDelete", "groupReplace", "groupUpdate"),
        *("groupCreate", "userReplace", "userUpdate", "userCreate"),
        # How the organisation came to be: its owner's session and SCIM token, the organisation, the owner.
        *("sessionCreate", "accessTokenCreate", "organisationCreate", "organisationCreate"),
    ]
    assert [entry["action"] for entry in page["nodes"]] == done
    assert page["totalCount"] == len(done)
    assert (await operator.query("auditEntries"))["nodes"][0]["action"] == "operatorTokenCreate"


async def test_the_log_is_read_by_target_and_by_request(api: Any) -> None:
    user, other = await api.user("ada"), await api.user("bob")
    assert (await api.query("auditEntries", targetId=user["id"]))["totalCount"] == 1
    document = api.document("mutation", "userUpdate", {"id": 1, "changes": 1})
    await api.response(document, {"id": other["id"], "changes": {"title": "x"}}, request_id="seven")
    page = await api.query("auditEntries", requestId="seven")
    assert [entry["targetId"] for entry in page["nodes"]] == [other["id"]]
    assert (await api.query("auditEntries", requestId="seven", targetId=user["id"]))["totalCount"] == 0
    for argument in ("targetId", "requestId"):
        assert (await api.refusal("query", "auditEntries", **{argument: "\x00"}))["code"] == "INVALID_INPUT"


async def test_the_log_is_read_by_who_did_it_what_was_done_and_when(api: Any, scim: Any) -> None:
    before = datetime.now(UTC)
    by_entra = await scim.user("ada")
    between = datetime.now(UTC)
    by_owner = await api.user("bob")
    (creation,) = await api.audit(by_entra)

    async def targets(**wanted: Any) -> list[str]:
        page = await api.query("auditEntries", **wanted)
        assert page["totalCount"] == len(page["nodes"])
        return [entry["targetId"] for entry in page["nodes"]]

    since, until = before.isoformat(), between.isoformat()
    assert await targets(action="userCreate") == [by_owner["id"], by_entra["id"]]
    assert await targets(actorId=creation["actor"]["id"]) == [by_entra["id"]]
    assert await targets(action="userCreate", since=until) == [by_owner["id"]]
    assert await targets(since=since, until=until) == [by_entra["id"]]
    assert await targets(since=creation["at"], until=until, action="userCreate") == [by_entra["id"]]
    assert await targets(until="1970-01-01T00:00:00Z") == []
    for argument, value in (("actorId", "\x00"), ("action", "\x00"), ("since", "2026-01-31T09:00:00")):
        assert (await api.refusal("query", "auditEntries", **{argument: value}))["code"] == "INVALID_INPUT"


async def test_no_secret_ever_stands_in_the_log(api: Any, operator: Any, customer: Any, sql: Any) -> None:
    access = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    own = await operator.mutate("operatorTokenCreate", input={"name": "x"})
    given = {"organisation": customer.slug, "userName": f"owner@{customer.slug}.example", "reason": "t"}
    session = await operator.mutate("sessionCreate", input=given)
    log = str(await sql.fetch("SELECT a::text FROM audit_entries a"))
    for made in (access, own, session):
        assert made["secret"].split("_", 3)[3] not in log


async def test_the_row_stands_in_the_transaction_of_its_change(api: Any, sql: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user)
    for table, row in (("users", user), ("groups", group)):
        writers = await sql.fetchval(
            f"""SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM {table} WHERE id = $1
                UNION ALL SELECT xmin FROM audit_entries WHERE target_id = $1::text) AS rows""",  # noqa: S608  a table's own name
            row["id"],
        )
        assert writers == 1


async def test_a_change_that_is_rolled_back_leaves_no_row(identity: Any, api: Any, customer: Any, dump: Any) -> None:
    before = await dump(customer.id)
    with pytest.raises(DomainError):
        await _create_user_and_fail(identity, customer)
    assert await dump(customer.id) == before
    assert (await api.query("auditEntries"))["totalCount"] == 4


async def _create_user_and_fail(identity: Any, customer: Any) -> None:
    actor = Actor(ActorKind.SCIM_CLIENT, "t", "t", organisation_id=UUID(customer.id))
    act = Act(actor, "userCreate", "r", datetime.now(UTC), uuid4)
    async with identity.database.writing() as writer:
        await users.create(writer, act, {"userName": "ada"})
        raise DomainError
