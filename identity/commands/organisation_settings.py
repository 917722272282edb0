"""What an organisation decides on itself: what it is called, and how long its people stay signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from identity.access import require
from identity.access.organisations import get_own_organisation_to_change
from identity.actor import ActorKind
from identity.audit import Act, Target, record
from identity.commands.organisations import checked_name
from identity.database import Statement
from identity.errors import PermissionDenied
from identity.rules.attributes import differences
from identity.rules.permissions import Permission
from identity.rules.session_lifetimes import Lifetimes, Most, checked
from identity.tables import ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from identity.commands.sessions import SessionLifetimes
    from identity.database import Writer
    from identity.records import OrganisationRecord

_O = ORGANISATIONS.c
_FIELDS = {
    "name": "name",
    "sessionLifetimeSeconds": "session_lifetime_seconds",
    "sessionIdleSeconds": "session_idle_seconds",
}
_UPDATE = Statement(
    update(ORGANISATIONS)
    .where(_O.id == bindparam("organisation"))
    .values({name: bindparam(f"new_{name}", type_=_O[name].type) for name in _FIELDS.values()})
)


async def change(writer: Writer, act: Act, changes: Mapping[str, Any], maximum: SessionLifetimes) -> OrganisationRecord:
    """Set what is given and leave the rest; a change that changes nothing writes nothing.

    `changes` has GraphQL's names; `None` makes a lifetime the operator's again. Sessions that live already keep theirs.
    Raises `InvalidInput`, `PermissionDenied`, `NotFound`.
    """
    actor = require(act.actor, Permission.ORGANISATION_WRITE)
    if "name" in changes and actor.kind is ActorKind.SETUP_LINK:
        raise PermissionDenied(
            "A link is there to set up sign-in and provisioning; the name is the organisation's own."
        )
    before = await get_own_organisation_to_change(writer, actor)
    given = {_FIELDS[field]: value for field, value in changes.items()}
    if "name" in given:
        given["name"] = checked_name(given["name"] or "")
    after = replace(before, **given)
    if given.keys() & {"session_lifetime_seconds", "session_idle_seconds"}:
        most = Most(int(maximum.absolute.total_seconds()), int(maximum.idle.total_seconds()))
        checked(Lifetimes(after.session_lifetime_seconds, after.session_idle_seconds), most)
    if written := differences(_told(before), _told(after)):
        new = {f"new_{name}": getattr(after, name) for name in _FIELDS.values()}
        await writer.rows(_UPDATE, organisation=after.id, **new)
        await record(writer, act, after.id, Target("Organisation", after.id, after.name), written)
    return after


def _told(organisation: OrganisationRecord) -> dict[str, Any]:
    """The fields as the audit log names them."""
    return {field: getattr(organisation, name) for field, name in _FIELDS.items()}
