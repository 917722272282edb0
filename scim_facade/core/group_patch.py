"""PATCH of a group, folded into one delta without reading the group."""

from __future__ import annotations
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from scim_facade.core.dialect import Note


class Unset(enum.Enum):
    """The PATCH does not speak of the attribute."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class GroupDelta:
    display_name: str | Unset = UNSET
    external_id: str | None | Unset = UNSET
    extensions: Mapping[str, Any] = field(default_factory=dict)
    replace_members: tuple[str, ...] | None = None
    add_members: tuple[str, ...] = ()
    remove_members: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        raise NotImplementedError


def fold(body: object) -> GroupDelta:
    raise NotImplementedError
