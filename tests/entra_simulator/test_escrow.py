"""What fails is tried again, later and later, until it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.changes import Changes
from entra_simulator.escrow import KEPT_FOR, Escrow, Phase, next_attempt
from entra_simulator.quarantine import CYCLE_INTERVAL
from tests.entra_simulator.office import MONDAY, cycle, job_for, lines, office
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from entra_simulator.transport import Answer
    from tests.entra_simulator.scim_target import Received

HOUR = timedelta(hours=1)
ADA = Changes(people=("ada",))


def refusing(name: str) -> ScimTarget:
    """A target that never takes the user of this name."""

    def refuse(request: Received) -> Answer | None:
        taken = (request.body or {}).get("userName") == f"{name}@x.example"
        return scim_answer(409, {"detail": "taken"}) if taken else None

    target = ScimTarget()
    target.intercept = refuse
    return target


def test_the_first_attempt_is_in_the_next_cycle_and_the_later_ones_keep_away_from_each_other() -> None:
    attempts = [MONDAY]
    now = MONDAY
    while (due := next_attempt(MONDAY, now)) is not None:
        now = max(due, now + CYCLE_INTERVAL)
        attempts.append(now)
    assert [(one - MONDAY) / HOUR for one in attempts[:7]] == [0, 40 / 60, 6, 12, 24, 48, 72]
    assert attempts[-1] == MONDAY + KEPT_FOR
    assert len(attempts) == 4 + 28


@settings(max_examples=100)
@given(elapsed=st.timedeltas(timedelta(), timedelta(days=40)))
def test_the_next_attempt_is_never_in_the_past_and_never_after_28_days(elapsed: timedelta) -> None:
    due = next_attempt(MONDAY, MONDAY + elapsed)
    if due is None:
        assert elapsed >= timedelta(days=27)
    else:
        assert MONDAY + elapsed <= due <= MONDAY + KEPT_FOR


@settings(max_examples=100)
@given(moments=st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=30)), min_size=2, unique=True).map(sorted))
def test_whoever_fails_later_is_not_due_earlier(moments: list[timedelta]) -> None:
    due = [next_attempt(MONDAY, MONDAY + elapsed) or datetime.max.replace(tzinfo=MONDAY.tzinfo) for elapsed in moments]
    assert all(earlier <= later for earlier, later in pairwise(due))


def test_work_is_kept_by_object_and_phase_until_it_succeeds() -> None:
    escrow = Escrow()
    assert escrow.hold("ada", Phase.USERS, ADA, MONDAY)
    assert escrow.hold("ada", Phase.MANAGERS, ADA, MONDAY)
    assert escrow.hold("sales", Phase.MEMBERS, Changes(groups=("sales",)), MONDAY)
    assert (escrow.failing_objects, escrow.failures) == (1, 3)
    escrow.release("ada", Phase.USERS)
    assert (escrow.failing_objects, escrow.failures) == (0, 2)
    escrow.clear()
    assert escrow.failures == 0


def test_work_that_failed_for_28_days_is_dropped() -> None:
    escrow = Escrow()
    escrow.hold("ada", Phase.USERS, ADA, MONDAY)
    assert not escrow.hold("ada", Phase.USERS, ADA, MONDAY + KEPT_FOR)
    assert escrow.failures == 0


def test_work_is_due_by_the_clock_or_because_its_object_changed() -> None:
    escrow = Escrow()
    escrow.hold("ada", Phase.USERS, ADA, MONDAY)
    escrow.hold("ada", Phase.USERS, ADA, MONDAY + CYCLE_INTERVAL)
    assert list(escrow.due(MONDAY + 5 * HOUR, frozenset())) == []
    assert list(escrow.due(MONDAY + 5 * HOUR, frozenset({"ada"}))) == [ADA]
    assert list(escrow.due(MONDAY + 6 * HOUR, frozenset())) == [ADA]


async def test_the_job_leaves_a_failing_object_alone_for_hours() -> None:
    directory, target = office(), refusing("ada")
    job = job_for(directory, target)
    attempts = []
    for _ in range(40):
        before = job.statistics.failures
        await cycle(job, target)
        if job.statistics.failures > before:
            attempts.append((job.now - MONDAY) / HOUR)
    assert attempts == [0, 40 / 60, 6, 12, 24]


async def test_a_failing_object_is_tried_at_once_when_it_changes() -> None:
    directory, target = office(), refusing("ada")
    job = job_for(directory, target)
    for _ in range(3):
        await cycle(job, target)
    target.intercept = lambda _: None
    assert await cycle(job, target) == []
    directory.put_person(replace(directory.people["ada"], job_title="Countess"))
    assert "POST /Users" in lines(await cycle(job, target))


async def test_after_28_days_nobody_tries_until_the_job_is_restarted() -> None:
    directory, target = office(), refusing("ada")
    job = job_for(directory, target)
    while job.now - MONDAY < timedelta(days=29):
        await cycle(job, target)
    assert job.escrow.failures == 0
    target.intercept = lambda _: None
    assert await cycle(job, target) == []
    job.restart()
    assert "POST /Users" in lines(await cycle(job, target))
