"""Whom the operator lets in: a person of a customer's, for a reason that the customer can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.access.organisations import find_organisation
from identity.access.users import find_user_to_admit
from identity.errors import InvalidInput, NotFound
from identity.rules.attributes import checked_text

if TYPE_CHECKING:
    from identity.audit import Act
    from identity.database import Writer
    from identity.records import OrganisationRecord, UserRecord


async def get_person_to_admit(
    writer: Writer, act: Act, organisation: str, user_name: str, *, reason: str
) -> tuple[OrganisationRecord, UserRecord]:
    """The organisation of this slug and its person of this userName, who stay as they are until the transaction ends.

    Raises `NotFound`, and `InvalidInput` for a deactivated or locked person, or when no reason is given.
    """
    if checked_text("reason", reason.strip()) is None:
        raise InvalidInput("reason", "Say why this person is let in; their organisation can read it.")
    of = await find_organisation(writer, act.actor, organisation)
    if of is None:
        raise NotFound("Organisation", organisation)
    user = await find_user_to_admit(writer, of.id, user_name)
    if user is None:
        raise NotFound("User", user_name)
    if user.locked_at is not None:
        raise InvalidInput(
            "userName", f"{user.user_name} is locked and cannot sign in. Let their administrators unlock them."
        )
    if not user.active:
        raise InvalidInput("userName", f"{user.user_name} is deactivated and cannot sign in. Activate them first.")
    return of, user
