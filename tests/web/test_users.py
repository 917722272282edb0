"""The people of an organisation: found, looked at, and what may be done to them by whom."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from contract.transport import Caller
from tests.web.browsing import heading
from tests.web.conftest import BEN, set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft, Provisioned

_CREATE = """mutation($input: UserInput!) { userCreate(input: $input) {
    __typename ... on User { id } ... on Problem { message } } }"""
_ROLE = """mutation($id: ID!, $role: Role!) { userRoleUpdate(id: $id, role: $role) {
    __typename ... on Problem { message } } }"""
_READ = """query($id: ID!) { user(id: $id) { role active displayName version sessions { id }
    lock { reason } name { givenName familyName } emails { value primary } } }"""
_GROUP = """mutation($input: GroupInput!) { groupCreate(input: $input) {
    __typename ... on Group { id } ... on Problem { message } } }"""
_TOKEN = """mutation { personalTokenCreate(input: {name: "laptop"}) {
    ... on PersonalTokenCreated { secret personalToken { id } } } }"""
NOBODY = "01a20c6e-059e-705b-b20c-eb8f84356a1b"


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


async def test_a_list_is_narrowed_by_whatever_it_offers(owner: Browser, people: People) -> None:
    boss = await people.provision("boss@x.example", displayName="Boss", externalId="oid-1")
    gone = await people.provision("gone@x.example", displayName="Gone", active=False)
    await people.provision("zoe@x.example", displayName="Zoë", enterprise={"manager": boss})
    group = await people.group("Team & Friends", gone)
    for query, expected in (
        ("q=zo", ["Zoë"]),
        ("q=oid-1", ["Boss"]),
        ("state=deactivated", ["Gone"]),
        ("state=active&source=scim", ["Boss", "Zoë"]),
        ("source=scim&linked=no", ["Boss", "Gone", "Zoë"]),
        ("linked=yes", []),
        ("state=locked", []),
        (f"group={group}", ["Gone"]),
        ("group=team+%26+friends", ["Gone"]),
        (f"manager={boss}", ["Zoë"]),
        (f"group={group}&state=active", []),
    ):
        page = await owner.get(f"/users?{query}")
        assert page.status_code == 200, (query, page.text)
        assert sorted(names(page.text)) == expected, query


async def test_a_group_that_does_not_exist_is_told_of(owner: Browser) -> None:
    page = await owner.get("/users?group=Nobody%27s+<b>")
    assert "There is no such group" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        "state=asleep",
        "source=SCIM",
        "sort=password",
        "after=x&before=y",
        "after=nonsense",
        "sort=changed&after=bm9uc2Vuc2U",
        "q=" + "a+" * 100,
        "manager=%00",
    ],
)
async def test_an_address_that_makes_no_sense_says_what_does(owner: Browser, query: str) -> None:
    page = await owner.get(f"/users?{query}")
    assert page.status_code in {200, 400}, page.text
    assert page.status_code == 400 or "Nobody matches" in page.text
    assert (await owner.get(f"/users.csv?{query}")).status_code in {200, 400}


async def test_pages_lead_to_the_next_and_back(owner: Browser, people: People) -> None:
    for number in range(51):
        await people.provision(f"p{number}@x.example", displayName=f"Person {number:02}")
    first = await owner.get("/users?q=person&sort=-name")
    assert names(first.text) == [f"Person {number:02}" for number in reversed(range(1, 51))]
    assert 'rel="prev"' not in first.text
    second = await owner.get(link(first.text, "next"))
    assert names(second.text) == ["Person 00"]
    assert 'rel="next"' not in second.text
    assert names((await owner.get(link(second.text, "prev"))).text) == names(first.text)


def link(page: str, rel: str) -> str:
    (found,) = re.findall(rf'rel="{rel}" href="([^"]+)"', page)
    return unescape(found)


async def test_whatever_a_directory_sends_is_shown_as_text(owner: Browser, people: People) -> None:
    hostile = "<script>alert(1)</script>\u202e\"'&"
    id_ = await people.provision(
        "x@x.example",
        displayName=hostile,
        title=hostile,
        emails=[{"value": hostile, "type": hostile, "primary": True}],
        extensions={"urn:ietf:params:scim:schemas:extension:X:2.0:User": {"a": hostile, "b": [1, {"c": None}]}},
    )
    group = await people.group(hostile, id_)
    for path in ("/users", f"/users/{id_}", "/groups", f"/groups/{group}", f"/users?group={group}"):
        page = await owner.get(path)
        assert page.status_code == 200, (path, page.text)
        assert "&lt;script&gt;" in page.text, path
        assert "<script>" not in page.text, path


async def test_a_file_holds_the_list_and_nobody_elses(
    owner: Browser, people: People, other_customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await people.provision("zoe@x.example", displayName="=Zoë", emails=[{"value": "z@x.example"}])
    group = await people.group("Team")
    answer = await owner.get("/users.csv?sort=user-name")
    assert answer.headers["X-Total-Count"] == "2"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="users-{people.customer.slug}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [(row["displayName"], row["email"], row["state"], row["source"]) for row in rows][1:] == [
        ("'=Zoë", "z@x.example", "active", "directory")
    ]
    stranger = new_browser()
    stranger.cookies[cookies.SESSION] = other_customer.owner
    theirs = await stranger.get(f"/users.csv?group={group}")
    assert theirs.text.count("\r\n") == 1
    assert (await stranger.get(f"/groups/{group}/members.csv")).status_code == 404


async def test_a_members_file_names_who_is_in_a_group(owner: Browser, people: People) -> None:
    zoe = await people.provision("zoe@x.example", displayName="Zoë")
    inner = await people.group("Inner")
    outer = await people.group("Outer", zoe, inner)
    answer = await owner.get(f"/groups/{outer}/members.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert sorted((row["type"], row["displayName"]) for row in rows) == [("Group", "Inner"), ("User", "Zoë")]
    assert answer.headers["X-Total-Count"] == "2"


def actions(id_: str) -> dict[str, dict[str, str]]:
    """Everything that may be done to a person, with what the form says."""
    return {
        f"/users/{id_}/role": {"role": "ADMIN"},
        f"/users/{id_}/lock": {"reason": "stolen laptop"},
        f"/users/{id_}/unlock": {},
        f"/users/{id_}/sessions/end": {},
        f"/users/{id_}/microsoft/unlink": {"tenant_id": NOBODY, "object_id": NOBODY},
        f"/users/{id_}/edit": {"display_name": "Other", "version": "1"},
    }


async def test_an_auditor_sees_everything_and_changes_nothing(
    people: People, new_browser: Callable[[], Browser]
) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    session = (await people.customer.session_of("zoe@x.example")).split("_")[2]
    auditor = await of_role(people, new_browser, "AUDITOR")
    page = await auditor.get(f"/users/{id_}")
    assert page.status_code == 200, page.text
    assert "<form" not in page.text.replace('<form method="post" action="/sign-out">', "")
    before = await people.read(id_)
    for path, form in {**actions(id_), f"/users/{id_}/sessions/{UUID(session)}/end": {}}.items():
        assert (await auditor.post(path, form)).status_code in {403, 409}, path
    assert await people.read(id_) == before
    assert (await auditor.get("/users.csv")).status_code == 200


async def test_a_member_sees_none_of_it(people: People, new_browser: Callable[[], Browser]) -> None:
    id_ = await people.provision("zoe@x.example")
    group = await people.group("Team", id_)
    member = await of_role(people, new_browser, "MEMBER")
    for path in (
        "/users",
        "/users.csv",
        f"/users/{id_}",
        "/groups",
        f"/groups/{group}",
        f"/groups/{group}/members.csv",
    ):
        assert (await member.get(path)).status_code == 403, path
    for path, form in actions(id_).items():
        assert (await member.post(path, form)).status_code == 403, path


async def test_people_of_another_organisation_do_not_exist(
    people: People, other_customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    group = await people.group("Team", id_)
    stranger = new_browser()
    stranger.cookies[cookies.SESSION] = other_customer.owner
    for path in (f"/users/{id_}", f"/groups/{group}", f"/users/{id_}/edit", "/users/nonsense", "/groups/nonsense"):
        assert (await stranger.get(path)).status_code == 404, path
    before = await people.read(id_)
    for path, form in actions(id_).items():
        answer = await stranger.post(path, form)
        assert answer.status_code == 404, (path, answer.status_code)
    assert await people.read(id_) == before
    for query in (f"group={group}", f"manager={id_}", "q=zoe"):
        assert "Zoë" not in (await stranger.get(f"/users?{query}")).text


async def test_an_owner_gives_roles_but_takes_none_from_the_last_owner(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    assert (await owner.post(f"/users/{id_}/role", {"role": "AUDITOR"})).headers["Location"] == f"/users/{id_}"
    assert (await people.read(id_))["role"] == "AUDITOR"
    refused = await owner.post(f"/users/{people.customer.owner_id}/role", {"role": "MEMBER"})
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert (await owner.post(f"/users/{id_}/role", {"role": "EMPEROR"})).status_code == 400


async def test_an_admin_gives_no_roles(people: People, new_browser: Callable[[], Browser]) -> None:
    id_ = await people.provision("zoe@x.example")
    admin = await of_role(people, new_browser, "ADMIN")
    assert f"/users/{id_}/role" not in (await admin.get(f"/users/{id_}")).text
    assert (await admin.post(f"/users/{id_}/role", {"role": "OWNER"})).status_code == 409
    assert (await people.read(id_))["role"] == "MEMBER"


async def test_whoever_is_locked_is_out_until_they_are_unlocked(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    await people.customer.session_of("zoe@x.example")
    for reason in ("", "x" * 501):
        refused = await owner.post(f"/users/{id_}/lock", {"reason": reason})
        assert refused.status_code == 409, refused.text
        assert 'role="alert"' in refused.text
    assert (await owner.post(f"/users/{id_}/lock", {"reason": "stolen laptop"})).status_code == 303
    found = await people.read(id_)
    assert (found["lock"], found["sessions"]) == ({"reason": "stolen laptop"}, [])
    assert "stolen laptop" in (await owner.get(f"/users/{id_}")).text
    assert names((await owner.get("/users?state=locked")).text) == ["zoe@x.example"]
    assert (await owner.post(f"/users/{id_}/unlock")).status_code == 303
    assert (await people.read(id_))["lock"] is None


async def test_sessions_end_one_by_one_and_all_at_once(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    for _ in range(3):
        await people.customer.session_of("zoe@x.example")
    one, *_ = (await people.read(id_))["sessions"]
    assert (await owner.post(f"/users/{id_}/sessions/{one['id']}/end")).status_code == 303
    assert len((await people.read(id_))["sessions"]) == 2
    assert (await owner.post(f"/users/{id_}/sessions/{one['id']}/end")).status_code in {303, 409}
    assert (await owner.post(f"/users/{id_}/sessions/end")).status_code == 303
    assert (await people.read(id_))["sessions"] == []


async def test_attributes_that_no_directory_keeps_are_changed_here(owner: Browser, people: People) -> None:
    id_ = people.customer.owner_id
    edit = await owner.get(f"/users/{id_}/edit")
    assert edit.status_code == 200, edit.text
    version = re.findall(r'name="version" value="(\d+)"', edit.text)[0]
    form = {
        "display_name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "email": "ada@x.example",
        "active": "true",
        "version": version,
    }
    assert (await owner.post(f"/users/{id_}/edit", form)).headers["Location"] == f"/users/{id_}"
    found = await people.read(id_)
    assert found["displayName"] == "Ada Lovelace"
    assert found["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert found["emails"] == [{"value": "ada@x.example", "primary": True}]
    conflict = await owner.post(f"/users/{id_}/edit", {**form, "display_name": "Augusta"})
    assert conflict.status_code == 409
    assert "Augusta" in conflict.text, "what was typed is lost"
    refused = await owner.post(f"/users/{id_}/edit", {**form, "version": str(found["version"]), "active": ""})
    assert refused.status_code == 409, "the last owner shut themselves out"
    for wrong in ("", "x", "-1", "9" * 30):
        assert (await owner.post(f"/users/{id_}/edit", {**form, "version": wrong})).status_code == 400


async def test_attributes_that_the_directory_keeps_are_not_changed_here(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    page = await owner.get(f"/users/{id_}")
    assert "Kept by your directory." in page.text
    assert f"/users/{id_}/edit" not in page.text
    assert 'name="display_name"' not in (await owner.get(f"/users/{id_}/edit")).text
    answer = await owner.post(f"/users/{id_}/edit", {"display_name": "Other", "active": "true", "version": "1"})
    assert answer.status_code == 409, answer.text
    assert (await people.read(id_))["displayName"] == "Zoë"


async def test_what_somebody_comes_in_by_is_taken_from_them(
    people: People, browser: Browser, ben: Provisioned, new_browser: Callable[[], Browser], microsoft: Microsoft
) -> None:
    await browser.sign_in(BEN)
    made = await people.run(browser.session or "", _TOKEN, {})
    token = made["personalTokenCreate"]["personalToken"]["id"]
    owner = new_browser()
    await set_up(owner, people.customer)
    page = (await owner.get(f"/users/{ben.id}")).text
    assert "laptop" in page
    assert microsoft.oid(BEN) in page
    assert (await owner.post(f"/users/{ben.id}/tokens/{token}/revoke")).status_code == 303
    page = (await owner.get(f"/users/{ben.id}")).text
    assert f"/tokens/{token}/revoke" not in page

    (tenant_id,) = re.findall(r'name="tenant_id" value="([^"]+)"', page)
    form = {"tenant_id": tenant_id, "object_id": microsoft.oid(BEN)}
    assert (await owner.post(f"/users/{ben.id}/microsoft/unlink", form)).status_code == 303
    assert "/microsoft/unlink" not in (await owner.get(f"/users/{ben.id}")).text
    assert (await browser.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")
