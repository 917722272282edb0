"""Tenants: the people of a directory, with what consent and administration need besides."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from entra_simulator.directory import Directory, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

PERSONAL_TENANT_ID: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant that Microsoft says all personal accounts are in."""


class Consents:
    """To which applications a tenant's administrators consented for everybody, and people for themselves."""

    def __init__(self) -> None:
        self._for_all: dict[str, frozenset[str]] = {}
        self._for_one: dict[tuple[str, str], frozenset[str]] = {}

    def give(self, client_id: str, scopes: Iterable[str], *, object_id: str | None = None) -> None:
        """Add scopes to what the application was granted; without `object_id` for the whole organisation."""
        if object_id is None:
            self._for_all[client_id] = self._for_all.get(client_id, frozenset()).union(scopes)
        else:
            key = (client_id, object_id)
            self._for_one[key] = self._for_one.get(key, frozenset()).union(scopes)

    def cover(self, client_id: str, object_id: str, scopes: Iterable[str]) -> bool:
        """Whether this person need not be asked for these scopes."""
        granted = self._for_all.get(client_id, frozenset()) | self._for_one.get((client_id, object_id), frozenset())
        return granted.issuperset(scopes)

    def revoke(self) -> None:
        """Forget every consent."""
        self._for_all.clear()
        self._for_one.clear()


@dataclass(kw_only=True)
class SignInTenant:
    """A tenant people sign in to. `directory` may be the very one a provisioning job sends.

    `administrators` are object ids. `user_consent_allowed` says whether people may consent for themselves,
    `assignment_required` whether the application lets in only those it is assigned to.
    """

    tenant_id: str
    domain: str
    display_name: str
    directory: Directory
    administrators: set[str]
    user_consent_allowed: bool = True
    assignment_required: bool = False
    consents: Consents = field(default_factory=Consents)

    @property
    def is_personal(self) -> bool:
        """Whether this is where personal accounts are."""
        return self.tenant_id == PERSONAL_TENANT_ID


def tenant_of_directory(directory: Directory, *, display_name: str = "Contoso") -> SignInTenant:
    """A tenant for a directory. Its id follows from its domain, which is that of the first member.

    The first member who can sign in is the administrator. Raises ValueError when there is no member.
    """
    members = [person for person in directory.people.values() if person.user_type != "Guest"]
    if not members:
        raise ValueError("The directory has no members, so nobody could sign in.")
    first = next((person for person in members if not person.is_soft_deleted), members[0])
    domain = first.user_principal_name.rpartition("@")[2]
    return SignInTenant(
        tenant_id=tenant_id_of(domain),
        domain=domain,
        display_name=display_name,
        directory=directory,
        administrators={first.object_id},
    )


def tenant_id_of(domain: str) -> str:
    """The tenant id the simulator gives to the organisation that owns a domain."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, domain.casefold()))


def personal_tenant() -> SignInTenant:
    """The tenant of personal accounts, with one account: pat@outlook.example."""
    directory = Directory()
    directory.put_person(
        Person(
            object_id="00000000-0000-0000-7a11-c0de7a11c0de",
            user_principal_name="pat@outlook.example",
            mail_nickname="pat",
            display_name="Pat Private",
            mail="pat@outlook.example",
        )
    )
    return SignInTenant(
        tenant_id=PERSONAL_TENANT_ID,
        domain="outlook.example",
        display_name="Personal accounts",
        directory=directory,
        administrators=set(),
    )
