"""What browsers send: forms, and JSON from our own modules. Anything longer or other is refused before it is read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import orjson

from web.endings import NOT_A_FORM, TOO_LARGE, TOO_SLOW, Ended

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BYTES: Final = 64 * 1024
MAX_FIELDS: Final = 50
MAX_SECONDS: Final = 60.0
"""What a slow line needs; whoever trickles must not hold a connection for longer."""
MAX_DEPTH: Final = 32
"""Levels of nesting; a passkey's answer has four or five."""

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class Form:
    """The fields of a form; of one that is sent twice the first counts, and an empty one is as good as none."""

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields

    def find(self, name: str) -> str | None:
        """What was typed, without the white space around it."""
        return self._fields.get(name, "").strip() or None

    def secret(self, name: str) -> str:
        """What was typed, to the letter: white space counts in a password."""
        return self._fields.get(name, "")


async def read_form(request: Request, *, max_seconds: float = MAX_SECONDS, max_fields: int = MAX_FIELDS) -> Form:
    """The form a request carries. Raises `Ended`."""
    body = await _read(request, _FORM, max_seconds)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=max_fields, errors="strict")
    except ValueError as error:
        raise Ended(NOT_A_FORM) from error
    return Form(dict(reversed(pairs)))


async def read_json(request: Request, *, max_seconds: float = MAX_SECONDS) -> dict[str, Any]:
    """The JSON object a request carries. Raises `Ended`."""
    body = await _read(request, _JSON, max_seconds)
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Ended(NOT_A_FORM) from error
    if not isinstance(content, dict) or not _is_flat(content):
        raise Ended(NOT_A_FORM)
    return content


def _is_flat(value: object, levels: int = MAX_DEPTH) -> bool:
    """Whether it is nested so little that nothing on its way breaks of it."""
    if not isinstance(value, dict | list):
        return True
    children = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_flat(child, levels - 1) for child in children)


async def _read(request: Request, media_type: str, max_seconds: float) -> bytes:
    given = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = bytearray()
    try:
        async with asyncio.timeout(max_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Ended(TOO_LARGE)
    except TimeoutError as error:
        raise Ended(TOO_SLOW) from error
    if given != media_type and (given or body):
        raise Ended(NOT_A_FORM)
    return bytes(body)
