"""A person as somebody who signs in: in which tenant, under which name, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.directory import Person
    from entra_simulator.sign_in.tenants import SignInTenant


@dataclass(frozen=True)
class Account:
    """A person in one tenant. Who is a guest elsewhere has another account there, with another object id."""

    tenant: SignInTenant
    person: Person

    @property
    def object_id(self) -> str:
        """The `oid` of ID tokens."""
        return self.person.object_id

    @property
    def user_name(self) -> str:
        """The name that is typed to sign in, and `preferred_username`: a guest's is the one at home."""
        return self.person.original_user_principal_name

    @property
    def is_guest(self) -> bool:
        """Whether the person is at home in another tenant."""
        return self.person.user_type == "Guest"

    @property
    def is_administrator(self) -> bool:
        """Whether the person may consent for the whole organisation."""
        return self.person.object_id in self.tenant.administrators

    def matches(self, search: str) -> bool:
        """Whether the search text occurs in one of the names."""
        text = search.casefold()
        names = (self.person.display_name, self.person.user_principal_name, self.user_name)
        return any(text in name.casefold() for name in names)
