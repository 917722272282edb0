"""The page that is everybody's own: who they are here, their sessions, their ways in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import OWN
from web.endings import NOT_ALLOWED_HERE, Ended, SignedOut
from web.identity_client.fragments import Refusal
from web.visit import with_retry

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.account_read import AccountReadOwn
    from web.identity_client.account_read import AccountReadOwnPersonalTokens as PersonalToken
    from web.identity_client.fragments import Desk
    from web.identity_client.personal_token_create import (
        PersonalTokenCreatePersonalTokenCreatePersonalTokenCreated as PersonalTokenCreated,
    )
    from web.visit import Visit

_REFUSED = 409


async def read(visit: Visit) -> Response:
    """The account page."""
    return await account_page(visit)


async def account_page(
    visit: Visit, refusal: str | None = None, *, created: PersonalTokenCreated | None = None
) -> Response:
    """The page; `refusal` says why nothing was changed, and `created` is a token whose secret is shown this once."""
    frame, viewer = await _viewer(visit)
    now = datetime.now(UTC)
    living = [token for token in viewer.personal_tokens if _lives(token, now)]
    status = 200 if refusal is None else _REFUSED
    return visit.desk(
        "account.html", frame, OWN, status, viewer=viewer, tokens=living, created=created, refusal=refusal
    )


def _lives(token: PersonalToken, now: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or datetime.fromisoformat(token.expires_at) > now)


async def end_session(visit: Visit) -> Response:
    """End one of the person's sessions; one that is gone already has ended, too."""
    answer = (await visit.person().session_end(visit.request.path_params["id"])).session_end
    if answer.typename__ == "PermissionDenied":
        return await account_page(visit, answer.message)
    return visit.redirect(OWN.path)


async def end_other_sessions(visit: Visit) -> Response:
    """End all of the person's sessions but this one."""
    answer = (await visit.person().other_sessions_end()).other_sessions_end
    if answer.typename__ == "PermissionDenied":
        return await account_page(visit, answer.message)
    return visit.redirect(OWN.path)


async def read_password(visit: Visit) -> Response:
    """The form for a new password."""
    return await _password_page(visit)


async def change_password(visit: Visit) -> Response:
    """Set a new password, knowing the current one."""
    form = await read_form(visit.request)
    answer = (await visit.person().password_change(form.secret("current"), form.secret("new"))).password_change
    if answer.typename__ == "PasswordChanged":
        return visit.redirect(OWN.path)
    page = await _password_page(visit, 400, answer.message)
    return with_retry(page, answer.retry_after_seconds) if isinstance(answer, Refusal) else page


async def _password_page(visit: Visit, status: int = 200, refusal: str | None = None) -> Response:
    _, viewer = await _viewer(visit)
    user_name = viewer.user.user_name if viewer.user else None
    return visit.page("password.html", status, has_password=viewer.has_password, user_name=user_name, refusal=refusal)


async def _viewer(visit: Visit) -> tuple[Desk, AccountReadOwn]:
    """The person; a credential that is good but nobody's, such as a SCIM token, opens no page.

    Who is none of the organisation's people has pages, but not this one.
    """
    answer = await visit.person().account_read()
    viewer = answer.own
    if answer.viewer.delegated_session is not None:
        raise Ended(NOT_ALLOWED_HERE)
    if viewer.user is None or viewer.organisation is None:
        raise SignedOut
    return answer.viewer, viewer
