"""The list of accounts that were not let in, for an admin to decide on."""

from typing import Any

import pytest

from tests.identity.id_tokens.signing import TENANT
from tests.identity.microsoft.world import Account, sign_in

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
