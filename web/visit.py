"""One request of a browser: who it is, what it sent, and the pages it is answered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from contract.transport import Caller
from web import cookies
from web.desk import Desk
from web.endings import MICROSOFT_NOT_CONFIGURED, Ended, SignedOut
from web.identity_client import IdentityClient
from web.log import record_of
from web.pages import render
from web.sealing import SealBroken, unseal

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.desk import Section
    from web.endings import Ending
    from web.identity_client.fragments import Desk as Viewer
    from web.microsoft import Microsoft
    from web.service import Service

_MAX_USER_AGENT = 200
_MAX_COOKIE = 4096
_DELEGATED = "nx_del_"
"""How the tokens of such sessions begin, as GraphQL's documentation has it."""


class Visit:
    """A request, and the service it came to."""

    def __init__(self, request: Request, service: Service) -> None:
        self.request = request
        self.service = service
        self.record = record_of(request.scope)

    @property
    def microsoft(self) -> Microsoft:
        """Raises `Ended` where nobody signs in with Microsoft."""
        if self.service.microsoft is None:
            raise Ended(MICROSOFT_NOT_CONFIGURED)
        return self.service.microsoft

    @property
    def session(self) -> str | None:
        """The session's token as the cookie has it: good or not, identity knows."""
        return self._cookie(cookies.SESSION)

    @property
    def is_operators(self) -> bool:
        """Whether the browser has an operator's token: good or not, identity knows."""
        return self._cookie(cookies.OPERATOR) is not None

    @property
    def came_by_link(self) -> bool:
        """Whether the session is, or was, that of somebody who is none of the organisation's people."""
        return self.session is not None and self.session.startswith(_DELEGATED)

    @property
    def browser(self) -> str | None:
        """The secret that a way through Microsoft's pages was begun with in this browser."""
        return self._cookie(cookies.BROWSER)

    @property
    def user_agent(self) -> str | None:
        """What the browser calls itself, for the person's list of sessions."""
        return self.request.headers.get("User-Agent", "")[:_MAX_USER_AGENT] or None

    def query(self, name: str) -> str | None:
        """A parameter of the address; an empty one is as good as none."""
        return self.request.query_params.get(name) or None

    def anonymous(self) -> IdentityClient:
        """Identity, as anybody reaches it: proof stands in the arguments."""
        return IdentityClient(self.service.transport, Caller(None, self.record.request_id))

    def person(self) -> IdentityClient:
        """Identity, as the person who is signed in reaches it. Raises `SignedOut`."""
        if self.session is None:
            raise SignedOut
        return IdentityClient(self.service.transport, Caller(self.session, self.record.request_id))

    def operator(self) -> IdentityClient:
        """Identity, as whoever runs the service reaches it. Raises `SignedOut`."""
        token = self._cookie(cookies.OPERATOR)
        if token is None:
            raise SignedOut
        return IdentityClient(self.service.transport, Caller(token, self.record.request_id))

    def opened(self, cookie: str, purpose: str) -> dict[str, Any] | None:
        """What a sealed cookie holds, if this browser's secret opens it."""
        sealed = self._cookie(cookie)
        if sealed is None or self.browser is None:
            return None
        try:
            return unseal(sealed, self.browser, purpose)
        except SealBroken:
            return None

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page."""
        return render(self.request, template, status, **context)

    def desk(self, template: str, of: Viewer, section: Section, status: int = 200, **context: Any) -> Response:
        """A page of somebody signed in, in the frame that shows where they are. Raises `SignedOut`."""
        return self.page(template, status, desk=Desk.of(of), section=section, **context)

    def ending(self, ending: Ending) -> Response:
        """The page of an ending, with the id under which all logs know the request."""
        response = self.page("ending.html", ending.status, ending=ending, request_id=self.record.request_id)
        return with_retry(response, ending.retry_after)

    def redirect(self, path: str) -> Response:
        """Go on to another page by GET (RFC 9110 §15.4.4)."""
        return RedirectResponse(path, status_code=303)

    def _cookie(self, name: str) -> str | None:
        value = cookies.find(";".join(self.request.headers.getlist("Cookie")), name)
        return value if value and len(value) <= _MAX_COOKIE and value.isascii() and value.isprintable() else None


def with_retry(response: Response, seconds: int | None) -> Response:
    """Say when it is worth trying again (RFC 9110 §10.2.3)."""
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response
