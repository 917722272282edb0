"""Doors to groups."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.collection import Collection, columns_read
from identity.access.extension_schemas import HELD
from identity.database import Statement
from identity.filtering import Attribute, Filterable, Kind, MultiValued
from identity.paging import SortKey
from identity.records import GroupRecord
from identity.rules.extension_schema import ResourceType
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.tables import GROUP_MEMBERS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader

_G = GROUPS.c
_M = GROUP_MEMBERS.c
_COLUMNS = columns_read(
    (
        _G.id,
        _G.display_name,
        _G.external_id,
        _G.extensions,
        _G.version,
        _G.created_at,
        _G.updated_at,
    ),
    document=_G.extensions,
)
_MINE = _G.organisation_id == bindparam("organisation_id")
_MEMBERS_MINE = _M.organisation_id == bindparam("organisation_id")
_IDS = bindparam("ids", type_=ARRAY(SQL_UUID()))


def _members() -> MultiValued:
    def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        mine = (_M.organisation_id == _G.organisation_id) & (_M.group_id == _G.id)
        return exists(select(_M.user_id).where(mine, satisfies(_M)))

    return MultiValued(some, {"value": Attribute(Kind.ID, lambda membership: membership.user_id)})


FILTERABLE = Filterable(
    name="group",
    row=_G,
    attributes={
        "id": Attribute(Kind.ID, lambda groups: groups.id),
        "displayName": Attribute(Kind.CASELESS, lambda groups: groups.display_name_key, key=name_key),
        "externalId": Attribute(Kind.EXACT, lambda groups: groups.external_id),
        "meta.created": Attribute(Kind.TIME, lambda groups: groups.created_at),
        "meta.lastModified": Attribute(Kind.TIME, lambda groups: groups.updated_at),
        "meta.version": Attribute(Kind.NUMBER, lambda groups: groups.version),
    },
    multi_valued={"members": _members()},
    extensions=HELD[ResourceType.GROUP].extensions,
)

_SORT_KEYS = {
    name: SortKey(attribute.expression(_G), optional=name == "externalId")
    for name, attribute in FILTERABLE.attributes.items()
    if name != "id"
}

groups = Collection(GROUPS, _COLUMNS, FILTERABLE, _SORT_KEYS, GroupRecord.of)

_BY_NAME = Statement(select(_G.id).where(_MINE, _G.display_name_key == bindparam("display_name_key")))
_OF_USERS = Statement(
    select(_M.user_id, _G.id, _G.display_name)
    .join(GROUPS, (_G.organisation_id == _M.organisation_id) & (_G.id == _M.group_id))
    .where(_MEMBERS_MINE, _M.user_id == func.any(_IDS))
    .order_by(_G.display_name_key, _G.id)
)


async def find_namesake(reader: Reader, organisation_id: UUID, display_name: str) -> UUID | None:
    """The id of the group that holds a displayName in an organisation that the caller was let into."""
    found: UUID | None = await reader.value(
        _BY_NAME, organisation_id=organisation_id, display_name_key=name_key(display_name)
    )
    return found


async def groups_of_users(
    reader: Reader, actor: Actor | None, user_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[UUID, str]]]:
    """Id and displayName of the groups each of these users is in."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_OF_USERS, organisation_id=organisation_of(actor), ids=list(user_ids))
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for row in rows:
        found[row["user_id"]].append((row["id"], row["display_name"]))
    return found
