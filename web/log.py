"""What the log says of each request.

Addresses are written as their templates: what stands in a query or in a set-up link is nobody's business.
"""

import logging
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from contract import request_log

logger = logging.getLogger("web")


@dataclass(slots=True)
class RequestRecord(request_log.RequestRecord):
    """What is known of a request in the end.

    `outcome` is the title of the page it ended with, when it did not end well; `aadsts` are the numbers of Microsoft's
    error codes; `cause` is what was wrong with an answer that was not accepted.
    """

    outcome: str | None = None
    aadsts: tuple[int, ...] = ()
    cause: str | None = None

    def details(self) -> dict[str, Any]:
        """Those that are there."""
        told = {"outcome": self.outcome, "aadsts": list(self.aadsts), "cause": self.cause}
        return {name: value for name, value in told.items() if value}


class RequestLog(request_log.RequestLog):
    """The request log of the pages."""

    logger = logger
    record = RequestRecord


def record_of(scope: Scope) -> RequestRecord:
    """The record of the request that is being answered."""
    record: RequestRecord = scope[request_log.RECORD]
    return record
