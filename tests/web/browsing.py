"""A browser that sees everything: each step of a way through our pages and Microsoft's can be looked at, and bent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from web import cookies

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

ORIGIN = "http://localhost:8000"

_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


@dataclass
class Browser:
    """`web` reaches our pages, `outside` Microsoft's; `cookies` are ours only, by name.

    `secrets` are what it was given so far that nobody else may learn: cookies, codes and states.
    """

    web: httpx2.AsyncClient
    outside: httpx2.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookie: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    async def get(self, path: str) -> httpx2.Response:
        return await self._ask("GET", path)

    async def post(self, path: str, form: Mapping[str, str] | None = None, **options: Any) -> httpx2.Response:
        """Send one of our own forms, or JSON by one of our own modules."""
        sent = {"data": dict(form or {})} if "json" not in options else {}
        return await self._ask("POST", path, **{"headers": {"Origin": ORIGIN}, **sent, **options})

    async def begin(self, **form: str) -> str:
        """Press the Microsoft button; return the address at Microsoft that it leads to."""
        response = await self.post("/sign-in/microsoft", form)
        assert response.status_code == 303, (response.status_code, heading(response))
        return response.headers["Location"]

    async def at_microsoft(self, url: str, account: str, decision: str = "accept", **more: str) -> str:
        """Pick an account and decide; return the address on our side that Microsoft sends the browser back to."""
        response = await self.outside.post(url, data={"account": account, "decision": decision, **more})
        assert response.status_code == 302, (response.status_code, response.text)
        location: str = response.headers["Location"]
        assert location.startswith(ORIGIN)
        self.secrets |= {value for name, value in query(location).items() if name in {"code", "state"}}
        return location.removeprefix(ORIGIN)

    async def sign_in(self, account: str, **form: str) -> httpx2.Response:
        """The whole way: our button, Microsoft's page, and back."""
        return await self.get(await self.at_microsoft(await self.begin(**form), account))

    @property
    def session(self) -> str | None:
        return self.cookies.get(cookies.SESSION)

    async def _ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {**options.pop("headers", {}), "User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = await self.web.request(method, path, headers=headers, **options)
        self.set_cookie = response.headers.get_list("Set-Cookie")
        for line in self.set_cookie:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
                    self.secrets.add(morsel.value)
        return response


def query(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


def heading(response: httpx2.Response) -> str:
    """What a page is about."""
    found = _HEADING.search(response.text)
    return unescape(found[1]).strip() if found else ""
