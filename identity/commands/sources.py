"""Who keeps what is being written, by who writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.actor import ActorKind
from identity.errors import PermissionDenied
from identity.rules.source import Source, may_change

if TYPE_CHECKING:
    from identity.audit import Act

_SOURCES = {ActorKind.SCIM_CLIENT: Source.SCIM, ActorKind.MICROSOFT_ACCOUNT: Source.SIGN_IN}


def source_of(act: Act) -> Source:
    """The source of what this act brings into being."""
    return _SOURCES.get(act.actor.kind, Source.LOCAL) if act.actor else Source.LOCAL


def expect_to_be_kept_here(act: Act, kept: Source, name: str) -> None:
    """Refuse a change by anybody but the directory of what the directory keeps. Raises `PermissionDenied`."""
    if not may_change(source_of(act), kept):
        raise PermissionDenied(
            f"{name} is kept by your directory: change it there, and provisioning brings the change here. What is "
            "decided here are roles, locks, sessions and linked accounts."
        )


def kept_by(act: Act, before: Source) -> Source:
    """The source of what this act changes: what the directory has written to is the directory's from then on."""
    return Source.SCIM if source_of(act) is Source.SCIM else before
