"""A browser without a screen: it opens addresses, keeps cookies, follows redirects and sends forms.

It knows of a page what a person without script would: its address, its headings and its forms. So whoever walks
through sign-in with it goes through the same doors as a person does.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_TIMEOUT_SECONDS = 30.0


class PageUnexpected(Exception):
    """A page is not the one that was expected; the message tells which it is."""


@dataclass(frozen=True, slots=True)
class Button:
    """A way to send a form: its text, and the field it adds."""

    text: str
    name: str | None
    value: str


@dataclass(slots=True)
class Form:
    """A form: where it leads (absolute), how, and what it is filled in with."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path it leads to."""
        return urlsplit(self.action).path


@dataclass(frozen=True, slots=True)
class Page:
    """What an address showed in the end, after its redirects."""

    url: str
    status: int
    heading: str
    forms: tuple[Form, ...]

    @property
    def path(self) -> str:
        """Its path, without the query."""
        return urlsplit(self.url).path

    def find_form(self, *, path: str | None = None, button: str | None = None) -> Form | None:
        """The first form that leads to this path and has a button in whose text these words are."""
        for form in self.forms:
            if path in {None, form.path} and (button is None or _button(form, button)):
                return form
        return None

    def get_form(self, *, path: str | None = None, button: str | None = None) -> Form:
        """Likewise. Raises `PageUnexpected` when there is none."""
        if (form := self.find_form(path=path, button=button)) is None:
            raise PageUnexpected(
                f"{self.url} ({self.status}, '{self.heading}') has no form {path or ''} {button or ''}".rstrip() + "."
            )
        return form


class FormBrowser:
    """One browser with its own cookies. Open one with `form_browser`."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def open(self, url: str) -> Page:
        """Go to an address."""
        return _page(await self._client.get(url))

    async def send(self, page: Page, form: Form, button: str | None = None, **filled_in: str) -> Page:
        """Fill in a page's form, press the button in whose text these words are, and see where that leads."""
        pressed = _button(form, button) if button else None
        values = {**form.fields, **filled_in}
        if pressed is not None and pressed.name:
            values[pressed.name] = pressed.value
        if form.method == "get":
            return _page(await self._client.get(form.action, params=values))
        at = urlsplit(page.url)
        headers = {"Origin": f"{at.scheme}://{at.netloc}"}
        return _page(await self._client.post(form.action, data=values, headers=headers))


@asynccontextmanager
async def form_browser() -> AsyncIterator[FormBrowser]:
    """A browser that knows nobody yet."""
    # As browsers do on this machine, it takes cookies that are for secure addresses from plain http, too.
    cookies = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    async with httpx2.AsyncClient(
        cookies=cookies, follow_redirects=True, timeout=_TIMEOUT_SECONDS, trust_env=False
    ) as client:
        yield FormBrowser(client)


def _button(form: Form, text: str) -> Button | None:
    wanted = f" {text.casefold()} "
    return next((button for button in form.buttons if wanted in f" {button.text.casefold()} "), None)


def _page(response: httpx2.Response) -> Page:
    reader = _Reader(str(response.url))
    reader.feed(response.text)
    return Page(str(response.url), response.status_code, reader.heading, tuple(reader.forms))


class _Reader(HTMLParser):
    """Reads headings and forms out of HTML."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._heading: list[str] | None = None
        self._pressed: tuple[str | None, str] | None = None
        self._text: list[str] = []
        self.heading = ""
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "h1":
            self._heading = []
        elif tag == "form":
            self.forms.append(Form(urljoin(self._url, given.get("action", "")), given.get("method", "get").lower()))
        elif self.forms and tag == "button":
            self._pressed, self._text = (given.get("name"), given.get("value", "")), []
        elif self.forms and tag == "input":
            self._fill(self.forms[-1], given)

    def _fill(self, form: Form, given: dict[str, str]) -> None:
        name, kind = given.get("name"), given.get("type", "text")
        if kind == "submit":
            form.buttons.append(Button(given.get("value", ""), name, given.get("value", "")))
        elif name and (kind not in {"checkbox", "radio"} or "checked" in given):
            form.fields[name] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)
        if self._pressed is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1" and self._heading is not None:
            self.heading, self._heading = " ".join("".join(self._heading).split()), None
        elif tag == "button" and self._pressed is not None:
            name, value = self._pressed
            self.forms[-1].buttons.append(Button(" ".join("".join(self._text).split()), name, value))
            self._pressed = None
