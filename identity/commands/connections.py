"""What can be done to an organisation's connections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from identity.access import require
from identity.access.organisations import get_connection_to_change
from identity.audit import Act, Target, record
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
_UPDATE = Statement(
    update(CONNECTIONS)
    .where(_C.organisation_id == bindparam("organisation_id"), _C.id == bindparam("connection"))
    .values({name: bindparam(f"new_{name}", type_=_C[name].type) for name in ("name", "conformance", "version")})
)


async def change(
    writer: Writer, act: Act, id_: str, *, name: str | None = None, conformance: Conformance | None = None
) -> ConnectionRecord:
    """Set what is given of a connection and leave the rest; a change that changes nothing writes nothing.

    How strictly requests are read moves the version, so that the next of them is read anew everywhere.
    Raises `NotFound`, `InvalidInput`.
    """
    actor = require(act.actor, Permission.CONNECTIONS_WRITE)
    before = await get_connection_to_change(writer, actor, id_)
    after = replace(
        before,
        name=before.name if name is None else _checked_name(name),
        conformance=conformance or before.conformance,
    )
    if after == before:
        return before
    if after.conformance is not before.conformance:
        after = replace(after, version=before.version + 1)
    await writer.rows(
        _UPDATE,
        organisation_id=after.organisation_id,
        connection=after.id,
        new_name=after.name,
        new_conformance=after.conformance,
        new_version=after.version,
    )
    target = Target("Connection", after.id, after.name)
    await record(writer, act, after.organisation_id, target, differences(_fields(before), _fields(after)))
    return after


def _checked_name(name: str) -> str:
    checked = checked_text("name", name.strip())
    if checked is None or len(checked) > MAX_NAME:
        raise InvalidInput("name", f"The connection needs a name of 1 to {MAX_NAME} characters.")
    return checked


def _fields(connection: ConnectionRecord) -> dict[str, str]:
    return {"name": connection.name, "conformance": connection.conformance}
