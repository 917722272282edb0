"""Testing the sign-in: the real way and the real rules, and nothing comes of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.identity.delegating import follow
from tests.identity.id_tokens.signing import OTHER_TENANT, TENANT
from tests.identity.microsoft.world import Account, Visit, connect, sign_in

TESTED = """{ __typename ... on SignInTested { claims { name value } rule mustConfirm refusal user { userName }
    connection { id tenant { id } } } ... on SignInRefused { reason } ... on Problem { message } }"""


async def begin(api: Any, customer: Any, **given: Any) -> Visit:
    return await Visit(api).there_and_back(purpose="TEST_SIGN_IN", connectionId=customer.connection, **given)


async def finish(visit: Visit, account: Account, api: Any = None, **changed: Any) -> dict[str, Any]:
    given = {"browser": visit.browser, "idToken": account.id_token(visit.nonce, **changed)}
    return dict(await (api or visit.api).mutate("signInTest", TESTED, input=given))


async def outcome_of(api: Any, customer: Any, account: Account, **changed: Any) -> dict[str, Any]:
    return await finish(await begin(api, customer), account, **changed)


def owner(customer: Any) -> str:
    return f"owner@{customer.slug}.example"


def somebody(name: str = "ben@contoso.example", tenant: str = TENANT) -> Account:
    return Account(tenant, name)


async def everything(dump: Callable[..., Any], customer: Any) -> Any:
    """All that the organisation has, but for the ways to Microsoft and back themselves."""
    return {**await dump(customer.id), "sign_in_transactions": []}


async def told(api: Any, customer: Any, account: Account, **changed: Any) -> tuple[Any, Any, Any]:
    """By what rule, who, and why not."""
    answer = await outcome_of(api, customer, account, **changed)
    assert answer["__typename"] == "SignInTested", answer
    return answer["rule"], answer["user"] and answer["user"]["userName"], answer["refusal"]


async def test_it_tells_the_verified_claims_and_no_secret_of_the_token(
    api: Any, customer: Any, connected: Account
) -> None:
    answer = await outcome_of(api, customer, connected, acct=0, xms_edov=True, roles=["a", "b"])
    claims = {claim["name"]: claim["value"] for claim in answer["claims"]}
    assert (claims["tid"], claims["oid"]) == (TENANT, connected.oid)
    assert (claims["acct"], claims["xms_edov"], claims["roles"]) == ("0", "true", "a, b")
    assert {"iss", "aud", "exp", "preferred_username", "name"} <= claims.keys()
    assert "nonce" not in claims


async def test_whoever_is_linked_is_told_so_though_they_are_called_otherwise_now(
    api: Any, customer: Any, connected: Account
) -> None:
    assert await told(api, customer, connected, preferred_username="else") == ("LINK", owner(customer), None)


@pytest.mark.usefixtures("connected")
async def test_whoever_was_provisioned_is_found_by_the_rule_that_finds_them(api: Any, customer: Any) -> None:
    by_id, by_name = somebody("renamed@contoso.example"), somebody("cleo@contoso.example")
    await api.user("ben@contoso.example", externalId=by_id.oid)
    await api.user("cleo@contoso.example")
    assert await told(api, customer, by_id) == ("EXTERNAL_ID", "ben@contoso.example", None)
    assert await told(api, customer, by_name) == ("USER_NAME", "cleo@contoso.example", None)


@pytest.mark.usefixtures("connected")
async def test_whoever_nobody_provisioned_is_refused_or_would_be_created(api: Any, customer: Any) -> None:
    assert await told(api, customer, somebody()) == (None, None, "ACCOUNT_NOT_PROVISIONED")
    await api.mutate("connectionUpdate", id=customer.connection, changes={"justInTime": True})
    assert await told(api, customer, somebody()) == ("JUST_IN_TIME", None, None)


@pytest.mark.usefixtures("connected")
async def test_whoever_is_out_is_named_with_the_reason(api: Any, customer: Any) -> None:
    await api.user("ben@contoso.example", active=False)
    await api.user("cleo@contoso.example", externalId=str(uuid4()))
    assert await told(api, customer, somebody()) == (None, "ben@contoso.example", "ACCOUNT_DEACTIVATED")
    cleo = somebody("cleo@contoso.example")
    assert await told(api, customer, cleo) == (None, "cleo@contoso.example", "ACCOUNT_LINKED_OTHERWISE")


@pytest.mark.usefixtures("password")  # the owner has another way in, and so may switch it off
async def test_while_the_switch_is_off_it_tells_who_they_would_be_and_that_nobody_comes_in(
    api: Any, customer: Any, connected: Account
) -> None:
    await api.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": False})
    assert await told(api, customer, connected) == ("LINK", owner(customer), "SIGN_IN_SWITCHED_OFF")


@pytest.mark.usefixtures("connected")
async def test_an_owner_who_has_a_password_would_have_to_confirm_the_account(
    api: Any, customer: Any, sql: Any, password: str
) -> None:
    assert password
    await sql.execute("DELETE FROM microsoft_accounts")
    answer = await outcome_of(api, customer, somebody(owner(customer)))
    assert (answer["mustConfirm"], answer["rule"], answer["refusal"]) == (True, "USER_NAME", None)


async def test_without_a_tenant_it_says_that_none_is_connected(api: Any, customer: Any) -> None:
    assert await told(api, customer, somebody()) == (None, None, "TENANT_NOT_CONNECTED")


async def test_an_account_of_another_organisations_tenant_tells_nothing_of_them(
    api: Any, customer: Any, connected: Account, other_api: Any, other_customer: Any
) -> None:
    assert connected
    theirs = somebody("zoe@fabrikam.example", OTHER_TENANT)
    await connect(other_api, other_customer.connection, theirs)
    stranger = somebody("nobody@fabrikam.example", OTHER_TENANT)
    assert await told(api, customer, theirs) == await told(api, customer, stranger) == (None, None, "TENANT_MISMATCH")


async def test_it_changes_nothing_at_all(api: Any, customer: Any, connected: Account, dump: Callable[..., Any]) -> None:
    await api.user("cleo@contoso.example")
    await api.user("dan@contoso.example", externalId=str(uuid4()))
    before = await everything(dump, customer)
    for name in ("cleo@contoso.example", "dan@contoso.example", "nobody@contoso.example"):
        await outcome_of(api, customer, somebody(name))
    await outcome_of(api, customer, connected)
    assert await everything(dump, customer) == before


@pytest.mark.usefixtures("connected")
async def test_a_test_is_no_sign_in_and_no_link_and_a_sign_in_is_no_test(
    api: Any, anonymous: Any, customer: Any
) -> None:
    account = somebody()
    await api.user(account.user_name)
    visit = await begin(api, customer)
    visit.api = anonymous
    assert (await visit.sign_in(account))["reason"] == "TRANSACTION_INVALID"
    visit = await begin(api, customer)
    assert (await visit.connect(account))["__typename"] == "SignInRefused"
    for given in ({}, {"purpose": "CONNECT_TENANT", "connectionId": customer.connection}):
        visit = await Visit(api).there_and_back(**given)
        assert (await finish(visit, account))["reason"] == "TRANSACTION_INVALID"
    assert (await sign_in(anonymous, account))["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("connected")
async def test_only_whoever_began_a_test_ends_it_and_only_once(
    api: Any, other_api: Any, operator: Any, api_of: Callable[[str | None], Any], customer: Any
) -> None:
    account = somebody()
    visit = await begin(api, customer)
    jo = api_of(await follow(operator, customer))
    for another in (other_api, jo):
        assert (await finish(visit, account, another))["reason"] == "TRANSACTION_INVALID"
    assert (await finish(visit, account))["__typename"] == "SignInTested"
    assert (await finish(visit, account))["reason"] == "TRANSACTION_INVALID"


async def test_a_bad_token_is_refused_like_at_a_real_sign_in(api: Any, customer: Any, connected: Account) -> None:
    assert (await outcome_of(api, customer, connected, aud="another"))["reason"] == "ID_TOKEN_INVALID"
    visit = await begin(api, customer)
    visit.nonce = "another"
    assert (await finish(visit, connected))["reason"] == "ID_TOKEN_INVALID"


async def test_a_test_names_a_nonce_and_a_connection_of_ones_own(api: Any, other_customer: Any, customer: Any) -> None:
    given = {"state": "s", "browser": "b", "sealed": "x", "purpose": "TEST_SIGN_IN"}
    for changed, expected in (
        ({"connectionId": customer.connection}, "InvalidInput"),
        ({"nonce": "n"}, "InvalidInput"),
        ({"nonce": "n", "connectionId": other_customer.connection}, "NotFound"),
    ):
        answer = await api.mutate("signInTransactionCreate", input={**given, **changed})
        assert answer["__typename"] == expected


async def test_whoever_followed_a_link_tests_it_too(
    operator: Any, api_of: Callable[[str | None], Any], customer: Any, connected: Account
) -> None:
    jo = api_of(await follow(operator, customer))
    assert await told(jo, customer, connected) == ("LINK", owner(customer), None)
