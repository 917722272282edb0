"""The course of a rehearsal: its pauses, and a directory file that cannot follow on what it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from entra_simulator.directory import Directory, Group
from entra_simulator.people import Tenant
from narthex.errors import CommandRefused
from narthex.simulation import Course, CycleReport, LogBook, filed_company, generated_company, run_cycles
from tests.entra_simulator.office import job_for, office
from tests.entra_simulator.scim_target import ScimTarget


async def test_the_interval_lies_between_the_cycles() -> None:
    pauses: list[float] = []
    reports: list[CycleReport] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    company = generated_company(Tenant(seed=1, users=3, groups=1))
    course = Course(cycles=3, interval=timedelta(minutes=40), allow_deletions=None)
    job = job_for(company.directory, ScimTarget())
    assert await run_cycles(job, company, LogBook(complete=True), course, reports.append, sleep=sleep)
    assert pauses == [2400, 2400]
    assert [report.at - reports[0].at for report in reports] == [timedelta(minutes=40) * number for number in range(3)]


async def test_a_job_that_was_disabled_goes_on_telling_so() -> None:
    reports: list[CycleReport] = []
    company = generated_company(Tenant(seed=1, users=1, groups=0))
    job = job_for(company.directory, ScimTarget())
    job.pause()
    assert not await run_cycles(job, company, LogBook(complete=False), Course(2, None, None), reports.append)
    assert [report.stopped for report in reports] == ["The job is paused; start it to go on."] * 2


def test_a_group_that_was_deleted_cannot_come_back_in_the_file() -> None:
    without = Directory()
    without.put_person(office().people["bob"])
    versions = iter([office(), without, office()])
    company = filed_company(lambda: next(versions))
    assert [next(company.days), next(company.days)] == ["Initial cycle", "Changes in the file"]
    with pytest.raises(CommandRefused, match="never used again"):
        next(company.days)


def test_a_group_may_be_new_in_the_file() -> None:
    later = office()
    later.put_group(Group(object_id="new", display_name="New"))
    versions = iter([office(), later])
    company = filed_company(lambda: next(versions))
    assert [next(company.days), next(company.days)] == ["Initial cycle", "Changes in the file"]
    assert "new" in company.directory.groups
