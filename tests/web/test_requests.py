"""What every request meets: addresses, methods, bodies, other sites, the log."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from tests.web.browsing import ORIGIN, heading
from tests.web.conftest import BEN, set_up
from web import cookies
from web.app import FOR_MODULES, FOR_OPERATOR, PAGES
from web.bodies import MAX_BYTES, read_form, read_json
from web.endings import TOO_SLOW, Ended

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.refusals import Refusals

POSTED = sorted(path for path, handlers in (PAGES | FOR_OPERATOR | FOR_MODULES).items() if "POST" in handlers)
SHOWN = sorted(path for path, handlers in (PAGES | FOR_OPERATOR).items() if "GET" in handlers)


@pytest.mark.parametrize("path", ["/nowhere", "/account/", "/.env", "/sign-in/nowhere", "/static/../app.py"])
async def test_an_address_that_leads_nowhere_has_a_page(browser: Browser, refusals: Refusals, path: str) -> None:
    refusals.check(browser, await browser.get(path), (404, "There is nothing here"))


@pytest.mark.parametrize("path", SHOWN)
async def test_a_page_says_which_methods_it_knows(browser: Browser, path: str) -> None:
    response = await browser.web.request("DELETE", path, headers={"Origin": ORIGIN})
    assert (response.status_code, heading(response)) == (405, "This page is used otherwise")
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", POSTED)
async def test_another_sites_form_is_not_carried_out(browser: Browser, path: str) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        response = await browser.post(path, {}, headers=headers)
        assert (response.status_code, heading(response)) == (403, "That request came from elsewhere")


@pytest.mark.parametrize("path", POSTED)
async def test_whatever_is_posted_never_breaks_a_page(browser: Browser, path: str) -> None:
    for content, kind in (
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=%zz&&&", "application/x-www-form-urlencoded"),
        (b"[1]", "application/json"),
        (b'{"credential": {"id": 7}, "name": 7, "returnTo": {}}', "application/json"),
        (b'{"credential": ' + b"[" * 900 + b"]" * 900 + b', "name": "x", "returnTo": "//["}', "application/json"),
        (b"return_to=//%5b&email=a@b.example", "application/x-www-form-urlencoded"),
        (b"user_name=%00&organisation=%00&password=%00&email=%00@x.yz", "application/x-www-form-urlencoded"),
    ):
        headers = {"Origin": ORIGIN, "Content-Type": kind}
        response = await browser.web.request("POST", path, content=content, headers=headers)
        assert response.status_code < 500, (content, response.text)


async def test_a_body_that_is_too_long_is_refused(browser: Browser) -> None:
    response = await browser.post("/sign-in/password", {"password": "x" * MAX_BYTES})
    assert (response.status_code, heading(response)) == (413, "That was too long")


@pytest.mark.parametrize("read", [read_form, read_json])
async def test_a_body_that_does_not_arrive_is_not_waited_for(read: Callable[..., Awaitable[object]]) -> None:
    parts = iter([{"type": "http.request", "body": b"x", "more_body": True}])

    async def receive() -> dict[str, object]:
        for part in parts:
            return part
        await asyncio.sleep(60)
        raise AssertionError

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    with pytest.raises(Ended) as ended:
        await read(request, max_seconds=0.01)
    assert ended.value.ending is TOO_SLOW


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
async def test_what_is_no_form_is_refused(browser: Browser, kind: str) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    response = await browser.web.request("POST", "/sign-in/password", content=b"{}", headers=headers)
    assert (response.status_code, heading(response)) == (415, "That could not be read")


@pytest.mark.parametrize("path", SHOWN)
async def test_what_stands_in_an_address_never_breaks_a_page(browser: Browser, path: str) -> None:
    for value in ("%00", "%ff", "'%22%3Cscript%3E", "a" * 5000, "//%5b"):
        names = ("state", "code", "error", "tenant", "sid", "iss", "return_to", "reason", "login_hint", "organisation")
        query = "&".join(f"{name}={value}" for name in names)
        target = path.replace("{secret}", "x").replace("{name}", "x")
        response = await browser.get(f"{target}?{query}")
        assert response.status_code < 500, (path, value, response.text)
        assert "<script>" not in response.text


async def test_a_page_is_asked_for_by_head_without_its_body(browser: Browser) -> None:
    got, headed = await browser.get("/sign-in"), await browser.web.head("/sign-in")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("before", [b"\xa0", b"\x85", b"\xc2\xa0", b"\xe2\x80\x80", b"x; \xa0", b"=", b"; ="])
async def test_a_neighbours_cookie_does_not_pass_for_ours(browser: Browser, customer: Customer, before: bytes) -> None:
    await set_up(browser, customer)
    cookie = f"{cookies.SESSION}={browser.session}".encode()
    for sent, signed_in in ((cookie, True), (before + cookie, False), (cookie + b"; " + cookie, False)):
        response = await browser.web.request("GET", "/account", headers={b"Cookie": sent})
        assert (response.status_code == 200) is signed_in, sent


async def test_no_page_is_kept_and_each_has_its_policy(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    for path in ("/sign-in", "/account", "/nowhere", "/sign-in/microsoft/callback?error=access_denied"):
        headers = (await browser.get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_the_sign_in_pages_policy_lets_its_form_lead_to_microsoft(browser: Browser) -> None:
    policy = (await browser.get("/sign-in")).headers["Content-Security-Policy"]
    (targets,) = [part.split() for part in policy.split("; ") if part.startswith("form-action")]
    leads_to = await browser.begin()
    assert any(leads_to.startswith(target) for target in targets)


async def test_the_host_a_request_names_does_not_count(browser: Browser) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": ORIGIN}
    response = await browser.web.post("/sign-in/microsoft", data={}, headers=headers)
    assert "localhost%3A8000%2Fsign-in%2Fmicrosoft%2Fcallback" in response.headers["Location"]
    assert "evil" not in response.headers["Location"]


async def test_the_request_id_stands_on_the_page_of_an_ending_and_in_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "web")
    response = await browser.get("/sign-in/microsoft/callback?state=x&code=y")
    request_id = response.headers["X-Request-Id"]
    assert request_id in response.text
    (line,) = [record for record in caplog.records if record.name == "web"]
    assert line.__dict__["request_id"] == request_id
    assert line.__dict__["route"] == "/sign-in/microsoft/callback"
    assert line.__dict__["outcome"] == "This sign-in cannot go on"


@pytest.mark.usefixtures("ben")
async def test_no_log_tells_a_secret(browser: Browser, customer: Customer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = await set_up(browser, customer)
    url = await browser.begin()
    browsers_secret = browser.cookies["__Host-sign-in"]
    callback = await browser.at_microsoft(url, BEN)
    await browser.get(callback)

    # The two tests' own clients log what they ask for, as any browser's history has it.
    told = "\n".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if not record.name.startswith("http")
    )
    code, state = (part.split("=", 1)[1] for part in callback.partition("?")[2].split("&")[:2])
    assert browser.session is not None
    for secret in (link, browsers_secret, code, state, browser.session):
        assert secret not in told
