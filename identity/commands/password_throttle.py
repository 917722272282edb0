"""Wrong passwords in a row, counted for each name at each organisation, whether or not there is such a person."""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

from identity.access.passwords import FORGOTTEN_THROTTLES
from identity.database import Statement
from identity.errors import SignInRefused
from identity.rules.attributes import MAX_KEY
from identity.rules.names import name_key
from identity.rules.password_throttle import (
    FORGOTTEN_AFTER_SECONDS,
    MAX_FAILURES,
    failures_remembered,
    is_used_up,
    wait_after,
)
from identity.rules.sign_in import SignInRefusal
from identity.tables import PASSWORD_THROTTLES

if TYPE_CHECKING:
    from datetime import datetime

    from identity.database import Writer

_T = PASSWORD_THROTTLES.c
_MINE = _T.key == bindparam("of")
# Writing the key over itself locks the row that is there already, so that parallel attempts are counted one by one.
_HOLD = Statement(
    insert(PASSWORD_THROTTLES)
    .values(key=bindparam("of"), failures=0, last_failed_at=bindparam("now"))
    .on_conflict_do_update(index_elements=["key"], set_={"key": bindparam("of")})
    .returning(_T.failures, _T.last_failed_at)
)
_COUNT = Statement(
    update(PASSWORD_THROTTLES).where(_MINE).values(failures=bindparam("counted"), last_failed_at=bindparam("now"))
)
_FORGET = Statement(delete(PASSWORD_THROTTLES).where(_MINE))
_FORGET_OLD = Statement(delete(PASSWORD_THROTTLES).where(_T.key.in_(FORGOTTEN_THROTTLES)))


def throttle_key(organisation: str, user_name: str) -> bytes:
    """What stands for a name at an organisation, given by its slug, in the table."""
    names = f"{organisation[:MAX_KEY]}\n{name_key(user_name[:MAX_KEY])}"
    return hashlib.sha256(names.encode("utf-8", "surrogatepass")).digest()


async def count_attempt(writer: Writer, key: bytes, now: datetime) -> int:
    """Count an attempt as wrong before it is judged, and return how many that makes in a row.

    The transaction is committed before the password is verified: however many guesses arrive at once, each is counted.
    Raises `SignInRefused` while there is a wait.
    """
    held = await writer.row(_HOLD, of=key, now=now)
    assert held is not None
    elapsed = (now - held["last_failed_at"]).total_seconds()
    failures = failures_remembered(held["failures"], elapsed)
    if is_used_up(failures):
        raise SignInRefused(
            SignInRefusal.TOO_MANY_ATTEMPTS,
            f"There were {MAX_FAILURES} wrong passwords in a row, and passwords are not accepted here any more. Sign "
            "in another way, or ask whoever runs this service for a set-up link.",
        )
    remaining = math.ceil(wait_after(failures) - max(elapsed, 0))
    if remaining > 0:
        raise SignInRefused(
            SignInRefusal.TOO_MANY_ATTEMPTS, f"Too many attempts. Try again in {_in_words(remaining)}.", remaining
        )
    await writer.rows(_COUNT, of=key, counted=failures + 1, now=now)
    # Skipping what others hold: whoever waited here could wait in a circle.
    await writer.rows(_FORGET_OLD, before=now - timedelta(seconds=FORGOTTEN_AFTER_SECONDS))
    return failures + 1


async def forget_attempts(writer: Writer, key: bytes) -> None:
    """Begin anew: the person has proved who they are."""
    await writer.rows(_FORGET, of=key)


def _in_words(seconds: int) -> str:
    if seconds == 1:
        return "a second"
    return f"{seconds} seconds" if seconds <= 90 else f"{math.ceil(seconds / 60)} minutes"  # noqa: PLR2004  people's habit
