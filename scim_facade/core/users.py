"""Users: SCIM bodies and identity's contract."""

from __future__ import annotations
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from scim_facade.core.dialect import Note


@dataclass(frozen=True, slots=True)
class ReadUser:
    """A user in canonical SCIM form, and the leniency it took to read it."""

    user: dict[str, Any]
    notes: tuple[Note, ...]


def read_user(body: object) -> ReadUser:
    """POST/PUT body → canonical SCIM."""
    raise NotImplementedError


def to_scim(user: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """identity's User (GraphQL JSON) → SCIM resource."""
    raise NotImplementedError


def user_input(user: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical SCIM → UserInput."""
    raise NotImplementedError


def user_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Two canonical SCIM users → UserChanges with only what differs; null clears."""
    raise NotImplementedError
