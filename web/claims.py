"""What the claims of an ID token are for, in words for an administrator. Pure: no I/O, no clock, no framework.

The names are OpenID Connect's and Microsoft's (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.identity_client.sign_in_test import SignInTestSignInTestSignInTestedClaims as Claim

_TIMES = {"iat", "nbf", "exp"}
_MEANINGS = {
    "iss": "Who says all this: Microsoft, for your tenant.",
    "aud": "For which application it is said: this one.",
    "ver": "Of which version the token is.",
    "tid": "Your tenant. It names the organisation, and only inside it is anybody looked for.",
    "oid": "The account, for ever: the object id of the person in Entra. Sign-in goes by this.",
    "preferred_username": "What your tenant calls the account today. It finds a person whose userName it is, once.",
    "name": "What the person is called. It is only shown.",
    "email": "An e-mail address. It is not looked at: nobody has proved it.",
    "upn": "The user principal name. It is not looked at.",
    "idp": "Who else vouches for the account: it is a guest's.",
    "acct": "0 for an account of the tenant's own, 1 for a guest's.",
    "xms_edov": "Whether the domain of the e-mail address is proved. It is not looked at.",
    "roles": "Roles given to the account in Entra. They give none here.",
    "sid": "The session at Microsoft, by which signing out there signs out here.",
    "iat": "When the token was made.",
    "nbf": "From when it counts.",
    "exp": "Until when it counts.",
}


@dataclass(frozen=True, slots=True)
class TellingClaim:
    """A claim, its value as a text to read, and what it is for."""

    name: str
    value: str
    meaning: str


def telling(claims: Iterable[Claim]) -> list[TellingClaim]:
    """The claims with what each is for."""
    return [TellingClaim(claim.name, _value(claim), _MEANINGS.get(claim.name, "")) for claim in claims]


def _value(claim: Claim) -> str:
    if claim.name not in _TIMES or not claim.value.isdecimal():
        return claim.value
    try:
        at = datetime.fromtimestamp(int(claim.value), UTC)
    except (OverflowError, OSError, ValueError):
        return claim.value
    return f"{claim.value} ({at.day} {at:%B %Y, %H:%M:%S} UTC)"
