"""Sessions as people themselves open them, without the way through a password or Microsoft."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from identity.access.users import find_user_to_admit
from identity.app import Identity
from identity.audit import Act
from identity.commands import sessions
from identity.commands.sessions import Proof, SessionLifetimes
from identity.rules.sign_in import SignInMethod

BY_PASSWORD = Proof(SignInMethod.PASSWORD)


async def sign_in(
    identity: Identity,
    customer: Any,
    user_name: str,
    *,
    proof: Proof = BY_PASSWORD,
    lifetimes: SessionLifetimes = SessionLifetimes(),  # noqa: B008 - it is frozen
    now: datetime | None = None,
) -> str:
    """The token of a session that a person has opened."""
    organisation_id = UUID(customer.id)
    act = Act(None, "sessionStart", "test-request", now or datetime.now(UTC), uuid7)
    async with identity.database.writing() as writer:
        user = await find_user_to_admit(writer, organisation_id, user_name)
        assert user is not None
        _, token = await sessions.start(writer, act, organisation_id, user, proof=proof, lifetimes=lifetimes)
    return token
