"""The way through Microsoft's pages and back: begun, redeemed, verified, finished; each step once and in one browser.

The secrets `state` and `browser` are kept as hashes. Whoever comes with a step that is not theirs, has been done, or is
too late is refused in the same words, whichever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, delete, insert, update

from identity.access import require
from identity.access.organisations import get_connection
from identity.access.sign_in_transactions import EXPIRED
from identity.actor import ActorKind
from identity.database import Statement, UniquenessViolated
from identity.errors import InvalidInput, PermissionDenied, SignInRefused
from identity.id_tokens import MicrosoftClaims
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInPurpose, SignInRefusal
from identity.rules.text import unstorable
from identity.rules.tokens import hash_secret
from identity.tables import SIGN_IN_TRANSACTIONS

if TYPE_CHECKING:
    from datetime import datetime

    from identity.actor import Actor
    from identity.audit import Act
    from identity.database import Row, Writer

LIFETIME = timedelta(minutes=10)
MAX_SECRET = 256
"""Characters of `state`, `browser` and `nonce`."""
MAX_SEALED = 8_192

_T = SIGN_IN_TRANSACTIONS.c
_PERMISSIONS = {
    SignInPurpose.CONNECT_TENANT: Permission.CONNECTIONS_WRITE,
    SignInPurpose.TEST_SIGN_IN: Permission.SIGN_IN_TEST,
}
_BEGINNERS = {ActorKind.PERSON, ActorKind.SETUP_LINK}


@dataclass(frozen=True, slots=True)
class SignInTransactionRecord:
    """What the ID token has to answer to. The last four are set when it is begun by somebody who is known.

    `nonce` is the `nonce` claim the ID token must have; `expected_tenant_id` the tenant it must be of, if known.
    """

    id: UUID
    nonce: str
    expected_tenant_id: UUID | None
    organisation_id: UUID | None
    connection_id: UUID | None
    user_id: UUID | None
    delegated_session_id: UUID | None


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What the browser that came back had begun."""

    purpose: SignInPurpose
    sealed: str


_INSERT = Statement(
    insert(SIGN_IN_TRANSACTIONS).values(
        {
            column: bindparam(column.name)
            for column in _T
            if column not in {_T.claims, _T.redeemed_at, _T.verified_at, _T.finished_at}
        }
    )
)
_CLEAR_AWAY = Statement(delete(SIGN_IN_TRANSACTIONS).where(_T.id.in_(EXPIRED)))
_OF_BROWSER = (_T.browser_hash == bindparam("browser"), _T.expires_at > bindparam("now"))
_REDEEM = Statement(
    update(SIGN_IN_TRANSACTIONS)
    .where(*_OF_BROWSER, _T.state_hash == bindparam("state"), _T.redeemed_at.is_(None))
    .values(redeemed_at=bindparam("now"))
    .returning(_T.purpose, _T.sealed)
)
_RECORD_COLUMNS = tuple(_T[name] for name in SignInTransactionRecord.__slots__)
_TAKE_FOR_VERIFICATION = Statement(
    update(SIGN_IN_TRANSACTIONS)
    .where(
        *_OF_BROWSER,
        _T.purpose == bindparam("for_purpose"),
        _T.nonce.is_not(None),
        _T.redeemed_at.is_not(None),
        _T.verified_at.is_(None),
        _T.organisation_id.is_not_distinct_from(bindparam("of", type_=_T.organisation_id.type)),
        _T.user_id.is_not_distinct_from(bindparam("person", type_=_T.user_id.type)),
        _T.delegated_session_id.is_not_distinct_from(bindparam("delegate", type_=_T.delegated_session_id.type)),
    )
    .values(verified_at=bindparam("now"))
    .returning(*_RECORD_COLUMNS, _T.redeemed_at)
)
_KEEP_CLAIMS = Statement(
    update(SIGN_IN_TRANSACTIONS).where(_T.id == bindparam("transaction")).values(claims=bindparam("verified"))
)
_TAKE_CLAIMS = Statement(
    update(SIGN_IN_TRANSACTIONS)
    .where(*_OF_BROWSER, _T.claims.is_not(None), _T.finished_at.is_(None))
    .values(finished_at=bindparam("now"))
    .returning(*_RECORD_COLUMNS, _T.claims, _T.verified_at)
)


async def create(
    writer: Writer,
    act: Act,
    *,
    state: str,
    browser: str,
    sealed: str,
    nonce: str | None = None,
    purpose: SignInPurpose = SignInPurpose.SIGN_IN,
    connection_id: str | None = None,
    expected_tenant_id: str | None = None,
) -> datetime:
    """Begin a transaction, and return when it expires. What has expired is cleared away in passing.

    Anybody may begin to sign in. To connect a tenant, or to test the sign-in, takes somebody who may set up the
    connection.
    Raises `InvalidInput`, `NotFound`, `PermissionDenied`, `Unauthenticated`.
    """
    _check(MAX_SECRET, state=state, browser=browser, nonce=nonce)
    _check(MAX_SEALED, sealed=sealed)
    if nonce is None and purpose is not SignInPurpose.CONNECT_TENANT:
        raise InvalidInput("nonce", "Signing in ends with an ID token: say which nonce claim it has to have.")
    owner = await _owner(writer, act, purpose, connection_id)
    expires_at = act.now + LIFETIME
    try:
        await writer.rows(
            _INSERT,
            id=act.new_id(),
            purpose=purpose,
            state_hash=hash_secret(state),
            browser_hash=hash_secret(browser),
            nonce=nonce,
            sealed=sealed,
            expected_tenant_id=_tenant(expected_tenant_id),
            created_at=act.now,
            expires_at=expires_at,
            **owner,
        )
    except UniquenessViolated as error:
        raise InvalidInput("state", "This state has been used before; make a new one for each transaction.") from error
    await writer.rows(_CLEAR_AWAY, now=act.now)
    return expires_at


