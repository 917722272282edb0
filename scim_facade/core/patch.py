"""PATCH of a user."""

from __future__ import annotations
from dataclasses import dataclass
from typing import Any
from scim_facade.core.dialect import Note


@dataclass(frozen=True, slots=True)
class Patched:
    """The user after the PATCH, and the leniency it took."""

    user: dict[str, Any]
    notes: tuple[Note, ...]


def apply_patch(user: dict[str, Any], body: object) -> Patched:
    raise NotImplementedError
