"""The settings of all services in one process, read before anything is started: a wrong one must not cost that."""

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


def load_services(browser_url: str, **given: Any) -> ServiceSettings:
    """Read them from the environment; what is given goes before it. Browsers find the pages at this address.

    Raises `CommandRefused`.
    """
    return ServiceSettings(
        identity=load(IdentitySettings, **{"database_url": UNDECIDED, "public_url": browser_url, **given}),
        facade=load(FacadeSettings),
        web=load(WebSettings, public_url=browser_url),
    )
