"""The verifier of Microsoft's ID tokens: keys over HTTPS, a pure decision, and words for whoever is refused."""

from __future__ import annotations

import logging
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2

from identity.errors import SignInRefused
from identity.id_tokens.key_source import KeySource
from identity.id_tokens.verification import Application, Disbelieved, key_id, verified_claims
from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from identity.id_tokens import MicrosoftClaims
    from identity.id_tokens.key_set import SigningKey

_MINUTES_OF_A_DAY = 24 * 60

_log = logging.getLogger("identity")


class MicrosoftIdTokens:
    """Believes ID tokens that Microsoft signed for one application, and no others.

    `authority_host` is where Microsoft signs people in, such as https://login.microsoftonline.com.
    """

    def __init__(self, keys: KeySource, *, client_id: str, authority_host: str) -> None:
        self._keys = keys
        self._application = Application(client_id, f"{authority_host}/{{tenantid}}/v2.0")

    async def verify(
        self, id_token: str, *, nonce: str, now: datetime, request_id: str | None = None
    ) -> MicrosoftClaims:
        """What the token says, if its `nonce` claim is this one. Raises `SignInRefused`.

        The log tells what was wrong with a token, and nothing of what it says.
        """
        try:
            key = await self._key_of(id_token)
            return verified_claims(id_token, key, self._application, nonce=nonce, now=now)
        except Disbelieved as error:
            _log.warning("ID token refused: %s", error.cause, extra={"request_id": request_id})
            raise SignInRefused(error.reason, _sentence(error)) from error

    async def _key_of(self, id_token: str) -> SigningKey:
        key = await self._keys.find(key_id(id_token))
        if key is None:
            raise Disbelieved("kid names no key of Microsoft's")
        return key


def trusted_authorities(extra_ca_file: Path | None) -> ssl.SSLContext:
    """The certificate authorities of the system, and those in this file of PEM certificates. Raises `OSError`."""
    context = ssl.create_default_context()
    if extra_ca_file is not None:
        context.load_verify_locations(cafile=extra_ca_file)
    return context


@asynccontextmanager
async def microsoft_id_tokens(
    *, client_id: str, authority_host: str, extra_ca_file: Path | None, timeout_seconds: float
) -> AsyncIterator[MicrosoftIdTokens]:
    """A verifier that reads Microsoft's keys when it first needs them. Raises `OSError` for a bad `extra_ca_file`.

    The address of the keys is not taken from the discovery document: one answer less to depend on and to believe.
    """
    context = trusted_authorities(extra_ca_file)
    async with httpx2.AsyncClient(
        verify=context, trust_env=False, follow_redirects=False, timeout=timeout_seconds
    ) as http:
        url = f"{authority_host}/organizations/discovery/v2.0/keys"
        keys = KeySource(http, url, timeout_seconds=timeout_seconds)
        try:
            yield MicrosoftIdTokens(keys, client_id=client_id, authority_host=authority_host)
        finally:
            await keys.close()


def _sentence(error: Disbelieved) -> str:
    match error.reason:
        case SignInRefusal.PERSONAL_ACCOUNT:
            return "This is a personal Microsoft account. Use the account of your work or school instead."
        case SignInRefusal.CLOCK_SKEW:
            what = (
                f"expired {_span(-error.seconds)} ago"
                if error.seconds < 0
                else f"comes from the future, by {_span(error.seconds)}"
            )
            return (
                f"By the clock of this service, Microsoft's answer {what}. Start again; if it happens again, "
                "ask whoever runs this service to set its clock."
            )
        case _:
            return (
                "Microsoft's answer could not be verified, so nobody was signed in. Start again; if it happens again, "
                "tell whoever runs this service."
            )


def _span(seconds: int) -> str:
    minutes = max(1, (seconds + 30) // 60)
    if minutes > _MINUTES_OF_A_DAY:
        return "more than a day"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
