"""Applications registered in the simulated Entra: what may ask people to sign in, and how it proves who it is."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

# The portal's limits for a registered redirect URI (Microsoft, "Redirect URI restrictions and limitations").
_LONGEST_REDIRECT_URI: Final = 256
_FORBIDDEN: Final = frozenset("!$'(),;*")


@dataclass(frozen=True, slots=True)
class FederatedCredential:
    """An issuer whose assertions stand for the application's secret, and the key it signs them with.

    Entra would find the keys by the issuer's discovery; the simulator is told, so that it needs no second issuer.
    """

    issuer: str
    subject: str
    public_key_pem: str
    audience: str = "api://AzureADTokenExchange"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An app registration. `certificates` are PEM, `secrets` are the values, `front_channel_logout_url` may be absent.

    `personal_accounts` says whether people may sign in with accounts of no organisation. `needs_admin_approval` says
    that nobody but an administrator may consent, as for applications of unverified publishers. Raises ValueError for
    a redirect URI the portal would not take.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    secrets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    federated_credentials: tuple[FederatedCredential, ...] = ()
    front_channel_logout_url: str | None = None
    personal_accounts: bool = False
    needs_admin_approval: bool = False
    publisher: str = "unverified"

    def __post_init__(self) -> None:
        for uri in self.redirect_uris:
            parts = urlsplit(uri)
            if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "localhost"):
                raise ValueError(f"The redirect URI {uri} must begin with https://, or with http://localhost.")
            if len(uri) > _LONGEST_REDIRECT_URI or _FORBIDDEN & set(uri):
                raise ValueError(f"The redirect URI {uri} is longer than 256 characters or has one of ! $ ' ( ) , ; *.")


def registered_application(*redirect_uris: str, name: str = "Narthex", client_id: str | None = None) -> Application:
    """An application with a new secret, and a new id unless one is given."""
    return Application(
        client_id=client_id or str(uuid.uuid4()),
        name=name,
        redirect_uris=redirect_uris,
        secrets=(secrets.token_urlsafe(30),),
    )