async def redeem(writer: Writer, act: Act, state: str, browser: str) -> Redeemed:
    """The first step back: what the browser had begun under this state. Raises `SignInRefused`."""
    row = await _one(writer, act, _REDEEM, browser, state=_hashed(state))
    return Redeemed(SignInPurpose(row["purpose"]), row["sealed"])


async def take_for_verification(
    writer: Writer, act: Act, browser: str, purpose: SignInPurpose
) -> SignInTransactionRecord:
    """Use up the transaction that this browser has redeemed, before its ID token is looked at. Raises `SignInRefused`.

    It is used up even if the token turns out bad: call this in a transaction of its own, which commits before the
    token is verified. A browser goes one way at a time: of several that it has redeemed the last one counts, and all
    are used up. Unless it is to sign in, the actor has to be the one who began; raises `PermissionDenied` and
    `Unauthenticated` besides.
    """
    beginner = None if purpose is SignInPurpose.SIGN_IN else _beginner(act, purpose)
    row = await _one(
        writer,
        act,
        _TAKE_FOR_VERIFICATION,
        browser,
        newest="redeemed_at",
        for_purpose=purpose,
        of=beginner.organisation_id if beginner else None,
        person=beginner.user_id if beginner else None,
        delegate=beginner.delegated_session_id if beginner else None,
    )
    return _record(row)


async def keep_claims(writer: Writer, transaction_id: UUID, claims: MicrosoftClaims) -> None:
    """Keep what the verified ID token said, until the transaction expires, for `take_claims`."""
    kept = {name: getattr(claims, name) for name in MicrosoftClaims.__slots__ if name != "shown"}
    await writer.rows(_KEEP_CLAIMS, transaction=transaction_id, verified=orjson.dumps(kept).decode())


async def take_claims(writer: Writer, act: Act, browser: str) -> tuple[SignInTransactionRecord, MicrosoftClaims]:
    """Finish the transaction for which `keep_claims` kept something, and return that. Raises `SignInRefused`.

    It is finished only if the caller's transaction commits: whoever may try again, as after a wrong password, is
    refused by an exception, and whoever may not by a value.
    """
    row = await _one(writer, act, _TAKE_CLAIMS, browser, newest="verified_at")
    return _record(row), _claims(orjson.loads(row["claims"]))


async def _owner(writer: Writer, act: Act, purpose: SignInPurpose, connection_id: str | None) -> dict[str, UUID | None]:
    """Whose transaction it is, as columns: nobody's, or that of whoever sets up a connection."""
    if purpose is SignInPurpose.SIGN_IN:
        if connection_id is not None:
            raise InvalidInput("connectionId", "A connection is named to connect a tenant or to test the sign-in only.")
        return dict.fromkeys(("organisation_id", "connection_id", "user_id", "delegated_session_id"))
    beginner = _beginner(act, purpose)
    if connection_id is None:
        raise InvalidInput("connectionId", "Say for which connection this is begun.")
    connection = await get_connection(writer, beginner, connection_id)
    return {
        "organisation_id": connection.organisation_id,
        "connection_id": connection.id,
        "user_id": beginner.user_id,
        "delegated_session_id": beginner.delegated_session_id,
    }


def _beginner(act: Act, purpose: SignInPurpose) -> Actor:
    actor = require(act.actor, _PERMISSIONS[purpose])
    if actor.kind not in _BEGINNERS:
        raise PermissionDenied(
            "This is done by an administrator of the organisation, in person, or by whom they gave a link to set up "
            "the connection."
        )
    return actor


def _check(limit: int, **given: str | None) -> None:
    for field, value in given.items():
        if value is not None and (reason := unstorable(value, limit) or (None if value else "is empty")):
            raise InvalidInput(field, f"The value of {field} {reason}.")


def _tenant(text: str | None) -> UUID | None:
    if text is None:
        return None
    tenant = uuid_or_none(text.lower())
    if tenant is None:
        raise InvalidInput("expectedTenantId", "A tenant is named by its id, a GUID such as Entra's overview shows.")
    return tenant


async def _one(
    writer: Writer, act: Act, statement: Statement, browser: str, *, newest: str | None = None, **parameters: Any
) -> Row:
    rows = await writer.rows(statement, browser=_hashed(browser), now=act.now, **parameters)
    if not rows:
        raise SignInRefused(
            SignInRefusal.TRANSACTION_INVALID,
            "This sign-in has expired, was used before, or was begun in another browser. Start again.",
        )
    return max(rows, key=lambda row: row[newest]) if newest else rows[0]


def _hashed(secret: str) -> bytes:
    """The hash under which it would be found; of what `create` would have refused, that of nothing."""
    return hash_secret("" if unstorable(secret, MAX_SECRET) else secret)


def _record(row: Row) -> SignInTransactionRecord:
    return SignInTransactionRecord(**{name: row[name] for name in SignInTransactionRecord.__slots__})


def _claims(kept: dict[str, Any]) -> MicrosoftClaims:
    ids = {name: UUID(kept[name]) for name in ("tenant_id", "object_id")}
    return MicrosoftClaims(**{**kept, **ids})
