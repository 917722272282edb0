"""The ceremonies of WebAuthn Level 3 (§7.1, §7.2): what the browser is asked, and whether its answer is in order.

A passkey here is a discoverable credential whose authenticator verifies the person, so that it is all they need.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential
    from webauthn.registration.verify_registration_response import VerifiedRegistration

    from identity.access.passkeys import PasskeyRecord

SERVICE = "Narthex"
CHALLENGE_SECONDS = 300


class AnswerNotInOrder(Exception):
    """The browser's answer is malformed, or was not made for this question, here, by this passkey."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Where passkeys are used: the host they are bound to, and the origin of the pages."""

    id: str
    origin: str

    @classmethod
    def at(cls, public_url: str) -> Self:
        """The one whose pages browsers find at this address."""
        address = urlsplit(public_url)
        return cls(id=address.hostname or "", origin=f"{address.scheme}://{address.netloc}")


def registration_options(
    relying_party: RelyingParty, user_id: UUID, user_name: str, held: Iterable[PasskeyRecord], challenge: bytes
) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked: a passkey on an authenticator that has none of the person's yet."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party.id,
        rp_name=SERVICE,
        user_id=user_id.bytes,
        user_name=user_name,
        challenge=challenge,
        timeout=CHALLENGE_SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in held],
    )
    return options_to_json_dict(options)


def sign_in_options(relying_party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked: any passkey for this place, whoever's."""
    options = webauthn.generate_authentication_options(
        rp_id=relying_party.id,
        challenge=challenge,
        timeout=CHALLENGE_SECONDS * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def registration_of(sent: object) -> tuple[RegistrationCredential, bytes]:
    """The new credential in what the browser sent, and the challenge it answers. Raises `AnswerNotInOrder`."""
    with _made_for_here():
        credential = parse_registration_credential_json(_object(sent))
        return credential, _challenge_in(credential.response.client_data_json)


def assertion_of(sent: object) -> tuple[AuthenticationCredential, bytes]:
    """The use of a credential in what the browser sent, and the challenge it answers. Raises `AnswerNotInOrder`."""
    with _made_for_here():
        credential = parse_authentication_credential_json(_object(sent))
        return credential, _challenge_in(credential.response.client_data_json)


def verify_registration(
    relying_party: RelyingParty, credential: RegistrationCredential, challenge: bytes
) -> VerifiedRegistration:
    """The new credential's id, public key and counter. Raises `AnswerNotInOrder`.

    Who made the authenticator is not asked, so an attestation is not needed.
    """
    with _made_for_here():
        return webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party.id,
            expected_origin=relying_party.origin,
            require_user_verification=True,
        )


def verify_assertion(
    relying_party: RelyingParty,
    credential: AuthenticationCredential,
    challenge: bytes,
    user_id: UUID,
    passkey: PasskeyRecord,
) -> VerifiedAuthentication:
    """The counter as it is after this use. Raises `AnswerNotInOrder`, also when the counter has not moved on.

    That would be a copy of the passkey, or an answer seen before.
    """
    with _made_for_here():
        if credential.response.user_handle != user_id.bytes:
            raise AnswerNotInOrder("The passkey names another person.")
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party.id,
            expected_origin=relying_party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )


def _object(sent: object) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise AnswerNotInOrder("The answer is no JSON object.")
    return sent


def _challenge_in(client_data_json: bytes) -> bytes:
    client_data = parse_client_data_json(client_data_json)
    if client_data.cross_origin:
        raise AnswerNotInOrder("The answer was made inside a page of somebody else's.")
    return client_data.challenge


@contextmanager
def _made_for_here() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # The bytes are a stranger's, and the library lets through whatever its parsers raise at them.
        raise AnswerNotInOrder(str(error)) from error
