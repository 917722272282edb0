"""Lists as files for spreadsheets: comma-separated values (RFC 4180), sent as they are read.

UTF-8 with a byte order mark, since Excel takes a file without one for the code page of its computer; whoever reads it
by program has GraphQL.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.responses import Response, StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from starlette.types import Receive, Scope, Send

    Row = Sequence[str | None]

Node = TypeVar("Node")

PAGE: Final = 250
"""Rows to ask identity for at a time: in one process, everybody else is answered between two pages."""
TOTAL: Final = "X-Total-Count"

_CHUNK_CHARACTERS = 32 * 1024
_BYTE_ORDER_MARK = "\ufeff"
# By these a spreadsheet takes a cell for a formula (OWASP, CSV Injection); the wide ones are taken for the narrow.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  meant to be wide
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


async def csv_response(filename: str, header: Row, rows: AsyncIterator[Row], *, total: int | None) -> Response:
    """A download of these rows, in constant memory; `total` is how many there will be about, when that is known.

    The first row is waited for, so that whatever refuses the list still refuses the request. What breaks later breaks
    the connection off: a file that is not whole must not look as if it were.
    """
    first = await anext(rows, None)
    name = _NOT_IN_A_NAME.sub("-", filename).strip("-.") or "export.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if total is not None:
        headers[TOTAL] = str(total)
    return _Download(_encoded(header, first, rows), media_type="text/csv; charset=utf-8", headers=headers)


async def each_node(read: Callable[[str | None], Awaitable[tuple[Sequence[Node], str | None]]]) -> AsyncIterator[Node]:
    """Every node of a list; `read` gives the page after a cursor, and the cursor to go on from if there is more."""
    nodes, cursor = await read(None)
    for node in nodes:
        yield node
    while cursor is not None:
        nodes, cursor = await read(cursor)
        for node in nodes:
            yield node


def line_of(row: Row) -> str:
    """A row in CSV, with its line's end."""
    written = io.StringIO()
    csv.writer(written).writerow([_defused(cell or "") for cell in row])
    return written.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


async def _encoded(header: Row, first: Row | None, rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    text = _BYTE_ORDER_MARK + line_of(header) + ("" if first is None else line_of(first))
    async for row in rows:
        text += line_of(row)
        if len(text) >= _CHUNK_CHARACTERS:
            yield text.encode()
            text = ""
    yield text.encode()


class _Download(StreamingResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await Response(headers=dict(self.headers))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
