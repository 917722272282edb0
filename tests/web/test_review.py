"""The review list: what stands on it, and the decisions that are taken there."""

from collections.abc import Callable

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import Customer
from tests.web.browsing import Browser, heading
from tests.web.conftest import BEN, Provisioned, connect, set_up

_CREATE = """mutation($input: UserInput!) { userCreate(input: $input) { __typename ... on User { id } } }"""


async def send(identity: Identity, customer: Customer, **given: object) -> str:
    """Create a person as the directory does; return the type of the answer."""
    answer = await identity.execute(_CREATE, None, {"input": given}, Caller(customer.token, "from-entra"))
    kind: str = answer["data"]["userCreate"]["__typename"]
    return kind


async def ids(browser: Browser) -> list[str]:
    page = (await browser.get("/review")).text
    return [part.partition('"')[0] for part in page.split('id="item-')[1:]]


async def test_nothing_waits_at_first(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    page = await browser.get("/review")
    assert (page.status_code, heading(page)) == (200, "Review")
    assert "Nothing waits for you" in page.text


async def test_two_of_one_name_are_shown_beside_each_other_and_become_one(
    browser: Browser, customer: Customer, identity: Identity
) -> None:
    await set_up(browser, customer)
    await send(identity, customer, userName="jo@contoso.example", externalId="old-id", displayName="Jo Old")
    assert await send(identity, customer, userName="Jo@contoso.example", externalId="new-id") == "UserNameTaken"
    page = await browser.get("/review")
    for shown in ("Two people, one user name", "old-id", "new-id", "Jo Old", "/activity?request=from-entra"):
        assert shown in page.text
    (item,) = await ids(browser)
    decided = await browser.post(f"/review/{item}", {"decision": "ADOPT"})
    assert (decided.status_code, decided.headers["Location"]) == (303, "/review")
    assert await ids(browser) == []


async def test_an_account_is_given_to_the_person_who_is_named(
    browser: Browser, customer: Customer, identity: Identity, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    await connect(browser)
    await send(identity, customer, userName="benjamin", externalId="no-object-id")
    refused = await new_browser().sign_in(BEN)
    assert refused.status_code == 403
    (item,) = await ids(browser)
    for person, said in (("", "Say whose account it is."), ("nobody", "There is nobody here whose user name is")):
        again = await browser.post(f"/review/{item}", {"decision": "LINK", "person": person})
        assert again.status_code == 409
        assert said in again.text
    decided = await browser.post(f"/review/{item}", {"decision": "LINK", "person": "Benjamin"})
    assert decided.status_code == 303
    assert (await new_browser().sign_in(BEN)).status_code == 303


async def test_what_is_no_decision_is_refused(browser: Browser, customer: Customer, identity: Identity) -> None:
    await set_up(browser, customer)
    await send(identity, customer, userName="jo", externalId="1")
    await send(identity, customer, userName="jo", externalId="2")
    (item,) = await ids(browser)
    assert (await browser.post(f"/review/{item}", {"decision": "FORGET"})).status_code == 400
    assert (await browser.post(f"/review/{item}", {})).status_code == 400
    refused = await browser.post(f"/review/{item}", {"decision": "RELINK"})
    assert (refused.status_code, "cannot be decided here" in refused.text) == (409, True)
    gone = await browser.post("/review/00000000-0000-4000-8000-000000000000", {"decision": "DISMISS"})
    assert (gone.status_code, "was not found" in gone.text) == (409, True)


async def test_who_may_not_read_the_organisation_sees_no_list(
    ben: Provisioned, identity: Identity, new_browser: Callable[[], Browser]
) -> None:
    member = new_browser()
    await member.sign_in(BEN)
    assert (await member.get("/review")).status_code == 403
    await send(identity, ben.customer, userName=BEN, externalId="another")
    assert (await member.post("/review/x", {"decision": "DISMISS"})).status_code in {403, 409}


async def test_a_name_cannot_write_the_page(browser: Browser, customer: Customer, identity: Identity) -> None:
    await set_up(browser, customer)
    name = "<script>alert(1)</script>"
    await send(identity, customer, userName=name, externalId="1")
    await send(identity, customer, userName=name, externalId='"><img src=x>', displayName=name)
    page = (await browser.get("/review")).text
    assert "<script>alert" not in page
    assert "<img" not in page
