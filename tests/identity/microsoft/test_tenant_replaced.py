"""One tenant makes room for another, and whoever sets up a connection by a link connects one, too."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.identity.delegating import follow
from tests.identity.id_tokens.signing import OTHER_TENANT, TENANT
from tests.identity.microsoft.world import Account, Visit, connect, sign_in


async def replace(api: Any, customer: Any, account: Account, replacing: str) -> dict[str, Any]:
    visit = await Visit(api).there_and_back(purpose="CONNECT_TENANT", connectionId=customer.connection)
    given = {"browser": visit.browser, "idToken": account.id_token(visit.nonce), "replacing": replacing}
    return dict(await api.mutate("tenantConnect", input=given))


@pytest.fixture
def newer() -> Account:
    return Account(OTHER_TENANT, "boss@fabrikam.example")


@pytest.mark.usefixtures("connected", "password")  # the owner has another way in
async def test_a_tenant_makes_room_for_the_one_that_replaces_it_and_its_people_are_out(
    api: Any, anonymous: Any, customer: Any, newer: Account, api_of: Any
) -> None:
    ben = Account(TENANT, "ben@contoso.example")
    await api.user(ben.user_name)
    theirs = api_of((await sign_in(anonymous, ben))["secret"])
    assert await theirs.query("viewer")

    answer = await replace(api, customer, newer, TENANT)

    assert answer["tenant"]["id"] == OTHER_TENANT
    assert (await theirs.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    assert (await sign_in(anonymous, ben))["__typename"] == "TenantUnclaimed"


async def test_a_tenant_that_was_not_named_stays(api: Any, customer: Any, connected: Account, newer: Account) -> None:
    assert connected
    for named in (OTHER_TENANT, "nonsense"):
        assert (await replace(api, customer, newer, named))["reason"] == "TENANT_MISMATCH"


async def test_the_last_owner_is_not_locked_out_by_it(
    api: Any, customer: Any, connected: Account, newer: Account
) -> None:
    assert connected
    assert (await replace(api, customer, newer, TENANT))["__typename"] == "LastOwner"
    kept = await api.query("organisation", "{ connections { tenant { id } } }")
    assert kept["connections"][0]["tenant"]["id"] == TENANT


async def test_whoever_followed_a_link_connects_the_tenant_and_their_account_stays_nobodys(
    operator: Any, api: Any, anonymous: Any, api_of: Callable[[str | None], Any], customer: Any
) -> None:
    jo, account = api_of(await follow(operator, customer)), Account(TENANT, "jo@contoso.example")
    answer = await connect(jo, customer.connection, account)
    assert answer["tenant"]["id"] == TENANT
    await api.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": True})
    assert (await sign_in(anonymous, account))["reason"] == "ACCOUNT_NOT_PROVISIONED"
    assert (await api.query("organisation", "{ connections { tenant { connectedBy } } }"))["connections"] == [
        {"tenant": {"connectedBy": "Set-up link for Jo of IT"}}
    ]


async def test_what_an_owner_began_nobody_with_a_link_ends(
    operator: Any, api: Any, api_of: Callable[[str | None], Any], customer: Any
) -> None:
    visit = await Visit(api).there_and_back(purpose="CONNECT_TENANT", connectionId=customer.connection)
    visit.api = api_of(await follow(operator, customer))
    assert (await visit.connect(Account(TENANT, "jo@contoso.example")))["reason"] == "TRANSACTION_INVALID"
