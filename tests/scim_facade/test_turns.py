import asyncio
import gc

import pytest

from scim_facade.turns import Turns


async def test_those_who_share_a_key_take_turns_in_order() -> None:
    turns = Turns()
    events: list[str] = []

    async def work(name: str) -> None:
        async with turns.of("user-1"):
            events.append(f"{name} begins")
            await asyncio.sleep(0)
            events.append(f"{name} ends")

    await asyncio.gather(work("a"), work("b"), work("c"))

    assert events == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


async def test_different_keys_do_not_wait_for_each_other() -> None:
    turns = Turns()

    async with turns.of("user-1"), asyncio.timeout(1), turns.of("user-2"):
        pass


async def test_a_key_takes_no_memory_once_its_turns_are_over() -> None:
    turns = Turns()

    async def work(key: int) -> None:
        async with turns.of(key % 5):
            await asyncio.sleep(0)

    await asyncio.gather(*(work(number) for number in range(50)))
    gc.collect()

    assert len(turns) == 0


async def test_a_failed_or_cancelled_turn_lets_the_next_one_in() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.of("user-1"):
            _ = 1 / 0

    async def wait_forever() -> None:
        async with turns.of("user-1"):
            await asyncio.Event().wait()

    stuck = asyncio.create_task(wait_forever())
    await asyncio.sleep(0)
    stuck.cancel()

    async with asyncio.timeout(1), turns.of("user-1"):
        pass
