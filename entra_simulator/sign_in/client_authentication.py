"""How an application proves at the token endpoint who it is: a secret, a certificate or a federated credential.

Sources: Microsoft, "Application authentication certificate credentials" and "Workload identity federation";
RFC 7523 section 3.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_plus

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from entra_simulator.sign_in.errors import EntraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator

_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LEEWAY_SECONDS: Final = 300
# SHA-1 names a certificate here (RFC 7517 section 4.8) and protects nothing.
_THUMBPRINTS: Final[dict[str, hashes.HashAlgorithm]] = {"x5t#S256": hashes.SHA256(), "x5t": hashes.SHA1()}  # noqa: S303 - see above


def authenticated_application(
    simulator: SignInSimulator, form: Mapping[str, str], authorization: str | None, audiences: Iterable[str]
) -> Application:
    """The application a token request comes from; `audiences` are what an assertion may be addressed to.

    Raises EntraError 700016, 7000215, 7000218, 700024, 700027 or 700213.
    """
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if authorization is not None and authorization[:6].lower() == "basic ":
        client_id, secret = _basic(authorization[6:])
    if not client_id:
        raise EntraError(900144, "The request body must contain the following parameter: 'client_id'.")
    application = simulator.get_application(client_id)
    if form.get("client_assertion_type") == _ASSERTION_TYPE and "client_assertion" in form:
        _check_assertion(application, form["client_assertion"], frozenset(audiences), simulator.clock())
    elif not secret:
        raise EntraError(7000218)
    elif not any(hmac.compare_digest(secret.encode(), known.encode()) for known in application.secrets):
        raise EntraError(7000215, "Invalid client secret provided. Ensure the secret being sent is the secret's value.")
    return application


def _basic(credentials: str) -> tuple[str, str]:
    """Id and secret of HTTP Basic, each form-encoded (RFC 6749 section 2.3.1)."""
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise EntraError(7000218, "The Authorization header is not HTTP Basic.") from error
    return unquote_plus(client_id), unquote_plus(secret)


class _Assertions(JWSRegistry):
    """What assertions are signed with. Their header may hold the whole certificate (`x5c`)."""

    max_header_length = 16_384


_REGISTRY: Final = _Assertions(algorithms=["RS256", "PS256"])


@dataclass(frozen=True)
class _Expectation:
    """What an assertion of some issuer has to be, and the code it is refused with when it is not."""

    key: RSAKey
    subject: str
    audiences: frozenset[str]
    refusal: int


def _check_assertion(application: Application, assertion: str, audiences: frozenset[str], now: datetime) -> None:
    try:
        parts = jws.extract_compact(assertion.encode(), registry=_REGISTRY)
        header, issuer = parts.headers(), json.loads(parts.payload)["iss"]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise EntraError(700027, "The client assertion is no JWT with an issuer.") from error
    if issuer == application.client_id:
        key = _certificate_key(application, header)
        expected = _Expectation(key, application.client_id, audiences, 700027)
    else:
        expected = _federated(application, issuer)
    claims = _verified_claims(assertion, expected)
    if claims.get("sub") != expected.subject or not _addressed_to(claims.get("aud"), expected.audiences):
        raise EntraError(expected.refusal, "The client assertion names another subject or audience.")
    _check_times(claims, now)


def _federated(application: Application, issuer: object) -> _Expectation:
    for known in application.federated_credentials:
        if known.issuer == issuer:
            key = RSAKey.import_key(known.public_key_pem)
            return _Expectation(key, known.subject, frozenset({known.audience}), 700213)
    raise EntraError(700213, f"No matching federated identity record found for the issuer '{issuer}'.")


def _certificate_key(application: Application, header: Mapping[str, Any]) -> RSAKey:
    for pem in application.certificates:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        for name, algorithm in _THUMBPRINTS.items():
            # MSAL keeps the padding that RFC 7515 section 2 does without.
            named = str(header.get(name, "")).rstrip("=")
            if named == urlsafe_b64encode(certificate.fingerprint(algorithm)).decode():
                public = certificate.public_key().public_bytes(
                    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
                )
                return RSAKey.import_key(public)
    raise EntraError(700027, "The certificate with the thumbprint of the assertion is not registered.")


def _verified_claims(assertion: str, expected: _Expectation) -> dict[str, Any]:
    try:
        return jwt.decode(assertion, expected.key, registry=_REGISTRY).claims
    except JoseError as error:
        raise EntraError(expected.refusal, "The client assertion failed signature validation.") from error


def _addressed_to(audience: object, expected: frozenset[str]) -> bool:
    named = audience if isinstance(audience, list) else [audience]
    return any(isinstance(each, str) and each in expected for each in named)


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(begins, int | float):
        raise EntraError(700024, "The client assertion has no 'exp' that is a number.")
    if not begins - _LEEWAY_SECONDS <= now.timestamp() <= expires + _LEEWAY_SECONDS:
        raise EntraError(700024)
