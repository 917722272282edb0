"""Groups: SCIM bodies and identity's contract."""

from __future__ import annotations
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from scim_facade.core.dialect import Note
from scim_facade.core.group_patch import GroupDelta


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """A group in canonical SCIM form (no `members` key when the body has none), and the leniency it took."""

    group: dict[str, Any]
    notes: tuple[Note, ...]


def read_group(body: object) -> ReadGroup:
    """POST/PUT body → canonical SCIM."""
    raise NotImplementedError


def to_scim(group: Mapping[str, Any], base_url: str, members: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    """identity's Group → SCIM resource; `members` are identity's Member nodes, None leaves the key out."""
    raise NotImplementedError


def group_input(group: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical SCIM → GroupInput."""
    raise NotImplementedError


def group_changes(delta: GroupDelta) -> dict[str, Any]:
    """Delta → GroupChanges with only what it speaks of."""
    raise NotImplementedError
