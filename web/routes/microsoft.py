"""Signing in with Microsoft: there, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import cookies
from web.bodies import read_form
from web.desk import AUTHENTICATION
from web.endings import ACCOUNT_NOT_LINKED, ID_TOKEN_INVALID, NOT_ALLOWED_HERE, Ended, bad_request, of_refusal
from web.hints import Authority, HintInvalid, authority_of, hints_of
from web.identity_client.enums import SignInPurpose
from web.identity_client.fragments import MicrosoftConnection, Refusal, SignedIn
from web.identity_client.input_types import MicrosoftSignInInput, TenantConnectInput
from web.microsoft_endings import answered
from web.return_paths import own_path
from web.routes import sign_in_tests
from web.routes.authentication import authentication_page, tenants_of
from web.routes.sign_in import sign_in_page
from web.sealing import seal
from web.sign_ins import signed_in
from web.transactions import Aim, Redeemed, Step, redeem, send_to_sign_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

_MAX_SLUG = 63
"""Characters of an organisation's slug; an address may hold more."""


async def begin(visit: Visit) -> Response:
    """To Microsoft's sign-in page."""
    form = await read_form(visit.request)
    email, tenant, return_to, organisation = (
        form.find(name) for name in ("email", "tenant", "return_to", "organisation")
    )
    try:
        hints = hints_of(email)
    except HintInvalid as invalid:
        return await sign_in_page(
            visit,
            400,
            organisation=organisation,
            tenant=tenant,
            return_to=return_to,
            login_hint=email,
            refusal=str(invalid),
        )
    try:
        authority = authority_of(tenant)
    except HintInvalid as invalid:
        raise Ended(bad_request(str(invalid))) from invalid
    aim = Aim(expected_tenant_id=authority.tenant_id)
    kept = {"return_to": own_path(return_to), "organisation": (organisation or "")[:_MAX_SLUG]}
    return await send_to_sign_in(visit, visit.anonymous(), aim, authority=authority, hints=hints, kept=kept)


async def callback(visit: Visit) -> Response:
    """Back from Microsoft's sign-in page, with a code or with an error."""
    redeemed = await redeem(visit, Step.SIGN_IN)
    code = visit.query("code")
    if code is None:
        visit.record.cause = "it has no code"
        raise Ended(ID_TOKEN_INVALID)
    authority = Authority(redeemed.content["authority"])
    id_token = await answered(visit, visit.microsoft.id_token(authority, redeemed.content["flow"], code))
    match redeemed.purpose:
        case SignInPurpose.CONNECT_TENANT:
            return await _connect(visit, redeemed, id_token)
        case SignInPurpose.TEST_SIGN_IN:
            return await sign_in_tests.show(visit, redeemed, id_token)
        case SignInPurpose.SIGN_IN:
            return await _sign_in(visit, redeemed, id_token)


async def _sign_in(visit: Visit, redeemed: Redeemed, id_token: str) -> Response:
    given = MicrosoftSignInInput(browser=redeemed.browser, id_token=id_token, user_agent=visit.user_agent)
    answer = (await visit.anonymous().session_start_with_microsoft(given)).session_start_with_microsoft
    match answer:
        case SignedIn():
            return await signed_in(visit, answer, redeemed.content["return_to"])
        case Refusal():
            raise Ended(of_refusal(answer))
        case unconfirmed:
            response = visit.redirect("/tenant/confirm")
            told = {
                "tenant_connected": unconfirmed.typename__ == "AccountUnconfirmed",
                "tenant_id": unconfirmed.tenant_id,
                "account": unconfirmed.user_name,
            }
            told |= {name: redeemed.content[name] for name in ("return_to", "organisation")}
            cookies.put(response, cookies.UNCONFIRMED, seal(told, redeemed.browser, cookies.UNCONFIRMED))
            return response


async def _connect(visit: Visit, redeemed: Redeemed, id_token: str) -> Response:
    given = TenantConnectInput(
        browser=redeemed.browser,
        id_token=id_token,
        admin_consented=bool(redeemed.content.get("consented")),
        replacing=redeemed.content.get("replacing"),
    )
    answer = (await visit.person().tenant_connect(given)).tenant_connect
    match answer:
        case MicrosoftConnection():
            linking = redeemed.content.get("linking")
            if linking is not None and linking not in tenants_of(await visit.person().authentication_read()):
                raise Ended(ACCOUNT_NOT_LINKED)
            response = visit.redirect(AUTHENTICATION.path)
            cookies.clear(response, cookies.BROWSER)
            return response
        case Refusal():
            raise Ended(of_refusal(answer))
        case problem if problem.typename__ == "LastOwner":
            return await authentication_page(visit, problem.message)
        case _:
            raise Ended(NOT_ALLOWED_HERE)
