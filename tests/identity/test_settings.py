"""What an operator may set for sign-in, and how they learn what cannot be used."""

from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from identity.app import open_identity
from identity.settings import Settings

CLIENT_ID = "11111111-2222-4333-8444-555555555555"


def settings(**given: Any) -> Settings:
    return Settings(**{"database_url": "postgresql://", **given})


def test_the_public_cloud_is_the_default() -> None:
    assert settings().authority_host == "https://login.microsoftonline.com"
    assert settings().origin == "http://localhost:8000"


@pytest.mark.parametrize(
    ("host", "authority"),
    [
        ("https://login.microsoftonline.us", "https://login.microsoftonline.us"),
        ("https://login.partner.microsoftonline.cn/", "https://login.partner.microsoftonline.cn"),
        ("https://LOCALHOST:8443", "https://localhost:8443"),
    ],
)
def test_another_cloud_is_a_host(host: str, authority: str) -> None:
    assert settings(entra_authority_host=host).authority_host == authority


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"entra_authority_host": "http://login.microsoftonline.com"}, "over https only"),
        ({"entra_authority_host": "https://login.microsoftonline.com/organizations"}, "a scheme and a host only"),
        ({"entra_authority_host": "https://login.microsoftonline.com?x=1"}, "a scheme and a host only"),
        ({"entra_authority_host": "https://user@login.microsoftonline.com"}, "a scheme and a host only"),
        ({"entra_authority_host": "login.microsoftonline.com"}, "valid URL"),
        ({"public_url": "https://app.example.com/narthex"}, "a scheme and a host only"),
        ({"entra_client_id": "narthex"}, "valid UUID"),
        ({"entra_timeout_seconds": 0}, "greater than 0"),
        ({"entra_extra_ca_file": "/nowhere/ca.pem"}, "readable file of certificates in PEM form"),
        ({"entra_extra_ca_file": __file__}, "readable file of certificates in PEM form"),
        ({"entra_extra_ca_file": "."}, "readable file of certificates in PEM form"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_starts(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        settings(**given)


async def test_microsoft_is_asked_nothing_until_somebody_signs_in(database_url: str, tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(ca_file)
    given = settings(
        database_url=database_url,
        entra_client_id=CLIENT_ID,
        entra_authority_host="https://localhost:1",
        entra_extra_ca_file=ca_file,
    )
    async with open_identity(given) as identity:
        assert await identity.readiness() is None
