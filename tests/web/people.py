"""People of a customer as Entra provisions them, and the browsers of those who look after them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contract.transport import Caller
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
_READ = """query($id: ID!) { user(id: $id) { role active displayName version sessions { id }
    lock { reason } name { givenName familyName } emails { value primary } } }"""
_GROUP = """mutation($input: GroupInput!) { groupCreate(input: $input) {
    __typename ... on Group { id } ... on Problem { message } } }"""


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

    async def group(self, name: str, *members: str) -> str:
        given = {"displayName": name, "members": list(members)}
        made = (await self.run(self.customer.token, _GROUP, {"input": given}))["groupCreate"]
        id_: str = made["id"]
        return id_

    async def give_role(self, id_: str, role: str) -> None:
        answer = await self.run(self.customer.owner, _ROLE, {"id": id_, "role": role})
        assert answer["userRoleUpdate"]["__typename"] == "User", answer

    async def read(self, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.run(self.customer.owner, _READ, {"id": id_}))["user"]
        return found


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
