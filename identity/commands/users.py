"""What can be done to a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require
from identity.access.extension_schemas import schemas_to_obey
from identity.access.kept_locks import LOCK_OF_NAMESAKES, find_lock_of_namesakes, names_of
from identity.access.users import find_namesake, users
from identity.actor import ActorKind
from identity.audit import Act, Target, record
from identity.commands.kept_locks import keep_lock, take_lock_over
from identity.commands.owners import expect_to_rank_above, keep_an_owner_besides
from identity.commands.pending_members import attach_pending_members
from identity.commands.sessions import end_sessions_of, end_sessions_of_account
from identity.commands.sources import expect_to_be_kept_here, kept_by, source_of
from identity.commands.unique_values import Holder, change_unique_values
from identity.commands.versions import expect_version
from identity.database import Statement, UniquenessViolated
from identity.errors import UserNameTaken
from identity.records import UserRecord
from identity.rules.attributes import Attributes, differences
from identity.rules.extension_schema import NOTHING_DECLARED, Declared, ResourceType
from identity.rules.ids import uuid_or_none
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.rules.search import search_keys
from identity.rules.source import Source
from identity.rules.user import ATTRIBUTES, PROFILE, applied, email_key
from identity.tables import USERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer

_U = USERS.c
_THIS = (_U.organisation_id == bindparam("organisation_id"), _U.id == bindparam("id"))
_WRITTEN = (
    "user_name",
    "user_name_key",
    "external_id",
    "active",
    "manager",
    "email_keys",
    "profile",
    "updated_at",
    "source",
    "search_keys",
)
_NOT_RECORDED = {_U.organisation_id, _U.user_name_key, _U.email_keys, _U.search_keys}
_RETURNED = tuple(column for column in _U if column not in _NOT_RECORDED)
_INSERT = Statement(
    insert(USERS)
    .values(
        {column: bindparam(column.name, type_=column.type) for column in _U if column not in LOCK_OF_NAMESAKES}
        | LOCK_OF_NAMESAKES
    )
    .on_conflict_do_nothing(index_elements=["organisation_id", "user_name_key"])
    .returning(*_RETURNED)
)
_UPDATE = Statement(
    update(USERS)
    .where(*_THIS)
    .values({name: bindparam(f"new_{name}", type_=_U[name].type) for name in _WRITTEN} | {"version": _U.version + 1})
    .returning(*_RETURNED)
)
_DELETE = Statement(delete(USERS).where(*_THIS))


async def create(writer: Writer, act: Act, attributes: Mapping[str, Any]) -> UserRecord:
    """Create a user from attributes under their GraphQL names. Raises `UserNameTaken`, `ValueTaken`, `InvalidInput`."""
    actor = require(act.actor, Permission.DIRECTORY_WRITE)
    return await insert_user(writer, act, organisation_of(actor), attributes)


async def insert_user(writer: Writer, act: Act, organisation_id: UUID, attributes: Mapping[str, Any]) -> UserRecord:
    """Create a user in an organisation that the caller was already let into.

    Who was deleted while they were locked is created locked.
    """
    declared = await schemas_to_obey(writer, organisation_id, ResourceType.USER, attributes.get("extensions"))
    kept = applied({}, attributes, declared)
    row = await writer.row(
        _INSERT,
        organisation_id=organisation_id,
        id=act.new_id(),
        version=1,
        created_at=act.now,
        search_keys=search_keys(organisation_id, _searched(kept)),
        **_columns(kept, act.now, source_of(act)),
    )
    if row is None:
        namesake = await find_namesake(writer, organisation_id, kept["userName"])
        raise UserNameTaken(kept["userName"], namesake.id if namesake else None)
    user = UserRecord.of(row)
    holder = Holder(organisation_id, ResourceType.USER, user.id)
    await change_unique_values(writer, holder, {}, kept.get("extensions", {}), declared)
    changes = differences({}, kept)
    if user.locked_at is not None:
        changes += [{"field": "lock", "before": None, "after": user.lock_reason}]
    changes += await attach_pending_members(writer, organisation_id, user)
    await record(writer, act, organisation_id, _target(user), changes)
    return user


async def change(
    writer: Writer, act: Act, id_: str, changes: Mapping[str, Any], expected_version: int | None
) -> UserRecord:
    """Set the named attributes and leave the others; null clears.

    A change that changes nothing writes nothing. Deactivation ends the person's sessions and personal tokens in the
    same transaction and keeps their group memberships, since Entra does not send those again when it restores somebody.
    Raises `NotFound`, `VersionConflict`, `UserNameTaken`, `ValueTaken`, `LastOwner`, `InvalidInput`, and
    `PermissionDenied` for whoever is not the directory, where that keeps the person, and for an admin, of an owner.
    """
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    declared = await schemas_to_obey(writer, organisation_id, ResourceType.USER, changes.get("extensions"))
    before = await users.get_to_change(writer, act.actor, id_)
    await _expect_to_reach(writer, act, before)
    expect_to_be_kept_here(act, before.source, before.user_name)
    expect_version(before.version, expected_version)
    return await _store(writer, act, before, applied(attributes_of(before), changes, declared), declared)


async def replace(
    writer: Writer, act: Act, id_: str, attributes: Mapping[str, Any], expected_version: int | None
) -> UserRecord:
    """Set the named attributes and clear the others, except `active`.

    An absent `active` stays as it is: a replacement that does not speak of it must not let a leaver back in
    (RFC 7644 §3.5.1 leaves the choice to the service provider). Raises like `change`.
    """
    cleared = {attribute: None for attribute in ATTRIBUTES if attribute != "active"}
    return await change(writer, act, id_, {**cleared, **attributes}, expected_version)


async def adopt(writer: Writer, act: Act, id_: str, external_id: str) -> UserRecord:
    """Take a user for the one whom the directory knows by this id, and leave them to it.

    Raises `NotFound`, `InvalidInput`, `LastOwner`.
    """
    before = await users.get_to_change(writer, act.actor, id_)
    attributes = {**attributes_of(before), "externalId": external_id}
    return await _store(writer, act, before, attributes, NOTHING_DECLARED, source=Source.SCIM)


async def remove(writer: Writer, act: Act, id_: str, expected_version: int | None) -> UUID:
    """Delete a user with their sessions, tokens and memberships; the userName is free again, but not of a lock.

    Raises `NotFound`, `VersionConflict`, `LastOwner`, and `PermissionDenied` when an admin would delete an owner.
    """
    user = await users.get_to_change(writer, act.actor, id_)
    await _expect_to_reach(writer, act, user)
    expect_version(user.version, expected_version)
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    await keep_an_owner_besides(writer, organisation_id, user.id)
    changes = differences(attributes_of(user), {}) + await shut_out(writer, organisation_id, user, act.now)
    await keep_lock(writer, act, organisation_id, user)
    await writer.rows(_DELETE, organisation_id=organisation_id, id=user.id)
    await record(writer, act, organisation_id, _target(user), changes)
    return user.id


async def _store(
    writer: Writer,
    act: Act,
    before: UserRecord,
    attributes: Attributes,
    declared: Declared,
    *,
    source: Source | None = None,
) -> UserRecord:
    changes = differences(attributes_of(before), attributes)
    if not changes:
        return before
    organisation_id = organisation_of(require(act.actor, Permission.DIRECTORY_WRITE))
    await _refuse_taken_name(writer, organisation_id, before, attributes["userName"])
    is_leaving = before.active and not attributes["active"]
    if is_leaving:
        await keep_an_owner_besides(writer, organisation_id, before.id)
    new = {
        f"new_{name}": value
        for name, value in _columns(attributes, act.now, source or kept_by(act, before.source)).items()
    }
    try:
        row = await writer.row(
            _UPDATE,
            organisation_id=organisation_id,
            id=before.id,
            new_search_keys=search_keys(organisation_id, _searched(attributes)),
            **new,
        )
    except UniquenessViolated as error:
        raise UserNameTaken(attributes["userName"]) from error
    assert row is not None
    after = UserRecord.of(row)
    holder = Holder(organisation_id, ResourceType.USER, after.id)
    held, wanted = (user.profile.get("extensions", {}) for user in (before, after))
    await change_unique_values(writer, holder, held, wanted, declared)
    if is_leaving:
        changes += await shut_out(writer, organisation_id, before, act.now)
    if names_of(after) != names_of(before):
        changes += await _carry_locks_over(writer, act, organisation_id, before, after)
    if after.external_id != before.external_id:
        changes += await attach_pending_members(writer, organisation_id, after)
    await record(writer, act, organisation_id, _target(after), changes)
    return after


async def _expect_to_reach(writer: Writer, act: Act, user: UserRecord) -> None:
    """The directory reaches everybody; of people only an owner changes an owner, whose account a new name could be."""
    if act.actor is not None and act.actor.kind is ActorKind.PERSON:
        await expect_to_rank_above(writer, act.actor, user)


async def _carry_locks_over(
    writer: Writer, act: Act, organisation_id: UUID, before: UserRecord, after: UserRecord
) -> list[dict[str, Any]]:
    """A lock stays with the names that somebody gives up, and is on them with the names that they are given.

    Returns the changed fields for the audit row. Raises `LastOwner`.
    """
    if before.locked_at is not None:
        await keep_lock(writer, act, organisation_id, before)
        return []
    lock = await find_lock_of_namesakes(writer, organisation_id, after)
    if lock is None:
        return []
    await keep_an_owner_besides(writer, organisation_id, after.id)
    ended = await shut_out(writer, organisation_id, after, act.now)
    await take_lock_over(writer, organisation_id, after, lock)
    return [{"field": "lock", "before": None, "after": lock["lock_reason"]}, *ended]


async def shut_out(writer: Writer, organisation_id: UUID, user: UserRecord, now: datetime) -> list[dict[str, Any]]:
    """End what a person came in with, and what the account did that the directory calls theirs.

    The person's row is locked by the caller. Returns the changed fields for the audit row.
    """
    changes = await end_sessions_of(writer, organisation_id, user.id, now)
    object_id = uuid_or_none((user.external_id or "").lower())
    if object_id is None:
        return changes
    return changes + await end_sessions_of_account(writer, organisation_id, object_id, now)


async def _refuse_taken_name(writer: Writer, organisation_id: UUID, user: UserRecord, user_name: str) -> None:
    if name_key(user_name) != name_key(user.user_name):
        namesake = await find_namesake(writer, organisation_id, user_name)
        if namesake is not None:
            raise UserNameTaken(user_name, namesake.id)


def attributes_of(user: UserRecord) -> Attributes:
    """A user's attributes under their GraphQL names, without what the service assigns."""
    enterprise = {**user.profile.get("enterprise", {}), "manager": user.manager}
    kept = {part: value for part, value in enterprise.items() if value is not None}
    attributes: Attributes = {
        "userName": user.user_name,
        "externalId": user.external_id,
        "active": user.active,
        **user.profile,
        "enterprise": kept or None,
    }
    return {attribute: value for attribute, value in attributes.items() if value is not None}


def _columns(attributes: Attributes, now: datetime, source: Source) -> dict[str, Any]:
    profile = {attribute: attributes[attribute] for attribute in PROFILE if attribute in attributes}
    enterprise = dict(profile.pop("enterprise", {}))
    manager = enterprise.pop("manager", None)
    if enterprise:
        profile["enterprise"] = enterprise
    return {
        "user_name": attributes["userName"],
        "user_name_key": name_key(attributes["userName"]),
        "external_id": attributes.get("externalId"),
        "active": attributes["active"],
        "manager": manager,
        "email_keys": sorted({email_key(address) for address in _addresses(attributes)}),
        "profile": orjson.dumps(profile).decode(),
        "updated_at": now,
        "source": source,
    }


def _searched(attributes: Attributes) -> Iterable[str | None]:
    name = attributes.get("name") or {}
    yield from (attributes["userName"], attributes.get("displayName"), name.get("givenName"), name.get("familyName"))
    yield attributes.get("externalId")
    yield from _addresses(attributes)


def _addresses(attributes: Attributes) -> list[str]:
    return [element["value"] for element in attributes.get("emails", []) if element.get("value")]


def _target(user: UserRecord) -> Target:
    return Target("User", user.id, user.user_name)
