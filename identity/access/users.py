"""Doors to users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, case, cast, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH, array
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.collection import Collection, Reading, columns_read
from identity.access.extension_schemas import HELD
from identity.access.memberships import GROUPS_OF_USER
from identity.database import Statement
from identity.errors import InvalidInput
from identity.filtering import Attribute, Filterable, Kind, MultiValued
from identity.paging import SortKey
from identity.records import UserRecord
from identity.rules.attributes import MAX_KEY
from identity.rules.extension_schema import ResourceType
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.rules.user import ADDRESS_PARTS, ELEMENT_PARTS, ENTERPRISE_TEXTS, MULTI_VALUED, NAME_PARTS, email_key
from identity.rules.user import SINGLE_TEXTS as TEXTS
from identity.tables import MICROSOFT_ACCOUNTS, USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader, Writer

_U = USERS.c
_A = MICROSOFT_ACCOUNTS.c
_COLUMNS = columns_read(
    (
        _U.id,
        _U.user_name,
        _U.external_id,
        _U.active,
        _U.manager,
        _U.profile,
        _U.version,
        _U.created_at,
        _U.updated_at,
        _U.source,
        _U.locked_at,
        _U.locked_by,
        _U.lock_reason,
    ),
    document=_U.profile,
)
_MINE = _U.organisation_id == bindparam("organisation_id")
_EXACT_TEXTS = frozenset({"profileUrl", "photos", "x509Certificates"})
_INDEXED_TEXTS = {("displayName",), ("enterprise", "employeeNumber")}


def _folded(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.lower(text, type_=Text())


def _text_at(document: ColumnElement[Any], *path: str) -> ColumnElement[str]:
    """The path stands in the SQL itself: no index is found through a parameter."""
    for name in path[:-1]:
        document = document.op("->")(literal_column(f"'{name}'"))
    return document.op("->>", return_type=Text())(literal_column(f"'{path[-1]}'"))


def _beginning(text: ColumnElement[str]) -> ColumnElement[str]:
    """What an index holds of a text, whose entries PostgreSQL limits to a third of a page."""
    return func.left(text, literal_column(str(MAX_KEY)), type_=Text())


def _profile_text(*path: str) -> Attribute:
    if path[0] in _EXACT_TEXTS:
        return Attribute(Kind.EXACT, lambda users: _text_at(users.profile, *path))
    return Attribute(
        Kind.CASELESS,
        lambda users: _folded(_text_at(users.profile, *path)),
        folds_in_sql=True,
        indexed=_beginning if path in _INDEXED_TEXTS else None,
    )


def _element_parts(attribute: str, parts: Sequence[str]) -> dict[str, Attribute]:
    def part(name: str) -> Attribute:
        if name == "primary":
            return Attribute(Kind.BOOLEAN, lambda element: element["primary"].as_boolean())
        if name == "value" and attribute in _EXACT_TEXTS:
            return Attribute(Kind.EXACT, lambda element: element[name].astext)
        return Attribute(Kind.CASELESS, lambda element: _folded(element[name].astext), folds_in_sql=True)

    return {name: part(name) for name in parts}


def _in_profile(attribute: str, parts: Sequence[str] = ELEMENT_PARTS) -> MultiValued:
    def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        element = func.jsonb_array_elements(_U.profile[attribute], type_=_U.profile.type).column_valued("element")
        return exists(select(element).where(satisfies(element)))

    return MultiValued(some, _element_parts(attribute, parts))


def _emails() -> MultiValued:
    in_profile, holders = _in_profile("emails"), USERS.alias("holders")

    def held(address: ColumnElement[Any]) -> ColumnElement[bool]:
        # A subquery, or a plan for any address would read the whole organisation's index beside that of the addresses.
        found = select(holders.c.id).where(holders.c.email_keys.op("@>")(array([cast(address, Text)])))
        return _U.id == func.any(func.array(found.scalar_subquery()))

    return MultiValued(in_profile.exists, in_profile.elements, prefilter=held, prefilter_key=email_key)


_MANAGER = USERS.alias("managers")


def _manager_name(users: Any) -> ColumnElement[str]:
    """The name that is shown for a manager: that of the user whose id was given."""
    is_id = users.manager.regexp_match(literal_column("'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"))
    name = _folded(_text_at(_MANAGER.c.profile, "displayName"))
    mine = _MANAGER.c.organisation_id == users.organisation_id
    return select(name).where(mine, _MANAGER.c.id == case((is_id, cast(users.manager, SQL_UUID())))).scalar_subquery()


FILTERABLE = Filterable(
    name="user",
    row=_U,
    attributes={
        "id": Attribute(Kind.ID, lambda users: users.id),
        "userName": Attribute(Kind.CASELESS, lambda users: users.user_name_key, key=name_key),
        "externalId": Attribute(Kind.EXACT, lambda users: users.external_id),
        "active": Attribute(Kind.BOOLEAN, lambda users: users.active),
        "source": Attribute(Kind.EXACT, lambda users: users.source),
        "meta.created": Attribute(Kind.TIME, lambda users: users.created_at),
        "meta.lastModified": Attribute(Kind.TIME, lambda users: users.updated_at),
        "meta.version": Attribute(Kind.NUMBER, lambda users: users.version),
        **{name: _profile_text(name) for name in TEXTS},
        **{f"name.{part}": _profile_text("name", part) for part in NAME_PARTS},
        **{f"enterprise.{part}": _profile_text("enterprise", part) for part in ENTERPRISE_TEXTS},
        "enterprise.manager.value": Attribute(Kind.EXACT, lambda users: users.manager),
        "enterprise.manager.displayName": Attribute(Kind.CASELESS, _manager_name, folds_in_sql=True),
    },
    multi_valued={
        **{name: _in_profile(name) for name in MULTI_VALUED},
        "addresses": _in_profile("addresses", ADDRESS_PARTS),
        "emails": _emails(),
        "groups": GROUPS_OF_USER,
    },
    objects={
        "name": lambda users: users.profile.has_key("name"),
        "enterprise": lambda users: users.profile.has_key("enterprise") | users.manager.is_not(None),
        "enterprise.manager": lambda users: users.manager.is_not(None),
    },
    flags={
        "linked": lambda users: exists(
            select(_A.user_id).where(_A.organisation_id == users.organisation_id, _A.user_id == users.id)
        ),
        "locked": lambda users: users.locked_at.is_not(None),
    },
    extensions=HELD[ResourceType.USER].extensions,
    search_keys=lambda users: users.search_keys,
)


_ALWAYS_THERE = frozenset({"userName", "active", "source", "meta.created", "meta.lastModified", "meta.version"})
_WITH_ELEMENTS = (*MULTI_VALUED, "addresses")


def _preferred(attribute: str) -> ColumnElement[Any]:
    """The element that stands for a multi-valued attribute: the primary one, else the first (RFC 7644 §3.4.2.3)."""
    primary = cast(literal_column(f"'$.{attribute}[*] ? (@.primary == true)'"), JSONPATH)
    return func.coalesce(
        func.jsonb_path_query_first(_U.profile, primary, type_=_U.profile.type),
        _U.profile[(attribute, "0")],
        type_=_U.profile.type,
    )


def _sorted_by(attribute: Attribute) -> ColumnElement[Any]:
    """What an index holds of it, where there is one: who differ only behind that are in the order of their ids."""
    expression = attribute.expression(_U)
    return attribute.indexed(expression) if attribute.indexed else expression


def _sort_keys() -> dict[str, SortKey]:
    keys = {
        name: SortKey(_sorted_by(attribute), optional=name not in _ALWAYS_THERE)
        for name, attribute in FILTERABLE.attributes.items()
        if name != "id"
    }
    for name in _WITH_ELEMENTS:
        for part, attribute in FILTERABLE.multi_valued[name].elements.items():
            keys[f"{name}.{part}"] = SortKey(attribute.expression(_preferred(name)))
        if f"{name}.value" in keys:
            keys[name] = keys[f"{name}.value"]
    return keys


users = Collection(USERS, _COLUMNS, FILTERABLE, _sort_keys(), UserRecord.of)

_HAS_USER_NAME = (_MINE, _U.user_name_key == bindparam("user_name_key"))
_HAS_EXTERNAL_ID = (_MINE, _U.external_id == bindparam("external_id"))
_BY_USER_NAME = {reading: Statement(select(*read).where(*_HAS_USER_NAME)) for reading, read in _COLUMNS.items()}
_BY_USER_NAME_HELD = Statement(select(*_COLUMNS[Reading.WHOLE]).where(*_HAS_USER_NAME).with_for_update(read=True))
_BY_EXTERNAL_ID = {
    reading: Statement(select(*read).where(*_HAS_EXTERNAL_ID).limit(2)) for reading, read in _COLUMNS.items()
}
_DISPLAY_NAMES = Statement(
    select(_U.id, _U.profile["displayName"].astext.label("display_name")).where(
        _MINE, _U.id == func.any(bindparam("ids", type_=ARRAY(SQL_UUID())))
    )
)


async def find_user_by_user_name(
    reader: Reader, actor: Actor | None, user_name: str, reading: Reading = Reading.WHOLE
) -> UserRecord | None:
    """The user with this userName, letter case aside."""
    actor = require(actor, Permission.DIRECTORY_READ)
    return await find_namesake(reader, organisation_of(actor), user_name, reading)


async def find_namesake(
    reader: Reader, organisation_id: UUID, user_name: str, reading: Reading = Reading.WHOLE
) -> UserRecord | None:
    """The user who holds a userName in an organisation that the caller has already been let into."""
    if len(user_name) > MAX_KEY:
        return None  # nobody can hold it, and folding the case of megabytes would hold everybody up
    row = await reader.row(_BY_USER_NAME[reading], organisation_id=organisation_id, user_name_key=name_key(user_name))
    return UserRecord.of(row) if row else None


async def find_user_to_admit(writer: Writer, organisation_id: UUID, user_name: str) -> UserRecord | None:
    """Like `find_namesake`, and nobody can deactivate the user until the transaction ends.

    Otherwise a session opened at the moment of a deactivation would outlive it.
    """
    row = await writer.row(_BY_USER_NAME_HELD, organisation_id=organisation_id, user_name_key=name_key(user_name))
    return UserRecord.of(row) if row else None


async def find_user_by_external_id(
    reader: Reader, actor: Actor | None, external_id: str, reading: Reading = Reading.WHOLE
) -> UserRecord | None:
    """The user with this externalId. Raises `InvalidInput` when several share it: a guess could link a stranger."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_BY_EXTERNAL_ID[reading], organisation_id=organisation_of(actor), external_id=external_id)
    if len(rows) > 1:
        raise InvalidInput("externalId", f"Several users have the externalId '{external_id}'.")
    return UserRecord.of(rows[0]) if rows else None


async def display_names(reader: Reader, actor: Actor | None, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The displayName of each of these users who has one. Whoever sees them named may know it, as of one's manager."""
    actor = require(actor, Permission.VIEWER_READ)
    rows = await reader.rows(_DISPLAY_NAMES, organisation_id=organisation_of(actor), ids=list(ids))
    return {row["id"]: row["display_name"] for row in rows if row["display_name"]}
