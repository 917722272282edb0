"""`/Users`: each request read, asked of identity, and answered."""

from functools import partial
from typing import Any, Final

from starlette.responses import Response

from scim_facade.core import users
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.selection import UserSelection, user_selection
from scim_facade.core.understood import normal_operations, normal_resource
from scim_facade.etags import expected_version, is_unchanged
from scim_facade.identity_client.fragments import LastOwner, NotFound, PermissionDenied, User, VersionConflict
from scim_facade.identity_client.input_types import UserChanges, UserInput
from scim_facade.responses import (
    Problem,
    not_modified,
    problem_error,
    resource_not_found,
    resource_response,
    version_conflict,
)
from scim_facade.routes.attempts import until_nobody_was_faster
from scim_facade.scim_request import ScimRequest

_WHOLE: Final[UserSelection] = {
    "with_profile": True,
    "with_enterprise": True,
    "with_manager": True,
    "with_extensions": True,
    "with_groups": True,
}


async def create(request: ScimRequest) -> Response:
    """POST /Users (RFC 7644 §3.3)."""
    user = await _read_body(request)
    result = await request.identity.user_create(UserInput.model_validate(users.user_input(user)), **_wanted(request))
    return resource_response(request, resource_of(request, _user(request, result.user_create)), 201)


async def read(request: ScimRequest) -> Response:
    """GET /Users/{id} (RFC 7644 §3.4.1)."""
    user = await _read(request, _wanted(request))
    if is_unchanged(request.headers.get("if-none-match"), user.version):
        return not_modified(user.version)
    return resource_response(request, resource_of(request, user))


async def replace(request: ScimRequest) -> Response:
    """PUT /Users/{id} (RFC 7644 §3.5.1)."""
    user = await _read_body(request)
    result = await request.identity.user_replace(
        request.path["id"],
        UserInput.model_validate(users.user_input(user)),
        **_wanted(request),
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return resource_response(request, resource_of(request, _user(request, result.user_replace)))


async def patch(request: ScimRequest) -> Response:
    """PATCH /Users/{id} (RFC 7644 §3.5.2), answered with the whole user.

    The change is worked out on the version that was read, and holds only if that is still the current one.
    """
    body = await request.json()
    expected = expected_version(request.headers.get("if-match"))

    async def attempt() -> User | Problem:
        current = await _read(request, {**_WHOLE, "with_groups": _wanted(request)["with_groups"]})
        if expected not in {None, current.version}:
            raise version_conflict(current.version)
        return await _patched(request, current, body)

    async with request.service.user_turns.of((request.path["connection"], request.path["id"])):
        if expected is None:
            user = _user(request, await until_nobody_was_faster(attempt))
        else:
            user = _user(request, await attempt())
    return resource_response(request, resource_of(request, user))


async def delete(request: ScimRequest) -> Response:
    """DELETE /Users/{id} (RFC 7644 §3.6)."""
    result = await request.identity.user_delete(
        request.path["id"], expected_version=expected_version(request.headers.get("if-match"))
    )
    match result.user_delete:
        case NotFound() | VersionConflict() | LastOwner() | PermissionDenied() as problem:
            raise problem_error(problem, request.base_url)
        case _:
            return Response(status_code=204)


async def _read_body(request: ScimRequest) -> dict[str, Any]:
    user = users.read_user(await request.json(), request.profile.user, request.notes)
    request.trace.understood = partial(normal_resource, user)
    return user


async def _patched(request: ScimRequest, current: User, body: object) -> User | Problem:
    before = resource_of(request, current)
    operations = read_operations(body, request.profile.user, request.notes)
    request.trace.understood = partial(normal_operations, operations)
    after = apply_patch(before, operations, request.profile.user, request.notes)
    changes = users.user_changes(before, after)
    if not changes:
        return current
    selection: UserSelection = {**_wanted(request), "with_groups": False}
    result = await request.identity.user_update(
        current.id,
        UserChanges.model_validate(changes),
        **selection,
        expected_version=current.version,
    )
    if isinstance(result.user_update, User):
        result.user_update.groups = current.groups  # they are not the user's to change, so they are read once
    return result.user_update


async def _read(request: ScimRequest, selection: UserSelection) -> User:
    id_ = request.path["id"]
    user = (await request.identity.user_read(id_, **selection)).user
    if user is None:
        raise resource_not_found(id_)
    return user


def _user(request: ScimRequest, result: User | Problem) -> User:
    if isinstance(result, User):
        return result
    raise problem_error(result, request.base_url)


def _wanted(request: ScimRequest) -> UserSelection:
    return user_selection(request.projection, request.profile.user)


def resource_of(request: ScimRequest, user: User) -> dict[str, Any]:
    """The user, as far as it was read, as a SCIM resource."""
    return users.to_scim(user.model_dump(by_alias=True, exclude_unset=True), request.base_url)
