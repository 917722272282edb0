"""What identity promises about people's own tokens."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from identity.app import Identity
from identity.commands.sessions import Proof, end_sessions_of_tenant
from identity.rules.sign_in import SignInMethod
from tests.identity.conftest import Api
from tests.identity.signing_in import sign_in
from tests.identity.waiting import somebody_waits

CONTOSO, FABRIKAM = UUID(int=7), UUID(int=8)
VIEWER = "{ kind label role user { userName } session { id } }"


@pytest.fixture
async def ada(api: Api, identity: Identity, customer: Any) -> Api:
    """A member who has signed in by themselves."""
    await api.user("ada")
    return Api(identity, await sign_in(identity, customer, "ada"))


async def a_token(person: Api, name: str = "cli", **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = await person.mutate("personalTokenCreate", input={"name": name, **given})
    assert made["__typename"] == "PersonalTokenCreated", made
    return made


async def is_refused(api: Api) -> bool:
    response = await api.response("{ viewer { label } }")
    return [error["extensions"]["code"] for error in response.get("errors", [])] == ["UNAUTHENTICATED"]


async def test_a_token_acts_as_its_person_and_is_told_apart_in_the_audit_log(
    api_of: Any, api: Api, ada: Api, customer: Any
) -> None:
    made = await a_token(ada)
    assert made["secret"].startswith(made["personalToken"]["prefix"])
    assert made["secret"].startswith("nx_pat_")
    holder = api_of(made["secret"])
    viewer = await holder.query("viewer", VIEWER)
    label = f"ada ({made['personalToken']['prefix']}…)"
    assert viewer == {"kind": "PERSON", "label": label, "role": "MEMBER", "user": {"userName": "ada"}, "session": None}
    assert (await holder.mutate("userCreate", input={"userName": "x"}))["__typename"] == "PermissionDenied"
    owner = Api(ada.identity, await sign_in(ada.identity, customer, f"owner@{customer.slug}.example"))
    by_token = api_of((await a_token(owner))["secret"])
    user = await by_token.user("bob")
    (entry,) = await api.audit(user)
    assert entry["actor"]["label"].startswith(f"owner@{customer.slug}.example (nx_pat_")


async def test_what_is_stored_of_a_token_does_not_let_anybody_in(ada: Api, dump: Any, customer: Any) -> None:
    secret = (await a_token(ada))["secret"].rpartition("_")[2]
    assert not any(secret in row for rows in (await dump(customer.id)).values() for row in rows)


async def test_a_token_fits_the_address_of_its_organisation_and_no_other(
    ada: Api, facade: Any, customer: Any, other_customer: Any
) -> None:
    headers = {"Authorization": f"Bearer {(await a_token(ada))['secret']}"}
    own = await facade.get(f"/scim/v2/{customer.connection}/Me", headers=headers)
    assert (own.status_code, own.json()["userName"]) == (200, "ada")
    other = await facade.get(f"/scim/v2/{other_customer.connection}/Me", headers=headers)
    assert other.status_code == 404


async def test_only_who_has_signed_in_makes_tokens(api_of: Any, ada: Api, scim: Api, customer: Any) -> None:
    by_token = api_of((await a_token(ada))["secret"])
    by_operator = api_of(await customer.session_of("ada"))
    for caller in (by_token, by_operator, scim):
        refused = await caller.mutate("personalTokenCreate", input={"name": "another"})
        assert refused["__typename"] == "PermissionDenied", refused
    assert "made by whoever has signed in" in refused["message"] or "permission" in refused["message"]


@pytest.mark.usefixtures("ada")
async def test_a_token_gives_nobody_a_role_or_a_token(
    api_of: Any, identity: Identity, customer: Any, dump: Any
) -> None:
    owner = Api(identity, await sign_in(identity, customer, f"owner@{customer.slug}.example"))
    by_token = api_of((await a_token(owner))["secret"])
    accomplice = (await by_token.query("userBy", "{ id }", userName="ada"))["id"]
    before = await dump(customer.id)
    for field, arguments in (
        ("userRoleUpdate", {"id": accomplice, "role": "OWNER"}),
        ("accessTokenCreate", {"input": {"connectionId": customer.connection}}),
    ):
        refused = await by_token.mutate(field, **arguments)
        assert refused["__typename"] == "PermissionDenied", field
        assert "by a personal token nobody gets" in refused["message"]
    assert await dump(customer.id) == before


async def test_a_token_changes_no_way_of_signing_in(api_of: Any, ada: Api) -> None:
    by_token = api_of((await a_token(ada))["secret"])
    for field, arguments in (
        ("passwordChange", {"current": "x", "new": "correct horse battery staple"}),
        ("passkeyRegistrationBegin", {}),
        ("passkeyCreate", {"input": {"name": "key", "credential": {}}}),
        ("passkeyDelete", {"id": str(UUID(int=0))}),
    ):
        assert (await by_token.mutate(field, **arguments))["__typename"] == "PermissionDenied", field


async def test_a_token_ends_when_it_says_and_after_ninety_days_if_it_does_not(
    clocked: Identity, clock: Any, ada: Api
) -> None:
    person = Api(clocked, ada.token)
    brief = await a_token(person, expiresAt=(clock() + timedelta(days=1)).isoformat())
    usual = await a_token(person)
    for token, days in ((brief, 1), (usual, 89)):
        holder = Api(clocked, token["secret"])
        clock.advance(days=days, seconds=-1)
        assert not await is_refused(holder)
        clock.advance(seconds=1)
        assert await is_refused(holder)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2199-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2199-01-01T00:00:00"}, "expiresAt"),
    ],
)
async def test_a_token_that_cannot_be_is_refused_by_name(ada: Api, given: dict[str, Any], field: str) -> None:
    refused = await ada.mutate("personalTokenCreate", input={"name": "cli", **given})
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)


async def test_nobody_has_more_than_twenty_that_live_however_fast_they_ask(ada: Api) -> None:
    answers = await asyncio.gather(
        *(ada.mutate("personalTokenCreate", input={"name": f"n-{number}"}) for number in range(25))
    )
    made = [answer for answer in answers if answer["__typename"] == "PersonalTokenCreated"]
    assert len(made) == 20
    await ada.mutate("personalTokenRevoke", id=made[0]["personalToken"]["id"])
    await a_token(ada, "one more")


async def test_people_see_and_revoke_their_own_and_admins_everybodys(
    api: Api, ada: Api, scim: Api, other_api: Api, customer: Any
) -> None:
    first, second = await a_token(ada, "first"), await a_token(ada, "second")
    own = await ada.query("viewer", "{ personalTokens { id name revokedAt } user { id personalTokens { name } } }")
    assert [token["name"] for token in own["personalTokens"]] == ["second", "first"]
    await api.user("bob")
    bob = Api(ada.identity, await customer.session_of("bob"))
    id_ = first["personalToken"]["id"]
    for stranger in (bob, other_api):
        assert (await stranger.mutate("personalTokenRevoke", id=id_))["__typename"] == "NotFound"
    assert (await scim.mutate("personalTokenRevoke", id=id_))["__typename"] == "PermissionDenied"
    revoked = await api.mutate("personalTokenRevoke", id=id_)
    assert revoked["revokedAt"] is not None
    assert await is_refused(Api(ada.identity, first["secret"]))
    assert await api.mutate("personalTokenRevoke", id=id_) == revoked
    assert [entry["action"] for entry in await api.audit({"id": id_})] == ["personalTokenRevoke", "personalTokenCreate"]
    by_itself = Api(ada.identity, second["secret"])
    assert (await by_itself.mutate("personalTokenRevoke", id=second["personalToken"]["id"]))["revokedAt"] is not None
    seen = await api.query("user", "{ personalTokens { name revokedAt } }", id=own["user"]["id"])
    assert [token["name"] for token in seen["personalTokens"]] == ["second", "first"]


async def test_a_use_is_noted(ada: Api, api_of: Any, identity: Identity) -> None:
    await api_of((await a_token(ada))["secret"]).query("viewer", "{ label }")
    await identity.last_used.flush()
    (token,) = (await ada.query("viewer", "{ personalTokens { lastUsedAt } }"))["personalTokens"]
    assert token["lastUsedAt"] is not None


async def test_tokens_outlive_the_session_they_were_made_in_but_not_its_tenant(
    api: Api, identity: Identity, api_of: Any, customer: Any, clock: Any
) -> None:
    await api.user("ada")

    async def by_microsoft(tenant: UUID) -> Api:
        return api_of(await sign_in(identity, customer, "ada", proof=Proof(SignInMethod.MICROSOFT, tenant_id=tenant)))

    contoso, fabrikam = await by_microsoft(CONTOSO), await by_microsoft(FABRIKAM)
    local = api_of(await sign_in(identity, customer, "ada"))
    tokens = [api_of((await a_token(person))["secret"]) for person in (contoso, fabrikam, local)]
    await contoso.mutate("sessionEnd")
    assert not await is_refused(tokens[0])
    contoso = await by_microsoft(CONTOSO)
    async with identity.database.writing() as writer:
        changes = await end_sessions_of_tenant(writer, UUID(customer.id), CONTOSO, clock())
    assert changes == [
        {"field": "sessions.ended", "before": 1, "after": None},
        {"field": "personalTokens.ended", "before": 1, "after": None},
    ]
    assert [await is_refused(caller) for caller in (contoso, fabrikam, local, *tokens)] == [
        *(True, False, False),
        *(True, False, False),
    ]


async def test_a_session_that_was_ended_in_the_meantime_makes_no_token(ada: Api, sql: Any, customer: Any) -> None:
    async with sql.transaction():
        await sql.execute("UPDATE sessions SET ended_at = now() WHERE organisation_id = $1", customer.id)
        asking = asyncio.create_task(ada.response(*_creation()))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
    assert (await asking)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def _creation() -> tuple[str, dict[str, Any]]:
    document = "mutation($input: PersonalTokenInput!) { personalTokenCreate(input: $input) { __typename } }"
    return document, {"input": {"name": "late"}}
