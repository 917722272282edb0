"""A generated tenant: the same people and groups for the same seed and size, in every process."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.names import APP_ROLES, DEPARTMENTS, GROUP_SUBJECTS, LOCALES

if TYPE_CHECKING:
    from entra_simulator.names import Locale

_LEVELS, _REPORTS_PER_MANAGER = 10, 4
_GUESTS, _WITHOUT_MAIL, _PLUS_ADDRESSES, _DISABLED = 0.04, 0.04, 0.05, 0.03
_NAMESAKES, _PRIVATE_MAIL, _WITH_ROLES, _WITH_COST_CENTRE = 0.03, 0.1, 0.15, 0.5
_MEMBERSHIP_SHARES = (1.0, 0.4, 0.25, 0.12, 0.3, 0.05, 0.1, 0.02, 0.15, 0.01, 0.06, 0.0)
_PARTNER = "partner.example"


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
        digest = blake2b(f"{self.code}/{kind}/{index}".encode(), digest_size=16).digest()
        return str(uuid.UUID(bytes=digest, version=4))


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

    The first ten stand one above the other. A few people are guests, a few have no mail, some receive mail at a
    plus-address, a few are disabled from the start, and a few share display name, mail and mail nickname with
    somebody else but for the letters' case, which Entra allows for everything except the user principal name.
    """
    random = tenant.random(f"person/{index}")
    name = _name(random, index)
    department, titles = random.choice(DEPARTMENTS)
    return Person(
        object_id=tenant.object_id("person", index),
        department=department,
        job_title=random.choice(titles),
        employee_id=f"{100_000 + index}",
        manager=tenant.object_id("person", _manager(index)) if index else None,
        account_enabled=index == 0 or random.random() >= _DISABLED,
        **_at_office(random, name.locale),
        **_with_roles(random),
        **_identity(tenant, random, index, name),
    )


class _Name(NamedTuple):
    locale: Locale
    given_name: str
    surname: str | None
    display_name: str
    nickname: str


def _name(random: Random, index: int) -> _Name:
    """What a person is called, in the letters of their language and in those of a mail address."""
    locale = random.choice(LOCALES)
    given_name, given_ascii = random.choice(locale.given_names)
    surname, surname_ascii = random.choice(locale.surnames)
    display_name = locale.full_name.format(given_name=given_name, surname=surname).strip()
    # The index keeps people of one name apart, as the number at the end of a real address does.
    nickname = f"{given_ascii}.{surname_ascii}".rstrip(".") + str(index or "")
    return _Name(locale, given_name, surname or None, display_name, nickname)


def _manager(index: int) -> int:
    return index - 1 if index < _LEVELS else (index - 1) // _REPORTS_PER_MANAGER


def _identity(tenant: Tenant, random: Random, index: int, name: _Name) -> dict[str, Any]:
    """The person's names and addresses: their own, a guest's, or somebody else's in letters of another case."""
    kind = random.random()
    if index and kind > 1 - _NAMESAKES:
        other = random.randrange(index)
        name = _name(tenant.random(f"person/{other}"), other)
        return _names(name, name.display_name.upper()) | {
            "user_principal_name": f"{name.nickname}.{index}@{tenant.domain}",
            "mail": f"{name.nickname}@{tenant.domain}",
        }
    if kind < _GUESTS:
        home = f"{name.nickname}@{_PARTNER}"
        nickname = f"{home.replace('@', '_')}#EXT#"
        return _names(name, name.display_name) | {
            "user_principal_name": f"{nickname}@{tenant.domain}",
            "mail_nickname": nickname,
            "mail": home,
            "other_mails": (home,),
            "user_type": "Guest",
            "company_name": "Partner",
        }
    return _names(name, name.display_name) | {
        "user_principal_name": f"{name.nickname}@{tenant.domain}",
        **_mail(tenant, kind - _GUESTS, name.nickname),
    }


def _names(name: _Name, display_name: str) -> dict[str, Any]:
    return {
        "display_name": display_name,
        "given_name": name.given_name,
        "surname": name.surname,
        "mail_nickname": name.nickname,
        "preferred_language": name.locale.language,
        "company_name": "Contoso",
    }


def _mail(tenant: Tenant, kind: float, nickname: str) -> dict[str, Any]:
    """A member's mail; `kind` is between 0 and 1 and decides who has none, a plus-address or private ones too."""
    if kind < _WITHOUT_MAIL:
        return {"mail": None}
    if kind < _WITHOUT_MAIL + _PLUS_ADDRESSES:
        return {"mail": f"{nickname}+mail@{tenant.domain}"}
    mail = f"{nickname.title()}@{tenant.domain}"
    if kind < _WITHOUT_MAIL + _PLUS_ADDRESSES + _PRIVATE_MAIL:
        return {"mail": mail, "other_mails": (f"{nickname}@home.example", f"{nickname}+2@home.example")}
    return {"mail": mail}


def _with_roles(random: Random) -> dict[str, Any]:
    """What an application's own mappings draw on: app roles for some people and a cost centre for many."""
    roles = APP_ROLES[: random.choice((1, 2, 3))] if random.random() < _WITH_ROLES else ()
    cost_centre = f"CC-{random.randrange(100, 999)}"
    extensions = {"extensionAttribute1": cost_centre} if random.random() < _WITH_COST_CENTRE else {}
    return {"app_role_assignments": roles, "extension_attributes": extensions}


def _at_office(random: Random, locale: Locale) -> dict[str, Any]:
    """What an office gives its people; few have every kind of telephone."""
    office = locale.office
    number = random.randrange(1000, 9999)
    return {
        "physical_delivery_office_name": office.name,
        "street_address": office.street_address,
        "city": office.city,
        "state": office.state,
        "postal_code": office.postal_code,
        "country": office.country,
        "usage_location": office.country,
        "telephone_number": f"{office.telephone_prefix} {number}",
        "mobile": random.choice((None, f"{office.telephone_prefix} 9{number}")),
        "facsimile_telephone_number": random.choice((None, None, None, f"{office.telephone_prefix} {number}-9")),
    }


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
