"""How uses of rules of leniency are reported. Pure: no I/O, no clock, no framework.

Which rules there are is the business of whoever reads requests; here they are plain names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from identity.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_RULES = 200
"""Rules in one report, and rules counted for one connection; more than any version of the service has."""

MAX_USES = 2**31 - 1
"""As many as GraphQL's Int can say; the count stays there."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MAX_NAME = 64


def counted(uses: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the uses by rule, in the order of their names. Raises `InvalidInput`."""
    total: dict[str, int] = {}
    for rule, times in uses:
        if len(rule) > _MAX_NAME or not _NAME.fullmatch(rule):
            raise InvalidInput("rule", f"'{rule[:100]}' is no name of a rule, such as 'boolean-as-string'.")
        if not 0 < times <= MAX_USES:
            raise InvalidInput("uses", f"'{rule}' cannot have been used {times} times.")
        total[rule] = total.get(rule, 0) + times
    if len(total) > MAX_RULES:
        raise InvalidInput("uses", f"The report names {len(total)} rules; at most {MAX_RULES} are counted.")
    return dict(sorted(total.items()))
