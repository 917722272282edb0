"""The body of a SCIM request: read within a limit, understood as JSON, or refused for a reason."""

import asyncio
import json
import re

import orjson
from starlette.datastructures import Headers
from starlette.types import Receive

from scim_facade.core.dialect import BYTE_ORDER_MARK, MISSING_CONTENT_TYPE
from scim_facade.core.errors import InvalidSyntax, PayloadTooLarge, RequestTimeout, UnsupportedMediaType, quoted
from scim_facade.core.rules import Notes

MEDIA_TYPES = frozenset({"application/scim+json", "application/json"})
MAX_DEPTH = 64

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_KEY_ENDING = re.compile(rb'"\s*:')


def check_media_type(headers: Headers, notes: Notes) -> None:
    """Raise `UnsupportedMediaType` unless the body is plain JSON; a body without a declared type is taken for JSON."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not media_type:
        notes.use(MISSING_CONTENT_TYPE, "Content-Type")
    elif media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            f"The Content-Type {quoted(media_type)} is not supported. Send 'application/scim+json'."
        )
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise UnsupportedMediaType(
            f"The Content-Encoding {quoted(coding)} is not supported. Send the body uncompressed."
        )


async def read_body(receive: Receive, headers: Headers, limit: int, timeout_seconds: float) -> bytes:
    """Return the whole body.

    Raises `PayloadTooLarge` beyond `limit` bytes: at once when `Content-Length` admits it, else once more has arrived;
    `RequestTimeout` when it takes longer than a slow line needs, so that nobody holds a connection by trickling.
    """
    declared = headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _received(receive, limit)
    except TimeoutError:
        raise RequestTimeout(f"The body had not arrived after {timeout_seconds:g} seconds. Send it again.") from None


async def _received(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise InvalidSyntax("The connection was closed before the whole body had arrived.")
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        more = message.get("more_body", False)
    return bytes(body)


def decode_json(body: bytes, notes: Notes) -> object:
    """Return the JSON value (RFC 8259) a body holds.

    Raises `InvalidSyntax` for anything else, and for what would mean different things to different readers: a key given
    twice in one object, a number out of range, half a surrogate pair, nesting beyond `MAX_DEPTH`.
    """
    if not body.strip():
        raise InvalidSyntax("The request has no body. Send a JSON object.")
    text = body.removeprefix(_BYTE_ORDER_MARK)
    if len(text) < len(body):
        notes.use(BYTE_ORDER_MARK, "body")
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidSyntax(f"The body is not valid JSON: {error}.") from None
    # Each key ends in `":`, and strings may hold more of these: equality proves that no key was swallowed.
    if _count_keys(value) != len(_KEY_ENDING.findall(text)):
        _refuse_repeated_keys(text)
    return value


def _count_keys(value: object) -> int:
    """How many keys all objects in `value` have; raises `InvalidSyntax` when it is nested too deeply."""
    keys = depth = 0
    level = [value]
    while level:
        if depth > MAX_DEPTH:
            raise InvalidSyntax(f"The body nests objects and lists more than {MAX_DEPTH} deep.")
        depth += 1
        inner: list[object] = []
        for node in level:
            if isinstance(node, dict):
                keys += len(node)
                inner += node.values()
            elif isinstance(node, list):
                inner += node
        level = inner
    return keys


def _refuse_repeated_keys(text: bytes) -> None:
    def unique(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise InvalidSyntax(f"The body gives the key {quoted(key)} twice in one object.")
            seen.add(key)

    json.loads(text, object_pairs_hook=unique)


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"The body is larger than {limit} bytes, the maxPayloadSize. Split the change into several requests."
    )
