from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from pydantic import SecretStr, ValidationError

from web.client_credentials import CredentialUnreadable, client_credential
from web.settings import Settings

APP = "11111111-1111-1111-1111-111111111111"


def configured(**values: object) -> Settings:
    return Settings.model_validate({"entra_client_id": APP, **values})


def test_without_a_client_id_nobody_signs_in_with_microsoft_and_nothing_is_missing() -> None:
    assert Settings().entra_client_id is None


def test_a_client_id_alone_is_refused_with_what_is_missing() -> None:
    with pytest.raises(ValidationError, match=r"exactly one of NARTHEX_ENTRA_CLIENT_SECRET.*set are none of them"):
        configured()


def test_two_proofs_are_refused_by_their_names() -> None:
    with pytest.raises(ValidationError, match="NARTHEX_ENTRA_CLIENT_SECRET and NARTHEX_ENTRA_FEDERATED_TOKEN_FILE"):
        configured(entra_client_secret="s", entra_federated_token_file="/run/token")


def test_a_proof_without_a_client_id_is_refused() -> None:
    with pytest.raises(ValidationError, match="NARTHEX_ENTRA_CLIENT_ID is not"):
        Settings(entra_client_secret=SecretStr("s"))


def test_microsoft_is_reached_over_https_only() -> None:
    with pytest.raises(ValidationError, match="https only"):
        configured(entra_client_secret="s", entra_authority_host="http://login.example")


@pytest.mark.parametrize("name", ["public_url", "entra_authority_host"])
def test_a_host_is_given_without_a_path(name: str) -> None:
    with pytest.raises(ValidationError, match="a scheme and a host only"):
        configured(entra_client_secret="s", **{name: "https://login.example/common"})


def test_a_secret_is_not_shown_where_settings_are() -> None:
    assert "hunter2" not in repr(configured(entra_client_secret="hunter2"))


def pem(tmp_path: Path, password: bytes | None = None, *, strangers_key: bool = False) -> Path:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "narthex")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1)).sign(
        key, SHA256()
    )
    shown = rsa.generate_private_key(65537, 2048) if strangers_key else key
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    file = tmp_path / "client.pem"
    private = shown.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file


def test_a_certificate_and_its_key_are_read_from_one_file(tmp_path: Path) -> None:
    made = client_credential(configured(entra_client_certificate_file=pem(tmp_path)))
    assert "PRIVATE KEY" in made["private_key"]
    assert "CERTIFICATE" in made["public_certificate"]


def test_an_encrypted_key_is_opened_with_its_password(tmp_path: Path) -> None:
    file = pem(tmp_path, b"correct horse")
    settings = configured(entra_client_certificate_file=file, entra_client_certificate_password="correct horse")
    assert "BEGIN PRIVATE KEY" in client_credential(settings)["private_key"]


def test_a_missing_password_is_found_out_at_start(tmp_path: Path) -> None:
    with pytest.raises(CredentialUnreadable, match="NARTHEX_ENTRA_CLIENT_CERTIFICATE_PASSWORD"):
        client_credential(configured(entra_client_certificate_file=pem(tmp_path, b"correct horse")))


def test_another_certificates_key_is_found_out_at_start(tmp_path: Path) -> None:
    with pytest.raises(CredentialUnreadable, match="does not belong to its certificate"):
        client_credential(configured(entra_client_certificate_file=pem(tmp_path, strangers_key=True)))


def test_a_file_that_is_not_there_is_found_out_at_start(tmp_path: Path) -> None:
    with pytest.raises(CredentialUnreadable, match="NARTHEX_ENTRA_FEDERATED_TOKEN_FILE cannot be read"):
        client_credential(configured(entra_federated_token_file=tmp_path / "none"))


def test_a_federated_token_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    read = client_credential(configured(entra_federated_token_file=file))["client_assertion"]
    file.write_text("second\n")
    assert read() == "second"
