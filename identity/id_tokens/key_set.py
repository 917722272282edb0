"""Microsoft's JWKS (RFC 7517 §5), and the keys in it that may sign an ID token. Pure: no I/O, no clock."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

_KEY_BITS = range(2048, 8193)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the issuer it signs for, in which `{tenantid}` stands for any tenant's id.

    The issuer is Microsoft's own member of the key; see "signing key issuer" in
    https://learn.microsoft.com/entra/identity-platform/access-tokens.
    """

    key: RSAKey
    issuer: str


def signing_keys(document: bytes) -> dict[str, SigningKey]:
    """The usable keys by `kid`. Others, such as those for encryption, are left out. Raises `ValueError`.

    A key that does not say which issuer it signs for signs for none.
    """
    jwks = orjson.loads(document)
    members = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(members, list):
        raise ValueError("it is no JWKS")  # noqa: TRY004  what is wrong is the document
    keys: dict[str, SigningKey] = {}
    for member in members:
        if (key := _signing_key(member)) is not None:
            keys.setdefault(member["kid"], key)
    if not keys:
        raise ValueError("it has no key that could sign an ID token")
    return keys


def _signing_key(member: Any) -> SigningKey | None:
    match member:
        case {"kty": "RSA", "use": "sig", "kid": str(), "n": str(n), "e": str(e), "issuer": str(issuer)}:
            try:
                return SigningKey(RSAKey.import_key({"kty": "RSA", "n": n, "e": e}), issuer) if _fits(n) else None
            except (JoseError, ValueError):
                return None
    return None


def _fits(modulus: str) -> bool:
    """Whether the Base64urlUInt (RFC 7518 §2) is as long as the modulus of a key for RS256 is."""
    number = base64.b64decode(modulus + "=" * (-len(modulus) % 4), b"-_", validate=True)
    return int.from_bytes(number).bit_length() in _KEY_BITS
