"""Roles of a person inside an organisation. SCIM never writes them. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Owner and admin manage the organisation; everybody else is a member."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
