"""Accidental deletions wait for a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from entra_simulator.provisioning_log import LogEntry, Status
from entra_simulator.quarantine import Quarantined, QuarantineReason
from tests.entra_simulator.office import cycle, job_for, lines, office, person
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from entra_simulator.directory import Directory
    from entra_simulator.engine import ProvisioningJob


async def provisioned(threshold: int, log: list[LogEntry]) -> tuple[Directory, ScimTarget, ProvisioningJob]:
    directory, target = office(), ScimTarget()
    directory.put_person(person("cleo"))
    job = job_for(directory, target, log=log, deletion_threshold=threshold)
    await cycle(job, target)
    log.clear()
    return directory, target, job


def let_everybody_go(directory: Directory) -> None:
    directory.put_person(replace(directory.people["ada"], assigned=False))
    directory.purge_person("bob")
    directory.delete_group("sales")


async def test_as_many_as_the_threshold_go_without_a_question() -> None:
    directory, target, job = await provisioned(3, [])
    let_everybody_go(directory)
    await cycle(job, target)
    assert (job.statistics.disabled, job.statistics.deleted) == (1, 2)


async def test_one_more_stops_the_cycle_before_anything_is_sent_and_stages_the_deletions() -> None:
    log: list[LogEntry] = []
    directory, target, job = await provisioned(2, log)
    let_everybody_go(directory)
    directory.put_person(replace(directory.people["cleo"], job_title="Queen"))
    before = len(target.received)
    for _ in range(2):
        with pytest.raises(Quarantined, match="3 objects would be disabled or deleted, and 2 may be") as caught:
            await job.run_cycle()
    assert caught.value.reason is QuarantineReason.TOO_MANY_DELETES
    assert all(one.method == "GET" for one in target.received[before:])
    assert [(one.action.value, one.status, one.source.id) for one in log[:3]] == [
        ("stagedDelete", Status.SKIPPED, "ada"),
        ("stagedDelete", Status.SKIPPED, "bob"),
        ("stagedDelete", Status.SKIPPED, "sales"),
    ]


async def test_allowed_deletions_are_made_in_the_next_cycle_and_the_guard_is_up_again_after_it() -> None:
    directory, target, job = await provisioned(0, [])
    directory.put_person(replace(directory.people["ada"], soft_deleted=True))
    with pytest.raises(Quarantined):
        await job.run_cycle()
    job.allow_deletions()
    await cycle(job, target)
    assert target.users["id-1"]["active"] is False
    directory.put_person(replace(directory.people["cleo"], soft_deleted=True))
    with pytest.raises(Quarantined):
        await job.run_cycle()


async def test_rejected_deletions_are_never_made_while_everything_else_is() -> None:
    directory, target, job = await provisioned(2, [])
    let_everybody_go(directory)
    directory.put_person(replace(directory.people["cleo"], job_title="Queen"))
    with pytest.raises(Quarantined):
        await job.run_cycle()
    job.reject_deletions()
    await cycle(job, target)
    assert [user["active"] for user in target.users.values()] == [True, True, True]
    assert target.users["id-3"]["title"] == "Queen"
    assert len(target.groups) == 1
    assert await cycle(job, target) == []


async def test_rejected_deletions_do_not_come_back_from_escrow_and_leave_the_account_to_others() -> None:
    directory, target, job = await provisioned(1, [])
    target.intercept = lambda request: scim_answer(503) if request.method == "PATCH" else None
    for name in ("ada", "bob"):
        directory.put_person(replace(directory.people[name], job_title="Chief"))
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], assigned=False))
    directory.purge_person("bob")
    with pytest.raises(Quarantined):
        await job.run_cycle()
    job.reject_deletions()
    target.intercept = lambda _: None
    await cycle(job, target)
    assert job.escrow.failures == 0
    assert [user["active"] for user in target.users.values()] == [True, True, True]
    directory.put_person(replace(person("bob again"), user_principal_name="bob@x.example", job_title="Heir"))
    await cycle(job, target)
    assert target.users["id-2"]["title"] == "Heir"


async def test_who_is_disabled_already_or_was_never_provisioned_does_not_count() -> None:
    directory, target, job = await provisioned(1, [])
    directory.put_person(replace(directory.people["ada"], assigned=False))
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], job_title="Countess"))
    directory.put_person(replace(directory.people["cleo"], assigned=False))
    directory.put_person(person("dora", account_enabled=False))
    sent = await cycle(job, target)
    assert "PATCH /Users/id-3" in lines(sent)
