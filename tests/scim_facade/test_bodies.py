import asyncio
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.types import Message

from scim_facade.bodies import MAX_DEPTH, check_media_type, decode_json, read_body
from scim_facade.core.errors import InvalidSyntax, PayloadTooLarge, RequestTimeout, UnsupportedMediaType
from scim_facade.core.rules import Note, Notes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=100)
def test_any_json_value_is_read_as_it_was_written(value: Any) -> None:
    assert decode_json(orjson.dumps(value), Notes()) == value


@given(st.binary() | st.text(alphabet='{}[]":,\\ 0a', max_size=30).map(str.encode))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused_as_bad_syntax(body: bytes) -> None:
    with suppress(InvalidSyntax):
        decode_json(body, Notes())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no body"),
        (b"  \r\n", "no body"),
        (b"{", "not valid JSON"),
        (b'{"a":1}}', "not valid JSON"),
        (b"{'a':1}", "not valid JSON"),
        (b'{"a":NaN}', "not valid JSON"),
        (b'{"a":-Infinity}', "not valid JSON"),
        (b'{"a":1e999}', "not valid JSON"),
        (b'{"a":"\xff"}', "not valid JSON"),
        (b'{"a":"\\ud800"}', "not valid JSON"),
        (b'{"a":"\x00"}', "not valid JSON"),
        ("{}".encode("utf-16"), "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2), "64 deep"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "64 deep"),
        (b'{"userName":"a","active":true,"userName":"b"}', 'the key "userName" twice'),
        (b'{"x":[{"a":1},{"a":"\\":","a" :2}]}', 'the key "a" twice'),
    ],
)
def test_what_is_no_json_or_may_be_read_in_two_ways_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(InvalidSyntax, match=reason):
        decode_json(body, Notes())


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (b'{"a":"\\":\\": "}', {"a": '":": '}),
        (b'{"a" : {"a"\n: 1}}', {"a": {"a": 1}}),
        (b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH, None),
    ],
)
def test_odd_but_unambiguous_json_is_read(body: bytes, value: object) -> None:
    decoded = decode_json(body, Notes())
    assert value is None or decoded == value


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/scim+json",
        "application/scim+json; charset=utf-8",
        "APPLICATION/SCIM+JSON;CHARSET=UTF-8",
        " application/json ;odata=verbose",
        "",
    ],
)
def test_both_media_types_are_accepted_in_any_case_and_with_parameters(content_type: str) -> None:
    check_media_type(Headers({"content-type": content_type}), Notes())


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/xml"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_other_media_types_and_compressed_bodies_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(UnsupportedMediaType):
        check_media_type(Headers(headers), Notes())


def arriving(*chunks: bytes, complete: bool = True) -> Any:
    """An ASGI `receive` that hands out the chunks, and then hangs up when the body is not complete."""
    messages: list[Message] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    if complete:
        messages[-1]["more_body"] = False
    else:
        messages.append({"type": "http.disconnect"})

    async def receive() -> Message:
        await asyncio.sleep(0)
        return messages.pop(0)

    receive.left = messages  # type: ignore[attr-defined]  # so that a test can see what was not read
    return receive


async def test_a_body_is_read_whole_up_to_the_limit() -> None:
    assert await read_body(arriving(b"abc", b"", b"def"), Headers({}), limit=6, timeout_seconds=5) == b"abcdef"


async def test_a_body_that_admits_its_length_is_refused_before_it_is_read() -> None:
    receive = arriving(b"abc")

    with pytest.raises(PayloadTooLarge, match="larger than 6 bytes"):
        await read_body(receive, Headers({"content-length": "7"}), limit=6, timeout_seconds=5)
    assert len(receive.left) == 1


@pytest.mark.parametrize("declared", [{}, {"content-length": "1"}, {"content-length": "-5"}, {"content-length": "²"}])
async def test_a_body_that_hides_its_length_is_refused_as_soon_as_it_is_too_long(declared: dict[str, str]) -> None:
    receive = arriving(b"abc", b"defg", b"never read")

    with pytest.raises(PayloadTooLarge):
        await read_body(receive, Headers(declared), limit=6, timeout_seconds=5)
    assert len(receive.left) == 1


async def test_an_absurd_content_length_is_only_too_large() -> None:
    with pytest.raises(PayloadTooLarge):
        await read_body(arriving(b""), Headers({"content-length": "9" * 10_000}), limit=6, timeout_seconds=5)


async def test_a_body_cut_short_is_refused() -> None:
    with pytest.raises(InvalidSyntax, match="closed before"):
        await read_body(arriving(b'{"a":', complete=False), Headers({}), limit=100, timeout_seconds=5)


def test_a_body_is_noted_for_what_it_has_too_much_and_its_headers_for_what_they_lack() -> None:
    notes = Notes()
    check_media_type(Headers({}), notes)
    decode_json(b"\xef\xbb\xbf{}", notes)
    assert list(notes) == [Note("missing-content-type", "Content-Type"), Note("byte-order-mark", "body")]


async def test_a_body_that_never_ends_is_not_waited_for() -> None:
    async def trickling() -> Message:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b"", "more_body": True}

    with pytest.raises(RequestTimeout, match=r"0\.02 seconds"):
        await read_body(trickling, Headers({}), limit=100, timeout_seconds=0.02)
