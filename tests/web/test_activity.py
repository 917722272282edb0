"""The pages of what happened, over the whole product: what an admin reads there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings
from tests.conftest import ScimClient
from tests.explained_vectors import PREPARED, UNTOLD, VECTORS, Sent, Vector, fill
from tests.web.conftest import set_up
from web import cookies
from web.json_text import on_one_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.refusals import Refusals


class _Reader(HTMLParser):
    """What stands on a page: the text of each section under its heading, and the cells of its tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sections: dict[str, list[str]] = {}
        self.rows: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._heading = ""
        self._title = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base's signature
        if tag not in {"meta", "link", "input", "path", "rect", "br"}:
            self._open.append(tag)
        if tag == "h2":
            self._title = ""
        if tag == "tr":
            self.rows.setdefault(self._heading, []).append([])
        if tag in {"td", "th"} and self.rows.get(self._heading):
            self.rows[self._heading][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "h2":
            self._heading = self._title.strip()
            self.sections[self._heading] = []

    def handle_data(self, data: str) -> None:
        if "h2" in self._open:
            self._title += data
        elif data.strip():
            self.sections.setdefault(self._heading, []).append(data.strip())
            if ("td" in self._open or "th" in self._open) and self.rows.get(self._heading):
                self.rows[self._heading][-1][-1] += data


def told(page: str, section: str) -> str:
    """The words of a section."""
    return " ".join(next(words for title, words in _Reader(page).sections.items() if title.endswith(section)))


def cells(page: str, section: str) -> list[list[str]]:
    """The rows of a section's tables, without their heads."""
    found = [rows for title, rows in _Reader(page).rows.items() if title.endswith(section)]
    return [[" ".join(cell.split()) for cell in row] for row in (found[0] if found else [])][1:]


@asynccontextmanager
async def scim_of(identity: Identity, customer: Customer) -> AsyncIterator[ScimClient]:
    """The customer's endpoint; what was done there is in the log when the block ends."""
    app = create_app(Settings(), InProcessTransport(identity))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://narthex.test") as http,
    ):
        yield ScimClient(http, customer)


async def send(scim: ScimClient, sent: Sent, names: dict[str, str], request_id: str) -> None:
    options: dict[str, Any] = {"headers": {"X-Request-Id": request_id, **sent.headers}}
    if sent.body is not None:
        options["json"] = fill(sent.body, names)
    if sent.content is not None:
        options["content"] = sent.content
    response = await scim.request(sent.method, fill(sent.path, names), **options)
    assert response.status_code == sent.status, response.text
    if sent.keeps:
        names[sent.keeps] = response.json()["id"]


async def entry_page(browser: Browser, request_id: str) -> str:
    """The page of the one entry of a request, reached by its link in the list."""
    listed = await browser.get(f"/activity?request={request_id}")
    links = [part.partition('"')[0] for part in listed.text.split('class="line" href="')[1:]]
    assert len(links) == 1, listed.text
    page = await browser.get(links[0])
    assert page.status_code == 200, page.text
    return page.text


EXPLAINED = [vector for vector in VECTORS if any(sent.status != 401 for sent in vector.sent)]


@pytest.mark.parametrize("vector", EXPLAINED, ids=lambda vector: vector.number)
async def test_the_page_explains_what_entra_sends(
    vector: Vector, identity: Identity, customer: Customer, browser: Browser
) -> None:
    names: dict[str, str] = {}
    async with scim_of(identity, customer) as scim:
        for sent in (*(PREPARED if vector.is_prepared else ()), *vector.before):
            await send(scim, sent, names, "before")
        for number, sent in enumerate(vector.sent):
            await send(scim, sent, names, f"vector-{number}")
    await set_up(browser, customer)
    for number, sent in enumerate(vector.sent):
        if sent.status != 401:
            check(await entry_page(browser, f"vector-{number}"), sent, names)


async def test_the_page_explains_a_token_that_was_refused(
    identity: Identity, customer: Customer, browser: Browser
) -> None:
    (stranger,) = (vector for vector in VECTORS if vector not in EXPLAINED)
    async with scim_of(identity, customer) as scim:
        for sent in stranger.sent:
            await send(scim, sent, {}, "refused")
    await identity.refused_credentials.flush()
    await identity.activity_log.flush()
    await set_up(browser, customer)
    listed = (await browser.get("/activity?kind=SCIM_REQUEST&outcome=REFUSED")).text
    page = (await browser.get(listed.split('class="line" href="')[1].partition('"')[0])).text
    assert "Refused" in told(page, "Who it was")
    assert "is no access token of this service" in page
    assert "What to do:" in page
    assert told(page, "What changed").endswith("Nothing.")
    assert "401" in told(page, "What was answered, and how long it took")


def check(page: str, sent: Sent, names: dict[str, str]) -> None:
    assert sent.method in told(page, "What was sent")
    understood = fill(sent.understood, names)
    if isinstance(understood, list):
        shown = [(op, path) for op, path, _ in cells(page, "How it was understood")]
        assert shown == [(each["op"], each["path"]) for each in understood]
        for (_, _, value), each in zip(cells(page, "How it was understood"), understood, strict=True):
            assert says(value, each.get("value"))
    elif understood is not UNTOLD and understood:
        words = told(page, "How it was understood")
        for name, value in understood.items():
            assert name in words
            assert says(words, value)
    for rule, subject in sent.rules:
        assert f"{rule} on {subject}" in told(page, "Which rules of leniency were applied")
    told_changes = {row[0]: row[1:] for row in cells(page, "What changed")}
    for field, before, after in fill(sent.changes, names):
        check_change(told_changes, told(page, "What followed"), field, before, after)
    assert str(sent.status) in told(page, "What was answered, and how long it took")
    assert ("What to do:" in page) is (sent.status >= 400)


