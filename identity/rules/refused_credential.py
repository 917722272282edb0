"""Credentials that were refused at a connection's endpoint. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class RefusalReason(StrEnum):
    """Why a credential was refused."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    """Or ended with the session, or the person, that it was of."""
    UNKNOWN = "unknown"
    """Or of another connection: nobody learns which others there are."""
    MALFORMED = "malformed"


WERE_REAL: Final = (RefusalReason.EXPIRED, RefusalReason.REVOKED)
"""What only a token is refused for that was good once. Whoever makes up tokens must not hide these."""
MESSAGES: Final = {
    RefusalReason.EXPIRED: "The access token has expired.",
    RefusalReason.REVOKED: "The access token has been revoked.",
    RefusalReason.UNKNOWN: "No access token of this connection is like the one that was sent.",
    RefusalReason.MALFORMED: "What was sent as a secret token is no access token of this service.",
}
_RENEW: Final = "Create a new token under Account > Provisioning and paste it into Entra as the secret token."
ADVICE: Final = {
    RefusalReason.EXPIRED: _RENEW,
    RefusalReason.REVOKED: _RENEW,
    RefusalReason.UNKNOWN: "Paste the token once more, whole, and check that the tenant URL is this connection's; if "
    "it is lost, create a new one under Account > Provisioning.",
    RefusalReason.MALFORMED: "Paste a token from Account > Provisioning into Entra as the secret token; it begins with "
    "nx_scim_.",
}
MAX_PREFIXES: Final = 50
"""Kept for one connection."""
