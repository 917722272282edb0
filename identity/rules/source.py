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