def says(words: str, value: Any) -> bool:
    """Whether words tell a value; the database keeps no order of an object's keys."""
    if isinstance(value, dict):
        return all((name == "value" or name in words) and says(words, inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(says(words, inner) for inner in value)
    return " ".join(on_one_line(value)[:60].split()) in words


def check_change(changes: dict[str, list[str]], followed: str, field: str, before: Any, after: Any) -> None:
    if field in {"sessions.ended", "groups.added", "pendingMembers.added", "pendingMembers.removed"}:
        assert str(len(before or after)) in followed
        return
    told_before, told_after = next(row for told_field, row in changes.items() if told_field.startswith(field))
    for told_one, other, words in ((before, after, told_before), (after, before, told_after)):
        values = told_one if isinstance(told_one, list) else [told_one]
        others = other if isinstance(other, list) else []
        for value in values:
            if value is not None and value not in others:
                assert says(words, value)
    assert (told_before == "nothing") is (not before)


async def a_refusal(identity: Identity, customer: Customer) -> None:
    async with scim_of(identity, customer) as scim:
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "secret.guest@x.com"}
        for status in (201, 409):
            assert (await scim.post("/Users", json=body)).status_code == status


async def test_nothing_of_another_organisation_is_shown(
    identity: Identity, customer: Customer, other_customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await a_refusal(identity, other_customer)
    theirs, mine = new_browser(), new_browser()
    await set_up(theirs, other_customer)
    await set_up(mine, customer)
    listed = await theirs.get("/activity?outcome=REFUSED")
    link = listed.text.split('class="line" href="')[1].partition('"')[0]
    shown = await theirs.get(link)
    assert "secret.guest" in shown.text
    request_id = shown.text.split("/activity?request=")[1].partition('"')[0]
    token_id = shown.text.split("/activity?token=")[1].partition('"')[0]

    assert (await mine.get(link)).status_code == 404
    for path in (
        *("/activity", "/activity.csv", "/account/audit", "/account/audit.csv"),
        *(f"/activity?request={request_id}", f"/activity?token={token_id}"),
        *(f"/account/audit?request={request_id}", f"/account/audit.csv?actor={token_id}"),
    ):
        response = await mine.get(path)
        assert response.status_code == 200, path
        assert "secret.guest" not in response.text
    assert "No person is called" in (await mine.get("/activity?person=secret.guest@x.com")).text


async def test_a_member_is_shown_neither_log(
    identity: Identity, customer: Customer, browser: Browser, refusals: Refusals
) -> None:
    async with scim_of(identity, customer) as scim:
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada", "active": True}
        await scim.post("/Users", json=body)
    browser.cookies[cookies.SESSION] = await customer.session_of("ada")
    for path in ("/activity", "/activity.csv", "/account/audit", "/account/audit.csv"):
        refusals.check(browser, await browser.get(path), (403, "You may not do this"))
    live = await browser.get("/activity/live")
    assert "event: ended" in live.text
    assert "event: rows" not in live.text


async def test_what_an_address_asks_that_means_nothing_is_said_to(customer: Customer, browser: Browser) -> None:
    await set_up(browser, customer)
    for path in ("/activity?since=yesterday", "/activity?kind=x", "/activity?within=x", "/account/audit?until=x"):
        response = await browser.get(path)
        assert response.status_code == 400, path
        assert 'role="alert"' in response.text
    for path in ("/activity.csv?since=yesterday", "/account/audit.csv?within=x", "/activity?after=x", "/activity/x"):
        assert (await browser.get(path)).status_code in {400, 404}, path


async def test_both_logs_are_exported_as_they_are_narrowed(
    identity: Identity, customer: Customer, browser: Browser
) -> None:
    await a_refusal(identity, customer)
    await set_up(browser, customer)
    refused = (await browser.get("/activity.csv?outcome=REFUSED&kind=SCIM_REQUEST")).text.splitlines()
    assert refused[0].lstrip("\ufeff").startswith("at,kind,outcome,what")
    assert len(refused) == 2
    assert ",Refused,Refused: create user," in refused[1]
    audited = (await browser.get("/account/audit.csv?action=userCreate")).text.splitlines()
    assert any(",userName,,secret.guest@x.com," in line for line in audited)


async def test_a_name_in_the_filter_becomes_the_person_it_means(
    identity: Identity, customer: Customer, browser: Browser
) -> None:
    async with scim_of(identity, customer) as scim:
        for name in ("ada", "ada.two"):
            body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": f"{name}@x.com"}
            await scim.post("/Users", json=body)
    await set_up(browser, customer)
    found = await browser.get("/activity?person=ADA@x.com")
    assert found.status_code == 303
    page = await browser.get(found.headers["Location"])
    assert "Person: ada@x.com" in page.text
    assert "Created user ada@x.com" in page.text
    assert "ada.two" not in page.text
    several = await browser.get("/activity?person=ada")
    assert "Which one?" in several.text
    assert "No person is called" in (await browser.get("/activity?person=nobody")).text
