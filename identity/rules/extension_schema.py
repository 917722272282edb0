"""Schemas by which an organisation extends users or groups (RFC 7643 §3.3). Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class ResourceType(StrEnum):
    """What a schema extends."""

    USER = "USER"
    GROUP = "GROUP"
