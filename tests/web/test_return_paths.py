from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from web.return_paths import HOME, MAX_LENGTH, own_path

SITE = "https://app.example.com/sign-in"

TRICKS = [
    "//evil.example",
    "///evil.example",
    "//[",
    "//[::1/account",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/%252f%252fevil.example",
    "/%09/evil.example",
    "/account//evil.example",
    "evil.example",
    "./account",
    "?x=1",
    "/account\r\nSet-Cookie: a=b",
    "/a b",
    "/ünïcode",
    "/sign-in/microsoft/callback?code=x&state=y",
    "/" + "a" * MAX_LENGTH,
]


@pytest.mark.parametrize("path", ["/", "/account", "/account/password", "/users?filter=a%20b&page=2#row-7"])
def test_a_page_of_ours_is_gone_on_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("path", [None, "", *TRICKS])
def test_anything_that_could_lead_elsewhere_leads_home(path: str | None) -> None:
    assert own_path(path) == HOME


@given(st.one_of(st.text(max_size=60), st.text("/\\.:?#%@25fFcC09\t\n aehtps", max_size=30)))
@example("/%2525252fevil.example")
@settings(max_examples=300)
def test_whatever_is_asked_for_a_browser_stays_on_this_site(asked: str) -> None:
    path = own_path(asked)

    # What a browser makes of it: backslashes are slashes, tabs and line breaks are nothing (WHATWG URL §4.4).
    as_read = path.replace("\\", "/").translate({9: None, 10: None, 13: None}).strip()
    assert urlsplit(urljoin(SITE, as_read)).netloc == "app.example.com"
    assert path.startswith("/")
    assert not path.startswith("//")
    assert path.isascii()
    assert path.isprintable()
    assert len(path) <= MAX_LENGTH


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_a_plain_path_survives_with_whatever_its_query_holds(text: str) -> None:
    kept = quote(text.replace("//", "").replace("\\", ""), safe="")
    path = f"/account?name={kept}"
    assert own_path(path) in {path, HOME}
    if text.isascii() and text.isalnum():
        assert own_path(path) == path
