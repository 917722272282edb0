"""`/Groups`: each request read, asked of identity, and answered."""

from typing import Any

from starlette.responses import Response

from scim_facade.core import groups
from scim_facade.core.group_patch import fold
from scim_facade.core.listing import list_response
from scim_facade.etags import entity_tag, expected_version, is_unchanged
from scim_facade.identity_client.fragments import (
    Group,
    GroupNameTaken,
    InvalidInput,
    MemberPage,
    NotFound,
    PermissionDenied,
    ValueTaken,
    VersionConflict,
)
from scim_facade.identity_client.input_types import GroupChanges, GroupInput
from scim_facade.responses import (
    Problem,
    not_modified,
    problem_error,
    resource_not_found,
    resource_response,
    scim_response,
    version_conflict,
)
from scim_facade.routes.list_query import GROUP_SORT_KEYS, list_query
from scim_facade.scim_request import ScimRequest


async def find(request: ScimRequest) -> Response:
    """GET /Groups: a page of the groups that match (RFC 7644 §3.4.2)."""
    query = list_query(request, request.profile.group, GROUP_SORT_KEYS)
    with query.refusals():
        found = await request.identity.group_list(
            first=query.page.count,
            offset=query.page.offset,
            with_members=request.projection.wants("members"),
            members_first=request.service.settings.member_page_size,
            filter_=query.filter,
            sort=query.sort,
        )
    resources = [request.projection.apply(await _resource(request, group)) for group in found.groups.nodes]
    return scim_response(list_response(resources, found.groups.total_count, query.page))


async def create(request: ScimRequest) -> Response:
    """POST /Groups (RFC 7644 §3.3)."""
    result = await request.identity.group_create(
        await _group_input(request),
        with_members=request.projection.wants("members"),
        members_first=request.service.settings.member_page_size,
    )
    return resource_response(request, await _resource(request, _group(result.group_create)), 201)


async def read(request: ScimRequest) -> Response:
    """GET /Groups/{id} (RFC 7644 §3.4.1), with every member unless they are excluded."""
    group = await _read(request, with_members=request.projection.wants("members"))
    if is_unchanged(request.headers.get("if-none-match"), group.version):
        return not_modified(group.version)
    return resource_response(request, await _resource(request, group))


async def replace(request: ScimRequest) -> Response:
    """PUT /Groups/{id} (RFC 7644 §3.5.1). A body without `members` leaves the members as they are."""
    result = await request.identity.group_replace(
        request.path["id"],
        await _group_input(request),
        with_members=request.projection.wants("members"),
        members_first=request.service.settings.member_page_size,
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return resource_response(request, await _resource(request, _group(result.group_replace)))


async def patch(request: ScimRequest) -> Response:
    """PATCH /Groups/{id} (RFC 7644 §3.5.2), answered without a body unless `attributes` asks for one.

    Nothing is read: the operations become one change that identity applies at a cost that follows the change.
    """
    delta = fold(await request.json(), request.profile.group, request.notes)
    changes = groups.group_changes(delta)
    expected = expected_version(request.headers.get("if-match"))
    version = await (_update(request, changes, expected) if changes else _check(request, expected))
    if "attributes" in request.query:
        return await read(request)
    return Response(status_code=204, headers={"ETag": entity_tag(version)})


async def delete(request: ScimRequest) -> Response:
    """DELETE /Groups/{id} (RFC 7644 §3.6). Its members stay."""
    result = await request.identity.group_delete(
        request.path["id"], expected_version=expected_version(request.headers.get("if-match"))
    )
    match result.group_delete:
        case NotFound() | VersionConflict() | PermissionDenied() as problem:
            raise problem_error(problem)
        case _:
            return Response(status_code=204)


async def _update(request: ScimRequest, changes: dict[str, Any], expected: int | None) -> int:
    """Apply a change that changes something; return the group's new version."""
    result = await request.identity.group_update(
        request.path["id"], GroupChanges.model_validate(changes), expected_version=expected
    )
    match result.group_update:
        case (
            GroupNameTaken() | ValueTaken() | NotFound() | VersionConflict() | InvalidInput() | PermissionDenied()
        ) as problem:
            raise problem_error(problem)
        case group:
            return group.version


async def _check(request: ScimRequest, expected: int | None) -> int:
    """A change that changes nothing still needs its group, in the version that is expected; return that version."""
    group = await _read(request, with_members=False)
    if expected not in {None, group.version}:
        raise version_conflict(group.version)
    return group.version


async def _read(request: ScimRequest, *, with_members: bool) -> Group:
    id_ = request.path["id"]
    answer = await request.identity.group_read(id_, with_members, request.service.settings.member_page_size)
    if answer.group is None:
        raise resource_not_found(id_)
    return answer.group


async def _group_input(request: ScimRequest) -> GroupInput:
    group = groups.read_group(await request.json(), request.profile.group, request.notes)
    return GroupInput.model_validate(groups.group_input(group))


def _group(result: Group | Problem) -> Group:
    if isinstance(result, Group):
        return result
    raise problem_error(result)


async def _resource(request: ScimRequest, group: Group) -> dict[str, Any]:
    members = None if group.members is None else await _all_members(request, group)
    return groups.to_scim(group.model_dump(by_alias=True, exclude={"members"}), request.base_url, members)


async def _all_members(request: ScimRequest, group: Group) -> list[dict[str, Any]]:
    """The page of members that came with the group, and those identity keeps behind it."""
    page: MemberPage | None = group.members
    members: list[dict[str, Any]] = []
    while page is not None:
        members += [member.model_dump(by_alias=True) for member in page.nodes]
        if not page.page_info.has_next_page:
            break
        answer = await request.identity.member_list(
            group.id, request.service.settings.member_page_size, after=page.page_info.end_cursor
        )
        page = answer.group.members if answer.group else None
    return members
