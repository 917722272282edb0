"""People who are created when they first sign in, until provisioning does it."""

import asyncio
from typing import Any

import pytest

from tests.identity.id_tokens.signing import ABSENT, TENANT
from tests.identity.microsoft.world import Account, sign_in

pytestmark = pytest.mark.usefixtures("allowed")


@pytest.fixture
async def allowed(api: Any, customer: Any, connected: Account) -> None:
    assert connected.tenant == TENANT
    answer = await api.mutate("connectionUpdate", id=customer.connection, changes={"justInTime": True})
    assert answer["justInTime"] is True


@pytest.fixture
def ada() -> Account:
    return Account(TENANT, "ada@contoso.example")


async def just_in_time(api: Any) -> bool:
    (connection,) = (await api.query("organisation"))["connections"]
    return bool(connection["justInTime"])


async def test_a_first_sign_in_creates_the_person(api: Any, anonymous: Any, ada: Account) -> None:
    started = await sign_in(anonymous, ada)
    person = await api.query("user", id=started["user"]["id"])
    assert (person["userName"], person["externalId"], person["displayName"], person["active"]) == (
        ada.user_name,
        ada.oid,
        ada.user_name.title(),
        True,
    )
    again = await sign_in(anonymous, Account(TENANT, "renamed@contoso.example", ada.oid))
    assert again["user"]["id"] == person["id"]
    assert [entry["actor"]["kind"] for entry in await api.audit(person)] == ["MICROSOFT_ACCOUNT"] * 2


async def test_a_guest_is_not_created(anonymous: Any, ada: Account) -> None:
    assert (await sign_in(anonymous, ada, acct=1))["reason"] == "ACCOUNT_NOT_PROVISIONED"


async def test_a_scim_request_turns_it_off_until_an_admin_allows_it_again(
    api: Any, scim: Any, anonymous: Any, ada: Account, customer: Any
) -> None:
    await scim.query("users", "{ totalCount }")
    await api.identity.last_used.flush()
    assert await just_in_time(api) is False
    assert (await sign_in(anonymous, ada))["reason"] == "ACCOUNT_NOT_PROVISIONED"
    allowed = await api.mutate("connectionUpdate", id=customer.connection, changes={"justInTime": True})
    assert allowed["justInTime"] is True
    assert (await sign_in(anonymous, ada))["__typename"] == "SessionStarted"


async def test_what_changes_nothing_is_no_act(api: Any, customer: Any) -> None:
    before = len(await api.audit({"id": customer.connection}))
    await api.mutate("connectionUpdate", id=customer.connection, changes={"justInTime": True})
    assert len(await api.audit({"id": customer.connection})) == before
    await api.mutate("connectionUpdate", id=customer.connection, changes={"justInTime": False})
    (entry, *_) = await api.audit({"id": customer.connection})
    assert entry["changes"] == [{"field": "justInTime", "before": True, "after": False}]


async def test_a_person_who_is_there_is_not_created_again(api: Any, anonymous: Any, ada: Account) -> None:
    user = await api.user(ada.user_name)
    await sign_in(anonymous, ada)
    assert (await sign_in(anonymous, Account(TENANT, ada.user_name)))["reason"] == "ACCOUNT_LINKED_OTHERWISE"
    people = (await api.query("users"))["nodes"]
    assert [each["id"] for each in people if each["userName"] == ada.user_name] == [user["id"]]


@pytest.mark.parametrize("name", [ABSENT, "x" * 513])
async def test_an_account_without_a_usable_name_creates_nobody(anonymous: Any, ada: Account, name: Any) -> None:
    refused = await sign_in(anonymous, ada, preferred_username=name)
    assert refused["reason"] == "ACCOUNT_NOT_PROVISIONED"


async def test_ten_first_sign_ins_at_once_create_one_person(api: Any, anonymous: Any, ada: Account) -> None:
    before = (await api.query("users"))["totalCount"]
    answers = await asyncio.gather(*(sign_in(anonymous, ada) for _ in range(10)))
    assert len({answer["user"]["id"] for answer in answers}) == 1
    assert (await api.query("users"))["totalCount"] == before + 1


async def test_ten_accounts_of_one_name_at_once_make_one_person_of_one_of_them(
    api: Any, anonymous: Any, ada: Account
) -> None:
    before = (await api.query("users"))["totalCount"]
    answers = await asyncio.gather(*(sign_in(anonymous, Account(TENANT, ada.user_name)) for _ in range(10)))
    assert sorted(answer["__typename"] for answer in answers) == ["SessionStarted", *["SignInRefused"] * 9]
    assert (await api.query("users"))["totalCount"] == before + 1


async def test_an_account_that_signs_in_under_two_names_at_once_is_one_person(
    api: Any, anonymous: Any, ada: Account
) -> None:
    before = (await api.query("users"))["totalCount"]
    names = [f"name-{number}" for number in range(6)]
    answers = await asyncio.gather(*(sign_in(anonymous, Account(TENANT, name, ada.oid)) for name in names))
    started = {answer["user"]["id"] for answer in answers if answer["__typename"] == "SessionStarted"}
    assert len(started) == 1
    assert {answer.get("reason") for answer in answers} <= {None, "TRANSACTION_INVALID"}
    assert (await api.query("users"))["totalCount"] == before + 1
