"""Sign-out: the browser's session ends here, and the applications it was used for are told in hidden frames.

Source: OpenID Connect Front-Channel Logout 1.0; Microsoft, "Single sign-out".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from entra_simulator.sign_in.errors import EntraError
from entra_simulator.sign_in.pages import SESSION_COOKIE, error_page, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.browser_sessions import BrowserSession


async def logout_response(simulator: SignInSimulator, request: Request) -> Response:
    """A page that says so, or the way to `post_logout_redirect_uri` when that is a registered redirect URI."""
    try:
        simulator.tenants_of(request.path_params["tenant"])
    except EntraError as error:
        return error_page(simulator, error)
    session = simulator.browser_sessions.find(request.cookies.get(SESSION_COOKIE))
    frames = [] if session is None else _logout_addresses(simulator, session)
    target = _registered(simulator, request.query_params.get("post_logout_redirect_uri"))
    if target is not None and (state := request.query_params.get("state")) is not None:
        target = f"{target}{'&' if '?' in target else '?'}{urlencode({'state': state})}"
    if target is not None and not frames:
        response: Response = RedirectResponse(target, 302)
    else:
        response = page("signed_out.html", frames=frames, frame_addresses=frames, target=target)
    if session is not None:
        simulator.browser_sessions.end(session.sid)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _logout_addresses(simulator: SignInSimulator, session: BrowserSession) -> list[str]:
    addresses = []
    for client_id, tenant_id in session.applications.items():
        application = simulator.applications.get(client_id)
        if application is not None and application.front_channel_logout_url is not None:
            url = application.front_channel_logout_url
            query = urlencode({"sid": session.sid, "iss": simulator.addresses.issuer(tenant_id)})
            addresses.append(f"{url}{'&' if '?' in url else '?'}{query}")
    return addresses


def _registered(simulator: SignInSimulator, uri: str | None) -> str | None:
    known = {uri for application in simulator.applications.values() for uri in application.redirect_uris}
    return uri if uri in known else None
