"""The front door: the sign-in page, and signing in with a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import Desk
from web.endings import Ended, of_refusal
from web.hints import HintInvalid, hints_of
from web.identity_client.enums import SignInRefusal
from web.identity_client.fragments import Refusal
from web.identity_client.input_types import PasswordSignInInput
from web.return_paths import own_path
from web.sign_ins import signed_in
from web.visit import with_retry

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

_REASONS = {
    "ended": "Your session has ended. Sign in again to go on.",
    "needed": "Sign in to go on.",
    "left": "Your time here is over. If you were given a link, open it again to go on.",
}
TRY_AGAIN = {SignInRefusal.CREDENTIALS_WRONG, SignInRefusal.TOO_MANY_ATTEMPTS}
"""Refusals after which the same form can be sent again."""


async def home(visit: Visit) -> Response:
    """To the page that is theirs, if there is a session; otherwise to the door."""
    if visit.session is None:
        return visit.redirect("/sign-in")
    return visit.redirect(Desk.of((await visit.person().home_read()).viewer).home.path)


async def read(visit: Visit) -> Response:
    """The sign-in page."""
    hint = visit.query("login_hint")
    try:
        hints_of(hint)
    except HintInvalid:
        hint = None
    return await sign_in_page(
        visit,
        organisation=visit.query("organisation"),
        tenant=visit.query("tenant"),
        return_to=visit.query("return_to"),
        login_hint=hint,
        refusal=_REASONS.get(visit.query("reason") or ""),
    )


async def sign_in_page(
    visit: Visit,
    status: int = 200,
    *,
    organisation: str | None = None,
    tenant: str | None = None,
    return_to: str | None = None,
    login_hint: str | None = None,
    user_name: str | None = None,
    refusal: str | None = None,
) -> Response:
    """The page with what is known already; `refusal` says why somebody is back here."""
    if visit.service.microsoft is not None:
        await visit.service.microsoft.addresses()  # the page's policy names where its form leads to
    return visit.page(
        "sign_in.html",
        status,
        microsoft=visit.service.microsoft is not None,
        organisation=organisation,
        tenant=tenant,
        return_to=None if return_to is None else own_path(return_to),
        login_hint=login_hint,
        user_name=user_name,
        refusal=refusal,
    )


async def by_password(visit: Visit) -> Response:
    """Sign in with a password."""
    form = await read_form(visit.request)
    organisation, user_name, return_to = (form.find(name) for name in ("organisation", "user_name", "return_to"))
    given = PasswordSignInInput(
        organisation=organisation or "",
        user_name=user_name or "",
        password=form.secret("password"),
        user_agent=visit.user_agent,
    )
    answer = (await visit.anonymous().session_start_with_password(given)).session_start_with_password
    if not isinstance(answer, Refusal):
        return await signed_in(visit, answer, return_to)
    ending = of_refusal(answer)
    if answer.reason not in TRY_AGAIN:
        raise Ended(ending)
    visit.record.outcome = ending.title
    page = await sign_in_page(
        visit,
        ending.status,
        organisation=organisation,
        return_to=return_to,
        user_name=user_name,
        refusal=answer.message,
    )
    return with_retry(page, ending.retry_after)
