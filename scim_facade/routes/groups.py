"""`/Groups`: each request read, asked of identity, and answered."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from starlette.responses import Response

from scim_facade.core import groups
from scim_facade.core.errors import TooMany
from scim_facade.core.group_patch import depends_on_extensions, folded
from scim_facade.core.limits import MAX_ANSWERED_MEMBERS, MAX_LISTED_MEMBERS
from scim_facade.core.operations import Operation, read_operations
from scim_facade.core.selection import GroupSelection, group_selection
from scim_facade.core.understood import normal_operations, normal_resource
from scim_facade.etags import entity_tag, expected_version, is_unchanged
from scim_facade.identity_client.fragments import Group, MemberPage, NotFound, PermissionDenied, VersionConflict
from scim_facade.identity_client.input_types import GroupChanges, GroupInput
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


async def create(request: ScimRequest) -> Response:
    """POST /Groups (RFC 7644 §3.3)."""
    result = await request.identity.group_create(
        await _group_input(request),
        **_wanted(request),
        members_first=request.service.settings.member_page_size,
    )
    return resource_response(request, await resource_of(request, _group(request, result.group_create)), 201)


async def read(request: ScimRequest) -> Response:
    """GET /Groups/{id} (RFC 7644 §3.4.1), with every member unless they are excluded."""
    group = await _read(request, _wanted(request), members_first=request.service.settings.member_page_size)
    if is_unchanged(request.headers.get("if-none-match"), group.version):
        return not_modified(group.version)
    return resource_response(request, await resource_of(request, group))


async def replace(request: ScimRequest) -> Response:
    """PUT /Groups/{id} (RFC 7644 §3.5.1). A body without `members` leaves the members as they are."""
    result = await request.identity.group_replace(
        request.path["id"],
        await _group_input(request),
        **_wanted(request),
        members_first=request.service.settings.member_page_size,
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return resource_response(request, await resource_of(request, _group(request, result.group_replace)))


async def patch(request: ScimRequest) -> Response:
    """PATCH /Groups/{id} (RFC 7644 §3.5.2).

    Of its members nothing is read: the operations become one change that identity applies at a cost that follows the
    change. A change of a part of an extension is worked out on what the group holds there.
    """
    operations = read_operations(await request.json(), request.profile.group, request.notes)
    request.trace.understood = partial(normal_operations, operations)
    expected = expected_version(request.headers.get("if-match"))
    if depends_on_extensions(operations):
        group = await _patched_extensions(request, operations, expected)
    else:
        delta = folded(operations, request.profile.group, request.notes)
        group = await _updated(request, groups.group_changes(delta), expected)
    return await _patch_response(request, _group(request, group))


async def delete(request: ScimRequest) -> Response:
    """DELETE /Groups/{id} (RFC 7644 §3.6). Its members stay."""
    result = await request.identity.group_delete(
        request.path["id"], expected_version=expected_version(request.headers.get("if-match"))
    )
    match result.group_delete:
        case NotFound() | VersionConflict() | PermissionDenied() as problem:
            raise problem_error(problem, request.base_url)
        case _:
            return Response(status_code=204)


async def _patched_extensions(
    request: ScimRequest, operations: list[Operation], expected: int | None
) -> Group | Problem:
    async def attempt() -> Group | Problem:
        held = await _read_in(request, expected, {"with_extensions": True, "with_members": False})
        delta = folded(operations, request.profile.group, request.notes, held.extensions)
        return await _updated(request, groups.group_changes(delta), held.version)

    return await (attempt() if expected is not None else until_nobody_was_faster(attempt))


async def _updated(request: ScimRequest, changes: dict[str, Any], expected: int | None) -> Group | Problem:
    """The group after a change, with the first of its members. Even what changes nothing needs its group."""
    selection = _wanted(request)
    if not changes:
        return await _read_in(request, expected, selection)
    result = await request.identity.group_update(
        request.path["id"],
        GroupChanges.model_validate(changes),
        **selection,
        members_first=MAX_ANSWERED_MEMBERS,
        expected_version=expected,
    )
    return result.group_update


async def _patch_response(request: ScimRequest, group: Group) -> Response:
    """The whole group, or nothing of a large one that was not asked for: an answer must not follow the group's size."""
    is_large = group.members is not None and group.members.page_info.has_next_page
    if is_large and "attributes" not in request.query:
        return Response(status_code=204, headers={"ETag": entity_tag(group.version)})
    return resource_response(request, await resource_of(request, group))


async def _read_in(request: ScimRequest, expected: int | None, selection: GroupSelection) -> Group:
    """The group, if it is in the version that is expected."""
    group = await _read(request, selection, members_first=MAX_ANSWERED_MEMBERS)
    if expected not in {None, group.version}:
        raise version_conflict(group.version)
    return group


async def _read(request: ScimRequest, selection: GroupSelection, *, members_first: int) -> Group:
    id_ = request.path["id"]
    answer = await request.identity.group_read(id_, **selection, members_first=members_first)
    if answer.group is None:
        raise resource_not_found(id_)
    return answer.group


async def _group_input(request: ScimRequest) -> GroupInput:
    group = groups.read_group(await request.json(), request.profile.group, request.notes)
    request.trace.understood = partial(normal_resource, group)
    return GroupInput.model_validate(groups.group_input(group))


def _group(request: ScimRequest, result: Group | Problem) -> Group:
    if isinstance(result, Group):
        return result
    raise problem_error(result, request.base_url)


def _wanted(request: ScimRequest) -> GroupSelection:
    return group_selection(request.projection, request.profile.group)


async def resource_of(request: ScimRequest, group: Group) -> dict[str, Any]:
    """The group, as far as it was read, with all its members if any were, as a SCIM resource."""
    members = None if group.members is None else [member async for member in _all_members(request, group)]
    return _to_scim(request, group, members)


async def resources_of(request: ScimRequest, page: Sequence[Group]) -> list[dict[str, Any]]:
    """The groups of a page like `resource_of`. Raises `TooMany` when they have too many members for one answer."""
    resources = []
    listed = 0
    for group in page:
        members: list[dict[str, Any]] | None = None if group.members is None else []
        if members is not None:
            async for member in _all_members(request, group):
                listed += 1
                if listed > MAX_LISTED_MEMBERS:
                    raise TooMany(
                        f"The groups of this page have more than {MAX_LISTED_MEMBERS} members. Ask for fewer groups by "
                        "'count', or leave the members out by 'excludedAttributes=members'."
                    )
                members.append(member)
        resources.append(_to_scim(request, group, members))
    return resources


def _to_scim(request: ScimRequest, group: Group, members: list[dict[str, Any]] | None) -> dict[str, Any]:
    return groups.to_scim(group.model_dump(by_alias=True, exclude={"members"}), request.base_url, members)


async def _all_members(request: ScimRequest, group: Group) -> AsyncIterator[dict[str, Any]]:
    """The page of members that came with the group, and those identity keeps behind it."""
    page: MemberPage | None = group.members
    while page is not None:
        for member in page.nodes:
            yield member.model_dump(by_alias=True)
        if not page.page_info.has_next_page:
            break
        answer = await request.identity.member_list(
            group.id, request.service.settings.member_page_size, after=page.page_info.end_cursor
        )
        page = answer.group.members if answer.group else None
