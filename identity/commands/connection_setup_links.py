"""Links by which a customer's IT sets up a connection, sign-in and provisioning, and does nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from identity.access import require, require_no_token_of_theirs
from identity.access.connection_setup_links import (
    ConnectionSetupLinkRecord,
    count_usable_links,
    find_link_to_open,
    get_link_to_change,
)
from identity.access.organisations import get_connection_to_change
from identity.actor import Actor, ActorKind
from identity.audit import Act, Target, created, record
from identity.commands.delegated_sessions import end_sessions_of_link, start_by_link
from identity.database import Statement
from identity.errors import InvalidInput, SignInRefused
from identity.rules.delegation import (
    MOST_LINKS,
    checked_label,
    checked_reason,
    label_of_link,
)
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInRefusal
from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from identity.tables import CONNECTION_SETUP_LINKS

if TYPE_CHECKING:
    from datetime import datetime

    from identity.access.delegated_sessions import DelegatedSessionRecord
    from identity.database import Writer

LIFETIME = timedelta(days=7)
LONGEST_LIFETIME = timedelta(days=30)

_L = CONNECTION_SETUP_LINKS.c
_INSERT = Statement(
    insert(CONNECTION_SETUP_LINKS).values(
        {column: bindparam(column.name) for column in _L if column not in {_L.revoked_at, _L.last_used_at}}
    )
)
_ONE = (_L.organisation_id == bindparam("of"), _L.id == bindparam("link"))
_REVOKE = Statement(update(CONNECTION_SETUP_LINKS).where(*_ONE).values(revoked_at=bindparam("now")))
_USED = Statement(update(CONNECTION_SETUP_LINKS).where(*_ONE).values(last_used_at=bindparam("now")))


async def create(
    writer: Writer, act: Act, connection_id: str, label: str, *, expires_at: datetime | None, reason: str | None
) -> tuple[ConnectionSetupLinkRecord, str]:
    """Make a link for whoever sets up a connection, and return it with the secret it ends with, which is not kept.

    An owner makes one in a session of theirs, the operator for a reason that stands in the customer's audit log. It is
    good for `LIFETIME` unless told otherwise. Raises `NotFound`, `InvalidInput`, `PermissionDenied`.
    """
    actor = require_no_token_of_theirs(act.actor, Permission.CONNECTION_SETUP_LINKS_WRITE)
    why = checked_reason(reason or "") if reason or actor.kind is ActorKind.OPERATOR else None
    named, until = checked_label(label), _expiry(expires_at, act.now)
    # Locked, so that of two who make the last link there may be, one is refused.
    connection = await get_connection_to_change(writer, actor, connection_id)
    if await count_usable_links(writer, connection.organisation_id, connection.id, act.now) >= MOST_LINKS:
        raise InvalidInput(
            "connectionId", f"There are {MOST_LINKS} links for this connection already; revoke one that is not needed."
        )
    link = ConnectionSetupLinkRecord(
        organisation_id=connection.organisation_id,
        id=act.new_id(),
        connection_id=connection.id,
        label=named,
        created_by=actor.label,
        created_at=act.now,
        expires_at=until,
        revoked_at=None,
        last_used_at=None,
    )
    secret = new_secret()
    await _insert(writer, link, secret)
    changes = created(label=named, connection=str(connection.id), reason=why, expiresAt=until.isoformat())
    await record(writer, act, link.organisation_id, _target(link), changes)
    return link, render(TokenKind.CONNECTION_SETUP, link.id, secret)


async def _insert(writer: Writer, link: ConnectionSetupLinkRecord, secret: str) -> None:
    await writer.rows(
        _INSERT,
        organisation_id=link.organisation_id,
        id=link.id,
        connection_id=link.connection_id,
        secret_hash=hash_secret(secret),
        label=link.label,
        created_by=link.created_by,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )


async def revoke(writer: Writer, act: Act, id_: str) -> ConnectionSetupLinkRecord:
    """Nobody follows the link any more, and whoever has is out; one that is revoked stays as it is.

    Raises `NotFound`.
    """
    actor = require(act.actor, Permission.CONNECTION_SETUP_LINKS_WRITE)
    link = await get_link_to_change(writer, actor, id_)
    if link.revoked_at is not None:
        return link
    await writer.rows(_REVOKE, of=link.organisation_id, link=link.id, now=act.now)
    changes: list[dict[str, Any]] = [{"field": "revokedAt", "before": None, "after": act.now.isoformat()}]
    if ended := await end_sessions_of_link(writer, link.organisation_id, link.id, act.now):
        changes.append({"field": "sessions.ended", "before": ended, "after": None})
    await record(writer, act, link.organisation_id, _target(link), changes)
    return replace(link, revoked_at=act.now)


async def open_session(writer: Writer, act: Act, secret: str) -> tuple[DelegatedSessionRecord, str]:
    """Follow a link: a session that may set up its connection, with its token. Raises `SignInRefused`."""
    followed = await find_link_to_open(writer, secret, act.now)
    if followed is None:
        raise SignInRefused(
            SignInRefusal.SETUP_LINK_INVALID,
            "This link cannot be used: it has expired, was revoked, or is not complete. Ask whoever gave it to you for "
            "a new one.",
        )
    link = followed.link
    themselves = Actor(
        ActorKind.SETUP_LINK,
        id=str(link.id),
        label=label_of_link(link.label),
        organisation_id=link.organisation_id,
        connection_id=link.connection_id,
    )
    await writer.rows(_USED, of=link.organisation_id, link=link.id, now=act.now)
    return await start_by_link(writer, replace(act, actor=themselves), link)


def _expiry(asked: datetime | None, now: datetime) -> datetime:
    if asked is None:
        return now + LIFETIME
    if asked.tzinfo is None:
        raise InvalidInput("expiresAt", "expiresAt needs a time zone, such as 2027-01-31T12:00:00Z.")
    if not now < asked <= now + LONGEST_LIFETIME:
        raise InvalidInput("expiresAt", f"A link is good for {LONGEST_LIFETIME.days} days at most, from now on.")
    return asked.astimezone(UTC)


def _target(link: ConnectionSetupLinkRecord) -> Target:
    return Target("ConnectionSetupLink", link.id, link.label)
