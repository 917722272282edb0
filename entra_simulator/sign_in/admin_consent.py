"""The admin consent endpoint: an administrator consents for the whole organisation, and nobody signs in.

Its answer is a plain redirect that anybody could make up; `tenant` in it proves nothing.
Source: Microsoft, "Admin consent on the Microsoft identity platform".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.sign_in.account_picker import account_picker
from entra_simulator.sign_in.admission import find_signed_in, get_account
from entra_simulator.sign_in.authorization_requests import parameters_of, return_address
from entra_simulator.sign_in.authorize import approval_page, posted, refusal, way_back
from entra_simulator.sign_in.errors import EntraError
from entra_simulator.sign_in.pages import SESSION_COOKIE, error_page, page
from entra_simulator.sign_in.permissions import SIGN_IN_SCOPES, permissions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.authorization_requests import ReturnAddress

# Both outcomes bear it, so that it says nothing of the outcome.
_MARK = "True"


async def admin_consent_response(simulator: SignInSimulator, request: Request) -> Response:
    """The next page, or the way back to the application."""
    segment = request.path_params["tenant"]
    form = await posted(request)
    try:
        parameters = parameters_of(request.query_params.multi_items())
        _check_segment(simulator, segment)
        application, address = return_address(simulator, parameters)
        name = form.get("account") or _signed_in(simulator, request, parameters)
        if name is None:
            return account_picker(simulator, segment, application, parameters)
        account = get_account(simulator, segment, name, application)
    except EntraError as error:
        return error_page(simulator, error)
    return _Visit(simulator, application, address, parameters).answer(account, form.get("decision"))


def _check_segment(simulator: SignInSimulator, segment: str) -> None:
    if any(tenant.is_personal for tenant in simulator.tenants_of(segment)):
        raise EntraError(90023, "Personal accounts have no administrator: name 'organizations' or a tenant.")


def _signed_in(simulator: SignInSimulator, request: Request, parameters: Mapping[str, str]) -> str | None:
    if parameters.get("prompt") == "select_account":
        return None
    session = simulator.browser_sessions.find(request.cookies.get(SESSION_COOKIE))
    return find_signed_in(simulator, request.path_params["tenant"], session, parameters.get("login_hint"))


@dataclass(frozen=True)
class _Visit:
    """One request of somebody who has said who they are."""

    simulator: SignInSimulator
    application: Application
    address: ReturnAddress
    parameters: Mapping[str, str]

    def answer(self, account: Account, decision: str | None) -> Response:
        scopes = self.parameters.get("scope", "").split()
        if not scopes:
            return self._refusal(EntraError(900144, "The request must contain the following parameter: 'scope'."))
        if decision == "cancel":
            error = "consent_required" if account.is_administrator else "access_denied"
            return self._refusal(EntraError(65004, error=error), error_subcode="cancel")
        if not account.is_administrator:
            return approval_page(account, self.application, self.parameters)
        if decision != "accept":
            return self._consent_page(account, scopes)
        account.tenant.consents.give(self.application.client_id, SIGN_IN_SCOPES.union(scopes))
        answer = {"admin_consent": _MARK, "tenant": account.tenant.tenant_id, "scope": " ".join(scopes)}
        return way_back(self.address, answer)

    def _refusal(self, error: EntraError, **more: str) -> Response:
        return refusal(self.simulator, self.address, error, admin_consent=_MARK, **more)

    def _consent_page(self, account: Account, scopes: list[str]) -> Response:
        return page(
            "admin_consent.html",
            forms_lead_to=self.application.redirect_uris,
            application=self.application,
            account=account,
            permissions=permissions_of(dict.fromkeys(("openid", "profile", *scopes))),
        )
