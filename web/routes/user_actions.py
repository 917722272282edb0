"""What is done to a person here, whoever keeps their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.endings import Ended, bad_request
from web.identity_client.enums import Role
from web.routes.user import user_page

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def change_role(visit: Visit) -> Response:
    """Give them a role. A lesser one ends their sessions."""
    given = (await read_form(visit.request)).find("role")
    if given not in set(Role):
        raise Ended(bad_request(f"A role is one of {', '.join(Role)}."))
    answer = (await visit.person().user_role_update(_id(visit), Role(given))).user_role_update
    return await _answered(visit, None if answer.typename__ == "User" else answer.message)


async def lock(visit: Visit) -> Response:
    """Keep them out, whatever the directory says."""
    reason = (await read_form(visit.request)).find("reason")
    answer = (await visit.person().user_lock(_id(visit), reason or "")).user_lock
    return await _answered(visit, None if answer.typename__ == "User" else answer.message)


async def unlock(visit: Visit) -> Response:
    """Let them in again."""
    answer = (await visit.person().user_unlock(_id(visit))).user_unlock
    return await _answered(visit, None if answer.typename__ == "User" else answer.message)


async def end_sessions(visit: Visit) -> Response:
    """Sign them out everywhere."""
    answer = (await visit.person().user_sessions_end(_id(visit))).user_sessions_end
    return await _answered(visit, None if answer.typename__ == "User" else answer.message)


async def end_session(visit: Visit) -> Response:
    """Sign them out in one place."""
    answer = (await visit.person().session_end(visit.request.path_params["session"])).session_end
    return await _answered(visit, None if answer.typename__ == "Session" else answer.message)


async def revoke_token(visit: Visit) -> Response:
    """Revoke one of their personal tokens."""
    answer = (await visit.person().personal_token_revoke(visit.request.path_params["token"])).personal_token_revoke
    return await _answered(visit, None if answer.typename__ == "PersonalToken" else answer.message)


async def unlink_account(visit: Visit) -> Response:
    """Take a Microsoft account from them."""
    form = await read_form(visit.request)
    tenant_id, object_id = form.find("tenant_id") or "", form.find("object_id") or ""
    answer = (await visit.person().microsoft_account_unlink(_id(visit), tenant_id, object_id)).microsoft_account_unlink
    return await _answered(visit, None if answer.typename__ == "User" else answer.message)


def _id(visit: Visit) -> str:
    id_: str = visit.request.path_params["id"]
    return id_


async def _answered(visit: Visit, refusal: str | None) -> Response:
    """Back to their page, or the page with what identity has against it."""
    return visit.redirect(f"/users/{_id(visit)}") if refusal is None else await user_page(visit, refusal)
