"""The addresses of Microsoft's that a browser visits, as discovery names them.

Pure: no I/O, no clock, no framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_AUTHORIZE = "/oauth2/v2.0/authorize"
_ADMIN_CONSENT = "/v2.0/adminconsent"
_LOGOUT = "/oauth2/v2.0/logout"

SCOPES = "openid profile"
"""All that is asked of anybody: who they are."""


class AddressRefused(ValueError):
    """Discovery names an address nobody should be sent to."""


@dataclass(frozen=True, slots=True)
class MicrosoftAddresses:
    """Where people sign in, where administrators accept for everybody, and where people sign out."""

    authorize: str
    admin_consent: str
    logout: str

    def admin_consent_url(self, client_id: str, redirect_uri: str, state: str | None = None) -> str:
        """Where an administrator accepts for their organisation (Microsoft identity platform, v2 adminconsent)."""
        parameters = {"client_id": client_id, "scope": SCOPES, "redirect_uri": redirect_uri}
        return f"{self.admin_consent}?{urlencode(parameters | ({'state': state} if state else {}))}"

    def logout_url(self, back_to: str) -> str:
        """Microsoft's own logout (OpenID Connect RP-Initiated Logout 1.0); `back_to` is registered with it."""
        return f"{self.logout}?{urlencode({'post_logout_redirect_uri': back_to})}"


def documented_addresses(authority: str) -> MicrosoftAddresses:
    """What Microsoft's documentation has for an authority, `https://<host>/<tenant>`."""
    return MicrosoftAddresses(authority + _AUTHORIZE, authority + _ADMIN_CONSENT, authority + _LOGOUT)


def addresses_in(discovered: Mapping[str, object]) -> MicrosoftAddresses:
    """The addresses that a discovery document (OpenID Connect Discovery 1.0 §3) leads to.

    It does not name that of the administrators' consent, which stands beside the authorization endpoint. Raises
    `AddressRefused`.
    """
    authorize = fit_for_browsers(discovered.get("authorization_endpoint"))
    tenant, found, rest = authorize.partition(_AUTHORIZE)
    if not found or rest:
        raise AddressRefused(f"The authorization endpoint does not end in {_AUTHORIZE}.")
    return MicrosoftAddresses(
        authorize, tenant + _ADMIN_CONSENT, fit_for_browsers(discovered.get("end_session_endpoint"))
    )


def fit_for_browsers(address: object) -> str:
    """An address over https, or on this very machine. Raises `AddressRefused`."""
    if not isinstance(address, str):
        raise AddressRefused("Discovery lacks an address.")
    parts = urlsplit(address)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")):
        return address
    raise AddressRefused("Discovery names an address that is neither https nor on localhost.")
