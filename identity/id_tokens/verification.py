"""Whether to believe an ID token. Pure: no I/O, no clock.

OpenID Connect Core 1.0 §3.1.3.7, and what Microsoft adds for applications that many tenants use:
https://learn.microsoft.com/entra/identity-platform/id-tokens and
https://learn.microsoft.com/entra/identity-platform/claims-validation.
"""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError

from identity.id_tokens import MicrosoftClaims
from identity.rules.ids import uuid_or_none
from identity.rules.sign_in import SignInRefusal
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from identity.id_tokens.key_set import SigningKey

MAX_TOKEN = 32_768
"""Characters. With every group that Microsoft puts into one, an ID token has about a third of it."""
MAX_TEXT = 512
LEEWAY = 300
"""Seconds that Microsoft's clock and ours may be apart."""
PERSONAL_ACCOUNTS = UUID("9188040d-6c67-4c5b-b112-36a304b66dad")
"""The tenant of everybody who has a personal account (`/consumers`)."""

SHOWN = (
    "iss", "aud", "ver", "tid", "oid", "preferred_username", "name", "email", "upn", "idp", "acct", "xms_edov", "roles",
    "sid", "iat", "nbf", "exp",
)  # fmt: skip
"""Claims an administrator may want to see who tests the sign-in; the nonce and hashes of tokens are none of them."""

_ALGORITHM = "RS256"
# A header may say more than we know (RFC 7515 §4), but nothing that must be understood (§4.1.11).
_HEADERS = jws.JWSRegistry(algorithms=[_ALGORITHM], strict_check_header=False)


class Disbelieved(Exception):
    """The token is not believed. `cause` names what is wrong with it and quotes nothing, so that it can be logged.

    `seconds` is how far a time is off: negative for one that has passed.
    """

    def __init__(self, cause: str, reason: SignInRefusal = SignInRefusal.ID_TOKEN_INVALID, *, seconds: int = 0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.reason = reason
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Application:
    """For whom ID tokens have to be, and from whom: the issuer, with `{tenantid}` in the place of the tenant's id."""

    client_id: str
    issuer: str


def key_id(id_token: str) -> str:
    """The name of the key that is said to have signed the token. Nothing is verified yet. Raises `Disbelieved`."""
    if len(id_token) > MAX_TOKEN or not id_token.isascii():
        raise Disbelieved("it is too long, or no ASCII")
    try:
        header = jws.extract_compact(id_token.encode(), registry=_HEADERS).headers()
    except (JoseError, ValueError) as error:
        raise Disbelieved("it is no JWS") from error
    if header.get("alg") != _ALGORITHM:
        raise Disbelieved(f"alg is not {_ALGORITHM}")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise Disbelieved("kid is missing")
    return kid


def verified_claims(
    id_token: str, key: SigningKey, application: Application, *, nonce: str, now: datetime
) -> MicrosoftClaims:
    """What a token says that this key signed for this application, in answer to this nonce. Raises `Disbelieved`."""
    try:
        token = jwt.decode(id_token, key.key, registry=_HEADERS)
    except (JoseError, ValueError) as error:
        raise Disbelieved("the signature is wrong, or signs no claims") from error
    claims = token.claims
    tenant_id = _guid(claims, "tid")
    issuer = _filled(application.issuer, tenant_id)
    _demand(claims.get("iss") == issuer, "iss is not the issuer of the tenant")
    _demand(_filled(key.issuer, tenant_id) == issuer, "the key signs for another issuer")
    # Authlib takes a list that holds the value for the value.
    _demand(claims.get("aud") == application.client_id, "aud is not this application alone")
    _demand(claims.get("ver") == "2.0", "ver is not 2.0")
    _demand(_same(claims.get("nonce"), nonce), "nonce is another")
    _check_times_and_parties(CodeIDToken(claims, token.header, {}, {"client_id": application.client_id}), now)
    if tenant_id == PERSONAL_ACCOUNTS:
        raise Disbelieved("it is of a personal account", SignInRefusal.PERSONAL_ACCOUNT)
    return MicrosoftClaims(
        tenant_id=tenant_id,
        object_id=_guid(claims, "oid"),
        preferred_username=_text(claims, "preferred_username"),
        name=_text(claims, "name"),
        sid=_text(claims, "sid"),
        is_guest=_is_guest(claims, tenant_id),
        shown={name: told for name in SHOWN if (told := _told(claims.get(name))) is not None},
    )


def _demand(holds: bool, otherwise: str) -> None:  # noqa: FBT001  the condition itself
    if not holds:
        raise Disbelieved(otherwise)


def _check_times_and_parties(token: CodeIDToken, now: datetime) -> None:
    at = int(now.timestamp())
    try:
        token.validate(now=at, leeway=LEEWAY)
    except ExpiredTokenError as error:
        raise Disbelieved(
            "exp has passed", SignInRefusal.CLOCK_SKEW, seconds=min(-1, int(token["exp"]) - at)
        ) from error
    except ClaimError as error:
        value = token.get(error.claim)
        if error.claim in {"iat", "nbf"} and isinstance(value, int | float) and at < value < math.inf:
            raise Disbelieved(
                f"{error.claim} is in the future", SignInRefusal.CLOCK_SKEW, seconds=int(value) - at
            ) from error
        raise Disbelieved(f"{error.claim} is missing or wrong") from error


def _filled(issuer: str, tenant_id: UUID) -> str:
    return issuer.replace("{tenantid}", str(tenant_id))


def _guid(claims: Mapping[str, Any], name: str) -> UUID:
    """A claim that is a GUID in the one spelling Microsoft uses. `oid` comes with the scope `profile` only."""
    value = claims.get(name)
    guid = uuid_or_none(value) if isinstance(value, str) else None
    if guid is None:
        raise Disbelieved(f"{name} is missing or no GUID")
    return guid


def _is_guest(claims: Mapping[str, Any], tenant_id: UUID) -> bool:
    """Whether another identity provider than the tenant is named (`idp`), or the account's kind is that of guests."""
    idp = claims.get("idp")
    return idp not in (None, claims["iss"], f"https://sts.windows.net/{tenant_id}/") or claims.get("acct") == 1


def _same(claim: object, expected: str) -> bool:
    return isinstance(claim, str) and hmac.compare_digest(
        claim.encode(errors="surrogatepass"), expected.encode(errors="surrogatepass")
    )


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    """A claim to show or to look up, if it is a text that can be kept. A tenant's administrators write these."""
    value = claims.get(name)
    return value if isinstance(value, str) and value and unstorable(value, MAX_TEXT) is None else None


def _told(value: Any) -> str | None:
    """A claim as a text to show: of what is no text that can be shown, nothing."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value if value and unstorable(value, MAX_TEXT) is None else None
        case list():
            parts = [part for part in map(_told, value) if part is not None]
            return ", ".join(parts)[:MAX_TEXT] or None
        case _:
            return None
