"""When Microsoft's keys are read, and what is done while they cannot be."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import orjson
import pytest

from identity.errors import SignInRefused
from identity.id_tokens.key_set import signing_keys
from identity.id_tokens.key_source import MAX_BYTES, KeySource
from identity.rules.sign_in import SignInRefusal
from tests.identity.id_tokens.signing import MICROSOFT, Signer, jwks

URL = "https://login.microsoftonline.com/organizations/discovery/v2.0/keys"
DAY = 86_400
NEW = Signer("the next key", secret="the next")


class Microsoft:
    """Answers with its keys, after a moment; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.time = 1000.0
        self.answer: Callable[[], httpx2.Response] = self.with_keys(MICROSOFT)

    def with_keys(self, *signers: Signer) -> Callable[[], httpx2.Response]:
        return lambda: httpx2.Response(200, content=jwks(*signers))

    def down(self) -> None:
        def refuse() -> httpx2.Response:
            raise httpx2.ConnectError("connection refused")

        self.answer = refuse

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(request.url))
        await asyncio.sleep(0.01)
        return self.answer()


@pytest.fixture
def microsoft() -> Microsoft:
    return Microsoft()


@pytest.fixture
async def keys(microsoft: Microsoft) -> AsyncIterator[KeySource]:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(microsoft)) as http:
        source = KeySource(http, URL, timeout_seconds=0.5, clock=lambda: microsoft.time)
        yield source
        await source.close()


async def knows(keys: KeySource, signer: Signer) -> bool:
    return await keys.find(signer.kid) is not None


async def unavailable(keys: KeySource, signer: Signer = MICROSOFT) -> None:
    with pytest.raises(SignInRefused, match="Try again") as refusal:
        await keys.find(signer.kid)
    assert (refusal.value.reason, refusal.value.retry_after_seconds) == (SignInRefusal.MICROSOFT_UNAVAILABLE, 60)


async def test_keys_are_read_when_first_needed_and_then_once_a_day(keys: KeySource, microsoft: Microsoft) -> None:
    assert microsoft.asked == []
    for _ in range(3):
        assert await knows(keys, MICROSOFT)
    microsoft.time += DAY - 1
    assert await knows(keys, MICROSOFT)
    assert microsoft.asked == [URL]
    microsoft.time += 1
    assert await knows(keys, MICROSOFT)
    assert microsoft.asked == [URL] * 2


async def test_twenty_people_at_once_wait_for_one_fetch(keys: KeySource, microsoft: Microsoft) -> None:
    assert all(await asyncio.gather(*(knows(keys, MICROSOFT) for _ in range(20))))
    assert len(microsoft.asked) == 1


async def test_who_goes_away_does_not_take_the_fetch_from_the_others(keys: KeySource, microsoft: Microsoft) -> None:
    first, *others = [asyncio.create_task(knows(keys, MICROSOFT)) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    assert await asyncio.gather(*others) == [True, True]
    assert (first.cancelled(), len(microsoft.asked)) == (True, 1)


async def test_a_new_key_is_found_at_once_and_an_old_one_is_gone_with_it(keys: KeySource, microsoft: Microsoft) -> None:
    await knows(keys, MICROSOFT)
    microsoft.answer = microsoft.with_keys(NEW)
    assert await knows(keys, NEW)
    assert not await knows(keys, MICROSOFT)


async def test_names_of_keys_that_are_made_up_cost_one_fetch_a_minute(keys: KeySource, microsoft: Microsoft) -> None:
    await knows(keys, MICROSOFT)
    for second in range(180):
        microsoft.time += 1
        assert not await knows(keys, Signer(f"made up {second}"))
    assert len(microsoft.asked) == 1 + 3


async def test_during_an_outage_the_keys_there_were_stay_good(keys: KeySource, microsoft: Microsoft) -> None:
    await knows(keys, MICROSOFT)
    microsoft.down()
    microsoft.time += 3 * DAY
    for _ in range(5):
        assert await knows(keys, MICROSOFT)
    assert len(microsoft.asked) == 2
    await unavailable(keys, NEW)
    microsoft.time += 60
    microsoft.answer = microsoft.with_keys(NEW)
    assert await knows(keys, NEW)


async def test_without_any_key_microsoft_is_asked_again_each_time(keys: KeySource, microsoft: Microsoft) -> None:
    microsoft.down()
    await unavailable(keys)
    await unavailable(keys)
    microsoft.answer = microsoft.with_keys(MICROSOFT)
    assert await knows(keys, MICROSOFT)


ANSWERS: dict[str, Callable[[], httpx2.Response]] = {
    "an error": lambda: httpx2.Response(500, content=jwks(NEW)),
    "a redirect": lambda: httpx2.Response(302, headers={"location": "https://evil.example/keys"}),
    "a page": lambda: httpx2.Response(200, text="<html>"),
    "no object": lambda: httpx2.Response(200, json=["keys"]),
    "no keys": lambda: httpx2.Response(200, json={"keys": []}),
    "keys that are none": lambda: httpx2.Response(200, json={"keys": [7, None, {}, {"kty": "RSA"}]}),
    "too much": lambda: httpx2.Response(200, content=jwks(NEW) + b" " * MAX_BYTES),
    "deep": lambda: httpx2.Response(200, content=b"[" * 100_000),
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_an_answer_that_is_no_key_set_leaves_the_old_one(
    keys: KeySource, microsoft: Microsoft, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    await knows(keys, MICROSOFT)
    microsoft.answer = ANSWERS[kind]
    microsoft.time += DAY
    with caplog.at_level(logging.WARNING, "identity"):
        assert await knows(keys, MICROSOFT)
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "Microsoft's signing keys cannot be read"
    ]
    assert microsoft.asked == [URL] * 2


async def test_an_answer_that_does_not_end_is_given_up(microsoft: Microsoft) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    microsoft.answer = lambda: httpx2.Response(200, content=drip())
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(microsoft)) as http:
        await unavailable(KeySource(http, URL, timeout_seconds=0.1))


async def test_closing_gives_up_a_fetch_under_way(microsoft: Microsoft) -> None:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(microsoft)) as http:
        source = KeySource(http, URL, timeout_seconds=5)
        waiting = asyncio.create_task(source.find(MICROSOFT.kid))
        await asyncio.sleep(0)
        await source.close()
        await source.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting


def jwk(**changed: Any) -> bytes:
    member = {name: value for name, value in {**NEW.jwk, **changed}.items() if value is not None}
    return orjson.dumps({"keys": [MICROSOFT.jwk, member]})


@pytest.mark.parametrize(
    "changed",
    [
        {"use": "enc"},
        {"use": None},
        {"kty": "EC"},
        {"kid": None},
        {"kid": 7},
        {"n": None},
        {"n": "AQAB"},
        {"n": "!" * 400},
        {"n": "z" * 4000},
        {"e": ""},
        {"e": "AQ"},
        {"e": "!!"},
        {"issuer": None},
        {"issuer": ["x"]},
    ],
)
def test_a_key_that_cannot_sign_an_id_token_is_left_out(changed: dict[str, Any]) -> None:
    assert set(signing_keys(jwk(**changed))) == {MICROSOFT.kid}


def test_of_two_keys_of_one_name_the_first_counts() -> None:
    keys = signing_keys(jwks(MICROSOFT, Signer(MICROSOFT.kid, "https://evil.example", "a stranger")))
    assert keys[MICROSOFT.kid].issuer == MICROSOFT.issuer
