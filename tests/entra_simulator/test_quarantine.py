"""When the job is put in quarantine, how it goes on there, and how it comes out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from entra_simulator.changes import Changes
from entra_simulator.directory import Directory, Group
from entra_simulator.engine import NotRunning, ResetScope
from entra_simulator.escrow import Escrow, Phase
from entra_simulator.quarantine import CYCLE_INTERVAL, EscrowThresholds, Quarantined, QuarantineReason
from entra_simulator.transport import Answer, Unreachable
from tests.entra_simulator.office import MONDAY, cycle, job_for, lines, office, person
from tests.entra_simulator.scim_target import Received, ScimTarget, scim_answer

SMALL = EscrowThresholds(evaluated_from=2, share=0.4, objects=3, total=5)


def failing(objects: int, references: int = 0) -> Escrow:
    escrow = Escrow()
    for number in range(objects):
        escrow.hold(f"user {number}", Phase.USERS, Changes(), MONDAY)
    for number in range(references):
        escrow.hold(f"group {number}", Phase.MEMBERS, Changes(), MONDAY)
    return escrow


@pytest.mark.parametrize(
    ("objects", "references", "of", "reason"),
    [
        (1, 0, 2, None),
        (2, 0, 5, None),
        (2, 0, 4, QuarantineReason.ESCROW_PROPORTION),
        (4, 0, 100, QuarantineReason.BASE_ESCROW),
        (0, 5, 4, None),
        (0, 6, 100, QuarantineReason.TOTAL_ESCROW),
        (1, 5, 100, QuarantineReason.TOTAL_ESCROW),
    ],
)
def test_too_many_failures_have_a_reason_of_their_own(
    objects: int, references: int, of: int, reason: QuarantineReason | None
) -> None:
    exceeded = SMALL.exceeded(failing(objects, references), of)
    assert (exceeded[0] if exceeded else None) == reason


def test_by_default_fewer_than_5000_failures_are_nobodys_concern() -> None:
    assert EscrowThresholds().exceeded(failing(4_999), 4_999) is None
    exceeded = EscrowThresholds().exceeded(failing(5_000), 12_000)
    assert exceeded == (QuarantineReason.ESCROW_PROPORTION, "5,000 of 12,000 objects fail.")


async def test_a_target_that_refuses_most_objects_quarantines_the_job_until_it_takes_them() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target, escrow_thresholds=SMALL)
    target.intercept = lambda request: scim_answer(400, {"detail": "odd"}) if request.method == "POST" else None
    with pytest.raises(Quarantined, match="3 of 3 objects fail") as caught:
        await job.run_cycle()
    assert caught.value.reason is QuarantineReason.ESCROW_PROPORTION
    target.intercept = lambda _: None
    await job.run_cycle()
    assert job.quarantine is None
    assert target.groups["id-3"]["members"] == ["id-1", "id-2"]


def answer_to_reads(answer: Answer) -> ScimTarget:
    """A target that gives this answer to whatever is read after the probe."""
    target = ScimTarget()
    target.intercept = lambda request: answer if request.method == "GET" and len(target.received) > 2 else None
    return target


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (scim_answer(401, {"detail": "expired"}), "refused the credentials"),
        (scim_answer(404), "does not speak SCIM as Entra needs it"),
        (Answer(200, "text/html", b"<html>"), "does not speak SCIM as Entra needs it"),
    ],
)
async def test_an_answer_that_condemns_the_target_quarantines_the_job_at_once(answer: Answer, sentence: str) -> None:
    job = job_for(office(), answer_to_reads(answer))
    with pytest.raises(Quarantined, match=sentence) as caught:
        await job.run_cycle()
    assert caught.value.reason is QuarantineReason.EXCEPTION


class Nobody(ScimTarget):
    async def send(self, *_: object) -> Answer:
        raise Unreachable("no route to host")


async def test_in_quarantine_the_job_slows_down_to_once_a_day_and_is_disabled_after_four_weeks() -> None:
    job = job_for(office(), Nobody())
    pauses = []
    while job.quarantine is None or not job.quarantine.is_over:
        before = job.now
        with pytest.raises(Quarantined, match="The connection test failed"):
            await job.run_cycle()
        pauses.append(job.now - before)
    hours = timedelta(hours=1)
    assert [pause / hours for pause in pauses[:8]] == pytest.approx([0, 4 / 3, 8 / 3, 16 / 3, 32 / 3, 64 / 3, 24, 24])
    assert timedelta(weeks=4) <= job.now - MONDAY < timedelta(weeks=4, days=1)
    assert job.quarantine.count == len(pauses) - 1
    with pytest.raises(NotRunning, match="disabled after four weeks"):
        await job.run_cycle()
    job.restart()
    with pytest.raises(Quarantined):
        await job.run_cycle()


async def test_a_successful_cycle_ends_the_quarantine_and_loses_no_change() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], job_title="Countess"))
    directory.put_group(Group(object_id="sales", display_name="Sales", members=frozenset({"ada"})))
    target.intercept = lambda _: scim_answer(503)
    for _ in range(2):
        with pytest.raises(Quarantined):
            await job.run_cycle()
    directory.put_person(replace(directory.people["bob"], job_title="Chief"))
    target.intercept = lambda _: None
    await cycle(job, target)
    assert job.next_cycle == job.now + CYCLE_INTERVAL
    assert [user["title"] for user in target.users.values()] == ["Countess", "Chief"]
    assert target.groups["id-3"]["members"] == ["id-1"]


async def test_references_that_wait_survive_a_cycle_that_was_cut_off() -> None:
    directory, target = office(), ScimTarget()
    directory.put_person(person("cleo", account_enabled=False))
    directory.put_person(replace(directory.people["bob"], manager="cleo"))
    directory.put_group(Group(object_id="sales", display_name="Sales", members=frozenset({"ada", "cleo"})))
    job = job_for(directory, target)
    await cycle(job, target)
    directory.put_person(person("cleo"))

    def refuse_patches(request: Received) -> Answer | None:
        return scim_answer(401, {"detail": "expired"}) if request.method == "PATCH" else None

    target.intercept = refuse_patches
    with pytest.raises(Quarantined):
        await job.run_cycle()
    target.intercept = lambda _: None
    await cycle(job, target)
    assert target.groups["id-3"]["members"] == ["id-1", "id-4"]


async def test_a_paused_job_runs_no_cycle_until_it_is_started() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    job.pause()
    directory.put_person(replace(directory.people["ada"], job_title="Countess"))
    with pytest.raises(NotRunning, match="paused"):
        await job.run_cycle()
    job.start()
    assert lines(await cycle(job, target))[:2] == ["GET /Users/id-1", "PATCH /Users/id-1"]


async def test_a_plain_restart_reads_everybody_by_the_links() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    job.restart()
    sent = lines(await cycle(job, target))
    assert sent[:2] == ["GET /Users/id-1", "GET /Users/id-2"]
    assert "GET /Groups/id-3?excludedAttributes=members" in sent
    assert not any("userName eq" in line for line in sent)


async def test_a_full_restart_matches_everybody_anew_and_creates_nobody_twice() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    job.restart(ResetScope.FULL)
    sent = lines(await cycle(job, target))
    assert sent[:2] == [
        'GET /Users?filter=userName eq "ada@x.example"',
        'GET /Users?filter=userName eq "bob@x.example"',
    ]
    assert (len(target.users), len(target.groups)) == (2, 1)


async def test_an_empty_directory_needs_no_quarantine() -> None:
    target = ScimTarget()
    assert await cycle(job_for(Directory(), target), target) == []
