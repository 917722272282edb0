"""Roles of a person inside an organisation. SCIM never writes them. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Owner and admin manage the organisation; everybody else is a member."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


_FROM_THE_TOP = tuple(Role)


def is_demotion(before: Role, after: Role) -> bool:
    """Whether the second may do less than the first."""
    return _FROM_THE_TOP.index(after) > _FROM_THE_TOP.index(before)
