"""How the web proves to Microsoft that it is the registered application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

    from web.settings import Settings


class CredentialUnreadable(Exception):
    """The settings name a file that cannot be used; the message says which and why."""


def client_credential(settings: Settings) -> Any:
    """The `client_credential` that MSAL takes: a secret, a certificate, or an assertion read anew for each request.

    Raises `CredentialUnreadable`.
    """
    if settings.entra_client_secret is not None:
        return settings.entra_client_secret.get_secret_value()
    if settings.entra_client_certificate_file is not None:
        return _certificate(settings.entra_client_certificate_file, settings.entra_client_certificate_password)
    if settings.entra_federated_token_file is not None:
        return {"client_assertion": _FederatedToken(settings.entra_federated_token_file)}
    raise AssertionError("the settings have exactly one proof beside the client id")


class _FederatedToken:
    """What some other issuer says of this workload; its file is replaced while we run."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self()

    def __call__(self) -> str:
        try:
            return self._file.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise CredentialUnreadable(f"NARTHEX_ENTRA_FEDERATED_TOKEN_FILE cannot be read: {error}") from error


def _certificate(file: Path, password: SecretStr | None) -> dict[str, str]:
    given = None if password is None else password.get_secret_value().encode()
    try:
        pem = file.read_bytes()
        key = load_pem_private_key(pem, given)
        first, *_ = load_pem_x509_certificates(pem)
    except (OSError, ValueError, TypeError) as error:
        raise CredentialUnreadable(
            f"NARTHEX_ENTRA_CLIENT_CERTIFICATE_FILE has to hold a certificate and its private key in PEM, and "
            f"NARTHEX_ENTRA_CLIENT_CERTIFICATE_PASSWORD the key's password if it has one: {error}"
        ) from error
    if key.public_key() != first.public_key():
        raise CredentialUnreadable("NARTHEX_ENTRA_CLIENT_CERTIFICATE_FILE: its key does not belong to its certificate.")
    private_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"private_key": private_key.decode(), "public_certificate": first.public_bytes(Encoding.PEM).decode()}
