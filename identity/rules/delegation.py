"""Acting in an organisation without being one of its people. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum

from identity.errors import InvalidInput
from identity.rules.text import unstorable

MAX_LABEL = 100
MOST_LINKS = 20
"""Links of one connection that can be followed at the same time."""
MOST_SESSIONS = 10
"""Sessions of one link that live at the same time; one more ends the oldest."""
MIN_REASON, MAX_REASON = 10, 500


class DelegationKind(StrEnum):
    """What somebody in a delegated session is; the actor's kind has the same name."""

    SETUP_LINK = "SETUP_LINK"
    """Who followed a link to set up a connection, and does nothing else."""
    SUPPORT = "SUPPORT"
    """The operator's support desk, which only looks."""


def label_of_link(label: str) -> str:
    """What the audit log calls whoever follows a link that was made for somebody."""
    return f"Set-up link for {label}"


def label_of_support(operator: str) -> str:
    """What the customer reads of who looked at their pages; `operator` is the name of the operator's token."""
    return f"Support desk: {operator}"


def checked_label(label: str) -> str:
    """Whom a link is for, as it is kept. Raises `InvalidInput`."""
    kept = " ".join(label.split())
    if unstorable(kept) or not 1 <= len(kept) <= MAX_LABEL:
        raise InvalidInput("label", f"Say in 1 to {MAX_LABEL} characters whom the link is for, such as “Jo of IT”.")
    return kept


def checked_reason(reason: str) -> str:
    """Why somebody who is not of the organisation acts in it, as its people read it. Raises `InvalidInput`."""
    kept = reason.strip()
    if unstorable(kept) or not MIN_REASON <= len(kept) <= MAX_REASON:
        raise InvalidInput(
            "reason",
            f"Give the reason in {MIN_REASON} to {MAX_REASON} characters; the organisation's people can read it.",
        )
    return kept
