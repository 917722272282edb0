"""The keys ID tokens are signed with: published with the issuer each may sign for, and changed without notice."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64encode

from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

ANY_TENANT: Final = "{tenantid}"
"""Stands for the tenant in an issuer: the key may sign for every organisation."""


@dataclass(frozen=True)
class SigningKey:
    """A key pair with a certificate of its own. `tenant_id` says for whom it may sign, or is `ANY_TENANT`."""

    private_key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    tenant_id: str

    @property
    def kid(self) -> str:
        """The key's id: like Microsoft's, the certificate's thumbprint."""
        # SHA-1 names the certificate, as `x5t` does (RFC 7517 section 4.8), and protects nothing.
        return urlsafe_b64encode(self.certificate.fingerprint(hashes.SHA1())).decode()  # noqa: S303 - see above

    @cached_property
    def private_jwk(self) -> RSAKey:
        """The private key. Read once: that checks its primes, which takes longer than a hundred signatures."""
        pem = self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return RSAKey.import_key(pem)

    @cached_property
    def public_pem(self) -> bytes:
        """The public key."""
        return self.private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def public_jwk(self, issuer: str) -> dict[str, Any]:
        """The key as it is published, with the issuer it may sign for."""
        numbers = RSAKey.import_key(self.public_pem).as_dict(private=False)
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": numbers["n"],
            "e": numbers["e"],
            "x5c": [base64.b64encode(der).decode()],
            "issuer": issuer,
        }


class SigningKeys:
    """The active key, older ones that are still published, and the one of personal accounts.

    Keys are made when they are first needed, by `new_private_key`. `clock` dates their certificates.
    """

    def __init__(self, clock: Callable[[], datetime], new_private_key: Callable[[], rsa.RSAPrivateKey]) -> None:
        self._clock = clock
        self._new_private_key = new_private_key
        self._organisations: list[SigningKey] = []

    @property
    def active(self) -> SigningKey:
        """The key tokens of organisations are signed with."""
        self._catch_up()
        return self._organisations[-1]

    @cached_property
    def personal(self) -> SigningKey:
        """The key tokens of personal accounts are signed with."""
        return self._new(PERSONAL_TENANT_ID)

    @cached_property
    def unpublished(self) -> SigningKey:
        """A key nobody is told of: a forger's."""
        return self._new(ANY_TENANT)

    @property
    def published(self) -> list[SigningKey]:
        """Every key that a token may be signed with."""
        self._catch_up()
        return [*self._organisations, self.personal]

    def rotate(self) -> None:
        """Sign with a new key from now on; the earlier ones stay published."""
        self._catch_up()
        self._organisations.append(self._new(ANY_TENANT))

    def withdraw_earlier(self) -> None:
        """Publish the earlier keys no longer."""
        del self._organisations[:-1]

    def _catch_up(self) -> None:
        if not self._organisations:
            self._organisations.append(self._new(ANY_TENANT))

    def _new(self, tenant_id: str) -> SigningKey:
        private_key = self._new_private_key()
        return SigningKey(private_key, _certificate(private_key, self._clock()), tenant_id)


def new_private_key() -> rsa.RSAPrivateKey:
    """A key of the size that Microsoft uses."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(private_key: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated Microsoft Entra")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(private_key, hashes.SHA256())
    )
