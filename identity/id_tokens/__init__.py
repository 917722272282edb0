"""Whether to believe an ID token of Microsoft's, and what it says then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class MicrosoftClaims:
    """What a verified ID token says of an account.

    The account is `tenant_id` and `object_id` (`tid`, `oid`), and nothing else is: the rest may change, and
    `preferred_username` means something inside its own tenant only. E-mail addresses are not read at all.
    `is_guest` says that somebody else vouches for the account and names it: it is at home in another tenant or in none.
    `shown` are the claims as they stand in the token, for an administrator to read; nothing is decided by them.
    """

    tenant_id: UUID
    object_id: UUID
    preferred_username: str | None
    name: str | None
    sid: str | None
    is_guest: bool = False
    shown: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


class IdTokenVerifier(Protocol):
    """Believes ID tokens that Microsoft signed for this application, and no others."""

    async def verify(
        self, id_token: str, *, nonce: str, now: datetime, request_id: str | None = None
    ) -> MicrosoftClaims:
        """The claims of a token whose `nonce` claim is this one. Raises `identity.errors.SignInRefused`.

        By `request_id`, which the refused person reads on their page, the log is found that tells what was wrong.
        """
        ...
