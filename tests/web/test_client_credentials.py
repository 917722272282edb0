"""A certificate or a federated token instead of a secret: Microsoft takes it, and somebody is vouched for."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import HttpUrl

from entra_simulator.sign_in.applications import Application, FederatedCredential
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import running
from tests.web.browsing import ORIGIN
from tests.web.conftest import BEN, tenants
from web.hints import Authority, Hints
from web.microsoft import Microsoft, MicrosoftRefused
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

APP = UUID("11111111-2222-4333-8444-555555555555")
CALLBACK = f"{ORIGIN}/sign-in/microsoft/callback"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@asynccontextmanager
async def vouching(tmp_path: Path, application: Application, **settings: Any) -> AsyncIterator[tuple[Microsoft, str]]:
    """The web's way to a Microsoft that knows this application, and a code that Ben has brought back."""
    simulator = SignInSimulator(tenants(), [application])
    async with running(simulator, ca_file=tmp_path / "ca.pem") as at:
        microsoft = Microsoft(
            Settings(
                entra_client_id=APP,
                entra_authority_host=HttpUrl(at.authority_host),
                entra_extra_ca_file=at.ca_file,
                **settings,
            )
        )
        yield microsoft, at.browser_url
        microsoft.close()


async def id_token(microsoft: Microsoft) -> str:
    request = await microsoft.authorization_request(Authority(), Hints())
    async with httpx2.AsyncClient(trust_env=False) as browser:
        back = await browser.post(request.url, data={"account": BEN, "decision": "accept"})
    (code,) = parse_qs(urlsplit(back.headers["Location"]).query)["code"]
    return await microsoft.id_token(Authority(), request.flow, code)


async def test_a_certificate_proves_who_asks(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "narthex")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    file = tmp_path / "client.pem"
    file.write_bytes(certificate + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    application = Application(
        client_id=str(APP), name="Narthex", redirect_uris=(CALLBACK,), certificates=(certificate.decode(),)
    )

    async with vouching(tmp_path, application, entra_client_certificate_file=file) as (microsoft, _):
        assert (await id_token(microsoft)).count(".") == 2


async def test_a_federated_token_that_is_replaced_on_disk_proves_who_asks(
    tmp_path: Path, key: rsa.RSAPrivateKey
) -> None:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    credential = FederatedCredential("https://issuer.example", "workload", public)
    application = Application(
        client_id=str(APP), name="Narthex", redirect_uris=(CALLBACK,), federated_credentials=(credential,)
    )
    file = tmp_path / "token"
    file.write_text("not yet a token")

    async with vouching(tmp_path, application, entra_federated_token_file=file) as (microsoft, _):
        with pytest.raises(MicrosoftRefused):
            await id_token(microsoft)
        now = int(time.time())
        claims = {
            "iss": "https://issuer.example",
            "sub": "workload",
            "aud": "api://AzureADTokenExchange",
            "iat": now,
            "exp": now + 600,
        }
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_text(jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(pem)))
        assert (await id_token(microsoft)).count(".") == 2
