"""How closely a connection's requests must follow the standard. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class Conformance(StrEnum):
    """Lenient understands what directories really send; strict takes RFC 7643 and RFC 7644 to the letter."""

    LENIENT = "LENIENT"
    STRICT = "STRICT"
