"""Changing the attributes of somebody whom no directory keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import USERS, Desk
from web.endings import NOT_ALLOWED_HERE, NOT_FOUND, Ended, bad_request
from web.user_form import FIELDS, filled_in, user_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from web.identity_client.fragments import Desk as Viewer
    from web.identity_client.user_for_edit import UserForEditUser as User
    from web.visit import Visit

_REFUSED = 409
_MAX_VERSION_DIGITS = 9


async def read(visit: Visit) -> Response:
    """The form."""
    viewer, user = await _person(visit)
    return _page(visit, viewer, user, filled_in(user))


async def save(visit: Visit) -> Response:
    """Change what was changed in the form, unless somebody else changed the person since it was opened."""
    form = await read_form(visit.request)
    viewer, user = await _person(visit)
    typed = {name: form.find(name) for name in FIELDS}
    saved = (
        await visit.person().user_update(user.id, user_changes(user, typed), _version(form.find("version")))
    ).user_update
    if saved.typename__ == "User":
        return visit.redirect(f"/users/{user.id}")
    return _page(visit, viewer, user, typed, saved.message)


async def _person(visit: Visit) -> tuple[Viewer, User]:
    """Whose attributes these are. Raises `Ended` for who may not change them, and when there is nobody of that id."""
    answer = await visit.person().user_for_edit(visit.request.path_params["id"])
    if not Desk.of(answer.viewer).manages:
        raise Ended(NOT_ALLOWED_HERE)
    if answer.user is None:
        raise Ended(NOT_FOUND)
    return answer.viewer, answer.user


def _page(
    visit: Visit, viewer: Viewer, user: User, typed: Mapping[str, str | None], refusal: str | None = None
) -> Response:
    status = 200 if refusal is None else _REFUSED
    return visit.desk("user_edit.html", viewer, USERS, status, user=user, typed=typed, refusal=refusal)


def _version(given: str | None) -> int:
    if given is None or not given.isascii() or not given.isdigit() or len(given) > _MAX_VERSION_DIGITS:
        raise Ended(bad_request("The form does not say which state of the person it changes. Open it again."))
    return int(given)
