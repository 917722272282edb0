"""What the log says of each request. Neither the token nor any body is ever written."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from contract import request_log
from scim_facade.core.rules import Note

logger = logging.getLogger("scim_facade")


@dataclass(slots=True)
class RequestRecord(request_log.RequestRecord):
    """What is known of a request in the end.

    `notes` names each tolerance the request needed; `operations` is how many operations a bulk request has.
    """

    connection: str | None = None
    notes: Iterable[Note] = ()
    operations: int | None = None

    def details(self) -> dict[str, Any]:
        """The connection and the tolerances always, the rest where it is known."""
        return {
            "connection": self.connection,
            "notes": [f"{note.rule}: {note.attribute}" for note in self.notes],
            **({} if self.operations is None else {"operations": self.operations}),
        }


class RequestLog(request_log.RequestLog):
    """The request log of the façade."""

    logger = logger
    record = RequestRecord


def record_of(scope: Scope) -> RequestRecord:
    """The record of the request that is being answered."""
    record: RequestRecord = scope[request_log.RECORD]
    return record
