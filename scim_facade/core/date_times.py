"""dateTime values (RFC 7643 §2.3.5): the text as it is kept, and the moment that it means.

Pure, and the one module of the core that knows the library's `datetime`: it reads times and never asks for one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

Moment = datetime
"""A moment, comparable with others."""

_DATE_TIME: Final = re.compile(
    r"(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?P<fraction>\.\d{1,9})?(?P<zone>Z|[+-]\d\d:\d\d)?\Z", re.ASCII
)


def moment(text: str) -> Moment | None:
    """Return the moment that a dateTime means, in UTC where it names no offset; `None` if it is none.

    Its fraction of a second counts down to the microsecond.
    """
    match = _DATE_TIME.match(text)
    if match is None:
        return None
    fraction = (match["fraction"] or ".0")[:7]
    try:
        return datetime.fromisoformat(f"{match['second']}{fraction}{match['zone'] or 'Z'}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def with_offset(text: str) -> str:
    """Return a dateTime that `moment` knows with the offset that it stands for when it names none."""
    match = _DATE_TIME.match(text)
    return f"{text}Z" if match and not match["zone"] else text
