"""The authorization endpoint, where people say who they are and whether an application may know.

The pages keep nothing on the server: each form goes to the address of the request and says what was decided so far.
So `account` (a user name or object id) and `decision` (`accept`, `cancel`) can as well be posted at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from entra_simulator.sign_in.account_picker import account_picker
from entra_simulator.sign_in.admission import find_signed_in, get_account, may_consent, needs_consent
from entra_simulator.sign_in.authorization_requests import authorization_request, parameters_of, return_address
from entra_simulator.sign_in.codes import AuthorizationCode
from entra_simulator.sign_in.errors import EntraError, description, occasion
from entra_simulator.sign_in.pages import SESSION_COOKIE, error_page, page
from entra_simulator.sign_in.permissions import permissions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.authorization_requests import AuthorizationRequest, ReturnAddress


async def authorize_response(simulator: SignInSimulator, request: Request) -> Response:
    """The next page of a sign-in, or the way back to the application."""
    segment = request.path_params["tenant"]
    form = await posted(request)
    try:
        parameters = parameters_of(request.query_params.multi_items())
        simulator.tenants_of(segment)
        application, address = return_address(simulator, parameters)
    except EntraError as error:
        return error_page(simulator, error)
    try:
        if (code := simulator.misbehaviour.take_authorize_error()) is not None:
            return refusal(simulator, address, EntraError(code))
        asked = authorization_request(segment, application, address, parameters)
    except EntraError as error:
        return refusal(simulator, address, error)
    return _Visit(simulator, request, asked, parameters).answer(form)


class _Visit:
    """One request of one browser."""

    def __init__(
        self,
        simulator: SignInSimulator,
        request: Request,
        asked: AuthorizationRequest,
        parameters: Mapping[str, str],
    ) -> None:
        self._simulator = simulator
        self._asked = asked
        self._parameters = parameters
        self._session = simulator.browser_sessions.find(request.cookies.get(SESSION_COOKIE))

    def answer(self, form: Mapping[str, str]) -> Response:
        asked = self._asked
        name = form.get("account")
        if name is None and asked.prompt not in {"login", "select_account"}:
            name = find_signed_in(self._simulator, asked.segment, self._session, asked.login_hint)
        if asked.prompt == "none":
            return self._silently(name)
        if name is None:
            return account_picker(self._simulator, asked.segment, asked.application, self._parameters)
        try:
            account = get_account(self._simulator, asked.segment, name, asked.application)
        except EntraError as error:
            return error_page(self._simulator, error)
        return self._consented(account, form)

    def _silently(self, name: str | None) -> Response:
        """Without a page there is nobody to ask, so that every question is a refusal."""
        asked = self._asked
        if name is None:
            return refusal(self._simulator, asked.address, EntraError(50058))
        try:
            account = get_account(self._simulator, asked.segment, name, asked.application)
        except EntraError as error:
            silent = EntraError(error.code, error.sentence, error="interaction_required")
            return refusal(self._simulator, asked.address, silent)
        if needs_consent(account, asked.application, asked.scopes):
            return refusal(self._simulator, asked.address, EntraError(65001, error="interaction_required"))
        return self._code(account)

    def _consented(self, account: Account, form: Mapping[str, str]) -> Response:
        asked, decision = self._asked, form.get("decision")
        if asked.prompt != "consent" and not needs_consent(account, asked.application, asked.scopes):
            return self._code(account)
        if decision == "cancel":
            return refusal(self._simulator, asked.address, EntraError(65004), error_subcode="cancel")
        if not may_consent(account, asked.application):
            return approval_page(account, asked.application, self._parameters)
        if decision != "accept":
            return self._consent_page(account)
        for_all = account.is_administrator and "on_behalf" in form
        object_id = None if for_all else account.object_id
        account.tenant.consents.give(asked.application.client_id, asked.scopes, object_id=object_id)
        return self._code(account)

    def _consent_page(self, account: Account) -> Response:
        return page(
            "consent.html",
            forms_lead_to=self._asked.application.redirect_uris,
            application=self._asked.application,
            account=account,
            permissions=permissions_of(self._asked.scopes),
        )

    def _code(self, account: Account) -> Response:
        asked = self._asked
        session = self._session or self._simulator.browser_sessions.begin()
        session.sign_in(account.object_id, asked.application.client_id, account.tenant.tenant_id)
        code = AuthorizationCode(
            client_id=asked.application.client_id,
            redirect_uri=asked.address.redirect_uri,
            scope=" ".join(asked.scopes),
            account=account,
            sid=session.sid,
            nonce=asked.nonce,
            code_challenge=asked.code_challenge,
            issued_at=self._simulator.clock(),
        )
        answer = {"code": self._simulator.codes.issue(code), "session_state": session.sid}
        response = way_back(asked.address, answer)
        response.set_cookie(SESSION_COOKIE, session.sid, httponly=True, samesite="lax")
        return response


def approval_page(account: Account, application: Application, parameters: Mapping[str, str]) -> Response:
    """Microsoft's page for people who may not consent. The way back from it is a cancellation."""
    return page(
        "admin_approval.html",
        forms_lead_to=application.redirect_uris,
        application=application,
        account=account,
        error=EntraError(90094),
        other_account=urlencode({**parameters, "prompt": "select_account"}),
    )


def refusal(simulator: SignInSimulator, address: ReturnAddress, error: EntraError, **more: str) -> Response:
    """Back to the application with an error."""
    of = occasion(simulator.clock())
    answer = {
        "error": error.error or "",
        **more,
        "error_description": description(error, of),
        "error_uri": simulator.addresses.error(error.code),
    }
    return way_back(address, answer)


def way_back(address: ReturnAddress, answer: Mapping[str, str]) -> Response:
    """Back to the application: by a redirect, or by a form that its page sends on."""
    if address.response_mode == "form_post":
        return page(
            "form_post.html",
            forms_lead_to=[address.redirect_uri],
            target=address.redirect_uri,
            fields=address.fields(answer),
        )
    return RedirectResponse(address.url(answer), 302, headers={"Cache-Control": "no-store"})


async def posted(request: Request) -> dict[str, str]:
    """The fields of a form that was sent; none when the page was only asked for."""
    if request.method != "POST":
        return {}
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
