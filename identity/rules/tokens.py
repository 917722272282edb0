"""Bearer tokens: how one is made, recognised, and kept. Pure: no I/O, no clock, no framework.

A token reads `nx_<kind>_<id>_<secret>`. The id finds the row; the secret is 256 random bits, so a single SHA-256 is
enough to keep it and no slow password hash is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

MAX_LENGTH = 128
"""Entra once limited token, URL and certificate together to 1 KiB, so tokens stay short."""
_PARTS = 4
_PREFIX_DIGITS = 16
_DAY_SECONDS = 24 * 60 * 60


class TokenKind(StrEnum):
    """What a token opens."""

    SCIM = "scim"
    SESSION = "ses"
    PERSONAL = "pat"
    OPERATOR = "op"
    SETUP = "set"
    """A set-up link, which is presented once, on its page, and opens nothing else."""
    CONNECTION_SETUP = "con"
    """A link by which a connection is set up. Followed, it opens a delegated session, and nothing else."""
    DELEGATED = "del"
    """A session of somebody who is none of the organisation's people."""


class TokenStatus(StrEnum):
    """What a token is good for now."""

    LIVING = "LIVING"
    EXPIRING = "EXPIRING"
    """It still lives, and expires within `EXPIRING_DAYS`."""
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


EXPIRING_DAYS = 30
"""Time enough to renew a token: Entra quarantines a job on the first refusal (Microsoft, "Application provisioning in
quarantine status")."""


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A token as somebody sent it: well formed, not yet believed."""

    kind: TokenKind
    id: UUID
    secret: str


def new_secret() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def render(kind: TokenKind, id_: UUID, secret: str) -> str:
    """The token as its holder sees it, once."""
    return f"nx_{kind}_{id_.hex}_{secret}"


def readable_prefix(kind: TokenKind, id_: UUID) -> str:
    """The beginning of the token, by which people tell tokens apart without knowing them."""
    return f"nx_{kind}_{id_.hex[:_PREFIX_DIGITS]}"


def split(text: str) -> PresentedToken | None:
    """Take a presented token apart, or `None` when it cannot be one of ours."""
    parts = text.split("_", _PARTS - 1) if len(text) <= MAX_LENGTH and text.isascii() else []
    if len(parts) != _PARTS or parts[0] != "nx":
        return None
    try:
        return PresentedToken(kind=TokenKind(parts[1]), id=UUID(hex=parts[2]), secret=parts[3])
    except ValueError:
        return None


def status_of(seconds_left: float | None, *, is_revoked: bool) -> TokenStatus:
    """What a token is good for that has this long to live; `None` is for ever."""
    if is_revoked:
        return TokenStatus.REVOKED
    if seconds_left is None:
        return TokenStatus.LIVING
    if seconds_left <= 0:
        return TokenStatus.EXPIRED
    return TokenStatus.EXPIRING if seconds_left <= EXPIRING_DAYS * _DAY_SECONDS else TokenStatus.LIVING


def hash_secret(secret: str) -> bytes:
    """What is stored in place of the secret."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, stored_hash: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_secret(secret), stored_hash)
