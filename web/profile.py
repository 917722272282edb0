"""A person's attributes as their page shows them: grouped, in words, with what each is called in SCIM and in Entra.

Pure. What an attribute is called in Entra is Entra's default mapping to SCIM
(https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups); an administrator
may have mapped it otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from web.identity_client import fragments


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute: what it is called in words, in SCIM and, where a default mapping fills it, in Entra."""

    label: str
    attribute: str
    values: tuple[str, ...]
    entra: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Facts of one kind; an empty chapter is not shown."""

    title: str
    facts: tuple[Fact, ...]


def chapters_of(user: fragments.Profile) -> list[Chapter]:
    """What is known of somebody, by kind."""
    chapters = (
        Chapter("Who they are", _there(_identity(user))),
        Chapter("Name", _there(_name(user))),
        Chapter("Contact", _there(_contact(user))),
        Chapter("Work", _there(_work(user))),
        Chapter("Language and place", _there(_place(user))),
        Chapter("Further", _there(_further(user))),
    )
    return [chapter for chapter in chapters if chapter.facts]


def _identity(user: fragments.Profile) -> Iterator[Fact]:
    yield _one("User name", "userName", user.user_name, "userPrincipalName")
    yield _one("Object id", "externalId", user.external_id, "objectId")
    yield _one("Active", "active", "yes" if user.active else "no", "IsSoftDeleted")
    yield _one("Kind", "userType", user.user_type)


def _name(user: fragments.Profile) -> Iterator[Fact]:
    yield _one("Display name", "displayName", user.display_name, "displayName")
    if user.name:
        yield _one("Given name", "name.givenName", user.name.given_name, "givenName")
        yield _one("Middle name", "name.middleName", user.name.middle_name)
        yield _one("Family name", "name.familyName", user.name.family_name, "surname")
        yield _one("In full", "name.formatted", user.name.formatted, "givenName, surname")
        yield _one("Prefix", "name.honorificPrefix", user.name.honorific_prefix)
        yield _one("Suffix", "name.honorificSuffix", user.name.honorific_suffix)
    yield _one("Nickname", "nickName", user.nick_name)


def _contact(user: fragments.Profile) -> Iterator[Fact]:
    yield Fact("E-mail", "emails", _values(user.emails), "mail")
    yield Fact("Phone", "phoneNumbers", _values(user.phone_numbers), "telephoneNumber, mobile")
    yield Fact("Messaging", "ims", _values(user.ims))
    yield Fact("Address", "addresses", tuple(_address(each) for each in user.addresses), "streetAddress, city, …")
    yield _one("Web page", "profileUrl", user.profile_url)


def _work(user: fragments.Profile) -> Iterator[Fact]:
    yield _one("Title", "title", user.title, "jobTitle")
    if work := user.enterprise:
        yield _one("Department", "department", work.department, "department")
        yield _one("Employee number", "employeeNumber", work.employee_number, "employeeId")
        yield _one("Cost centre", "costCenter", work.cost_center)
        yield _one("Division", "division", work.division)
        yield _one("Organisation", "organization", work.organization)


def _place(user: fragments.Profile) -> Iterator[Fact]:
    yield _one("Language", "preferredLanguage", user.preferred_language, "preferredLanguage")
    yield _one("Locale", "locale", user.locale)
    yield _one("Time zone", "timezone", user.timezone)


def _further(user: fragments.Profile) -> Iterator[Fact]:
    yield Fact("Roles", "roles", _values(user.roles), "appRoleAssignments")
    yield Fact("Entitlements", "entitlements", _values(user.entitlements))
    yield Fact("Photos", "photos", _values(user.photos))
    yield Fact("Certificates", "x509Certificates", _values(user.x_509_certificates))


def _one(label: str, attribute: str, value: str | None, entra: str | None = None) -> Fact:
    return Fact(label, attribute, (value,) if value else (), entra)


def _there(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.values)


def _values(elements: Sequence[fragments.Value]) -> tuple[str, ...]:
    told = (_with(each.value or each.display, each.type_, is_primary=bool(each.primary)) for each in elements)
    return tuple(each for each in told if each)


def _address(address: Any) -> str:
    parts = (address.street_address, address.postal_code, address.locality, address.region, address.country)
    # Entra sends what it calls the office as `formatted`, beside the parts.
    given = [part for part in (address.formatted, *parts) if part]
    return _with(", ".join(given), address.type_, is_primary=bool(address.primary)) or ""


def _with(value: str | None, type_: str | None, *, is_primary: bool) -> str | None:
    aside = ", ".join(each for each in (type_, "primary" if is_primary else None) if each)
    return f"{value} ({aside})" if value and aside else value
