"""What the simulated Entra does wrong on demand, so that a relying party can show that it notices."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Forgery(StrEnum):
    """How the next ID token is no good, or not what an application may take it for.

    `GUEST`, `PERSONAL_ACCOUNT` and `UNVERIFIED_EMAIL` are tokens that Microsoft does issue.
    """

    WRONG_TENANT = "wrong_tenant"
    """Signed and consistent, but of another tenant: `tid` and `iss` say so."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ALG_NONE = "alg_none"
    WRONG_KEY = "wrong_key"
    """Signed with an unpublished key under the published key's `kid`."""
    UNKNOWN_KEY = "unknown_key"
    """Signed with an unpublished key under that key's own `kid`."""
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_ISSUER = "wrong_issuer"
    """`iss` is another tenant's, `tid` is not."""
    HS256_WITH_PUBLIC_KEY = "hs256_with_public_key"
    """An HMAC whose secret is the published key, in PEM."""
    SWAPPED_NONCE = "swapped_nonce"
    UNVERIFIED_EMAIL = "unverified_email"
    """`email` is somebody else's, as any tenant's administrator may enter it ("nOAuth")."""
    GUEST = "guest"
    PERSONAL_ACCOUNT = "personal_account"
    KEY_OF_OTHER_ISSUER = "key_of_other_issuer"
    """Signed with the published key that may sign for personal accounts only."""


class Outage(StrEnum):
    """How the whole service is down."""

    UNAVAILABLE = "unavailable"
    """Every request is answered with 503 and `Retry-After`."""
    HANG = "hang"
    """No request is answered until the outage is over."""


@dataclass(frozen=True, slots=True)
class OrderedForgery:
    """A forgery to come. `value` takes the place of what would be put in: a tenant id, an audience, an e-mail."""

    kind: Forgery
    value: str | None = None


class Misbehaviour:
    """What is to go wrong next. Each forgery and error happens once, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._forgeries: deque[OrderedForgery] = deque()
        self._token_errors: deque[int] = deque()
        self._authorize_errors: deque[int] = deque()
        self._outage: Outage | None = None
        self._over = asyncio.Event()

    def forge_next_id_token(self, kind: Forgery, value: str | None = None) -> None:
        """Let the next ID token be a forgery."""
        self._forgeries.append(OrderedForgery(kind, value))

    def fail_next_token_request(self, code: int) -> None:
        """Let the next token request be answered with this AADSTS code."""
        self._token_errors.append(code)

    def fail_next_authorization(self, code: int) -> None:
        """Let the next authorization request be sent back with this AADSTS code, at once."""
        self._authorize_errors.append(code)

    def begin_outage(self, kind: Outage) -> None:
        """Be down until `end_outage`."""
        self._outage = kind
        self._over.clear()

    def end_outage(self) -> None:
        """Answer again; requests that wait are answered now."""
        self._outage = None
        self._over.set()

    @property
    def outage(self) -> Outage | None:
        """How the service is down at this moment."""
        return self._outage

    async def wait_for_end_of_outage(self) -> None:
        """Return when the outage is over."""
        await self._over.wait()

    def take_forgery(self) -> OrderedForgery | None:
        """The forgery that is due, which is then done with."""
        return self._forgeries.popleft() if self._forgeries else None

    def take_token_error(self) -> int | None:
        """The error of a token request that is due, which is then done with."""
        return self._token_errors.popleft() if self._token_errors else None

    def take_authorize_error(self) -> int | None:
        """The error of an authorization request that is due, which is then done with."""
        return self._authorize_errors.popleft() if self._authorize_errors else None
