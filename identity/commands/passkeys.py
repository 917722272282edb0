"""Passkeys: added, used, taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require_themselves
from identity.access.passkeys import (
    EXPIRED_CHALLENGES,
    PasskeyRecord,
    find_passkey_holder,
    get_own_passkey,
    own_passkeys,
)
from identity.access.sessions import get_session_to_build_on, hold_themselves
from identity.audit import Act, Target, created, record
from identity.commands.owners import keep_an_owner
from identity.commands.passkey_ceremonies import (
    CHALLENGE_SECONDS,
    AnswerNotInOrder,
    RelyingParty,
    assertion_of,
    registration_of,
    registration_options,
    sign_in_options,
    verify_assertion,
    verify_registration,
)
from identity.commands.passwords import SOMEBODY
from identity.database import Statement, UniquenessViolated
from identity.errors import InvalidInput, SignInRefused
from identity.rules.attributes import checked_text
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInRefusal
from identity.rules.tokens import new_secret
from identity.tables import PASSKEY_CHALLENGES, PASSKEYS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.access.passkeys import PasskeyHolder
    from identity.actor import Actor
    from identity.database import Writer
    from identity.records import UserRecord

MAX_PASSKEYS = 10
MAX_NAME = 100

_K = PASSKEYS.c
_C = PASSKEY_CHALLENGES.c
_ASK = Statement(insert(PASSKEY_CHALLENGES).values({column: bindparam(column.name) for column in _C}))
_TAKE = Statement(
    delete(PASSKEY_CHALLENGES)
    .where(
        _C.challenge_hash == bindparam("hash"),
        _C.user_id.is_not_distinct_from(bindparam("person", type_=SQL_UUID())),
        _C.organisation_id.is_not_distinct_from(bindparam("of", type_=SQL_UUID())),
        _C.expires_at > bindparam("now"),
    )
    .returning(_C.challenge_hash)
)
_FORGET_EXPIRED = Statement(delete(PASSKEY_CHALLENGES).where(_C.challenge_hash.in_(EXPIRED_CHALLENGES)))
_INSERT = Statement(
    insert(PASSKEYS).values({column: bindparam(column.name) for column in _K if column is not _K.last_used_at})
)
_THIS = (_K.organisation_id == bindparam("of"), _K.id == bindparam("passkey"))
_USED = Statement(update(PASSKEYS).where(*_THIS).values(sign_count=bindparam("count"), last_used_at=bindparam("now")))
_DELETE = Statement(delete(PASSKEYS).where(*_THIS))


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody whose passkey has vouched for them. Their row is locked until the transaction ends."""

    organisation_id: UUID
    user: UserRecord


async def begin_registration(writer: Writer, act: Act, relying_party: RelyingParty) -> dict[str, Any]:
    """What the browser is asked so that the actor gets a passkey (WebAuthn's options, in their JSON form)."""
    actor = require_themselves(act.actor, Permission.OWN_SIGN_IN_WRITE)
    assert actor.user_id is not None
    held = await own_passkeys(writer, actor)
    challenge = await _ask(writer, act.now, actor)
    return registration_options(relying_party, actor.user_id, actor.label, held, challenge)


async def create(
    writer: Writer, act: Act, name: str, credential: object, relying_party: RelyingParty
) -> PasskeyRecord | InvalidInput:
    """Keep the passkey that the browser has made. A refusal is returned, so that its challenge is used up all the same.

    Raises `InvalidInput` before there is anything to keep.
    """
    actor = require_themselves(act.actor, Permission.OWN_SIGN_IN_WRITE)
    session = await get_session_to_build_on(writer, actor)
    named = checked_text("name", name.strip())
    if named is None or len(named) > MAX_NAME:
        raise InvalidInput("name", f"The passkey needs a name of 1 to {MAX_NAME} characters.")
    if len(await own_passkeys(writer, actor)) >= MAX_PASSKEYS:
        raise InvalidInput("credential", f"You have {MAX_PASSKEYS} passkeys. Delete one that you do not use any more.")
    try:
        made, challenge = registration_of(credential)
        await _take(writer, challenge, act.now, actor)
        verified = verify_registration(relying_party, made, challenge)
    except AnswerNotInOrder:
        return InvalidInput("credential", "The browser's answer is not in order, or came too late. Try again.")
    passkey = PasskeyRecord(
        id=act.new_id(),
        name=named,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        created_at=act.now,
        last_used_at=None,
    )
    await _insert(writer, organisation_of(actor), session.user_id, passkey)
    changes = created(user=actor.label, name=named)
    await record(writer, act, organisation_of(actor), Target("Passkey", passkey.id, named), changes)
    return passkey


