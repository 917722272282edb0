"""The doors: the only place that selects an organisation's rows.

Each door takes the actor and looks only inside the actor's organisation, so somebody else's row is not found rather
than forbidden. `get_*` raises `NotFound`, `find_*` may return `None`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from identity.errors import PermissionDenied, Unauthenticated
from identity.rules.permissions import Permission, allowed

if TYPE_CHECKING:
    from identity.actor import Actor

OPERATOR_SCOPE = UUID(int=0)
"""Stands where an organisation's id would, for acts of the operator that concern no organisation."""


def require(actor: Actor | None, permission: Permission) -> Actor:
    """The actor, if the permission table lets them. Raises `Unauthenticated` or `PermissionDenied`."""
    if actor is None:
        raise Unauthenticated("Send a bearer token in the Authorization header.")
    if not allowed(actor.holder, permission):
        raise PermissionDenied(f"{actor.label} may not do this: it needs the permission {permission}.")
    return actor


def organisation_of(actor: Actor) -> UUID:
    """The organisation whose rows the actor may see."""
    return OPERATOR_SCOPE if actor.organisation_id is None else actor.organisation_id
