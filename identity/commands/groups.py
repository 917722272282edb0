"""What can be done to a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require
from identity.access.extension_schemas import schemas_to_obey
from identity.access.groups import find_namesake, groups
from identity.audit import Act, Target, record
from identity.commands.members import MemberChange, MemberDelta
from identity.commands.pending_members import attach_pending_group
from identity.commands.sources import expect_to_be_kept_here, kept_by, source_of
from identity.commands.unique_values import Holder, change_unique_values
from identity.commands.versions import expect_version
from identity.database import Statement, UniquenessViolated
from identity.errors import GroupNameTaken
from identity.records import GroupRecord
from identity.rules.attributes import Attributes, differences
from identity.rules.extension_schema import NOTHING_DECLARED, Declared, ResourceType
from identity.rules.group import changed, made_of
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.rules.search import search_keys
from identity.rules.source import Source
from identity.tables import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer

_G = GROUPS.c
_THIS = (_G.organisation_id == bindparam("organisation_id"), _G.id == bindparam("id"))
_WRITTEN = (
    "display_name",
    "display_name_key",
    "external_id",
    "extensions",
    "updated_at",
    "source",
    "search_keys",
)
_NOT_RECORDED = {_G.organisation_id, _G.display_name_key, _G.search_keys}
_RETURNED = tuple(column for column in _G if column not in _NOT_RECORDED)
_INSERT = Statement(
    insert(GROUPS)
    .values({column: bindparam(column.name, type_=column.type) for column in _G})
    .on_conflict_do_nothing(index_elements=["organisation_id", "display_name_key"])
    .returning(*_RETURNED)
)
_UPDATE = Statement(
    update(GROUPS)
    .where(*_THIS)
    .values({name: bindparam(f"new_{name}", type_=_G[name].type) for name in _WRITTEN} | {"version": _G.version + 1})
    .returning(*_RETURNED)
)
_DELETE = Statement(delete(GROUPS).where(*_THIS))


async def create(writer: Writer, act: Act, attributes: Mapping[str, Any], members: MemberDelta) -> GroupRecord:
    """Create a group with its first members. Raises `GroupNameTaken`, `ValueTaken`, `InvalidInput`."""
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    declared = await schemas_to_obey(writer, organisation_id, ResourceType.GROUP, attributes.get("extensions"))
    kept = made_of(attributes, declared)
    id_ = act.new_id()
    member_change = MemberChange(writer, organisation_id, id_, members)
    await member_change.prepare(appears_as=kept.get("externalId"))
    row = await writer.row(
        _INSERT,
        organisation_id=organisation_id,
        id=id_,
        version=1,
        created_at=act.now,
        search_keys=search_keys(organisation_id, _searched(kept)),
        **_columns(kept, act.now, source_of(act)),
    )
    if row is None:
        raise GroupNameTaken(kept["displayName"], await find_namesake(writer, organisation_id, kept["displayName"]))
    group = GroupRecord.of(row)
    changes = differences({}, kept) + await member_change.carry_out()
    changes += await attach_pending_group(writer, organisation_id, group.id, group.external_id)
    holder = Holder(organisation_id, ResourceType.GROUP, group.id)
    await change_unique_values(writer, holder, {}, group.extensions, declared)
    await record(writer, act, organisation_id, _target(group), changes)
    return group


async def change(  # noqa: PLR0917  the last two say what to change, and from where
    writer: Writer,
    act: Act,
    id_: str,
    attributes: Mapping[str, Any],
    members: MemberDelta,
    expected_version: int | None,
) -> GroupRecord:
    """Set the named attributes, leave the others, and change the membership by a delta.

    The group's row is locked first, so that parallel changes of one group follow each other. What changes nothing
    writes nothing. Raises `NotFound`, `VersionConflict`, `GroupNameTaken`, `ValueTaken`, `InvalidInput`, and
    `PermissionDenied` for whoever is not the directory, where that keeps the group.
    """
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    declared = await schemas_to_obey(writer, organisation_id, ResourceType.GROUP, attributes.get("extensions"))
    before = await groups.get_to_change(writer, act.actor, id_)
    expect_to_be_kept_here(act, before.source, before.display_name)
    expect_version(before.version, expected_version)
    return await _store(writer, act, before, changed(attributes_of(before), attributes, declared), members, declared)


async def replace(  # noqa: PLR0917  as above
    writer: Writer,
    act: Act,
    id_: str,
    attributes: Mapping[str, Any],
    members: MemberDelta,
    expected_version: int | None,
) -> GroupRecord:
    """Set the named attributes and clear the others; members that are not spoken of stay. Raises like `change`."""
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    declared = await schemas_to_obey(writer, organisation_id, ResourceType.GROUP, attributes.get("extensions"))
    before = await groups.get_to_change(writer, act.actor, id_)
    expect_to_be_kept_here(act, before.source, before.display_name)
    expect_version(before.version, expected_version)
    return await _store(writer, act, before, made_of(attributes, declared), members, declared)


async def adopt(writer: Writer, act: Act, id_: str, external_id: str) -> GroupRecord:
    """Take a group for the one that the directory knows by this id, and leave it to it. Raises `NotFound`."""
    before = await groups.get_to_change(writer, act.actor, id_)
    attributes = {**attributes_of(before), "externalId": external_id}
    return await _store(writer, act, before, attributes, MemberDelta(), NOTHING_DECLARED, source=Source.SCIM)


async def remove(writer: Writer, act: Act, id_: str, expected_version: int | None) -> UUID:
    """Delete a group; its members stay users."""
    group = await groups.get_to_change(writer, act.actor, id_)
    expect_version(group.version, expected_version)
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    await writer.rows(_DELETE, organisation_id=organisation_id, id=group.id)
    await record(writer, act, organisation_id, _target(group), differences(attributes_of(group), {}))
    return group.id


async def _store(  # noqa: PLR0917  from what to what, and by which schemas
    writer: Writer,
    act: Act,
    before: GroupRecord,
    after: Attributes,
    members: MemberDelta,
    declared: Declared,
    *,
    source: Source | None = None,
) -> GroupRecord:
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    await _refuse_taken_name(writer, organisation_id, before, after["displayName"])
    appears_as = after.get("externalId") if after.get("externalId") != before.external_id else None
    member_change = MemberChange(writer, organisation_id, before.id, members)
    await member_change.prepare(appears_as=appears_as)
    changes = differences(attributes_of(before), after) + await member_change.carry_out()
    changes += await attach_pending_group(writer, organisation_id, before.id, appears_as)
    if not changes:
        return before
    new = {
        f"new_{name}": value for name, value in _columns(after, act.now, source or kept_by(act, before.source)).items()
    }
    try:
        row = await writer.row(
            _UPDATE,
            organisation_id=organisation_id,
            id=before.id,
            new_search_keys=search_keys(organisation_id, _searched(after)),
            **new,
        )
    except UniquenessViolated as error:
        raise GroupNameTaken(after["displayName"]) from error
    assert row is not None
    group = GroupRecord.of(row)
    holder = Holder(organisation_id, ResourceType.GROUP, group.id)
    await change_unique_values(writer, holder, before.extensions, group.extensions, declared)
    await record(writer, act, organisation_id, _target(group), changes)
    return group


async def _refuse_taken_name(writer: Writer, organisation_id: UUID, group: GroupRecord, display_name: str) -> None:
    if name_key(display_name) != name_key(group.display_name):
        namesake = await find_namesake(writer, organisation_id, display_name)
        if namesake is not None:
            raise GroupNameTaken(display_name, namesake)


def attributes_of(group: GroupRecord) -> Attributes:
    """A group's attributes under their GraphQL names, without members and what the service assigns."""
    attributes = {
        "displayName": group.display_name,
        "externalId": group.external_id,
        "extensions": group.extensions or None,
    }
    return {attribute: value for attribute, value in attributes.items() if value is not None}


def _columns(attributes: Attributes, now: datetime, source: Source) -> dict[str, Any]:
    return {
        "display_name": attributes["displayName"],
        "display_name_key": name_key(attributes["displayName"]),
        "external_id": attributes.get("externalId"),
        "extensions": orjson.dumps(attributes.get("extensions", {})).decode(),
        "updated_at": now,
        "source": source,
    }


def _searched(attributes: Attributes) -> tuple[str, str | None]:
    return attributes["displayName"], attributes.get("externalId")


def _target(group: GroupRecord) -> Target:
    return Target("Group", group.id, group.display_name)
