"""An organisation as large as they come, copied into a database in seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from identity.rules.names import name_key
from identity.rules.search import search_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    import asyncpg

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
GIVEN = ("Ada", "Ben", "Chloé", "Dmitri", "Eun-ji", "Farah", "Giorgi", "Hana", "Iñigo", "Jörg", "Kavitha", "Łukasz")
FAMILY = ("Ångström", "Brown", "Chen", "da Silva", "Eriksson", "Fernández", "García", "Haddad", "Ivanova", "Jones")
_AT_A_TIME = 20_000
_LINKED_OF_TEN = 6


@dataclass(frozen=True)
class Large:
    """Who and what its pages are looked at with: somebody with reports and a history, and the largest group."""

    person: UUID
    group: UUID


def id_of(kind: int, number: int) -> UUID:
    """Ids by age, as the service's own are."""
    milliseconds = int(BEGUN.timestamp() * 1000) + kind * 10_000_000_000 + number * 60_000
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number)


async def fill(connection: asyncpg.Connection, organisation: UUID, users: int, groups: int) -> Large:
    """Give an organisation so many users and groups, memberships, Microsoft accounts and changes."""
    for table, rows in (
        ("users", (_user(organisation, number) for number in range(users))),
        ("groups", (_group(organisation, number) for number in range(groups))),
        ("group_members", _members(organisation, users, groups)),
        (
            "microsoft_accounts",
            (_account(organisation, number) for number in range(users) if number * 7919 % 10 < _LINKED_OF_TEN),
        ),
        ("audit_entries", (_change(organisation, number, users) for number in range(users * 2))),
    ):
        while some := list(islice(rows, _AT_A_TIME)):
            await connection.copy_records_to_table(
                table, columns=list(some[0]), records=[tuple(row.values()) for row in some]
            )
    await connection.execute("VACUUM ANALYZE")
    return Large(person=id_of(1, 1), group=id_of(2, 0))


def _user(organisation: UUID, number: int) -> dict[str, Any]:
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    name, address = f"{given} {family} {number}", f"person{number}@contoso.example"
    profile = {
        "displayName": name,
        "name": {"givenName": given, "familyName": f"{family} {number}"},
        "title": f"Engineer {number % 50}",
        "emails": [{"value": address, "type": "work", "primary": True}],
        "phoneNumbers": [{"value": f"+44 20 {number}", "type": "work"}],
        "addresses": [{"type": "work", "streetAddress": f"{number} Long Street", "locality": "London"}],
        "enterprise": {"department": f"Department {number % 40}", "employeeNumber": f"E{number}"},
    }
    object_id = str(id_of(9, number))
    return {
        "organisation_id": organisation,
        "id": id_of(1, number),
        "user_name": address,
        "user_name_key": name_key(address),
        "external_id": object_id,
        "active": number % 20 != 0,
        "manager": str(id_of(1, number // 10)) if number else None,
        "email_keys": [address],
        "profile": json.dumps(profile),
        "version": 1,
        "created_at": BEGUN + timedelta(minutes=number),
        "updated_at": BEGUN + timedelta(minutes=number * 7919 % 300_000),
        "source": "SCIM" if number % 10 else "SIGN_IN",
        "search_keys": search_keys(organisation, [address, name, object_id]),
    }


def _group(organisation: UUID, number: int) -> dict[str, Any]:
    name, object_id = f"{FAMILY[number % len(FAMILY)]} team {number}", str(id_of(8, number))
    return {
        "organisation_id": organisation,
        "id": id_of(2, number),
        "display_name": name,
        "display_name_key": name_key(name),
        "external_id": object_id,
        "extensions": "{}",
        "version": 1,
        "created_at": BEGUN + timedelta(minutes=number),
        "updated_at": BEGUN + timedelta(minutes=number * 7919 % 300_000),
        "source": "SCIM",
        "search_keys": search_keys(organisation, [name, object_id]),
    }


def _members(organisation: UUID, users: int, groups: int) -> Iterator[dict[str, Any]]:
    """Everybody is in two groups, and half of them in the first."""
    for number in range(users):
        for group in {number % groups, number // 2 % groups, number % 2 * (number % groups)}:
            yield {"organisation_id": organisation, "group_id": id_of(2, group), "user_id": id_of(1, number)}


def _account(organisation: UUID, number: int) -> dict[str, Any]:
    at = BEGUN + timedelta(minutes=number)
    return {
        "organisation_id": organisation,
        "tenant_id": organisation,
        "object_id": id_of(9, number),
        "user_id": id_of(1, number),
        "linked_at": at,
        "linked_by": "EXTERNAL_ID",
        "last_sign_in_at": at,
    }


def _change(organisation: UUID, number: int, users: int) -> dict[str, Any]:
    """One of every hundred is of the person whose page is looked at."""
    of = 1 if number % 100 == 0 else number % users
    changes = [{"field": "title", "before": f"Engineer {number}", "after": f"Principal Engineer {number}"}]
    return {
        "organisation_id": organisation,
        "id": id_of(7, number),
        "at": BEGUN + timedelta(minutes=number),
        "actor_kind": "SCIM_CLIENT",
        "actor_id": str(organisation),
        "actor_label": "Entra",
        "action": "userUpdate",
        "target_type": "User",
        "target_id": str(id_of(1, of)),
        "target_label": f"person{of}@contoso.example",
        "changes": json.dumps(changes),
        "request_id": str(id_of(6, number)),
    }
