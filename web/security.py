"""What the browser is told to allow, and which requests it may not be talked into.

Both are pure ASGI middleware and look at nothing but the headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_YEAR_SECONDS = 365 * 24 * 60 * 60

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    # With `no-referrer` a browser would send our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def origin_of(url: str) -> str:
    """The origin of an http or https URL as a browser writes it (RFC 6454 §6.2): no path, no default port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def content_security_policy(*, form_targets: Iterable[str] = (), frame_ancestors: Iterable[str] = ()) -> str:
    """The policy of a page that takes everything it shows from its own origin, and nothing inline (CSP Level 3).

    `form_targets` are the other origins a form may lead to, `frame_ancestors` the ones that may frame the page.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(["form-action 'self'", *form_targets]),
            " ".join(["frame-ancestors", *(list(frame_ancestors) or ["'none'"])]),
            "base-uri 'none'",
        ]
    )


class SecurityHeaders:
    """ASGI middleware: gives each response the strict headers; what a response has set itself stays.

    `form_targets` is asked with each response for the origins a form may lead to, since Chromium holds the redirect
    that answers a form to `form-action` too, and Microsoft's addresses are known from discovery only.
    """

    def __init__(
        self, app: ASGIApp, *, public_url: str, form_targets: Callable[[], Iterable[str]] = lambda: ()
    ) -> None:
        self._app = app
        self._form_targets = form_targets
        self._headers = dict(_HEADERS)
        if urlsplit(public_url).scheme == "https":
            self._headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault(
                    "Content-Security-Policy", content_security_policy(form_targets=self._form_targets())
                )
            await send(message)

        await self._app(scope, receive, send_with_headers)


class CrossSiteGuard:
    """ASGI middleware: a request that may change something comes from our own pages, or `refusal` answers it.

    The browser says where it comes from: in `Origin`, which has to be that of `public_url`, or else in
    `Sec-Fetch-Site` (Fetch Metadata Request Headers §2.3). A request with neither is refused, since no browser that
    has these pages' cookies sends one.
    """

    def __init__(self, app: ASGIApp, *, public_url: str, refusal: ASGIApp) -> None:
        self._app = app
        self._origin = origin_of(public_url)
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on one request, or the refusal."""
        if scope["type"] == "http" and not self._is_welcome(scope["method"], Headers(scope=scope)):
            await self._refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_welcome(self, method: str, headers: Headers) -> bool:
        if method in _SAFE_METHODS:
            return True
        if origins := headers.getlist("Origin"):
            return origins == [self._origin]
        return headers.get("Sec-Fetch-Site") in {"same-origin", "none"}