async def begin_sign_in(writer: Writer, act: Act, relying_party: RelyingParty) -> dict[str, Any]:
    """What the browser is asked so that somebody signs in with a passkey; nobody is named."""
    return sign_in_options(relying_party, await _ask(writer, act.now))


async def authenticate(
    writer: Writer, act: Act, credential: object, relying_party: RelyingParty
) -> Admitted | SignInRefused:
    """Whose passkey this is. A refusal is returned, so that its challenge is used up all the same."""
    try:
        given, challenge = assertion_of(credential)
        await _take(writer, challenge, act.now)
    except AnswerNotInOrder:
        return _refused()
    holder = await find_passkey_holder(writer, given.raw_id)
    if holder is None:
        return _refused()
    try:
        used = verify_assertion(relying_party, given, challenge, holder.user.id, holder.passkey)
    except AnswerNotInOrder:
        await _record_refusal(writer, act, holder, SignInRefusal.CREDENTIALS_WRONG)
        return _refused()
    if reason := holder.user.kept_out_by:
        await _record_refusal(writer, act, holder, reason)
        is_what = "locked" if reason is SignInRefusal.ACCOUNT_LOCKED else "deactivated"
        sentence = f"{holder.user.user_name} is {is_what}. Ask an administrator of your organisation."
        return SignInRefused(reason, sentence)
    await writer.rows(
        _USED, of=holder.organisation_id, passkey=holder.passkey.id, count=used.new_sign_count, now=act.now
    )
    return Admitted(holder.organisation_id, holder.user)


async def remove(writer: Writer, act: Act, id_: str) -> UUID:
    """Take one of the actor's own passkeys away. Raises `NotFound`, `LastOwner`."""
    actor = require_themselves(act.actor, Permission.OWN_SIGN_IN_WRITE)
    await hold_themselves(writer, actor)
    passkey = await get_own_passkey(writer, actor, id_)
    organisation_id = organisation_of(actor)
    if len(await own_passkeys(writer, actor)) == 1:
        await keep_an_owner(
            writer,
            organisation_id,
            lambda owner: replace(owner, has_passkey=False) if owner.user_id == actor.user_id else owner,
        )
    await get_session_to_build_on(writer, actor)
    await writer.rows(_DELETE, of=organisation_id, passkey=passkey.id)
    changes = [{"field": "name", "before": passkey.name, "after": None}]
    await record(writer, act, organisation_id, Target("Passkey", passkey.id, passkey.name), changes)
    return passkey.id


async def _insert(writer: Writer, organisation_id: UUID, user_id: UUID, passkey: PasskeyRecord) -> None:
    try:
        await writer.rows(
            _INSERT,
            organisation_id=organisation_id,
            user_id=user_id,
            id=passkey.id,
            name=passkey.name,
            credential_id=passkey.credential_id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            created_at=passkey.created_at,
        )
    except UniquenessViolated as error:
        raise InvalidInput("credential", "This passkey is here already.") from error


async def _ask(writer: Writer, now: datetime, actor: Actor | None = None) -> bytes:
    challenge = new_secret().encode()
    await writer.rows(
        _ASK,
        challenge_hash=sha256(challenge).digest(),
        organisation_id=actor and actor.organisation_id,
        user_id=actor and actor.user_id,
        expires_at=now + timedelta(seconds=CHALLENGE_SECONDS),
    )
    await writer.rows(_FORGET_EXPIRED, now=now)
    return challenge


async def _take(writer: Writer, challenge: bytes, now: datetime, actor: Actor | None = None) -> None:
    """Use a challenge up. Raises `AnswerNotInOrder` when it was not asked of this person, not lately, or answered."""
    whose = {"of": actor and actor.organisation_id, "person": actor and actor.user_id}
    if await writer.value(_TAKE, hash=sha256(challenge).digest(), now=now, **whose) is None:
        raise AnswerNotInOrder("The challenge is not open.")


async def _record_refusal(writer: Writer, act: Act, holder: PasskeyHolder, reason: SignInRefusal) -> None:
    anonymous = replace(act, actor=SOMEBODY)
    target = Target("Passkey", holder.passkey.id, holder.passkey.name)
    changes = created(user=holder.user.user_name, refused=reason)
    await record(writer, anonymous, holder.organisation_id, target, changes)


def _refused() -> SignInRefused:
    return SignInRefused(
        SignInRefusal.CREDENTIALS_WRONG,
        "This passkey is not known here, or its answer came too late. Try again, or sign in another way.",
    )
