"""What Microsoft does with its keys, and what others would like to do without them."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

AUTHORITY = "https://login.microsoftonline.com"
ANY_TENANT = f"{AUTHORITY}/{{tenantid}}/v2.0"
CLIENT_ID = "11111111-2222-4333-8444-555555555555"
TENANT = "aaaabbbb-0000-4ccc-8ddd-eeeeffff0001"
OTHER_TENANT = "aaaabbbb-0000-4ccc-8ddd-eeeeffff0002"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
OBJECT_ID = "00aa00aa-bb11-4cc2-9dd3-44ee44ee44ee"
NONCE = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ABSENT = object()


@cache
def _rsa(_holder: str) -> RSAKey:
    return RSAKey.generate_key(2048)


@dataclass(frozen=True)
class Signer:
    """Whoever holds a private key, and what the JWKS says of the public one."""

    kid: str
    issuer: str = ANY_TENANT
    secret: str = field(default="microsoft")

    @property
    def key(self) -> RSAKey:
        return _rsa(self.secret)

    @property
    def jwk(self) -> dict[str, Any]:
        """As Microsoft publishes it."""
        return {**self.key.as_dict(private=False), "kid": self.kid, "use": "sig", "issuer": self.issuer}

    def sign(self, claims: Mapping[str, Any], **header: Any) -> str:
        """A token with these claims."""
        registry = JWSRegistry(algorithms=["RS256", "RS512", "PS256"], strict_check_header=False)
        return jwt.encode({"alg": "RS256", "kid": self.kid, **header}, dict(claims), self.key, registry=registry)


MICROSOFT = Signer("microsoft's key")


def id_token_claims(**changed: Any) -> dict[str, Any]:
    """Claims as in an ID token (v2.0) of Microsoft's; what is `ABSENT` is left out."""
    tenant = changed.get("tid", TENANT)
    at = int(NOW.timestamp())
    claims = {
        "aud": CLIENT_ID,
        "iss": f"{AUTHORITY}/{tenant}/v2.0",
        "iat": at,
        "nbf": at,
        "exp": at + 3900,
        "name": "Ada Lovelace",
        "nonce": NONCE,
        "oid": OBJECT_ID,
        "preferred_username": "ada@contoso.example",
        "rh": "0.AXX",
        "sid": "00112233-session",
        "sub": "pairwise-subject",
        "tid": tenant,
        "uti": "token-id",
        "ver": "2.0",
    }
    return {name: value for name, value in {**claims, **changed}.items() if value is not ABSENT}


def jwks(*signers: Signer) -> bytes:
    return orjson.dumps({"keys": [signer.jwk for signer in signers]})


def signed_with_the_public_key(claims: Mapping[str, Any]) -> str:
    """The classic: HS256, with what everybody knows as the secret."""
    signed = f"{_part({'alg': 'HS256', 'kid': MICROSOFT.kid, 'typ': 'JWT'})}.{_part(claims)}"
    mac = hmac.digest(MICROSOFT.key.as_pem(private=False), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def unsigned(claims: Mapping[str, Any], **header: Any) -> str:
    return f"{_part({'alg': 'none', 'kid': MICROSOFT.kid, 'typ': 'JWT', **header})}.{_part(claims)}."


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()
