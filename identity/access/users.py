"""Doors to users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.collection import Collection
from identity.database import Statement
from identity.errors import InvalidInput
from identity.filtering import Attribute, Filterable, Kind, MultiValued
from identity.paging import SortKey
from identity.records import UserRecord
from identity.rules.attributes import MAX_KEY
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.rules.user import ADDRESS_PARTS, ELEMENT_PARTS, ENTERPRISE_TEXTS, MULTI_VALUED, NAME_PARTS, email_key
from identity.rules.user import SINGLE_TEXTS as TEXTS
from identity.tables import GROUP_MEMBERS, USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader, Writer

_U = USERS.c
_COLUMNS = (
    _U.id,
    _U.user_name,
    _U.external_id,
    _U.active,
    _U.manager,
    _U.profile,
    _U.version,
    _U.created_at,
    _U.updated_at,
)
_MINE = _U.organisation_id == bindparam("organisation_id")
_EXACT_TEXTS = frozenset({"profileUrl", "photos", "x509Certificates"})


def _profile_text(*path: str) -> Attribute:
    if path[0] in _EXACT_TEXTS:
        return Attribute(Kind.EXACT, lambda users: users.profile[path].astext)
    return Attribute(Kind.CASELESS, lambda users: func.lower(users.profile[path].astext), folds_in_sql=True)


def _element_parts(attribute: str, parts: Sequence[str]) -> dict[str, Attribute]:
    def part(name: str) -> Attribute:
        if name == "primary":
            return Attribute(Kind.BOOLEAN, lambda element: element["primary"].as_boolean())
        if name == "value" and attribute in _EXACT_TEXTS:
            return Attribute(Kind.EXACT, lambda element: element[name].astext)
        return Attribute(Kind.CASELESS, lambda element: func.lower(element[name].astext), folds_in_sql=True)

    return {name: part(name) for name in parts}


def _in_profile(attribute: str, parts: Sequence[str] = ELEMENT_PARTS) -> MultiValued:
    def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        element = func.jsonb_array_elements(_U.profile[attribute], type_=_U.profile.type).column_valued("element")
        return exists(select(element).where(satisfies(element)))

    return MultiValued(some, _element_parts(attribute, parts))


def _emails() -> MultiValued:
    in_profile = _in_profile("emails")
    return MultiValued(
        in_profile.exists,
        in_profile.elements,
        prefilter=lambda value: _U.email_keys.op("@>")(array([cast(value, Text)])),
        prefilter_key=email_key,
    )


def _groups() -> MultiValued:
    member = GROUP_MEMBERS.c

    def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        mine = (member.organisation_id == _U.organisation_id) & (member.user_id == _U.id)
        return exists(select(member.group_id).where(mine, satisfies(member)))

    return MultiValued(some, {"value": Attribute(Kind.ID, lambda membership: membership.group_id)})


FILTERABLE = Filterable(
    name="user",
    row=_U,
    attributes={
        "id": Attribute(Kind.ID, lambda users: users.id),
        "userName": Attribute(Kind.CASELESS, lambda users: users.user_name_key, key=name_key),
        "externalId": Attribute(Kind.EXACT, lambda users: users.external_id),
        "active": Attribute(Kind.BOOLEAN, lambda users: users.active),
        "meta.created": Attribute(Kind.TIME, lambda users: users.created_at),
        "meta.lastModified": Attribute(Kind.TIME, lambda users: users.updated_at),
        **{name: _profile_text(name) for name in TEXTS},
        **{f"name.{part}": _profile_text("name", part) for part in NAME_PARTS},
        **{f"enterprise.{part}": _profile_text("enterprise", part) for part in ENTERPRISE_TEXTS},
        "enterprise.manager.value": Attribute(Kind.EXACT, lambda users: users.manager),
    },
    multi_valued={
        **{name: _in_profile(name) for name in MULTI_VALUED},
        "addresses": _in_profile("addresses", ADDRESS_PARTS),
        "emails": _emails(),
        "groups": _groups(),
    },
)


def _sort_keys() -> dict[str, SortKey]:
    keys = {
        "userName": SortKey("userName", _U.user_name_key),
        "externalId": SortKey("externalId", func.coalesce(_U.external_id, "")),
        "meta.created": SortKey("meta.created", _U.created_at, is_time=True),
        "meta.lastModified": SortKey("meta.lastModified", _U.updated_at, is_time=True),
    }
    sortable = (*TEXTS, *(f"name.{part}" for part in NAME_PARTS), *(f"enterprise.{part}" for part in ENTERPRISE_TEXTS))
    for name in sortable:
        keys[name] = SortKey(name, func.coalesce(FILTERABLE.attributes[name].expression(_U), ""))
    return keys


users = Collection(USERS, _COLUMNS, FILTERABLE, _sort_keys(), UserRecord.of)

_BY_USER_NAME = Statement(select(*_COLUMNS).where(_MINE, _U.user_name_key == bindparam("user_name_key")))
_BY_USER_NAME_HELD = Statement(
    select(*_COLUMNS).where(_MINE, _U.user_name_key == bindparam("user_name_key")).with_for_update(read=True)
)
_BY_EXTERNAL_ID = Statement(select(*_COLUMNS).where(_MINE, _U.external_id == bindparam("external_id")).limit(2))
_DISPLAY_NAMES = Statement(
    select(_U.id, _U.profile["displayName"].astext.label("display_name")).where(
        _MINE, _U.id == func.any(bindparam("ids", type_=ARRAY(SQL_UUID())))
    )
)


async def find_user_by_user_name(reader: Reader, actor: Actor | None, user_name: str) -> UserRecord | None:
    """The user with this userName, letter case aside."""
    actor = require(actor, Permission.DIRECTORY_READ)
    return await find_namesake(reader, organisation_of(actor), user_name)


async def find_namesake(reader: Reader, organisation_id: UUID, user_name: str) -> UserRecord | None:
    """The user who holds a userName in an organisation that the caller has already been let into."""
    if len(user_name) > MAX_KEY:
        return None  # nobody can hold it, and folding the case of megabytes would hold everybody up
    row = await reader.row(_BY_USER_NAME, organisation_id=organisation_id, user_name_key=name_key(user_name))
    return UserRecord.of(row) if row else None


async def find_user_to_admit(writer: Writer, organisation_id: UUID, user_name: str) -> UserRecord | None:
    """Like `find_namesake`, and nobody can deactivate the user until the transaction ends.

    Otherwise a session opened at the moment of a deactivation would outlive it.
    """
    row = await writer.row(_BY_USER_NAME_HELD, organisation_id=organisation_id, user_name_key=name_key(user_name))
    return UserRecord.of(row) if row else None


async def find_user_by_external_id(reader: Reader, actor: Actor | None, external_id: str) -> UserRecord | None:
    """The user with this externalId. Raises `InvalidInput` when several share it: a guess could link a stranger."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_BY_EXTERNAL_ID, organisation_id=organisation_of(actor), external_id=external_id)
    if len(rows) > 1:
        raise InvalidInput("externalId", f"Several users have the externalId '{external_id}'.")
    return UserRecord.of(rows[0]) if rows else None


async def display_names(reader: Reader, actor: Actor | None, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The displayName of each of these users who has one."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_DISPLAY_NAMES, organisation_id=organisation_of(actor), ids=list(ids))
    return {row["id"]: row["display_name"] for row in rows if row["display_name"]}
