"""A generated tenant: the same people and groups for the same seed and size, in every process."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING
from zlib import crc32

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.names import DEPARTMENTS, GROUP_SUBJECTS, LOCALES

if TYPE_CHECKING:
    from entra_simulator.names import Locale

_REPORTS_PER_MANAGER = 4
_GUESTS, _WITHOUT_MAIL, _PLUS_ADDRESSES, _DISABLED = 0.04, 0.04, 0.05, 0.03
_MEMBERSHIP_SHARES = (1.0, 0.4, 0.25, 0.12, 0.3, 0.05, 0.1, 0.02, 0.15, 0.01, 0.06, 0.0)


@dataclass(frozen=True, slots=True)
class Tenant:
    """Who the generated directory is. Tenants that differ in anything share no object id, user name or group name.

    So a second, larger rehearsal against the same target never meets what a smaller one left behind.
    """

    seed: int
    users: int
    groups: int

    @property
    def code(self) -> str:
        """Eight hexadecimal digits that stand for this tenant."""
        return f"{crc32(f'{self.seed}/{self.users}/{self.groups}'.encode()):08x}"

    @property
    def domain(self) -> str:
        """The tenant's verified domain."""
        return f"contoso-{self.code}.example"

    def random(self, purpose: str) -> Random:
        """A source of choices that this tenant always makes alike for one purpose."""
        return Random(f"{self.code}/{purpose}")  # noqa: S311 - rehearsals must repeat themselves; nothing is secret

    def object_id(self, kind: str, index: int) -> str:
        """The object id of the index-th object of a kind."""
        return str(uuid.UUID(int=self.random(f"{kind}/{index}/id").getrandbits(128), version=4))


def generated_directory(tenant: Tenant) -> Directory:
    """The tenant on its first day: `users` people under one head, and `groups` groups from empty to everybody."""
    directory = Directory()
    for index in range(tenant.users):
        directory.put_person(generated_person(tenant, index))
    people = list(directory.people)
    for index in range(tenant.groups):
        directory.put_group(_generated_group(tenant, index, people))
    return directory


def generated_person(tenant: Tenant, index: int) -> Person:
    """The index-th person, whoever else exists. Their manager has a smaller index.

    A few are guests, a few have no mail, some receive mail at a plus-address, and a few are disabled from the start.
    """
    random = tenant.random(f"person/{index}")
    locale = random.choice(LOCALES)
    given_name, given_ascii = random.choice(locale.given_names)
    surname, surname_ascii = random.choice(locale.surnames)
    # The index keeps namesakes apart, as the number at the end of a real address does.
    nickname = f"{given_ascii}.{surname_ascii}{index or ''}"
    department, titles = random.choice(DEPARTMENTS)
    addresses = _addresses(tenant, random, nickname)
    return _at_office(
        random,
        locale,
        Person(
            object_id=tenant.object_id("person", index),
            user_principal_name=addresses[0],
            mail=addresses[1],
            mail_nickname=nickname,
            display_name=f"{given_name} {surname}",
            given_name=given_name,
            surname=surname,
            department=department,
            job_title=random.choice(titles),
            employee_id=f"{100_000 + index}",
            preferred_language=locale.language,
            manager=tenant.object_id("person", (index - 1) // _REPORTS_PER_MANAGER) if index else None,
            account_enabled=index == 0 or random.random() >= _DISABLED,
        ),
    )


def _addresses(tenant: Tenant, random: Random, nickname: str) -> tuple[str, str | None]:
    """A user principal name and the mail address beside it."""
    kind = random.random()
    principal = f"{nickname}@{tenant.domain}"
    if kind < _GUESTS:
        return f"{nickname}_partner.example#EXT#@{tenant.domain}", f"{nickname}@partner.example"
    if kind < _GUESTS + _WITHOUT_MAIL:
        return principal, None
    if kind < _GUESTS + _WITHOUT_MAIL + _PLUS_ADDRESSES:
        return principal, f"{nickname}+mail@{tenant.domain}"
    return principal, f"{nickname.title()}@{tenant.domain}"


def _at_office(random: Random, locale: Locale, person: Person) -> Person:
    """The person with what their office gives them; few have every kind of telephone."""
    office = locale.office
    number = random.randrange(1000, 9999)
    return replace(
        person,
        physical_delivery_office_name=office.name,
        street_address=office.street_address,
        city=office.city,
        state=office.state,
        postal_code=office.postal_code,
        country=office.country,
        telephone_number=f"{office.telephone_prefix} {number}",
        mobile=random.choice((None, f"{office.telephone_prefix} 9{number}")),
        facsimile_telephone_number=random.choice((None, None, None, f"{office.telephone_prefix} {number}-9")),
    )


def _generated_group(tenant: Tenant, index: int, people: list[str]) -> Group:
    round_number, subject = divmod(index, len(GROUP_SUBJECTS))
    share = _MEMBERSHIP_SHARES[subject] / (1 + round_number)
    size = min(len(people), math.ceil(share * len(people)))
    random = tenant.random(f"group/{index}")
    suffix = f" {round_number + 1}" if round_number else ""
    return Group(
        object_id=tenant.object_id("group", index),
        display_name=f"{GROUP_SUBJECTS[subject]}{suffix} ({tenant.code})",
        members=frozenset(random.sample(people, size)),
    )
