"""Two organisations side by side: no page, search, export or stream of one shows anything of the other.

Every route the web has is asked by the owner of one, with all ids of the other in every place an id can stand.
"""

import asyncio
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from identity.app import Identity
from tests.conftest import Customer
from tests.web.belongings import MARK, SEEN, Belongings, paths, tell, with_everything
from tests.web.browsing import Browser
from tests.web.conftest import set_up
from web.app import FOR_MODULES, PAGES

WORDS = {"search": "vctm", "q": "vctm", "person": "vctm", "user_name": "vctm", "actor": "vctm", "target": "vctm"}


@pytest.fixture
async def victim(identity: Identity, customer: Customer) -> Belongings:
    """The other organisation."""
    return await with_everything(identity, customer)


STREAMS = {"/activity/live", "/account/provisioning/live"}
ENDS_THE_SESSION = {"/sign-out", "/sign-out/front-channel"}


async def test_no_page_search_or_export_shows_anything_of_another_organisation(
    victim: Belongings, browser: Browser, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    shown: list[str] = []
    for path in [*paths(PAGES, "GET", victim.ids), *paths(FOR_MODULES, "GET", victim.ids)]:
        if path in STREAMS | ENDS_THE_SESSION:
            continue
        questions = ["", "?" + "&".join(f"{name}={word}" for name, word in WORDS.items())]
        if "{" not in path and not any(id_ in path for id_ in victim.ids):
            names = ("person", "group", "request", "token", "actor", "target", "user", "after", "before", "id", "urn")
            questions += [f"?{name}={id_}" for name, id_ in product(names, victim.ids[:3])]
        for question in questions:
            page = await browser.get(path + question)
            if MARK in page.text or page.status_code >= 500:
                shown.append(f"{page.status_code} {path}{question}")
    assert shown == []


async def test_no_form_changes_anything_of_another_organisation(
    victim: Belongings, browser: Browser, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    before = await victim.ask(SEEN)
    urn = before["organisation"]["extensionSchemas"][0]["urn"]
    form = {
        "decision": "DISMISS",
        "enabled": "true",
        "role": "MEMBER",
        "reason": "because",
        "name": "taken",
        "urn": urn,
    }
    broken: list[str] = []
    for path in paths(PAGES, "POST", victim.ids):
        if path in ENDS_THE_SESSION or path.startswith(("/sign-in", "/operator")):
            continue
        asked = {**form, "id": victim.ids[0], "user": victim.ids[0]}
        if path.endswith("/new"):  # which shows what was typed once more
            del asked["urn"]
        answer = await browser.post(path, asked)
        if MARK in answer.text or answer.status_code >= 500:
            broken.append(f"{answer.status_code} {path}")
    assert broken == []
    assert await victim.ask(SEEN) == before


async def _heard(app: Any, browser: Browser, path: str, seconds: float) -> str:
    """What a stream says within some seconds; the transport of these tests would wait for its end."""
    path, _, query = path.partition("?")
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost:8000"), (b"cookie", cookies.encode())],
        "server": ("localhost", 8000),
        "client": ("127.0.0.1", 1),
    }
    said = bytearray()
    begun = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if begun.is_set():
            await asyncio.sleep(seconds)
            return {"type": "http.disconnect"}
        begun.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.extend(message.get("body", b""))

    await asyncio.wait_for(app(scope, receive, send), seconds + 10)
    return said.decode()


async def test_no_stream_tells_anything_of_another_organisation(
    victim: Belongings, browser: Browser, new_browser: Callable[[], Browser], inside: Any, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    owner = new_browser()
    await set_up(owner, victim.customer)
    app = inside._transport.app  # noqa: SLF001 - the client itself reads no stream

    async def happens() -> None:
        for number in (2, 3):
            await asyncio.sleep(0.4)
            await tell(victim.identity, victim.customer, number)

    own, *others, _ = await asyncio.gather(
        _heard(app, owner, "/activity/live", 2),
        _heard(app, browser, "/activity/live", 2),
        _heard(app, browser, f"/activity/live?request={victim.ids[-1]}", 2),
        _heard(app, browser, "/account/provisioning/live", 2),
        happens(),
    )
    assert MARK in own, "nothing was heard at all"
    assert all(MARK not in heard for heard in others)
