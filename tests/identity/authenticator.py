"""An authenticator in software (WebAuthn Level 3): it makes real passkeys, signs with them, and lies when told to."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import Any, Self

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

ORIGIN = "http://localhost:8000"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
_credentials = count(1)


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Authenticator:
    """One passkey: at which origin and relying party it is asked, and what it says."""

    origin: str = ORIGIN
    relying_party: str = "localhost"
    verifies: bool = True
    sign_count: int = 0
    cross_origin: bool = False
    user_handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: b"credential %d" % next(_credentials))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def but(self, **changed: Any) -> Self:
        """The same passkey, with a difference."""
        return replace(self, **changed)

    def of(self, options: dict[str, Any]) -> Self:
        """The passkey of whom the options of a registration are about."""
        return replace(self, user_handle=unb64(options["user"]["id"]))

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` answers, as JSON."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + encode_cbor(cose)
        data = self._data(_ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {
                "clientDataJSON": b64(self._client_data("webauthn.create", options["challenge"])),
                "attestationObject": b64(attestation),
            }
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` answers, as JSON."""
        client_data, data = self._client_data("webauthn.get", options["challenge"]), self._data(0)
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": b64(client_data),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": b64(self.user_handle),
            }
        )

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        id_ = b64(self.credential_id)
        return {"id": id_, "rawId": id_, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return orjson.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        )

    def _data(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return sha256(self.relying_party.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4)
