"""What can be done to an organisation's connections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from identity.access import require
from identity.access.organisations import get_connection_to_change
from identity.audit import Act, Target, record
from identity.commands.tenants import shut_out
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.attributes import checked_text, differences
from identity.rules.permissions import Permission
from identity.tables import CONNECTIONS

if TYPE_CHECKING:
    from identity.database import Writer
    from identity.records import ConnectionRecord
    from identity.rules.conformance import Conformance

MAX_NAME = 200

_C = CONNECTIONS.c
_SET = ("name", "conformance", "version", "microsoft_sign_in", "just_in_time_since")
_UPDATE = Statement(
    update(CONNECTIONS)
    .where(_C.organisation_id == bindparam("organisation_id"), _C.id == bindparam("connection"))
    .values({name: bindparam(f"new_{name}", type_=_C[name].type) for name in _SET})
)


async def change(
    writer: Writer,
    act: Act,
    id_: str,
    *,
    name: str | None = None,
    conformance: Conformance | None = None,
    microsoft_sign_in: bool | None = None,
    just_in_time: bool | None = None,
) -> ConnectionRecord:
    """Set what is given of a connection and leave the rest; a change that changes nothing writes nothing.

    How strictly requests are read moves the version, so that the next of them is read anew everywhere. Switching
    Microsoft sign-in off ends what people came in with by it, and leaves provisioning as it is.
    Raises `NotFound`, `LastOwner`, `InvalidInput`.
    """
    actor = require(act.actor, Permission.CONNECTIONS_WRITE)
    before = await get_connection_to_change(writer, actor, id_)
    after = replace(
        before,
        name=before.name if name is None else _checked_name(name),
        conformance=conformance or before.conformance,
        microsoft_sign_in=before.microsoft_sign_in if microsoft_sign_in is None else microsoft_sign_in,
    )
    if just_in_time not in {None, before.just_in_time}:
        after = replace(after, just_in_time=bool(just_in_time), just_in_time_since=act.now if just_in_time else None)
    if after == before:
        return before
    is_switched_off = before.microsoft_sign_in and not after.microsoft_sign_in
    ended = await shut_out(writer, act, before) if is_switched_off else []
    if after.conformance is not before.conformance:
        after = replace(after, version=before.version + 1)
    new = {f"new_{name}": getattr(after, name) for name in _SET}
    await writer.rows(_UPDATE, organisation_id=after.organisation_id, connection=after.id, **new)
    target = Target("Connection", after.id, after.name)
    await record(writer, act, after.organisation_id, target, differences(_fields(before), _fields(after)) + ended)
    return after


def _checked_name(name: str) -> str:
    checked = checked_text("name", name.strip())
    if checked is None or len(checked) > MAX_NAME:
        raise InvalidInput("name", f"The connection needs a name of 1 to {MAX_NAME} characters.")
    return checked


def _fields(connection: ConnectionRecord) -> dict[str, str | bool]:
    return {
        "name": connection.name,
        "conformance": connection.conformance,
        "microsoftSignIn": connection.microsoft_sign_in,
        "justInTime": connection.just_in_time,
    }
