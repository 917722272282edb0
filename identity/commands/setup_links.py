"""Set-up links: how somebody gets their first password, or a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from identity.access import require
from identity.access.setup_links import SetupLinkRecord, find_setup_link, find_setup_link_to_use
from identity.access.users import find_user_to_admit
from identity.audit import Act, Target, created, record
from identity.commands import passwords, sessions
from identity.commands.admission import get_person_to_admit
from identity.commands.password_throttle import forget_attempts, throttle_key
from identity.database import Statement
from identity.errors import SignInRefused
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInMethod, SignInRefusal
from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from identity.tables import SETUP_LINKS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.commands.sessions import SessionLifetimes
    from identity.database import Reader, Writer
    from identity.records import SessionRecord, UserRecord

LIFETIME = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class UsedLink:
    """Who came in by a link, and the session that they are in now."""

    organisation_id: UUID
    user: UserRecord
    session: SessionRecord
    token: str


_L = SETUP_LINKS.c
_OF_PERSON = (_L.organisation_id == bindparam("of"), _L.user_id == bindparam("person"))
_INSERT = Statement(
    insert(SETUP_LINKS).values({column: bindparam(column.name) for column in _L if column is not _L.used_at})
)
_EXPIRE = Statement(
    update(SETUP_LINKS)
    .where(*_OF_PERSON, _L.used_at.is_(None), _L.expires_at > bindparam("now"))
    .values(expires_at=bindparam("now"))
)
_USE = Statement(update(SETUP_LINKS).where(*_OF_PERSON, _L.id == bindparam("link")).values(used_at=bindparam("now")))


async def create(
    writer: Writer, act: Act, organisation: str, user_name: str, *, reason: str
) -> tuple[SetupLinkRecord, str]:
    """Make a link for a person, given by the slug and their userName, and return it with the secret it ends with.

    It replaces those they have not used. The reason stands in the customer's audit log. Raises `NotFound`,
    `InvalidInput`.
    """
    require(act.actor, Permission.SETUP_LINKS_WRITE)
    of, user = await get_person_to_admit(writer, act, organisation, user_name, reason=reason)
    link = SetupLinkRecord(of.id, act.new_id(), act.now + LIFETIME, of.name, of.slug, user.id, user.user_name)
    secret = new_secret()
    await writer.rows(_EXPIRE, of=of.id, person=user.id, now=act.now)
    await writer.rows(
        _INSERT,
        organisation_id=of.id,
        id=link.id,
        user_id=user.id,
        secret_hash=hash_secret(secret),
        created_at=act.now,
        expires_at=link.expires_at,
    )
    changes = created(user=user.user_name, reason=reason.strip(), expiresAt=link.expires_at.isoformat())
    await record(writer, act, of.id, Target("SetupLink", link.id, user.user_name), changes)
    return link, render(TokenKind.SETUP, link.id, secret)


async def get(reader: Reader, secret: str, now: datetime) -> SetupLinkRecord:
    """The link that ends with this secret, while it can be used. Raises `SignInRefused`."""
    link = await find_setup_link(reader, secret, now)
    if link is None:
        raise _unusable()
    return link


async def use(
    writer: Writer, act: Act, secret: str, password_hash: str, *, user_agent: str | None, lifetimes: SessionLifetimes
) -> UsedLink:
    """Use a link up: the person has this password from now on, and one session, which is returned with its token.

    Whoever was signed in as them before is signed out. Raises `SignInRefused` when somebody else was faster.
    """
    link = await find_setup_link_to_use(writer, secret, act.now)
    user = await find_user_to_admit(writer, link.organisation_id, link.user_name) if link else None
    if link is None or user is None:
        raise _unusable()
    themselves = replace(act, actor=sessions.person(link.organisation_id, user))
    await writer.rows(_USE, of=link.organisation_id, person=link.user_id, link=link.id, now=act.now)
    changes = await passwords.put(writer, link.organisation_id, user.id, password_hash, act.now)
    changes += await sessions.end_sessions_of(writer, link.organisation_id, user.id, act.now)
    await record(writer, themselves, link.organisation_id, Target("User", user.id, user.user_name), changes)
    await forget_attempts(writer, throttle_key(link.organisation_slug, user.user_name))
    proof = sessions.Proof(SignInMethod.SETUP_LINK, user_agent=user_agent)
    session, token = await sessions.start(writer, act, link.organisation_id, user, proof=proof, lifetimes=lifetimes)
    return UsedLink(link.organisation_id, user, session, token)


def _unusable() -> SignInRefused:
    return SignInRefused(
        SignInRefusal.SETUP_LINK_INVALID,
        "This set-up link cannot be used: it was used before, has expired, or a newer one was made. Ask whoever gave "
        "it to you for a new one.",
    )
