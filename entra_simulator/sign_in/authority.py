"""The simulated authority: its tenants, applications, keys and sessions, and what it is told to do wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from entra_simulator.sign_in.accounts import Account
from entra_simulator.sign_in.addresses import Addresses
from entra_simulator.sign_in.browser_sessions import BrowserSessions
from entra_simulator.sign_in.codes import AuthorizationCodes
from entra_simulator.sign_in.errors import EntraError
from entra_simulator.sign_in.misbehaviour import Misbehaviour
from entra_simulator.sign_in.signing_keys import SigningKeys, new_private_key
from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID, personal_tenant, tenant_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from entra_simulator.directory import Person
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.tenants import SignInTenant

_SHARED = ("common", "organizations", "consumers")


class SignInSimulator:
    """Everything a sign-in depends on. It may be changed at any moment, also while it runs.

    `tenants` are by tenant id, personal accounts among them; `applications` by client id. `clock` returns aware times,
    `new_private_key` the keys to sign with. `addresses` are set by `running`.
    """

    def __init__(
        self,
        tenants: Iterable[SignInTenant],
        applications: Iterable[Application],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_private_key: Callable[[], RSAPrivateKey] = new_private_key,
    ) -> None:
        self.tenants = {tenant.tenant_id: tenant for tenant in (*tenants, personal_tenant())}
        self.applications = {application.client_id: application for application in applications}
        self.clock = clock
        self.addresses = Addresses("https://login.simulated.example", "https://login.simulated.example")
        self.keys = SigningKeys(clock, new_private_key)
        self.misbehaviour = Misbehaviour()
        self.codes = AuthorizationCodes()
        self.browser_sessions = BrowserSessions()

    def get_application(self, client_id: str) -> Application:
        """A registered application. Raises EntraError 700016, as for one that no tenant knows."""
        if (application := self.applications.get(client_id)) is None:
            raise EntraError(700016, f"Application with identifier '{client_id}' was not found in the directory.")
        return application

    def tenants_of(self, segment: str) -> list[SignInTenant]:
        """The tenants that a path's first segment stands for. Raises EntraError 90002 for one that does not exist."""
        if segment.casefold() in _SHARED:
            return [tenant for tenant in self.tenants.values() if _is_behind(tenant, segment.casefold())]
        for tenant in self.tenants.values():
            if segment.casefold() in {tenant.tenant_id, tenant.domain.casefold()}:
                return [tenant]
        raise EntraError(90002, f"Tenant '{segment}' not found. Check to make sure you have the correct tenant ID.")

    def accounts_of(self, segment: str) -> list[Account]:
        """Who may be picked on the pages below a segment: guests where they are guests, not where they are at home."""
        shared = segment.casefold() in _SHARED
        return [
            Account(tenant, person)
            for tenant in self.tenants_of(segment)
            for person in tenant.directory.people.values()
            if not person.soft_deleted and not (shared and person.user_type == "Guest")
        ]

    def find_account(self, name: str, tenants: Iterable[SignInTenant] | None = None) -> Account | None:
        """An account by object id or user name, in the recycle bin or not."""
        wanted = name.casefold()
        for tenant in self.tenants.values() if tenants is None else tenants:
            for person in tenant.directory.people.values():
                account = Account(tenant, person)
                if wanted in {person.object_id, person.user_principal_name.casefold(), account.user_name.casefold()}:
                    return account
        return None

    def home_tenant_id(self, person: Person) -> str:
        """The tenant a guest comes from; one the simulator does not know gets an id that follows from its domain."""
        domain = person.original_user_principal_name.rpartition("@")[2].casefold()
        known = (tenant.tenant_id for tenant in self.tenants.values() if tenant.domain.casefold() == domain)
        return next(known, tenant_id_of(domain))


def _is_behind(tenant: SignInTenant, segment: str) -> bool:
    if segment == "consumers":
        return tenant.tenant_id == PERSONAL_TENANT_ID
    return segment == "common" or not tenant.is_personal
