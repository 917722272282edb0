"""`/Me` (RFC 7644 §3.11): the resource of the person who is signed in, at an address that is the same for everybody."""

from collections.abc import Awaitable, Callable
from dataclasses import replace as replaced

from starlette.responses import Response

from scim_facade.core.errors import Unsupported
from scim_facade.core.meta import location
from scim_facade.core.schema import USER
from scim_facade.core.selection import user_selection
from scim_facade.etags import is_unchanged
from scim_facade.responses import not_modified, resource_not_found, resource_response
from scim_facade.routes import users
from scim_facade.scim_request import ScimRequest


async def read(request: ScimRequest) -> Response:
    """GET /Me: what everybody may read, who they are themselves."""
    person = await _person(request)
    user = (await request.identity.me_read(**user_selection(request.projection, request.profile.user))).viewer.user
    if user is None:
        raise resource_not_found(person)
    if is_unchanged(request.headers.get("if-none-match"), user.version):
        return not_modified(user.version)
    return _located(request, person, resource_response(request, users.resource_of(request, user)))


async def create(request: ScimRequest) -> Response:
    """POST /Me: whoever has signed in exists."""
    await _person(request)
    raise Unsupported("Whoever is signed in has a resource already. Send POST to /Users to create another person.")


async def replace(request: ScimRequest) -> Response:
    """PUT /Me, for those who may write people."""
    return await _as_user(request, users.replace)


async def patch(request: ScimRequest) -> Response:
    """PATCH /Me, for those who may write people."""
    return await _as_user(request, users.patch)


async def delete(request: ScimRequest) -> Response:
    """DELETE /Me, for those who may write people."""
    return await _as_user(request, users.delete)


async def _as_user(request: ScimRequest, handler: Callable[[ScimRequest], Awaitable[Response]]) -> Response:
    person = await _person(request)
    answer = await handler(replaced(request, path={**request.path, "id": person}))
    return _located(request, person, answer) if answer.body else answer


async def _person(request: ScimRequest) -> str:
    """The id of whoever is signed in. Raises `Unsupported` for a token that is nobody's."""
    person = request.connection.user_id
    if person is None:
        await request.identity.connection_read()  # a token that opens nothing is refused as such
        raise Unsupported(
            "This access token belongs to a provisioning connection and not to a person, so there is no /Me. "
            "Name the person by /Users/<id>."
        )
    return person


def _located(request: ScimRequest, person: str, answer: Response) -> Response:
    answer.headers["Content-Location"] = location(request.base_url, USER, person)
    return answer
