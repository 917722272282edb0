"""Leaving: here, and then at Microsoft if somebody wants to; and being signed out by Microsoft."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from contract.transport import Forbidden, Unauthenticated
from web import cookies
from web.identity_client.enums import ActorKind, SignInMethod
from web.operator_desk import path_of
from web.security import content_security_policy
from web.sign_ins import end_own_session

if TYPE_CHECKING:
    from web.visit import Visit

SIGNED_OUT = "/signed-out"


async def sign_out(visit: Visit) -> Response:
    """End the session. While identity does not answer nobody is signed out, and nobody is told they are."""
    where = await _end(visit) if visit.session else {}
    response = visit.redirect(_next(visit, where))
    cookies.clear(response, cookies.SESSION, cookies.BROWSER, cookies.UNCONFIRMED)
    return response


async def read(visit: Visit) -> Response:
    """You are signed out; perhaps not of Microsoft."""
    logout = None
    if visit.query("from") == "microsoft" and visit.service.microsoft is not None:
        addresses = await visit.service.microsoft.addresses()
        logout = addresses.logout_url(visit.service.settings.origin + SIGNED_OUT)
    return visit.page(
        "signed_out.html",
        microsoft_logout_url=logout,
        organisation=visit.query("organisation"),
        came_by=visit.query("from"),
    )


async def by_microsoft(visit: Visit) -> Response:
    """Front-channel logout (OpenID Connect Front-Channel Logout 1.0): Microsoft's logout page frames this address.

    The frame has no cookie of ours, so the session is found by Microsoft's own session id.
    """
    if (sid := visit.query("sid")) is not None:
        await visit.anonymous().sessions_end_by_microsoft(sid, visit.query("iss"))
    framed_by = visit.microsoft.origins()
    policy = content_security_policy(frame_ancestors=framed_by)
    return HTMLResponse("<!doctype html><title>Signed out</title>", headers={"Content-Security-Policy": policy})


def _next(visit: Visit, where: dict[str, str]) -> str:
    if where.get("from") == "support" and visit.is_operators:
        return path_of(where["organisation"])
    return SIGNED_OUT + (f"?{urlencode(where)}" if where else "")


async def _end(visit: Visit) -> dict[str, str]:
    """End the session; return what the next page may tell of it."""
    with suppress(Unauthenticated, Forbidden):  # it had ended already
        viewer = (await visit.person().session_read()).viewer
        await end_own_session(visit)
        organisation = {"organisation": viewer.organisation.slug} if viewer.organisation else {}
        if viewer.kind is not ActorKind.PERSON:
            return organisation | {"from": "support" if viewer.kind is ActorKind.SUPPORT else "link"}
        is_microsofts = viewer.session is not None and viewer.session.method == SignInMethod.MICROSOFT
        return organisation | ({"from": "microsoft"} if is_microsofts else {})
    return {}
