"""Who keeps a user or a group. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Where a user or a group comes from, and so who may change it."""

    SCIM = "SCIM"
    """The directory keeps it: provisioning made it, or has written to it since."""
    SIGN_IN = "SIGN_IN"
    """It came to be at somebody's first sign-in."""
    LOCAL = "LOCAL"
    """Somebody here made it."""


def may_change(writer: Source, kept: Source) -> bool:
    """Whether who writes as `writer` may change the attributes and members of what is kept by `kept`.

    The directory changes everything, and what it has changed is its own: what anybody else wrote there, it would
    overwrite, or never learn.
    """
    return writer is Source.SCIM or kept is not Source.SCIM
