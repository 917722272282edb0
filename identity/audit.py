"""The audit log: who changed what, written in the transaction that changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, insert

from identity.database import Statement
from identity.tables import AUDIT_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Writer

_INSERT = Statement(insert(AUDIT_ENTRIES).values({column: bindparam(column.name) for column in AUDIT_ENTRIES.c}))


@dataclass(frozen=True, slots=True)
class Target:
    """What was changed: its id, or what stands in its place, and the name people know it by."""

    type: str
    id: UUID | str
    label: str


@dataclass(slots=True)
class Findings:
    """What an act has turned out to concern, whether or not it is carried out: of whose organisation, what, by whom."""

    organisation_id: UUID | None = None
    targets: list[Target] = field(default_factory=list)
    actor: Actor | None = None

    def add(self, organisation_id: UUID, target: Target, actor: Actor | None = None) -> None:
        """The act concerns this; `actor` is who acts, where that is known only by now."""
        self.organisation_id = organisation_id
        self.targets.append(target)
        self.actor = actor or self.actor


@dataclass(frozen=True, slots=True)
class Act:
    """One mutation being carried out: by whom, called what, under which request, and when.

    `new_id` makes time-ordered ids (UUIDv7). `findings` is filled while it is carried out.
    """

    actor: Actor | None
    action: str
    request_id: str
    now: datetime
    new_id: Callable[[], UUID]
    findings: Findings = field(default_factory=Findings)


async def record(
    writer: Writer, act: Act, organisation_id: UUID, target: Target, changes: list[dict[str, Any]]
) -> None:
    """Write the row. `changes` are `{"field", "before", "after"}` objects and never hold a secret."""
    assert act.actor is not None
    act.findings.add(organisation_id, target, act.actor)
    await writer.rows(
        _INSERT,
        organisation_id=organisation_id,
        id=act.new_id(),
        at=act.now,
        actor_kind=act.actor.kind,
        actor_id=act.actor.id,
        actor_label=act.actor.label,
        action=act.action,
        target_type=target.type,
        target_id=str(target.id),
        target_label=target.label,
        changes=orjson.dumps(changes).decode(),
        request_id=act.request_id,
    )


def created(**fields: Any) -> list[dict[str, Any]]:
    """Changes for something that came into being with these fields."""
    return [{"field": field, "before": None, "after": value} for field, value in fields.items() if value is not None]
