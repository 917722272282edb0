"""Two organisations side by side: no page, search, export or stream of one shows anything of the other.

Every route the web has is asked by the owner of one, with all ids of the other in every place an id can stand.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import Customer
from tests.web.browsing import Browser
from tests.web.conftest import set_up
from web.app import FOR_MODULES, PAGES

MARK = "Hohenzollern"
"""Stands in every name of the other organisation's things, and in nothing that is asked for."""
WORDS = {"search": "vctm", "q": "vctm", "person": "vctm", "user_name": "vctm", "actor": "vctm", "target": "vctm"}

_PREPARE = """mutation($user: UserInput!, $twin: UserInput!, $group: GroupInput!) {
    user: userCreate(input: $user) { ... on User { id } }
    twin: userCreate(input: $twin) { __typename }
    group: groupCreate(input: $group) { ... on Group { id } }
}"""
_RECORD = """mutation($requests: [ScimRequest!]!) { activityRecord(requests: $requests) {
    __typename ... on Problem { message } } }"""
_SEEN = """{
    users { nodes { id userName active role sessions { id } lock { reason } } }
    groups { nodes { id displayName members { nodes { value } } } }
    accessTokens { nodes { id name expiresAt revokedAt } }
    reviewItems { nodes { id closedAt } }
    organisation {
        name extensionSchemas { urn version }
        connections { id name microsoftSignIn justInTime conformance tenant { id } }
    }
}"""
_IDS = """{
    users { nodes { id sessions { id } } } groups { nodes { id } } accessTokens { nodes { id } }
    reviewItems { nodes { id } } auditEntries { nodes { id requestId targetId } }
    activityEntries { nodes { id requestId } } organisation { id connections { id } }
}"""


@dataclass(frozen=True)
class Victim:
    """The other organisation, with one of everything."""

    customer: Customer
    identity: Identity
    ids: tuple[str, ...]

    async def ask(self, document: str) -> dict[str, Any]:
        answer = await self.identity.execute(document, None, {}, Caller(self.customer.owner, "looking"))
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


async def _told(identity: Identity, customer: Customer, number: int) -> None:
    entry = {
        "requestId": f"vctm-{number}",
        "at": datetime.now(UTC).isoformat(),
        "action": "PATCH /Users/{id}",
        "status": 409,
        "message": MARK,
        "advice": MARK,
        "targetLabel": MARK,
        "durationMs": 1.0,
        "explanation": {"understood": [{"op": "add", "path": MARK}], "rules": [], "operations": [], "steps": []},
    }
    caller = Caller(customer.token, "vctm-report", customer.connection)
    answer = await identity.execute(_RECORD, None, {"requests": [entry]}, caller)
    assert answer["data"]["activityRecord"]["__typename"] == "ActivityRecorded", answer


@pytest.fixture
async def victim(identity: Identity, customer: Customer) -> Victim:
    named = {"displayName": f"Vctm {MARK}", "externalId": "vctm-1", "emails": [{"value": f"vctm@{MARK}.example"}]}
    given = {
        "user": {"userName": f"vctm.{MARK}@x.example", **named},
        "twin": {"userName": f"vctm.{MARK}@x.example", "externalId": "vctm-2"},
        "group": {"displayName": f"Vctm {MARK}", "externalId": "vctm-g"},
    }
    made = await identity.execute(_PREPARE, None, given, Caller(customer.token, "vctm-0"))
    assert made["data"]["twin"]["__typename"] == "UserNameTaken", made
    await customer.session_of(given["user"]["userName"])
    await customer.declare(
        {
            "urn": f"urn:ietf:params:scim:schemas:extension:Vctm{MARK}:2.0:User",
            "name": MARK,
            "attributes": [{"name": "tag", "type": "string"}],
        }
    )
    await _told(identity, customer, 1)
    victim = Victim(customer, identity, ())
    found = str(await victim.ask(_IDS))
    ids = sorted({*re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", found), "vctm-0", "vctm-1"})
    assert len(ids) >= 12
    return Victim(customer, identity, tuple(ids))


def _paths(routes: dict[str, Any], method: str, ids: tuple[str, ...]) -> Iterator[str]:
    for path, handlers in routes.items():
        names = re.findall(r"{(\w+)}", path)
        if method not in handlers or "secret" in names or path == "/static/{name}":
            continue
        # In routes with several ids the first may be one's own or not: the second has to be refused by itself.
        for values in product(ids, repeat=len(names)) if len(names) < 2 else ((each, each) for each in ids):
            yield path.format(**dict(zip(names, values, strict=True)))


STREAMS = {"/activity/live", "/account/provisioning/live"}
ENDS_THE_SESSION = {"/sign-out", "/sign-out/front-channel"}


async def test_no_page_search_or_export_shows_anything_of_another_organisation(
    victim: Victim, browser: Browser, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    shown: list[str] = []
    for path in [*_paths(PAGES, "GET", victim.ids), *_paths(FOR_MODULES, "GET", victim.ids)]:
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
    victim: Victim, browser: Browser, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    before = await victim.ask(_SEEN)
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
    for path in _paths(PAGES, "POST", victim.ids):
        if path in ENDS_THE_SESSION or path.startswith(("/sign-in", "/operator")):
            continue
        asked = {**form, "id": victim.ids[0], "user": victim.ids[0]}
        if path.endswith("/new"):  # which shows what was typed once more
            del asked["urn"]
        answer = await browser.post(path, asked)
        if MARK in answer.text or answer.status_code >= 500:
            broken.append(f"{answer.status_code} {path}")
    assert broken == []
    assert await victim.ask(_SEEN) == before


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
    victim: Victim, browser: Browser, new_browser: Callable[[], Browser], inside: Any, other_customer: Customer
) -> None:
    await set_up(browser, other_customer)
    owner = new_browser()
    await set_up(owner, victim.customer)
    app = inside._transport.app  # noqa: SLF001 - the client itself reads no stream

    async def happens() -> None:
        for number in (2, 3):
            await asyncio.sleep(0.4)
            await _told(victim.identity, victim.customer, number)

    own, *others, _ = await asyncio.gather(
        _heard(app, owner, "/activity/live", 2),
        _heard(app, browser, "/activity/live", 2),
        _heard(app, browser, f"/activity/live?request={victim.ids[-1]}", 2),
        _heard(app, browser, "/account/provisioning/live", 2),
        happens(),
    )
    assert MARK in own, "nothing was heard at all"
    assert all(MARK not in heard for heard in others)
