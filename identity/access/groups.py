"""Doors to groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access.collection import Collection, columns_read
from identity.access.extension_schemas import HELD
from identity.access.members import MEMBERS
from identity.database import Statement
from identity.filtering import Attribute, Filterable, Kind
from identity.paging import SortKey
from identity.records import GroupRecord
from identity.rules.extension_schema import ResourceType
from identity.rules.names import name_key
from identity.tables import GROUPS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Reader

_G = GROUPS.c
_COLUMNS = columns_read(
    (
        _G.id,
        _G.display_name,
        _G.external_id,
        _G.extensions,
        _G.version,
        _G.created_at,
        _G.updated_at,
        _G.source,
    ),
    document=_G.extensions,
)
_MINE = _G.organisation_id == bindparam("organisation_id")


FILTERABLE = Filterable(
    name="group",
    row=_G,
    attributes={
        "id": Attribute(Kind.ID, lambda groups: groups.id),
        "displayName": Attribute(Kind.CASELESS, lambda groups: groups.display_name_key, key=name_key),
        "externalId": Attribute(Kind.EXACT, lambda groups: groups.external_id),
        "source": Attribute(Kind.EXACT, lambda groups: groups.source),
        "meta.created": Attribute(Kind.TIME, lambda groups: groups.created_at),
        "meta.lastModified": Attribute(Kind.TIME, lambda groups: groups.updated_at),
        "meta.version": Attribute(Kind.NUMBER, lambda groups: groups.version),
    },
    multi_valued={"members": MEMBERS},
    extensions=HELD[ResourceType.GROUP].extensions,
    search_keys=lambda groups: groups.search_keys,
)

_SORT_KEYS = {
    name: SortKey(attribute.expression(_G), optional=name == "externalId")
    for name, attribute in FILTERABLE.attributes.items()
    if name != "id"
}

groups = Collection(GROUPS, _COLUMNS, FILTERABLE, _SORT_KEYS, GroupRecord.of)

_BY_NAME = Statement(select(_G.id).where(_MINE, _G.display_name_key == bindparam("display_name_key")))


async def find_namesake(reader: Reader, organisation_id: UUID, display_name: str) -> UUID | None:
    """The id of the group that holds a displayName in an organisation that the caller was let into."""
    found: UUID | None = await reader.value(
        _BY_NAME, organisation_id=organisation_id, display_name_key=name_key(display_name)
    )
    return found
