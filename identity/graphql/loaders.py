"""Batched look-ups, so that a list costs the same number of statements whatever its length.

Made anew for each operation; each batch reads on a connection of its own, because sibling fields run concurrently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strawberry.dataloader import DataLoader

from identity.access.audit_entries import audit_entries_of_requests
from identity.access.connection_health import health_of, progress_of
from identity.access.members import count_members, pages_of_members
from identity.access.memberships import groups_of_users
from identity.access.microsoft_accounts import microsoft_accounts_of
from identity.access.personal_tokens import personal_tokens_of
from identity.access.refused_credentials import refused_credentials_of
from identity.access.roles import roles_of
from identity.access.rule_uses import rule_uses_of
from identity.access.sessions import living_sessions_of
from identity.access.users import display_names, users
from identity.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from uuid import UUID

    from identity.access.activity_records import RefusedCredentialRecord
    from identity.actor import Actor
    from identity.database import Database, Reader
    from identity.paging import Page, Window
    from identity.records import (
        AuditRecord,
        ConnectionHealthRecord,
        ConnectionProgressRecord,
        MemberRecord,
        MembershipRecord,
        MicrosoftAccountRecord,
        RuleUseRecord,
        SessionRecord,
        TokenRecord,
        UserRecord,
    )


@dataclass(frozen=True, slots=True)
class Loaders:
    """One loader per question that nested fields ask of many parents."""

    connection_health: DataLoader[tuple[UUID, UUID], ConnectionHealthRecord]
    connection_progress: DataLoader[tuple[UUID, UUID], ConnectionProgressRecord]
    changes_of_request: DataLoader[str, list[AuditRecord]]
    display_name: DataLoader[UUID, str | None]
    groups_of_user: DataLoader[UUID, list[MembershipRecord]]
    member_count: DataLoader[UUID, int]
    members: DataLoader[tuple[UUID, Window], Page[MemberRecord]]
    microsoft_accounts: DataLoader[UUID, list[MicrosoftAccountRecord]]
    personal_tokens: DataLoader[UUID, list[TokenRecord]]
    refused_credentials: DataLoader[tuple[UUID, UUID], list[RefusedCredentialRecord]]
    role: DataLoader[UUID, Role]
    rule_uses: DataLoader[tuple[UUID, UUID], list[RuleUseRecord]]
    sessions: DataLoader[UUID, list[SessionRecord]]
    user: DataLoader[UUID, UserRecord | None]


def loaders_for(database: Database, actor: Actor | None, now: Callable[[], datetime]) -> Loaders:
    """Loaders that look through this actor's doors, at what is so now."""

    def loader(find: Callable[[Reader, list[Any]], Awaitable[dict[Any, Any]]], default: Any) -> DataLoader[Any, Any]:
        async def batch(keys: list[Any]) -> list[Any]:
            async with database.reading() as reader:
                found = await find(reader, keys)
            return [found.get(key, default) for key in keys]

        return DataLoader(load_fn=batch)

    async def members(reader: Reader, keys: list[tuple[UUID, Window]]) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for window in {window for _, window in keys}:
            ids = [id_ for id_, wanted in keys if wanted == window]
            pages = await pages_of_members(reader, actor, ids, window)
            found.update({(id_, window): page for id_, page in pages.items()})
        return found

    return Loaders(
        changes_of_request=loader(lambda reader, ids: audit_entries_of_requests(reader, actor, ids), []),
        connection_health=loader(lambda reader, connections: health_of(reader, actor, connections, now()), None),
        connection_progress=loader(lambda reader, connections: progress_of(reader, actor, connections), None),
        display_name=loader(lambda reader, ids: display_names(reader, actor, ids), None),
        groups_of_user=loader(lambda reader, ids: groups_of_users(reader, actor, ids), []),
        member_count=loader(lambda reader, ids: count_members(reader, actor, ids), 0),
        members=loader(members, None),
        microsoft_accounts=loader(lambda reader, ids: microsoft_accounts_of(reader, actor, ids), []),
        personal_tokens=loader(lambda reader, ids: personal_tokens_of(reader, actor, ids, now()), []),
        refused_credentials=loader(lambda reader, connections: refused_credentials_of(reader, actor, connections), []),
        role=loader(lambda reader, ids: roles_of(reader, actor, ids), Role.MEMBER),
        rule_uses=loader(lambda reader, connections: rule_uses_of(reader, actor, connections), []),
        sessions=loader(lambda reader, ids: living_sessions_of(reader, actor, ids, now()), []),
        user=loader(lambda reader, ids: users.find_each(reader, actor, ids), None),
    )
