"""Somebody has proved who they are: the browser gets its session, and whatever it had before ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from contract.transport import IdentityError
from web import cookies
from web.return_paths import own_path

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.fragments import DelegateIn, SignedIn
    from web.visit import Visit


async def signed_in(visit: Visit, started: SignedIn, return_to: str | None) -> Response:
    """Go on to the page that was asked for, signed in."""
    return await with_session(visit, started, visit.redirect(own_path(return_to)))


async def with_session(visit: Visit, started: SignedIn, response: Response) -> Response:
    """Give the browser the new session with this response.

    The old one ends with its own token: a session that was there before nobody carries on (OWASP ASVS 7.2.4).
    """
    await _end_the_one_before(visit)
    _put(response, started)
    return response


async def as_delegate(visit: Visit, started: DelegateIn, path: str) -> Response:
    """Go on as somebody who is none of the organisation's people; whoever was signed in here no longer is."""
    response = visit.redirect(path)
    await _end_the_one_before(visit)
    _put(response, started)
    return response


async def end_own_session(visit: Visit) -> None:
    """End the session the browser has, whichever kind it is."""
    if visit.came_by_link:
        await visit.person().delegated_session_end()
    else:
        await visit.person().session_end()


async def _end_the_one_before(visit: Visit) -> None:
    if visit.session is not None:
        with suppress(IdentityError):  # it was none any more, or it ends by itself
            await end_own_session(visit)


def _put(response: Response, started: SignedIn | DelegateIn) -> None:
    begins, ends = (datetime.fromisoformat(time) for time in (started.session.created_at, started.session.expires_at))
    cookies.put(response, cookies.SESSION, started.secret, int((ends - begins).total_seconds()))
    cookies.clear(response, cookies.BROWSER, cookies.UNCONFIRMED)
