"""`/Users`: each request read, asked of identity, and answered."""

import asyncio
import random
from typing import Any

from starlette.responses import Response

from scim_facade.core import users
from scim_facade.core.errors import Conflict
from scim_facade.core.listing import list_response
from scim_facade.core.patch import apply_patch
from scim_facade.etags import expected_version, is_unchanged
from scim_facade.identity_client.fragments import NotFound, PermissionDenied, User, VersionConflict
from scim_facade.identity_client.input_types import UserChanges, UserInput
from scim_facade.responses import (
    Problem,
    not_modified,
    problem_error,
    resource_not_found,
    resource_response,
    scim_response,
    version_conflict,
)
from scim_facade.routes.list_query import USER_SORT_KEYS, list_query
from scim_facade.scim_request import ScimRequest

# Turns keep this process from competing with itself; the attempts are for other processes, and the pauses between them
# let those finish what they have in hand.
PATCH_ATTEMPTS = 20
LONGEST_PAUSE_SECONDS = 0.2


async def find(request: ScimRequest) -> Response:
    """GET /Users: a page of the users that match (RFC 7644 §3.4.2), inactive ones included."""
    query = list_query(request, request.profile.user, USER_SORT_KEYS)
    with query.refusals():
        found = await request.identity.user_list(
            first=query.page.count,
            offset=query.page.offset,
            with_groups=request.projection.wants("groups"),
            filter_=query.filter,
            sort=query.sort,
        )
    resources = [request.projection.apply(_resource(request, user)) for user in found.users.nodes]
    return scim_response(list_response(resources, found.users.total_count, query.page))


async def create(request: ScimRequest) -> Response:
    """POST /Users (RFC 7644 §3.3)."""
    user = users.read_user(await request.json(), request.profile.user, request.notes)
    result = await request.identity.user_create(
        UserInput.model_validate(users.user_input(user)), with_groups=request.projection.wants("groups")
    )
    return resource_response(request, _resource(request, _user(result.user_create)), 201)


async def read(request: ScimRequest) -> Response:
    """GET /Users/{id} (RFC 7644 §3.4.1)."""
    user = await _read(request)
    if is_unchanged(request.headers.get("if-none-match"), user.version):
        return not_modified(user.version)
    return resource_response(request, _resource(request, user))


async def replace(request: ScimRequest) -> Response:
    """PUT /Users/{id} (RFC 7644 §3.5.1)."""
    user = users.read_user(await request.json(), request.profile.user, request.notes)
    result = await request.identity.user_replace(
        request.path["id"],
        UserInput.model_validate(users.user_input(user)),
        with_groups=request.projection.wants("groups"),
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return resource_response(request, _resource(request, _user(result.user_replace)))


async def patch(request: ScimRequest) -> Response:
    """PATCH /Users/{id} (RFC 7644 §3.5.2), answered with the whole user.

    The change is worked out on the version that was read, and holds only if that is still the current one. Without
    `If-Match` the client means no version in particular, so the change is worked out anew on the newer one.
    """
    body = await request.json()
    expected = expected_version(request.headers.get("if-match"))
    async with request.service.user_turns.of((request.path["connection"], request.path["id"])):
        for attempt in range(PATCH_ATTEMPTS):
            current = await _read(request)
            if expected not in {None, current.version}:
                raise version_conflict(current.version)
            result = await _patched(request, current, body)
            if not isinstance(result, VersionConflict) or expected is not None:
                user = _user(result)
                user.groups = current.groups  # they are not the user's to change, so they are read once
                return resource_response(request, _resource(request, user))
            await asyncio.sleep(_pause(attempt))
    raise Conflict("The user kept changing while this change was being made. Send it again.")


async def delete(request: ScimRequest) -> Response:
    """DELETE /Users/{id} (RFC 7644 §3.6)."""
    result = await request.identity.user_delete(
        request.path["id"], expected_version=expected_version(request.headers.get("if-match"))
    )
    match result.user_delete:
        case NotFound() | VersionConflict() | PermissionDenied() as problem:
            raise problem_error(problem)
        case _:
            return Response(status_code=204)


def _pause(attempt: int) -> float:
    longest = min(LONGEST_PAUSE_SECONDS, 0.001 * 2**attempt)
    return random.uniform(0, longest)  # noqa: S311 - competitors must not keep step; nothing secret comes of it


async def _patched(request: ScimRequest, current: User, body: object) -> User | Problem:
    before = _resource(request, current)
    after = apply_patch(before, body, request.profile.user, request.notes)
    changes = users.user_changes(before, after)
    if not changes:
        return current
    result = await request.identity.user_update(
        current.id, UserChanges.model_validate(changes), with_groups=False, expected_version=current.version
    )
    return result.user_update


async def _read(request: ScimRequest) -> User:
    id_ = request.path["id"]
    user = (await request.identity.user_read(id_, with_groups=request.projection.wants("groups"))).user
    if user is None:
        raise resource_not_found(id_)
    return user


def _user(result: User | Problem) -> User:
    if isinstance(result, User):
        return result
    raise problem_error(result)


def _resource(request: ScimRequest, user: User) -> dict[str, Any]:
    return users.to_scim(user.model_dump(by_alias=True, exclude_unset=True), request.base_url)
