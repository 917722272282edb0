"""Passwords as people have them, without the way through a set-up link."""

from datetime import UTC, datetime
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

PASSWORD = "the boat on grey mud sings"
OTHER_PASSWORD = "nine clocks sleep under ice"
STARTED = """{ __typename
    ... on Problem { message } ... on SignInRefused { reason retryAfterSeconds }
    ... on SessionStarted {
        secret session { id method userId userAgent createdAt } user { userName } organisation { slug } } }"""

# As cheap as argon2id can be: real costs are met where a test is about them.
_CHEAP_HASH = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


async def give_password(sql: Any, customer: Any, user: dict[str, Any]) -> None:
    """Make PASSWORD a person's password."""
    statement = "INSERT INTO passwords (organisation_id, user_id, hash, changed_at) VALUES ($1, $2, $3, $4)"
    await sql.execute(statement, customer.id, user["id"], _CHEAP_HASH, datetime.now(UTC))
