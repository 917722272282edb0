"""Taking a customer in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from identity.access import require
from identity.audit import Act, Target, created, record
from identity.commands.users import insert_user
from identity.database import Statement
from identity.errors import InvalidInput, SlugTaken
from identity.records import ConnectionRecord, OrganisationRecord, UserRecord
from identity.rules.attributes import checked_key, checked_text
from identity.rules.names import is_slug
from identity.rules.permissions import Permission
from identity.rules.roles import Role
from identity.tables import CONNECTIONS, MEMBERSHIPS, ORGANISATIONS

if TYPE_CHECKING:
    from identity.database import Writer

MAX_NAME = 200
FIRST_CONNECTION = "Microsoft Entra"

_INSERT = Statement(
    insert(ORGANISATIONS)
    .values({name: bindparam(name) for name in ("id", "slug", "name", "created_at")})
    .on_conflict_do_nothing(index_elements=["slug"])
    .returning(ORGANISATIONS.c.id)
)
_INSERT_CONNECTION = Statement(
    insert(CONNECTIONS).values(
        {
            name: bindparam(name)
            for name in ("organisation_id", "id", "name", "conformance", "version", "created_at", "microsoft_sign_in")
        }
    )
)
_INSERT_MEMBERSHIP = Statement(insert(MEMBERSHIPS).values({column: bindparam(column.name) for column in MEMBERSHIPS.c}))


async def create(
    writer: Writer, act: Act, name: str, slug: str, owner: str
) -> tuple[OrganisationRecord, ConnectionRecord, UserRecord]:
    """Create an organisation with its connection and its first owner. Raises `SlugTaken`, `InvalidInput`."""
    require(act.actor, Permission.ORGANISATION_CREATE)
    named = checked_name(name)
    if not is_slug(slug):
        raise InvalidInput("slug", f"The slug '{slug[:100]}' must be 1 to 63 of a-z, 0-9 and inner hyphens.")
    owner_name = checked_key("owner", owner.strip())
    if owner_name is None:
        raise InvalidInput("owner", "The organisation needs the userName of its first owner.")
    organisation = OrganisationRecord(act.new_id(), slug, named, act.now)
    if await writer.value(_INSERT, id=organisation.id, slug=slug, name=named, created_at=act.now) is None:
        raise SlugTaken(slug)
    connection = ConnectionRecord(organisation.id, act.new_id(), FIRST_CONNECTION, act.now)
    await writer.rows(
        _INSERT_CONNECTION,
        organisation_id=organisation.id,
        id=connection.id,
        name=connection.name,
        conformance=connection.conformance,
        version=connection.version,
        created_at=act.now,
        microsoft_sign_in=connection.microsoft_sign_in,
    )
    user = await insert_user(writer, act, organisation.id, {"userName": owner_name})
    await writer.rows(_INSERT_MEMBERSHIP, organisation_id=organisation.id, user_id=user.id, role=Role.OWNER)
    changes = created(name=named, slug=slug, owner=user.user_name, connection=str(connection.id))
    await record(writer, act, organisation.id, Target("Organisation", organisation.id, named), changes)
    return organisation, connection, user


def checked_name(name: str) -> str:
    """What an organisation is called, as it is kept. Raises `InvalidInput`."""
    named = checked_text("name", name.strip())
    if named is None or len(named) > MAX_NAME:
        raise InvalidInput("name", f"The organisation needs a name of 1 to {MAX_NAME} characters.")
    return named
