"""The people and groups of an organisation: found, looked at, and taken away as files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import heading
from tests.web.people import People, names
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser


@pytest.fixture
def people(identity: Identity, customer: Customer) -> People:
    return People(identity, customer)


@pytest.fixture
def owner(browser: Browser, customer: Customer) -> Browser:
    browser.cookies[cookies.SESSION] = customer.owner
    return browser


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
