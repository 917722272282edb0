"""The way through Microsoft's pages and back: begun here, kept by identity, tied to one browser.

Identity keeps hashes of the state and of the browser's secret, and what is sealed with that secret; so neither a copied
address nor a copied database lets anybody go on in somebody else's place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from web import cookies
from web.endings import NOT_ALLOWED_HERE, TRANSACTION_INVALID, Ended, bad_request, of_refusal
from web.identity_client.enums import SignInPurpose
from web.identity_client.fragments import Refusal
from web.identity_client.input_types import SignInTransactionInput
from web.microsoft_endings import CONSENT_CALLBACK, answered, refuse_error
from web.sealing import SealBroken, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from web.hints import Authority, Hints
    from web.identity_client import IdentityClient
    from web.visit import Visit


class Step(StrEnum):
    """Which of the two redirect URIs a transaction comes back to; it cannot be opened at the other."""

    SIGN_IN = "sign-in"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a transaction is for, as identity will hold it to it."""

    purpose: SignInPurpose = SignInPurpose.SIGN_IN
    connection_id: str | None = None
    expected_tenant_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Departure:
    """Where a browser goes, and what waits for it to come back; `nonce` is the claim of the ID token that follows."""

    url: str
    step: Step
    state: str
    nonce: str | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A transaction that has come back, and cannot again: what was sealed, and the secret of its browser."""

    purpose: SignInPurpose
    content: dict[str, Any]
    browser: str


async def send_to_sign_in(
    visit: Visit, client: IdentityClient, aim: Aim, *, authority: Authority, hints: Hints, kept: Mapping[str, Any]
) -> Response:
    """To Microsoft's sign-in page; `kept` comes back in `Redeemed.content`. Raises `Ended`."""
    asked = await answered(visit, visit.microsoft.authorization_request(authority, hints))
    content = {**kept, "flow": asked.flow, "authority": authority.segment}
    return await _send(visit, client, aim, _Departure(asked.url, Step.SIGN_IN, asked.state, asked.nonce, content))


async def send_to_consent(
    visit: Visit, client: IdentityClient, connection_id: str, *, kept: Mapping[str, Any]
) -> Response:
    """To the page where a tenant's administrator accepts for everybody; `kept` comes back likewise. Raises `Ended`."""
    state = secrets.token_urlsafe(32)
    addresses = await visit.microsoft.addresses()
    back_to = visit.service.settings.origin + CONSENT_CALLBACK
    url = addresses.admin_consent_url(visit.microsoft.client_id, back_to, state)
    aim = Aim(SignInPurpose.CONNECT_TENANT, connection_id)
    content = {**kept, "connection": connection_id}
    return await _send(visit, client, aim, _Departure(url, Step.CONSENT, state, None, content))


async def redeem(visit: Visit, step: Step) -> Redeemed:
    """The transaction whose state stands in the address, used up by this; with an error of Microsoft's, likewise.

    Raises `Ended`.
    """
    try:
        redeemed = await _redeem(visit, step)
    except Ended:
        await refuse_error(visit)  # what Microsoft says tells more than that it took too long
        raise
    await refuse_error(visit)
    return redeemed


async def _redeem(visit: Visit, step: Step) -> Redeemed:
    state, browser = visit.query("state"), visit.browser
    if state is None or browser is None:
        raise Ended(TRANSACTION_INVALID)
    answer = (await visit.anonymous().sign_in_transaction_redeem(state, browser)).sign_in_transaction_redeem
    if isinstance(answer, Refusal):
        raise Ended(of_refusal(answer))
    try:
        return Redeemed(answer.purpose, unseal(answer.sealed, browser, step), browser)
    except SealBroken as error:
        raise Ended(TRANSACTION_INVALID) from error


async def _send(visit: Visit, client: IdentityClient, aim: Aim, departure: _Departure) -> Response:
    browser = secrets.token_urlsafe(32)
    given = SignInTransactionInput(
        state=departure.state,
        browser=browser,
        nonce=departure.nonce,
        sealed=seal(departure.content, browser, departure.step),
        purpose=aim.purpose,
        connection_id=aim.connection_id,
        expected_tenant_id=aim.expected_tenant_id,
    )
    answer = (await client.sign_in_transaction_create(given)).sign_in_transaction_create
    match answer.typename__:
        case "SignInTransactionCreated":
            response = visit.redirect(departure.url)
            cookies.put(response, cookies.BROWSER, browser)
            return response
        case "SignInRefused":
            raise Ended(of_refusal(answer))
        case "PermissionDenied":
            raise Ended(NOT_ALLOWED_HERE)
        case _:
            raise Ended(bad_request(answer.message))
