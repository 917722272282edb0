"""Roles of a person inside an organisation. SCIM never writes them. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Owner and admin manage the organisation, an auditor sees what they see; everybody else is a member."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    AUDITOR = "AUDITOR"
    MEMBER = "MEMBER"

    @property
    def manages(self) -> bool:
        """Whether they may change anything of the organisation's."""
        return self in {Role.OWNER, Role.ADMIN}


_FROM_THE_TOP = tuple(Role)


def is_demotion(before: Role, after: Role) -> bool:
    """Whether the second may do less than the first."""
    return _FROM_THE_TOP.index(after) > _FROM_THE_TOP.index(before)
