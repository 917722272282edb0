"""The people of an organisation: found, looked at, and what may be done to them by whom."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from contract.transport import Caller
from tests.web.browsing import heading
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser

_CREATE = """mutation($input: UserInput!) { userCreate(input: $input) {
    __typename ... on User { id } ... on Problem { message } } }"""
_ROLE = """mutation($id: ID!, $role: Role!) { userRoleUpdate(id: $id, role: $role) {
    __typename ... on Problem { message } } }"""
_READ = "query($id: ID!) { user(id: $id) { role active displayName version } }"


class People:
    """The people of a customer, as Entra provisions them."""

    def __init__(self, identity: Identity, customer: Customer) -> None:
        self._identity = identity
        self.customer = customer

    async def run(self, token: str, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = await self._identity.execute(document, None, variables, Caller(token, "test-request"))
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def provision(self, user_name: str, **more: Any) -> str:
        given = {"userName": user_name, "active": True, **more}
        made = (await self.run(self.customer.token, _CREATE, {"input": given}))["userCreate"]
        assert made["__typename"] == "User", made
        id_: str = made["id"]
        return id_

    async def give_role(self, id_: str, role: str) -> None:
        answer = await self.run(self.customer.owner, _ROLE, {"id": id_, "role": role})
        assert answer["userRoleUpdate"]["__typename"] == "User", answer

    async def read(self, id_: str) -> dict[str, Any]:
        return (await self.run(self.customer.owner, _READ, {"id": id_}))["user"]


@pytest.fixture
def people(identity: Identity, customer: Customer) -> People:
    return People(identity, customer)


@pytest.fixture
def owner(browser: Browser, customer: Customer) -> Browser:
    browser.cookies[cookies.SESSION] = customer.owner
    return browser


async def of_role(people: People, new_browser: Callable[[], Browser], role: str) -> Browser:
    """The browser of somebody of this role."""
    name = f"{role.lower()}@x.example"
    id_ = await people.provision(name)
    if role != "MEMBER":
        await people.give_role(id_, role)
    browser = new_browser()
    browser.cookies[cookies.SESSION] = await people.customer.session_of(name)
    return browser


def names(page: str) -> list[str]:
    """Whom a list shows, in its order."""
    return re.findall(r'<th scope="row"><a href="/(?:users|groups)/[^"]+">([^<]*)</a>', page)


async def test_a_list_shows_everybody_and_leads_to_each(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë Ångström")
    page = await owner.get("/users?sort=user-name")
    assert page.status_code == 200, page.text
    assert names(page.text)[-1] == "Zoë Ångström"
    assert "2 people" in page.text
    person = await owner.get(f"/users/{id_}")
    assert person.status_code == 200, person.text
    assert heading(person) == "Zoë Ångström"


async def test_a_file_holds_the_list(owner: Browser, people: People) -> None:
    await people.provision("zoe@x.example", displayName="=Zoë")
    answer = await owner.get("/users.csv?sort=user-name")
    assert answer.headers["X-Total-Count"] == "2"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["displayName"] for row in rows] == ["", "'=Zoë"]
