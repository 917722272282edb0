"""The list of accounts that were not let in, for an admin to decide on."""

from typing import Any

import pytest

from tests.identity.id_tokens.signing import TENANT
from tests.identity.microsoft.world import Account, Visit, sign_in

NOBODY = "00000000-0000-4000-8000-000000000000"

pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def ada() -> Account:
    return Account(TENANT, "ada@contoso.example")


async def items(api: Any, **page: Any) -> list[dict[str, Any]]:
    return list((await api.query("reviewItems", **page))["nodes"])


async def test_who_tries_again_is_counted_and_not_listed_again(api: Any, anonymous: Any, ada: Account) -> None:
    for _ in range(3):
        await sign_in(anonymous, ada)
    await sign_in(anonymous, Account(TENANT, "renamed@contoso.example", ada.oid))
    (item,) = await items(api)
    assert (item["attempts"], item["reason"], item["userId"]) == (4, "ACCOUNT_NOT_PROVISIONED", None)
    assert (item["tenantId"], item["objectId"]) == (TENANT, ada.oid)
    assert (item["userName"], item["displayName"]) == ("renamed@contoso.example", "Renamed@Contoso.Example")
    assert item["firstAt"] < item["lastAt"]


async def test_a_closed_item_is_off_the_list_until_the_account_tries_again(
    api: Any, anonymous: Any, customer: Any, ada: Account
) -> None:
    await sign_in(anonymous, ada)
    (item,) = await items(api)
    closed = await api.mutate("reviewItemDecide", id=item["id"], decision="DISMISS")
    assert (closed["__typename"], closed["closedBy"]) == ("ReviewItem", f"owner@{customer.slug}.example")
    assert await items(api) == []
    again = await api.mutate("reviewItemDecide", id=item["id"], decision="DISMISS")
    assert again["closedAt"] == closed["closedAt"]
    (entry,) = await api.audit(item)
    assert (entry["action"], entry["targetType"], entry["targetLabel"]) == (
        "reviewItemDecide",
        "ReviewItem",
        ada.user_name,
    )
    await sign_in(anonymous, ada)
    (new,) = await items(api)
    assert (new["attempts"], new["id"] != item["id"]) == (1, True)


async def test_the_list_is_paged_with_the_latest_first(api: Any, anonymous: Any) -> None:
    accounts = [Account(TENANT, f"user-{number}") for number in range(5)]
    for account in accounts:
        await sign_in(anonymous, account)
    first = await api.query("reviewItems", first=2)
    assert first["totalCount"] == 5
    rest = await api.query("reviewItems", after=first["pageInfo"]["endCursor"])
    names = [item["userName"] for item in (*first["nodes"], *rest["nodes"])]
    assert names == [account.user_name for account in reversed(accounts)]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


async def test_what_is_not_there_or_somebody_elses_is_not_found(
    api: Any, other_api: Any, anonymous: Any, ada: Account
) -> None:
    await sign_in(anonymous, ada)
    (item,) = await items(api)
    assert await items(other_api) == []
    for id_ in (item["id"], NOBODY, "nonsense"):
        assert (await other_api.mutate("reviewItemDecide", id=id_, decision="DISMISS"))["__typename"] == "NotFound"


@pytest.fixture
async def owner(api: Any, sql: Any) -> Any:
    """The owner, in a session that they opened themselves."""
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    return api


async def test_an_account_is_linked_to_the_person_an_admin_says_it_is(
    owner: Any, scim: Any, anonymous: Any, ada: Account
) -> None:
    person = await scim.user("lovelace", externalId="not-her-object-id")
    assert (await sign_in(anonymous, ada))["__typename"] == "SignInRefused"
    (item,) = await items(owner)
    assert item["decisions"] == ["LINK", "DISMISS"]
    nobody = await owner.mutate("reviewItemDecide", id=item["id"], decision="LINK")
    assert (nobody["__typename"], nobody["field"]) == ("InvalidInput", "userId")
    await owner.mutate("reviewItemDecide", id=item["id"], decision="LINK", userId=person["id"])
    started = await sign_in(anonymous, ada)
    assert (started["__typename"], started["user"]["id"]) == ("SessionStarted", person["id"])
    (entry,) = [each for each in await owner.audit(person) if each["action"] == "reviewItemDecide"]
    assert {"field": "linkedBy", "before": None, "after": "REVIEW"} in entry["changes"]


async def test_another_account_takes_the_place_of_the_one_a_person_had(
    owner: Any, scim: Any, anonymous: Any, api_of: Any, ada: Account
) -> None:
    person = await scim.user(ada.user_name)
    before = await sign_in(anonymous, ada)
    new = Account(TENANT, ada.user_name)
    assert (await sign_in(anonymous, new))["reason"] == "ACCOUNT_LINKED_OTHERWISE"
    (item,) = await items(owner)
    assert (item["decisions"], item["userId"]) == (["RELINK", "DISMISS"], person["id"])
    assert (await owner.mutate("reviewItemDecide", id=item["id"], decision="RELINK"))["__typename"] == "ReviewItem"
    gone = await api_of(before["secret"]).response("{ viewer { kind } }")
    assert gone["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await sign_in(anonymous, new))["user"]["id"] == person["id"]
    assert (await sign_in(anonymous, ada))["__typename"] == "SignInRefused"


async def test_an_account_is_not_linked_to_somebody_who_was_linked_meanwhile(
    owner: Any, scim: Any, anonymous: Any, ada: Account
) -> None:
    await sign_in(anonymous, ada)
    (item,) = await items(owner)
    person = await scim.user("lovelace", externalId="e")
    other = Account(TENANT, "lovelace")
    await sign_in(anonymous, other)
    refused = await owner.mutate("reviewItemDecide", id=item["id"], decision="LINK", userId=person["id"])
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "userId")
    (still,) = await items(owner)
    assert still["id"] == item["id"]


async def test_nobody_is_linked_who_is_another_organisations(
    owner: Any, other_api: Any, anonymous: Any, ada: Account
) -> None:
    await sign_in(anonymous, ada)
    (item,) = await items(owner)
    stranger = await other_api.user("stranger")
    refused = await owner.mutate("reviewItemDecide", id=item["id"], decision="LINK", userId=stranger["id"])
    assert refused["__typename"] == "NotFound"


async def test_a_stranger_who_came_by_the_organisations_own_link_is_listed(api: Any, anonymous: Any) -> None:
    stranger = Account("99999999-2222-4333-8444-555555555555", "eve@elsewhere.example")
    refused = await (await Visit(anonymous).there_and_back(expectedTenantId=TENANT)).sign_in(stranger)
    assert refused["reason"] == "TENANT_MISMATCH"
    (item,) = await items(api)
    assert (item["reason"], item["userName"]) == ("TENANT_MISMATCH", "eve@elsewhere.example")
    assert item["decisions"] == ["DISMISS"]
