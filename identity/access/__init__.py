"""The doors: the only place that selects an organisation's rows.

Each door takes the actor and looks only inside the actor's organisation, so somebody else's row is not found rather
than forbidden. `get_*` raises `NotFound`, `find_*` may return `None`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from identity.actor import ActorKind
from identity.errors import NotFound, PermissionDenied, Unauthenticated
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission, allowed

if TYPE_CHECKING:
    from identity.actor import Actor
    from identity.database import Reader, Row, Statement

OPERATOR_SCOPE = UUID(int=0)
"""Stands where an organisation's id would, for acts of the operator that concern no organisation."""


def require(actor: Actor | None, permission: Permission) -> Actor:
    """The actor, if the permission table lets them. Raises `Unauthenticated` or `PermissionDenied`."""
    if actor is None:
        raise Unauthenticated("Send a bearer token in the Authorization header.")
    if not allowed(actor.holder, permission):
        raise PermissionDenied(f"{actor.label} may not do this: it needs the permission {permission}.")
    return actor


def require_themselves(actor: Actor | None, permission: Permission) -> Actor:
    """Like `require`, for what only the person themselves may do, in a session that they opened.

    A token of theirs may not, and nor may whoever looks with their eyes. Raises like `require`.
    """
    actor = require(actor, permission)
    if not actor.signed_in_themselves:
        raise PermissionDenied("Only somebody who has signed in themselves may do this. Sign in and try again.")
    return actor


def require_no_token_of_theirs(actor: Actor | None, permission: Permission) -> Actor:
    """Like `require`, for what outlives whoever does it: roles, and tokens of the organisation's.

    Somebody who stole a person's token could take root by it. Raises like `require`.
    """
    actor = require(actor, permission)
    if actor.kind is ActorKind.PERSON and actor.session_id is None:
        raise PermissionDenied(f"{actor.label} may not do this: by a personal token nobody gets a token or a role.")
    return actor


def organisation_of(actor: Actor) -> UUID:
    """The organisation whose rows the actor may see."""
    return OPERATOR_SCOPE if actor.organisation_id is None else actor.organisation_id


def only_connection_of(actor: Actor) -> UUID | None:
    """The one connection of their organisation that is there for whoever followed a link; for others there are all."""
    return actor.connection_id if actor.kind is ActorKind.SETUP_LINK else None


def may_reach(actor: Actor, connection_id: UUID) -> bool:
    """Whether a connection of their organisation is there for the actor."""
    return only_connection_of(actor) in {None, connection_id}


async def get_owned(reader: Reader, actor: Actor, statement: Statement, kind: str, id_: str) -> Row:
    """The row with this id, if it is of the actor's organisation; of any, for the operator. Raises `NotFound`.

    `kind` is what the row is called there. The statement selects by `id`, and `organisation_id` among the columns.
    """
    uuid = uuid_or_none(id_)
    row = await reader.row(statement, id=uuid) if uuid else None
    if row is None or (actor.kind is not ActorKind.OPERATOR and row["organisation_id"] != organisation_of(actor)):
        raise NotFound(kind, id_)
    return row
