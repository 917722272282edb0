"""Batched look-ups, so that a list costs the same number of statements whatever its length.

Made anew for each operation; each batch reads on a connection of its own, because sibling fields run concurrently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strawberry.dataloader import DataLoader

from identity.access.members import count_members, pages_of_members
from identity.access.memberships import groups_of_users
from identity.access.rule_uses import rule_uses_of
from identity.access.users import display_names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Database, Reader
    from identity.paging import Page, Window
    from identity.records import MemberRecord, MembershipRecord, RuleUseRecord


@dataclass(frozen=True, slots=True)
class Loaders:
    """One loader per question that nested fields ask of many parents."""

    display_name: DataLoader[UUID, str | None]
    groups_of_user: DataLoader[UUID, list[MembershipRecord]]
    member_count: DataLoader[UUID, int]
    members: DataLoader[tuple[UUID, Window], Page[MemberRecord]]
    rule_uses: DataLoader[tuple[UUID, UUID], list[RuleUseRecord]]


def loaders_for(database: Database, actor: Actor | None) -> Loaders:
    """Loaders that look through this actor's doors."""

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
        display_name=loader(lambda reader, ids: display_names(reader, actor, ids), None),
        groups_of_user=loader(lambda reader, ids: groups_of_users(reader, actor, ids), []),
        member_count=loader(lambda reader, ids: count_members(reader, actor, ids), 0),
        members=loader(members, None),
        rule_uses=loader(lambda reader, connections: rule_uses_of(reader, actor, connections), []),
    )
