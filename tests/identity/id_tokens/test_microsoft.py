"""The verifier as the service runs it: over TLS, to whom it trusts, with words for whoever is refused."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import trustme

from identity.errors import SignInRefused
from identity.id_tokens.microsoft import microsoft_id_tokens
from identity.rules.sign_in import SignInRefusal
from tests.identity.id_tokens.signing import (
    CLIENT_ID,
    NONCE,
    NOW,
    OBJECT_ID,
    PERSONAL,
    TENANT,
    Signer,
    id_token_claims,
    jwks,
)


class Cloud:
    """An authority of its own, over TLS: its address, its key, and which paths it was asked for."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.host = ""

    @property
    def signer(self) -> Signer:
        return Signer("its key", f"{self.host}/{{tenantid}}/v2.0")

    def token(self, **changed: Any) -> str:
        tenant = changed.get("tid", TENANT)
        return self.signer.sign(id_token_claims(**{"iss": f"{self.host}/{tenant}/v2.0", **changed}))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.paths.append(head.split()[1].decode())
        body = jwks(self.signer)
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture
async def cloud(authority: trustme.CA) -> AsyncIterator[Cloud]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    cloud = Cloud()
    async with await asyncio.start_server(cloud.answer, "localhost", 0, ssl=context) as server:
        cloud.host = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        yield cloud


def settings(cloud: Cloud, ca_file: Path | None) -> dict[str, Any]:
    return {
        "client_id": CLIENT_ID,
        "authority_host": cloud.host,
        "extra_ca_file": ca_file,
        "timeout_seconds": 5,
    }


async def refusal(cloud: Cloud, ca_file: Path | None, token: str, **changed: Any) -> SignInRefused:
    async with microsoft_id_tokens(**settings(cloud, ca_file)) as id_tokens:
        with pytest.raises(SignInRefused) as refused:
            await id_tokens.verify(token, **{"nonce": NONCE, "now": NOW, **changed})
    return refused.value


async def test_an_authority_that_the_extra_ca_file_vouches_for_is_believed(cloud: Cloud, ca_file: Path) -> None:
    async with microsoft_id_tokens(**settings(cloud, ca_file)) as id_tokens:
        for _ in range(2):
            claims = await id_tokens.verify(cloud.token(), nonce=NONCE, now=NOW)
            assert (claims.tenant_id, claims.object_id) == (UUID(TENANT), UUID(OBJECT_ID))
    assert cloud.paths == ["/organizations/discovery/v2.0/keys"]


async def test_an_authority_that_nobody_vouches_for_is_not_even_asked(cloud: Cloud) -> None:
    assert (await refusal(cloud, None, cloud.token())).reason is SignInRefusal.MICROSOFT_UNAVAILABLE
    assert cloud.paths == []


async def test_no_proxy_of_the_environment_comes_in_between(
    cloud: Cloud, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with microsoft_id_tokens(**settings(cloud, ca_file)) as id_tokens:
        assert (await id_tokens.verify(cloud.token(), nonce=NONCE, now=NOW)).tenant_id == UUID(TENANT)


async def test_a_file_that_holds_no_certificate_is_refused_before_anything_starts(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for path in (tmp_path / "empty.pem", tmp_path / "nowhere.pem", tmp_path):
        with pytest.raises((ssl.SSLError, FileNotFoundError, IsADirectoryError)):
            async with microsoft_id_tokens(**settings(cloud, path)):
                pass


@pytest.mark.parametrize(
    ("claims", "after", "reason", "sentence"),
    [
        ({"aud": "another"}, 0, SignInRefusal.ID_TOKEN_INVALID, "could not be verified"),
        ({"tid": PERSONAL}, 0, SignInRefusal.PERSONAL_ACCOUNT, "personal Microsoft account"),
        ({}, 3900 + 720, SignInRefusal.CLOCK_SKEW, "answer expired 12 minutes ago"),
        ({"exp": -(10**400)}, 0, SignInRefusal.CLOCK_SKEW, "answer expired more than a day ago"),
        ({}, -420, SignInRefusal.CLOCK_SKEW, "answer comes from the future, by 7 minutes"),
    ],
)
async def test_who_is_refused_reads_why_and_what_to_do(
    cloud: Cloud, ca_file: Path, claims: dict[str, Any], *, after: int, reason: SignInRefusal, sentence: str
) -> None:
    found = await refusal(cloud, ca_file, cloud.token(**claims), now=NOW + timedelta(seconds=after))
    assert (found.reason, sentence in str(found)) == (reason, True), str(found)


async def test_the_log_says_which_claim_was_wrong_and_quotes_nothing(
    cloud: Cloud, ca_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = cloud.token(preferred_username="ada@contoso.example", nonce="another nonce")
    with caplog.at_level(logging.WARNING, "identity"):
        found = await refusal(cloud, ca_file, token)
    assert caplog.messages == ["ID token refused: nonce is another"]
    for secret in (token, token.split(".")[1], "another nonce", NONCE, "ada@contoso.example", OBJECT_ID):
        assert secret not in caplog.text + str(found)


async def test_a_key_that_microsoft_does_not_have_signs_nothing(cloud: Cloud, ca_file: Path) -> None:
    token = Signer("made up", secret="a stranger").sign(id_token_claims(iss=f"{cloud.host}/{TENANT}/v2.0"))
    assert (await refusal(cloud, ca_file, token)).reason is SignInRefusal.ID_TOKEN_INVALID
