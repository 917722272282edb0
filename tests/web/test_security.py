from collections.abc import Mapping

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web.security import CrossSiteGuard, SecurityHeaders, content_security_policy, origin_of

HOUSE = "https://sign-in.example"


async def answer(_request: Request) -> Response:
    return PlainTextResponse("done")


async def frame(_request: Request) -> Response:
    policy = content_security_policy(frame_ancestors=["https://login.example"])
    return PlainTextResponse("", headers={"Content-Security-Policy": policy, "Cache-Control": "public"})


ROUTES = [Route("/", answer, methods=["GET", "POST", "PUT", "DELETE"]), Route("/frame", frame)]
REFUSAL = PlainTextResponse("refused", 403)


async def send(app: ASGIApp, method: str, path: str = "/", headers: Mapping[str, str] | None = None) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://inside.test") as client:
        return await client.request(method, path, headers=headers)


def guarded(public_url: str = HOUSE) -> ASGIApp:
    return CrossSiteGuard(Starlette(routes=ROUTES), public_url=public_url, refusal=REFUSAL)


def shielded(public_url: str = HOUSE, targets: list[str] | None = None) -> ASGIApp:
    return SecurityHeaders(Starlette(routes=ROUTES), public_url=public_url, form_targets=lambda: targets or [])


def policy_of(response: httpx2.Response) -> dict[str, list[str]]:
    directives = (directive.split() for directive in response.headers["Content-Security-Policy"].split("; "))
    return {name: values for name, *values in directives}


WELCOME = [{"Origin": HOUSE}, {"Origin": HOUSE, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "same-origin"}]
UNWELCOME = [
    {},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "http://sign-in.example"},
    {"Origin": "https://sign-in.example:8443"},
    {"Origin": "https://sign-in.example.evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Host": "evil.example", "Origin": "https://evil.example"},
    {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", WELCOME)
async def test_our_own_pages_may_change_something(headers: dict[str, str]) -> None:
    assert (await send(guarded(), "POST", headers=headers)).text == "done"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("headers", UNWELCOME)
async def test_nobody_else_may(headers: dict[str, str], method: str) -> None:
    assert (await send(guarded(), method, headers=headers)).status_code == 403


async def test_two_origins_are_one_too_many() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=guarded()), base_url=HOUSE) as client:
        told = await client.post("/", headers=[("Origin", HOUSE), ("Origin", "https://evil.example")])
    assert told.status_code == 403


@pytest.mark.parametrize("headers", UNWELCOME)
async def test_everybody_may_read(headers: dict[str, str]) -> None:
    assert (await send(guarded(), "GET", headers=headers)).status_code == 200


async def test_the_origin_that_counts_is_the_public_one_and_not_the_one_behind_a_proxy() -> None:
    inside = {"Origin": "http://inside.test"}
    assert (await send(guarded("https://outside.example/"), "POST", headers=inside)).status_code == 403
    outside = {"Origin": "https://outside.example"}
    assert (await send(guarded("https://outside.example/"), "POST", headers=outside)).status_code == 200


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://sign-in.example", "https://sign-in.example"),
        ("https://sign-in.example:443/", "https://sign-in.example"),
        ("http://localhost:80/path?query", "http://localhost"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("HTTPS://Sign-In.Example/", "https://sign-in.example"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_a_browser_writes_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@given(st.sampled_from(["http", "https"]), st.integers(1, 65535), st.text("abc/?#", max_size=8))
@settings(max_examples=50)
def test_the_origin_of_an_origin_is_itself(scheme: str, port: int, rest: str) -> None:
    origin = origin_of(f"{scheme}://host.example:{port}/{rest}")
    assert origin_of(origin) == origin


async def test_a_page_takes_everything_from_its_own_origin_and_nothing_inline() -> None:
    policy = policy_of(await send(shielded(), "GET"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & {
        value for some in policy.values() for value in some
    }


async def test_a_form_may_lead_to_microsoft_as_soon_as_its_address_is_known() -> None:
    targets: list[str] = []
    app = SecurityHeaders(Starlette(routes=ROUTES), public_url=HOUSE, form_targets=lambda: targets)
    assert policy_of(await send(app, "GET"))["form-action"] == ["'self'"]
    targets.append("https://login.example")
    assert policy_of(await send(app, "GET"))["form-action"] == ["'self'", "https://login.example"]


async def test_a_response_keeps_what_it_has_decided_itself() -> None:
    told = await send(shielded(), "GET", "/frame")
    assert policy_of(told)["frame-ancestors"] == ["https://login.example"]
    assert told.headers["Cache-Control"] == "public"
    assert told.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_page_is_kept_nowhere_and_tells_nobody_where_somebody_came_from() -> None:
    told = (await send(shielded(), "GET")).headers
    assert told["Cache-Control"] == "no-store"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in told["Permissions-Policy"]


async def test_only_a_site_with_tls_insists_on_it() -> None:
    assert (await send(shielded(), "GET")).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in (await send(shielded("http://localhost:8000"), "GET")).headers
