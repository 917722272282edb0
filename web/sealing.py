"""What waits for a browser to come back, readable with that browser's secret only.

Pure but for chance, which is an argument. AES-256-GCM (NIST SP 800-38D) under a key that HKDF (RFC 5869) makes of the
secret; what it was sealed for is authenticated with it, so that it cannot be opened for anything else.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NONCE_BYTES = 12
_KEY_BYTES = 32


class SealBroken(Exception):
    """It was sealed for another browser or another purpose, or was changed on the way."""


def seal(
    content: Mapping[str, Any], browser: str, purpose: str, *, random_bytes: Callable[[int], bytes] = os.urandom
) -> str:
    """JSON content as base64url text."""
    nonce = random_bytes(_NONCE_BYTES)
    encrypted = AESGCM(_key(browser)).encrypt(nonce, json.dumps(content).encode(), purpose.encode())
    return urlsafe_b64encode(nonce + encrypted).decode()


def unseal(sealed: str, browser: str, purpose: str) -> dict[str, Any]:
    """The content. Raises `SealBroken`."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
        content = AESGCM(_key(browser)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
    except (ValueError, InvalidTag) as error:
        raise SealBroken from error
    opened: dict[str, Any] = json.loads(content)
    return opened


def _key(browser: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"narthex sign-in").derive(browser.encode())
