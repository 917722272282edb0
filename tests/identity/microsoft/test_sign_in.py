"""Who gets in with Microsoft, as whom, and who does not."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.identity.id_tokens.signing import ABSENT, OTHER_TENANT, PERSONAL, TENANT
from tests.identity.microsoft.world import Account, Visit, connect, sign_in

ACCOUNTS = "{ microsoftAccounts { tenantId objectId linkedAt lastSignInAt } }"


@pytest.fixture
def ada() -> Account:
    return Account(TENANT, "ada@contoso.example")


async def accounts_of(api: Any, user: dict[str, Any]) -> list[str]:
    found = await api.query("user", ACCOUNTS, id=user["id"])
    return [each["objectId"] for each in found["microsoftAccounts"]]


async def reviewed(api: Any) -> list[tuple[str, str, str | None]]:
    return [(item["reason"], item["objectId"], item["userId"]) for item in (await api.query("reviewItems"))["nodes"]]


@pytest.mark.usefixtures("connected")
async def test_a_provisioned_person_gets_in_by_their_object_id_whatever_they_are_called(
    api: Any, anonymous: Any, api_of: Any, ada: Account, customer: Any
) -> None:
    user = await api.user("lovelace@contoso.example", externalId=ada.oid)
    started = await sign_in(anonymous, ada)
    assert (started["__typename"], started["user"]["id"]) == ("SessionStarted", user["id"])
    assert started["session"] == {"method": "MICROSOFT", "tenantId": TENANT, "userAgent": "a browser"}
    assert started["organisation"] == {"id": customer.id, "slug": customer.slug}
    viewer = await api_of(started["secret"]).query("viewer", "{ kind user { id } }")
    assert viewer == {"kind": "PERSON", "user": {"id": user["id"]}}
    assert await accounts_of(api, user) == [ada.oid]


@pytest.mark.usefixtures("connected")
async def test_a_person_without_an_object_id_gets_in_by_their_name(api: Any, anonymous: Any, ada: Account) -> None:
    user = await api.user("ADA@contoso.example", externalId="ada.lovelace")
    started = await sign_in(anonymous, ada)
    assert started["user"]["id"] == user["id"]
    assert await accounts_of(api, user) == [ada.oid]


@pytest.mark.usefixtures("connected")
async def test_a_linked_account_is_the_same_persons_whatever_else_changes(
    api: Any, anonymous: Any, ada: Account
) -> None:
    user = await api.user(ada.user_name, externalId=ada.oid)
    await sign_in(anonymous, ada)
    await api.mutate("userUpdate", id=user["id"], changes={"userName": "other", "externalId": str(uuid4())})
    await api.user("renamed@contoso.example", externalId=ada.oid)
    renamed = Account(TENANT, "renamed@contoso.example", ada.oid)
    assert (await sign_in(anonymous, renamed))["user"]["id"] == user["id"]


@pytest.mark.usefixtures("connected")
async def test_what_was_done_stands_in_the_audit_log(api: Any, anonymous: Any, ada: Account) -> None:
    user = await api.user(ada.user_name)
    started = await sign_in(anonymous, ada)
    page = await api.query("auditEntries", first=2)
    signed_in, linked = page["nodes"]
    assert linked["actor"] == {"kind": "MICROSOFT_ACCOUNT", "id": f"{TENANT}/{ada.oid}", "label": ada.user_name}
    assert (linked["action"], linked["targetType"], linked["targetId"]) == (
        "sessionStartWithMicrosoft",
        "User",
        user["id"],
    )
    assert {change["field"]: change["after"] for change in linked["changes"]} == {
        "tenant": TENANT,
        "objectId": ada.oid,
        "linkedBy": "USER_NAME",
    }
    assert signed_in["actor"] == {"kind": "PERSON", "id": user["id"], "label": ada.user_name}
    assert signed_in["targetType"] == "Session"
    assert started["secret"] not in str(page)


@pytest.mark.usefixtures("connected")
async def test_who_is_not_provisioned_is_refused_and_put_on_the_list(api: Any, anonymous: Any, ada: Account) -> None:
    refused = await sign_in(anonymous, ada)
    assert (refused["__typename"], refused["reason"]) == ("SignInRefused", "ACCOUNT_NOT_PROVISIONED")
    assert ada.user_name in refused["message"]
    assert await reviewed(api) == [("ACCOUNT_NOT_PROVISIONED", ada.oid, None)]
    (entry,) = (await api.query("auditEntries", targetId=f"{TENANT}/{ada.oid}"))["nodes"]
    assert entry["actor"]["kind"] == "MICROSOFT_ACCOUNT"
    assert {change["field"]: change["after"] for change in entry["changes"]} == {
        "tenant": TENANT,
        "objectId": ada.oid,
        "refused": "ACCOUNT_NOT_PROVISIONED",
    }


@pytest.mark.usefixtures("connected")
async def test_several_people_with_one_object_id_are_nobody(api: Any, anonymous: Any, ada: Account) -> None:
    for name in (ada.user_name, "twin"):
        await api.user(name, externalId=ada.oid)
    assert (await sign_in(anonymous, ada))["reason"] == "ACCOUNT_NOT_PROVISIONED"


@pytest.mark.usefixtures("connected")
async def test_an_e_mail_address_links_nobody(api: Any, anonymous: Any, ada: Account) -> None:
    await api.user("victim", emails=[{"value": "victim@contoso.example"}])
    refused = await sign_in(anonymous, ada, email="victim@contoso.example", xms_edov=True, upn="victim")
    assert refused["reason"] == "ACCOUNT_NOT_PROVISIONED"


@pytest.mark.usefixtures("connected")
async def test_a_guest_gets_in_by_their_object_id_and_by_no_name(api: Any, anonymous: Any, ada: Account) -> None:
    await api.user(ada.user_name)
    refused = await sign_in(anonymous, ada, idp="live.com")
    assert refused["reason"] == "ACCOUNT_NOT_PROVISIONED"
    assert await reviewed(api) == [("ACCOUNT_NOT_PROVISIONED", ada.oid, None)]
    provisioned = await api.user("ada_partner#EXT#@contoso.example", externalId=ada.oid)
    assert (await sign_in(anonymous, ada, idp="live.com"))["user"]["id"] == provisioned["id"]


@pytest.mark.usefixtures("connected")
async def test_a_person_who_has_another_account_of_the_tenant_is_not_taken_over(
    api: Any, anonymous: Any, ada: Account
) -> None:
    user = await api.user(ada.user_name)
    await sign_in(anonymous, ada)
    namesake = Account(TENANT, ada.user_name)
    refused = await sign_in(anonymous, namesake)
    assert refused["reason"] == "ACCOUNT_LINKED_OTHERWISE"
    assert await reviewed(api) == [("ACCOUNT_LINKED_OTHERWISE", namesake.oid, user["id"])]
    assert await accounts_of(api, user) == [ada.oid]


@pytest.mark.usefixtures("connected")
async def test_a_person_provisioned_under_another_object_id_is_not_taken_over(
    api: Any, anonymous: Any, ada: Account
) -> None:
    user = await api.user(ada.user_name, externalId=str(uuid4()))
    assert (await sign_in(anonymous, ada))["reason"] == "ACCOUNT_LINKED_OTHERWISE"
    assert await accounts_of(api, user) == []


async def test_a_tenants_name_means_nothing_in_another_organisation(
    api: Any, other_api: Any, anonymous: Any, connected: Account, other_customer: Any
) -> None:
    victim = await api.user("ada@contoso.example")
    await connect(other_api, other_customer.connection, Account(OTHER_TENANT, "evil@evil.example"))
    await other_api.mutate("connectionUpdate", id=other_customer.connection, changes={"microsoftSignIn": True})
    for account in (
        Account(OTHER_TENANT, "ada@contoso.example"),
        Account(OTHER_TENANT, "ada@contoso.example", connected.oid),
    ):
        assert (await sign_in(anonymous, account))["reason"] == "ACCOUNT_NOT_PROVISIONED"
    assert await accounts_of(api, victim) == []
    assert await reviewed(api) == []


@pytest.mark.usefixtures("connected")
async def test_who_is_deactivated_is_refused_though_microsoft_says_yes_and_comes_back_when_restored(
    api: Any, anonymous: Any, api_of: Any, ada: Account
) -> None:
    user = await api.user(ada.user_name, externalId=ada.oid)
    first = await sign_in(anonymous, ada)
    await api.mutate("userUpdate", id=user["id"], changes={"active": False})
    assert (await sign_in(anonymous, ada))["reason"] == "ACCOUNT_DEACTIVATED"
    assert await reviewed(api) == []
    await api.mutate("userUpdate", id=user["id"], changes={"active": True})
    assert (await api_of(first["secret"]).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await sign_in(anonymous, ada))["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize("leaving", ["deactivated", "deleted"])
async def test_who_connected_the_tenant_is_out_when_the_directory_lets_go_of_them_under_another_name(
    api: Any, anonymous: Any, api_of: Any, connected: Account, leaving: str
) -> None:
    provisioned = await api.user(connected.user_name, externalId=connected.oid)
    came = await sign_in(anonymous, connected)
    assert came["user"]["userName"].startswith("owner@")
    token = await api_of(came["secret"]).mutate("personalTokenCreate", input={"name": "script"})

    if leaving == "deleted":
        await api.mutate("userDelete", id=provisioned["id"])
    else:
        await api.mutate("userUpdate", id=provisioned["id"], changes={"active": False})
        assert (await sign_in(anonymous, connected))["reason"] == "ACCOUNT_DEACTIVATED"

    for secret in (came["secret"], token["secret"]):
        assert (await api_of(secret).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await api.query("viewer", "{ kind }")) == {"kind": "PERSON"}  # their password is their own
    (entry,) = [each for each in await api.audit(provisioned) if each["action"] != "userCreate"]
    ended = {change["field"] for change in entry["changes"]}
    assert ended >= {"sessions.ended", "personalTokens.ended"}


@pytest.mark.usefixtures("connected", "password")
async def test_nobody_gets_in_while_sign_in_is_switched_off(
    api: Any, anonymous: Any, ada: Account, customer: Any
) -> None:
    await api.user(ada.user_name, externalId=ada.oid)
    await api.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": False})
    assert (await sign_in(anonymous, ada))["reason"] == "SIGN_IN_SWITCHED_OFF"


@pytest.mark.usefixtures("connected")
async def test_a_sign_in_begun_for_one_tenant_does_not_end_in_another(anonymous: Any, ada: Account) -> None:
    visit = await Visit(anonymous).there_and_back(expectedTenantId=OTHER_TENANT)
    assert (await visit.sign_in(ada))["reason"] == "TENANT_MISMATCH"
    visit = await Visit(anonymous).there_and_back(expectedTenantId=OTHER_TENANT)
    assert (await visit.sign_in(Account(OTHER_TENANT, "x")))["reason"] == "TENANT_NOT_CONNECTED"


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"nonce": "another nonce"}, "ID_TOKEN_INVALID"),
        ({"aud": str(uuid4())}, "ID_TOKEN_INVALID"),
        ({"oid": ABSENT}, "ID_TOKEN_INVALID"),
        ({"tid": PERSONAL}, "PERSONAL_ACCOUNT"),
        ({"exp": 1}, "CLOCK_SKEW"),
    ],
)
async def test_what_microsoft_did_not_say_to_this_browser_lets_nobody_in_and_uses_the_transaction_up(
    api: Any, anonymous: Any, ada: Account, changed: dict[str, Any], reason: str
) -> None:
    await api.user(ada.user_name, externalId=ada.oid)
    visit = await Visit(anonymous).there_and_back()
    assert (await visit.sign_in(ada, **changed))["reason"] == reason
    assert (await visit.sign_in(ada))["reason"] == "TRANSACTION_INVALID"


@pytest.mark.usefixtures("connected")
async def test_an_id_token_is_good_once_and_in_its_browser_only(api: Any, anonymous: Any, ada: Account) -> None:
    await api.user(ada.user_name, externalId=ada.oid)
    visit = await Visit(anonymous).there_and_back()
    stranger = Visit(anonymous, nonce=visit.nonce)
    assert (await stranger.sign_in(ada))["reason"] == "TRANSACTION_INVALID"
    assert (await visit.sign_in(ada))["__typename"] == "SessionStarted"
    assert (await visit.sign_in(ada))["reason"] == "TRANSACTION_INVALID"


@pytest.mark.usefixtures("connected")
async def test_a_service_without_a_registration_says_so(anonymous: Any, identity: Any, ada: Account) -> None:
    plain = type(anonymous)(type(identity)(identity.database), None)
    assert (await sign_in(plain, ada))["reason"] == "MICROSOFT_NOT_CONFIGURED"


@pytest.mark.usefixtures("connected")
async def test_ten_first_sign_ins_of_one_account_at_once_make_one_link(api: Any, anonymous: Any, ada: Account) -> None:
    user = await api.user(ada.user_name)
    answers = await asyncio.gather(*(sign_in(anonymous, ada) for _ in range(10)))
    assert {answer["user"]["id"] for answer in answers} == {user["id"]}
    assert await accounts_of(api, user) == [ada.oid]


@pytest.mark.usefixtures("connected")
async def test_of_ten_accounts_of_one_name_at_once_one_wins(api: Any, anonymous: Any, ada: Account) -> None:
    user = await api.user(ada.user_name)
    rivals = [Account(TENANT, ada.user_name) for _ in range(10)]
    answers = await asyncio.gather(*(sign_in(anonymous, rival) for rival in rivals))
    (winner,) = [
        rival for rival, answer in zip(rivals, answers, strict=True) if answer["__typename"] == "SessionStarted"
    ]
    assert await accounts_of(api, user) == [winner.oid]
    refused = [answer["reason"] for answer in answers if answer["__typename"] == "SignInRefused"]
    assert refused == ["ACCOUNT_LINKED_OTHERWISE"] * 9


@pytest.mark.usefixtures("connected")
async def test_nobody_who_is_being_deactivated_slips_in(api: Any, anonymous: Any, ada: Account, sql: Any) -> None:
    user = await api.user(ada.user_name, externalId=ada.oid)
    for _ in range(5):
        await asyncio.gather(
            *(sign_in(anonymous, ada) for _ in range(3)),
            api.mutate("userUpdate", id=user["id"], changes={"active": False}),
        )
        living = "SELECT count(*) FROM sessions WHERE user_id = $1 AND ended_at IS NULL"
        assert await sql.fetchval(living, user["id"]) == 0
        await api.mutate("userUpdate", id=user["id"], changes={"active": True})


async def test_only_admins_see_whose_account_is_whose(api: Any, api_of: Any, customer: Any, connected: Account) -> None:
    assert await accounts_of(api, {"id": customer.owner_id}) == [connected.oid]
    response = await api_of(customer.token).response("{ users { nodes { microsoftAccounts { objectId } } } }")
    assert {error["extensions"]["code"] for error in response["errors"]} == {"PERMISSION_DENIED"}
