"""Passwords: verified, set, changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import require_themselves
from identity.access.passwords import PasswordHolder, find_password_change, find_password_holder, is_still_so
from identity.access.sessions import get_session_among_all
from identity.actor import Actor, ActorKind
from identity.audit import Target, created, record
from identity.commands.password_hashing import is_crowded, verify_password
from identity.commands.password_throttle import count_attempt, forget_attempts, throttle_key
from identity.commands.sessions import end_other_sessions_of
from identity.database import Statement
from identity.errors import InvalidInput, SignInRefused
from identity.rules.password_throttle import is_worth_a_record
from identity.rules.passwords import normalised, weakness
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInRefusal
from identity.tables import PASSWORDS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.audit import Act
    from identity.database import Database, Writer
    from identity.records import UserRecord

SOMEBODY = Actor(ActorKind.ANONYMOUS, id="", label="somebody")
"""Who tries a password, until it is right."""

BREATHER_SECONDS = 5
"""How long to wait when everybody signs in at once."""

_P = PASSWORDS.c
_THIS = (_P.organisation_id == bindparam("of"), _P.user_id == bindparam("person"))
_SET = Statement(
    insert(PASSWORDS)
    .values({column: bindparam(column.name) for column in _P})
    .on_conflict_do_update(
        index_elements=["organisation_id", "user_id"],
        set_={"hash": bindparam("hash"), "changed_at": bindparam("changed_at")},
    )
)
_REHASH = Statement(update(PASSWORDS).where(*_THIS, _P.changed_at == bindparam("read")).values(hash=bindparam("new")))


@dataclass(frozen=True, slots=True)
class AuthenticatedPerson:
    """Somebody whose password was right a moment ago. `password_changed_at` is when they set it."""

    organisation_id: UUID
    user: UserRecord
    password_changed_at: datetime


async def authenticate(
    database: Database, act: Act, *, organisation: str, user_name: str, password: str
) -> AuthenticatedPerson:
    """Whose password this is.

    `organisation` is the slug. An unknown organisation, an unknown, deactivated or locked person, one without a
    password and a wrong password are refused in the same words, as often, and after the same time. Whoever goes on from
    here asks `expect_unchanged` in their own transaction. Raises `SignInRefused`.
    """
    if is_crowded():
        raise _too_many_at_once()
    slug = organisation.strip().lower()
    key = throttle_key(slug, user_name)
    async with database.writing() as writer:
        failures = await count_attempt(writer, key, act.now)
    async with database.reading() as reader:
        holder = await find_password_holder(reader, slug, user_name)
    if holder is not None:
        act.findings.add(holder.organisation_id, Target("User", holder.user.id, holder.user.user_name))
    given = normalised(password)
    right, new_hash = await verify_password(given or b"", holder.hash if holder and given else None)
    kept_out_by = holder.user.kept_out_by if holder else None
    if not right or holder is None or holder.changed_at is None or kept_out_by is not None:
        reason = kept_out_by if right and kept_out_by else SignInRefusal.CREDENTIALS_WRONG
        if holder is not None and holder.hash is not None and is_worth_a_record(failures):
            await _record_refusal(database, act, holder, reason, failures)
        raise _wrong()
    async with database.writing() as writer:
        await forget_attempts(writer, key)
        if new_hash is not None:
            person = {"of": holder.organisation_id, "person": holder.user.id}
            await writer.rows(_REHASH, **person, read=holder.changed_at, new=new_hash)
    return AuthenticatedPerson(holder.organisation_id, holder.user, holder.changed_at)


async def expect_unchanged(writer: Writer, person: AuthenticatedPerson) -> None:
    """Hold the person as they were when their password was right, until the transaction ends.

    Otherwise a session could begin with a password that is just being changed, and outlive it. Raises `SignInRefused`.
    """
    if not await is_still_so(writer, person.organisation_id, person.user.id, person.password_changed_at):
        raise _wrong()


def checked(field: str, password: str, *names: str) -> bytes:
    """A new password as it is hashed. `names` are those of the person and the organisation. Raises `InvalidInput`."""
    if reason := weakness(password, names):
        raise InvalidInput(field, reason)
    kept = normalised(password)
    assert kept is not None
    return kept


async def change(writer: Writer, act: Act, person: AuthenticatedPerson, hash_: str) -> None:
    """Give somebody whose password was right another one. Whoever else is signed in as them is signed out.

    Raises `SignInRefused` when it was changed meanwhile, or is somebody else's.
    """
    actor = require_themselves(act.actor, Permission.OWN_SIGN_IN_WRITE)
    session = await get_session_among_all(writer, actor)
    if person.user.id != session.user_id:
        raise _wrong()  # they were found by a name, which has become another person's meanwhile
    await expect_unchanged(writer, person)
    changes = await put(writer, person.organisation_id, person.user.id, hash_, act.now)
    changes += await end_other_sessions_of(writer, person.organisation_id, session, act.now)
    target = Target("User", person.user.id, person.user.user_name)
    await record(writer, act, person.organisation_id, target, changes)


async def put(writer: Writer, organisation_id: UUID, user_id: UUID, hash_: str, now: datetime) -> list[dict[str, Any]]:
    """Make it the person's password; return the changed field for the audit row."""
    before = await find_password_change(writer, organisation_id, user_id)
    await writer.rows(_SET, organisation_id=organisation_id, user_id=user_id, hash=hash_, changed_at=now)
    return [{"field": "passwordChangedAt", "before": before.isoformat() if before else None, "after": now.isoformat()}]


async def _record_refusal(
    database: Database, act: Act, holder: PasswordHolder, reason: SignInRefusal, failures: int
) -> None:
    """Tell the organisation that somebody was refused, and why, which the one who was refused does not learn."""
    known = act.actor is not None and act.actor.organisation_id == holder.organisation_id
    tried = act if known else replace(act, actor=SOMEBODY)
    target = Target("User", holder.user.id, holder.user.user_name)
    async with database.writing() as writer:
        await record(writer, tried, holder.organisation_id, target, created(refused=reason, failuresInARow=failures))


def _wrong() -> SignInRefused:
    return SignInRefused(
        SignInRefusal.CREDENTIALS_WRONG,
        "Organisation, name and password do not fit together. Check them and try again.",
    )


def _too_many_at_once() -> SignInRefused:
    return SignInRefused(
        SignInRefusal.TOO_MANY_ATTEMPTS,
        "Too many people are signing in at this moment. Try again in a few seconds.",
        BREATHER_SECONDS,
    )
