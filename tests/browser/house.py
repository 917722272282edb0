"""The whole product at an address of its own, with a simulated Microsoft beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from entra_simulator.people import Tenant, generated_directory
from entra_simulator.sign_in.applications import registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import RunningAuthority, running
from entra_simulator.sign_in.tenants import SignInTenant, tenant_of_directory
from identity.app import open_identity
from narthex.composition import whole_house
from narthex.services import load_services
from narthex.serving import listen, port_of, serving

PEOPLE = 50
GROUPS = 3


@dataclass(frozen=True)
class House:
    """Where browsers find the product, and the simulated Microsoft that it believes."""

    url: str
    simulator: SignInSimulator
    authority: RunningAuthority

    @property
    def origins(self) -> tuple[str, str]:
        """Where a browser goes in a sign-in."""
        return self.url, self.authority.browser_url

    @property
    def tenant(self) -> SignInTenant:
        """The customer's tenant, whose directory can be provisioned; the first to be asked for is its administrator."""
        return next(iter(self.simulator.tenants.values()))

    def begin_anew(self) -> None:
        """As on the first day: the directories are new, nobody has consented, nothing is ordered to go wrong."""
        self.simulator.tenants |= {tenant.tenant_id: tenant for tenant in _tenants()}


def _tenants() -> list[SignInTenant]:
    return [
        tenant_of_directory(generated_directory(Tenant(seed=seed, users=PEOPLE, groups=GROUPS)), display_name=name)
        for seed, name in ((1, "Contoso"), (2, "Fabrikam"))
    ]


@asynccontextmanager
async def open_house(database_url: str, folder: Path) -> AsyncIterator[House]:
    """Answer while the block lasts; certificates are kept in `folder`."""
    with listen("127.0.0.1", 0) as listener:
        url = f"http://localhost:{port_of(listener)}"
        application = registered_application(f"{url}/sign-in/microsoft/callback", f"{url}/consent/callback", url)
        simulator = SignInSimulator(_tenants(), [application])
        async with running(simulator, ca_file=folder / "ca.pem") as authority:
            services = load_services(url, database_url=database_url).believing(authority)
            async with (
                open_identity(services.identity) as identity,
                whole_house(identity, services) as app,
                serving(app, listener),
            ):
                yield House(url, simulator, authority)
