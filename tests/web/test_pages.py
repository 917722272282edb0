from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web.pages import in_words, render, static_url
from web.static_files import static_file
from web.user_agents import browser_name

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def request(path: str = "/", query: str = "", **path_params: str) -> Request:
    app = Starlette()
    app.state.product_name = "Hall & Door"
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": [], "app": app}
    return Request({**scope, "path_params": path_params})


def page(template: str, **context: Any) -> str:
    return bytes(render(request(), template, now=NOW, **context).body).decode()


def an_ending(**changed: Any) -> dict[str, Any]:
    ending: dict[str, Any] = {
        "title": "No",
        "sentence": "It is not.",
        "next_step": "Ask.",
        "link": None,
        "button": "Back",
    }
    ending |= {"status": 403, **changed}
    return {"ending": SimpleNamespace(**ending), "request_id": "request-1"}


def test_what_others_wrote_is_text_and_never_markup() -> None:
    told = page("ending.html", **an_ending(title="<script>alert(1)</script>", link='"><img src=x onerror=alert(1)>'))
    assert "<script>alert" not in told
    assert "<img" not in told
    assert "Hall &amp; Door" in told


def test_a_page_is_not_shown_with_a_part_missing() -> None:
    with pytest.raises(UndefinedError):
        page("ending.html", request_id="request-1")


def test_a_page_has_the_status_it_is_given() -> None:
    assert render(request(), "ending.html", 403, **an_ending()).status_code == 403


def test_a_time_is_told_in_words_and_in_full() -> None:
    link = SimpleNamespace(
        organisation_name="Contoso", organisation_slug="contoso", user_name="ada", expires_at="2026-11-27T11:30:00Z"
    )
    told = page("set_up.html", setup_link=link, refusal=None)
    assert 'title="27 November 2026, 11:30 UTC">in 3 days</time>' in told


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (-59, "just now"),
        (30, "in a moment"),
        (-60, "1 minute ago"),
        (-3 * 3600 - 5, "3 hours ago"),
        (8 * 3600 - 5, "in 8 hours"),
        (86400, "in 1 day"),
        (72 * 3600, "in 3 days"),
    ],
)
def test_how_far_a_moment_is_stands_in_the_largest_unit(seconds: int, words: str) -> None:
    assert in_words(NOW + timedelta(seconds=seconds), NOW) == words


@given(st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000)))
@settings(max_examples=100)
def test_the_past_is_ago_and_the_future_is_in(distance: timedelta) -> None:
    words = in_words(NOW + distance, NOW)
    assert words.endswith(("ago", "now")) or (distance > timedelta() and words.startswith("in "))


CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (CHROME, "Chrome on Linux"),
        (CHROME.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64") + " Edg/150.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android"),
        ("Firefox/150.0", "Firefox"),
        ("curl/8.9", "curl/8.9"),
        ("x" * 500, "x" * 60),
        ("", "Unknown browser"),
        (None, "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(sent: str | None, name: str) -> None:
    assert browser_name(sent) == name


async def test_a_file_is_kept_for_ever_under_the_address_of_its_content_only() -> None:
    version = static_url("pages.css").partition("?")[2]
    current = await static_file(request(query=version, name="pages.css"))
    assert current.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert current.headers["Content-Type"] == "text/css; charset=utf-8"
    for other in ("", "v=0000"):
        assert (await static_file(request(query=other, name="pages.css"))).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["missing.css", "../pages.py", "", "."])
async def test_what_is_no_file_of_ours_is_not_found(name: str) -> None:
    with pytest.raises(HTTPException) as refused:
        await static_file(request(name=name))
    assert refused.value.status_code == 404


def test_modules_are_served_as_what_a_browser_will_run() -> None:
    with pytest.raises(KeyError):
        static_url("missing.js")
    assert static_url("passkey.js").startswith("/static/passkey.js?v=")
