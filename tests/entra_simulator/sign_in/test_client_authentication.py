"""An application proves who it is in each of Microsoft's ways."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import RSAKey

from entra_simulator.sign_in.applications import Application, FederatedCredential
from tests.entra_simulator.sign_in.relying_party import BOB, REDIRECT_URI, Office

ISSUER, SUBJECT = "https://tokens.cluster.example", "system:serviceaccount:narthex:web"


class Pair:
    """A key with a certificate, as an operator makes one."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self.key = key
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "narthex")])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )

    @property
    def private_pem(self) -> str:
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return pem.decode()

    @property
    def public_pem(self) -> str:
        encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(encoding, form).decode()

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def thumbprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303 - what the portal shows

    def assertion(self, **claims: Any) -> str:
        now = int(time.time())
        given = {"iss": ISSUER, "sub": SUBJECT, "aud": "api://AzureADTokenExchange", "exp": now + 600} | claims
        return jwt.encode({"alg": "RS256"}, given, RSAKey.import_key(self.private_pem), algorithms=["RS256"])


@pytest.fixture(scope="session")
def pair() -> Pair:
    return Pair(rsa.generate_private_key(65537, 2048))


async def result(office: Office, credential: Any) -> dict[str, Any]:
    return await office.redeem(await office.callback(await office.begin(), BOB), credential)


async def test_a_wrong_secret_is_refused(office: Office) -> None:
    refused = await result(office, "not the secret")
    assert (refused["error"], refused["error_codes"]) == ("invalid_client", [7000215])


async def test_a_second_secret_works_beside_the_first(office: Office) -> None:
    office.register(secrets=("next", *office.application.secrets))
    assert "id_token" in await result(office, "next")
    assert "id_token" in await result(office, office.authority.client_secret)


async def test_a_secret_may_come_in_the_header(office: Office) -> None:
    refused = await office.post_token(
        {"Authorization": "Basic MTExOndyb25n"}, grant_type="authorization_code", code="x"
    )
    assert refused.json()["error_codes"] == [700016]
    refused = await office.post_token({"Authorization": "Basic !"}, grant_type="authorization_code", code="x")
    assert refused.json()["error_codes"] == [7000218]


async def test_without_a_proof_there_is_no_token(office: Office) -> None:
    response = await office.post_token(
        grant_type="authorization_code", client_id=office.authority.client_id, code="x", redirect_uri=REDIRECT_URI
    )
    assert (response.status_code, response.json()["error_codes"]) == (401, [7000218])


async def test_a_certificate_is_known_by_either_thumbprint(office: Office, pair: Pair) -> None:
    modern = {"private_key": pair.private_pem, "public_certificate": pair.certificate_pem}
    classic = {"private_key": pair.private_pem, "thumbprint": pair.thumbprint}
    assert (await result(office, modern))["error_codes"] == [700027]
    office.register(certificates=(pair.certificate_pem,))
    assert "id_token" in await result(office, modern)
    assert "id_token" in await result(office, classic)


async def test_a_federated_credential_stands_for_the_secret(office: Office, pair: Pair) -> None:
    assert (await result(office, {"client_assertion": pair.assertion}))["error_codes"] == [700213]
    office.register(federated_credentials=(FederatedCredential(ISSUER, SUBJECT, pair.public_pem),))
    assert "id_token" in await result(office, {"client_assertion": pair.assertion})


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"sub": "system:serviceaccount:other:web"}, 700213),
        ({"aud": "https://elsewhere.example"}, 700213),
        ({"iss": "https://elsewhere.example"}, 700213),
        ({"exp": 1_000_000_000}, 700024),
        ({"exp": "soon"}, 700024),
    ],
)
async def test_a_federated_assertion_has_to_be_the_registered_one(
    office: Office, pair: Pair, claims: dict[str, Any], code: int
) -> None:
    office.register(federated_credentials=(FederatedCredential(ISSUER, SUBJECT, pair.public_pem),))
    refused = await result(office, {"client_assertion": lambda: pair.assertion(**claims)})
    assert (refused["error"], refused["error_codes"]) == ("invalid_client", [code])


@pytest.mark.parametrize("assertion", ["rubbish", "e30.e30.e30", "W10.W10.W10"])
async def test_what_is_no_assertion_is_refused(office: Office, assertion: str) -> None:
    assert (await result(office, {"client_assertion": lambda: assertion}))["error_codes"] == [700027]


@pytest.mark.parametrize("uri", ["http://app.example/", "https://app.example/*", f"https://app.example/{'a' * 250}"])
def test_what_the_portal_would_not_take_is_no_redirect_uri(uri: str) -> None:
    with pytest.raises(ValueError, match="redirect URI"):
        Application(client_id="1", name="App", redirect_uris=(uri,))
