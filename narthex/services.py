"""Every service's settings, read together before anything is started: a wrong one must not cost that either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from pydantic import HttpUrl, SecretStr

from identity.settings import Settings as IdentitySettings
from narthex.settings import load
from scim_facade.settings import Settings as FacadeSettings
from web.settings import Settings as WebSettings

if TYPE_CHECKING:
    from entra_simulator.sign_in.running import RunningAuthority

UNDECIDED = "postgresql://"
"""The database address until the embedded database has one."""


@dataclass(frozen=True)
class ServiceSettings:
    """What each service of this process is told."""

    identity: IdentitySettings
    facade: FacadeSettings
    web: WebSettings

    def over(self, database_url: str) -> Self:
        """The same, over this database."""
        return replace(self, identity=self.identity.model_copy(update={"database_url": database_url}))

    def found_at(self, browser_url: str) -> Self:
        """The same, for people whose browsers find the pages at this address: passkeys and redirects belong to it."""
        found = {"public_url": HttpUrl(browser_url)}
        return replace(self, identity=self.identity.model_copy(update=found), web=self.web.model_copy(update=found))

    def believing(self, authority: RunningAuthority) -> Self:
        """The same, with a simulated Entra in Microsoft's place."""
        told = {
            "entra_client_id": authority.client_id,
            "entra_authority_host": HttpUrl(authority.authority_host),
            "entra_extra_ca_file": authority.ca_file,
        }
        proof = {
            "entra_client_secret": SecretStr(authority.client_secret),
            "entra_client_certificate_file": None,
            "entra_federated_token_file": None,
        }
        return replace(
            self, identity=self.identity.model_copy(update=told), web=self.web.model_copy(update=told | proof)
        )


def load_services(**given: Any) -> ServiceSettings:
    """Read them from the environment; what is given goes before it. Raises `CommandRefused`."""
    return ServiceSettings(
        identity=load(IdentitySettings, **{"database_url": UNDECIDED, **given}),
        facade=load(FacadeSettings),
        web=load(WebSettings),
    )
