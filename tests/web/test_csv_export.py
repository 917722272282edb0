"""Lists as files: whatever stands in a cell comes out of it again, and runs nowhere."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.csv_export import TOTAL, csv_response, each_node, line_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

# What PostgreSQL stores: any text without NUL, and no halves of characters.
CELLS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=30)


async def rows_of(*rows: Sequence[str | None]) -> AsyncIterator[Sequence[str | None]]:
    for row in rows:
        yield row


async def sent(response: Response, method: str = "GET") -> bytes:
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {"type": "http", "method": method, "asgi": {"spec_version": "2.4"}}
    await response(scope, receive, send)
    return b"".join(message.get("body", b"") for message in messages)


@given(st.lists(CELLS, min_size=1, max_size=5))
@settings(max_examples=100)
def test_a_row_is_read_back_as_it_was_written_but_for_what_would_run(row: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(line_of(row), newline=""), strict=True)
    assert [cell.removeprefix("'") for cell in read] == [cell.removeprefix("'") for cell in row]


@given(CELLS)
@settings(max_examples=100)
def test_no_cell_begins_as_a_formula_does(cell: str) -> None:
    (read,) = csv.reader(io.StringIO(line_of([cell, "x"]), newline=""), strict=True)
    assert not read[0].startswith(tuple("=+-@\t\r\n"))


@pytest.mark.parametrize("cell", ['=HYPERLINK("https://x")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\uff1d1"])
def test_a_formula_becomes_text(cell: str) -> None:
    (read,) = csv.reader(io.StringIO(line_of([cell]), newline=""), strict=True)
    assert read == [f"'{cell}"]


def test_lines_end_and_cells_are_quoted_as_the_standard_has_it() -> None:
    assert line_of(['say "hi"', "a,b", None, "two\r\nlines"]) == '"say ""hi""","a,b",,"two\r\nlines"\r\n'


async def test_a_file_says_what_it_is_called_and_how_many_rows_to_expect() -> None:
    response = await csv_response('us"ers\r\n Zoë.csv', ["name"], rows_of(["Zoë"]), total=1)
    assert response.headers["Content-Disposition"] == 'attachment; filename="us-ers-Zo-.csv"'
    assert response.headers[TOTAL] == "1"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert await sent(response) == b"\xef\xbb\xbfname\r\nZo\xc3\xab\r\n"


async def test_a_list_of_nobody_is_a_file_with_a_header() -> None:
    response = await csv_response("users.csv", ["name"], rows_of(), total=None)
    assert TOTAL not in response.headers
    assert await sent(response) == b"\xef\xbb\xbfname\r\n"


async def test_what_refuses_the_list_refuses_the_request() -> None:
    async def refused() -> AsyncIterator[list[str]]:
        raise PermissionError
        yield []

    with pytest.raises(PermissionError):
        await csv_response("users.csv", ["name"], refused(), total=None)


async def test_a_long_file_is_sent_in_parts_and_a_head_request_reads_none_of_it() -> None:
    read = 0

    async def many() -> AsyncIterator[list[str]]:
        nonlocal read
        while read < 5_000:
            read += 1
            yield ["x" * 100]

    assert await sent(await csv_response("a.csv", ["x"], many(), total=5_000), "HEAD") == b""
    assert read == 1
    read = 0
    body = await sent(await csv_response("a.csv", ["x"], many(), total=5_000))
    assert body.count(b"\r\n") == 5_001


async def test_pages_are_walked_to_the_end() -> None:
    pages: dict[str | None, tuple[list[int], str | None]] = {None: ([1, 2], "a"), "a": ([], "b"), "b": ([3], None)}

    async def read(cursor: str | None) -> tuple[list[int], str | None]:
        return pages[cursor]

    assert [node async for node in each_node(read)] == [1, 2, 3]
