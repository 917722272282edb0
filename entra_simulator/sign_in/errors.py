"""AADSTS codes: what each is called in OAuth, and how Microsoft words it.

Sources: Microsoft, "Microsoft Entra authentication and authorization error codes", and answers that were observed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from authlib.oauth2.base import OAuth2Error

if TYPE_CHECKING:
    from datetime import datetime


class _Kind(NamedTuple):
    error: str
    sentence: str
    status: int = 400
    suberror: str | None = None


_KINDS: Final[dict[int, _Kind]] = {
    16000: _Kind("interaction_required", "The user account is not in the tenant and has to be picked again."),
    50011: _Kind("invalid_request", "The redirect URI specified in the request does not match the ones configured."),
    50020: _Kind("access_denied", "The user account does not exist in the tenant and cannot access the application."),
    50034: _Kind("access_denied", "The user account does not exist in the directory."),
    50057: _Kind("invalid_grant", "The user account is disabled."),
    50058: _Kind("login_required", "A silent sign-in request was sent but no user is signed in."),
    50072: _Kind("interaction_required", "The user must enrol in multi-factor authentication.", 400, "basic_action"),
    50076: _Kind("interaction_required", "The user must use multi-factor authentication.", 400, "basic_action"),
    50079: _Kind("interaction_required", "The user must enrol in multi-factor authentication.", 400, "basic_action"),
    50105: _Kind("access_denied", "The signed in user is not assigned to a role for the application."),
    50126: _Kind("invalid_grant", "Error validating credentials due to invalid username or password."),
    50140: _Kind("interaction_required", "'Keep me signed in' interrupt when the user was signing in."),
    50194: _Kind("invalid_request", "The application is not configured as a multi-tenant application."),
    500011: _Kind("invalid_resource", "The resource principal was not found in the tenant."),
    500112: _Kind("invalid_client", "The reply address does not match the one of the authorization request.", 401),
    501481: _Kind("invalid_grant", "The Code_Verifier does not match the code_challenge of the authorization request."),
    501491: _Kind("invalid_request", "The code_challenge or code_challenge_method cannot be used."),
    53000: _Kind("interaction_required", "The device is not compliant.", 400, "message_only"),
    53001: _Kind("interaction_required", "The device is not joined to a domain.", 400, "message_only"),
    53002: _Kind("access_denied", "The application is not approved for Conditional Access."),
    53003: _Kind("access_denied", "Access has been blocked by Conditional Access policies.", 400, "message_only"),
    54005: _Kind("invalid_grant", "OAuth2 Authorization code was already redeemed."),
    65001: _Kind(
        "invalid_grant", "The user or administrator has not consented to the application.", 400, "consent_required"
    ),
    65004: _Kind("access_denied", "The user declined to consent to access the app."),
    650052: _Kind("invalid_client", "The organization has no subscription for the service the app needs access to."),
    650056: _Kind("invalid_client", "The application is misconfigured."),
    650057: _Kind("invalid_resource", "The client asked for a resource that is not among its requested permissions."),
    70000: _Kind("invalid_grant", "The provided value for the input parameter 'code' is not valid."),
    70001: _Kind("unauthorized_client", "The application is disabled."),
    70003: _Kind("unsupported_grant_type", "The app requested an unsupported grant type."),
    70008: _Kind("invalid_grant", "The provided authorization code or refresh token has expired due to inactivity."),
    70011: _Kind("invalid_scope", "The provided value for the input parameter 'scope' is not valid."),
    700005: _Kind("invalid_grant", "The provided authorization code is intended to be used against another tenant."),
    700016: _Kind("unauthorized_client", "The application was not found in the directory."),
    700024: _Kind("invalid_client", "The client assertion is not within its valid time range.", 401),
    700027: _Kind("invalid_client", "The client assertion failed signature validation.", 401),
    700051: _Kind("unsupported_response_type", "The response_type is not enabled for the application."),
    700054: _Kind("unsupported_response_type", "The response_type 'id_token' is not enabled for the application."),
    700082: _Kind("invalid_grant", "The refresh token has expired due to inactivity."),
    700084: _Kind("invalid_grant", "The refresh token was issued to a single page app and has expired."),
    700213: _Kind("invalid_client", "No matching federated identity record found for the presented assertion.", 401),
    7000112: _Kind("unauthorized_client", "The application is disabled."),
    7000215: _Kind("invalid_client", "Invalid client secret provided.", 401),
    7000218: _Kind("invalid_client", "The request must contain 'client_assertion' or 'client_secret'.", 401),
    7000222: _Kind("invalid_client", "The provided client secret keys are expired.", 401),
    7000229: _Kind("unauthorized_client", "The client application is missing a service principal in the tenant."),
    90002: _Kind("invalid_request", "The tenant was not found."),
    90014: _Kind("invalid_request", "A required field is missing from the request."),
    90023: _Kind("invalid_request", "The request has a parameter that is not supported."),
    90033: _Kind("temporarily_unavailable", "A transient error has occurred. Please try again.", 503),
    90072: _Kind("access_denied", "The account is of another tenant and has to be added as an external user first."),
    90094: _Kind("access_denied", "An administrator has to grant the permissions the application asks for."),
    90095: _Kind("access_denied", "An administrator has to grant the permissions; a request was sent."),
    900144: _Kind("invalid_request", "The request body must contain a parameter that is missing."),
    9001023: _Kind("invalid_request", "The grant type is not supported over the shared endpoints."),
    9002313: _Kind("invalid_request", "Invalid request. Request is malformed or invalid."),
}

KNOWN_CODES: Final = frozenset(_KINDS)
"""The codes the simulator can answer with."""


class EntraError(OAuth2Error):
    """A refusal by its AADSTS code. `sentence` is the particular one, in place of the code's own.

    `suberror` and `error` take the place of what the code has elsewhere: the same code is called otherwise in another
    answer. Raises ValueError for a code the simulator does not know.
    """

    def __init__(self, code: int, sentence: str | None = None, *, error: str | None = None) -> None:
        if (kind := _KINDS.get(code)) is None:
            raise ValueError(f"AADSTS{code} is not among the codes that can be answered with.")
        super().__init__(status_code=kind.status, error=error or kind.error)
        self.code = code
        self.sentence = sentence or kind.sentence
        self.suberror = kind.suberror


@dataclass(frozen=True, slots=True)
class Occasion:
    """What Microsoft prints with every error, for whoever has to look it up. The ids are UUIDs."""

    trace_id: str
    correlation_id: str
    at: datetime

    @property
    def timestamp(self) -> str:
        """The time, as Microsoft writes it there."""
        return f"{self.at:%Y-%m-%d %H:%M:%SZ}"


def occasion(at: datetime, correlation_id: str | None = None) -> Occasion:
    """A new occasion, under the correlation id of the request if it has one."""
    return Occasion(str(uuid.uuid4()), correlation_id or str(uuid.uuid4()), at)


def description(error: EntraError, of: Occasion) -> str:
    """The `error_description`."""
    return (
        f"AADSTS{error.code}: {error.sentence} Trace ID: {of.trace_id} Correlation ID: {of.correlation_id} "
        f"Timestamp: {of.timestamp}"
    )


def token_error_body(error: EntraError, of: Occasion, error_uri: str) -> dict[str, Any]:
    """The JSON a token request is refused with."""
    body = {
        "error": error.error,
        "error_description": description(error, of),
        "error_codes": [error.code],
        "timestamp": of.timestamp,
        "trace_id": of.trace_id,
        "correlation_id": of.correlation_id,
        "error_uri": error_uri,
    }
    return body if error.suberror is None else body | {"suberror": error.suberror}
