"""Leniency as data."""

from __future__ import annotations
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One use of a leniency rule: the rule's name, and the attribute or value it was used on."""

    rule: str
    attribute: str
