"""Who is in scope, and what becomes of whoever leaves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from entra_simulator.directory import Directory
from entra_simulator.provisioning_log import LogEntry, Status
from tests.entra_simulator.office import cycle, job_for, lines, office, operations, person
from tests.entra_simulator.scim_target import ScimTarget

if TYPE_CHECKING:
    from entra_simulator.job_settings import DialectChoice


async def test_where_everybody_is_in_scope_nobody_needs_an_assignment() -> None:
    directory, target = Directory(), ScimTarget()
    directory.put_person(person("ada", assigned=False))
    await cycle(job_for(directory, target, scope="all"), target)
    assert target.users["id-1"]["active"] is True


async def test_where_only_the_assigned_are_the_others_are_skipped_and_the_log_says_so() -> None:
    directory, target, log = Directory(), ScimTarget(), list[LogEntry]()
    directory.put_person(person("ada", assigned=False))
    await cycle(job_for(directory, target, log=log), target)
    [entry] = log
    assert target.users == {}
    assert entry.status is Status.SKIPPED
    assert entry.problem is not None
    assert entry.problem.code == "NotEffectivelyEntitled"
    assert entry.steps[-1].details["Assigned to the application"] == "False"


async def test_accounts_out_of_scope_are_let_be_when_the_job_is_told_to() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target, skip_out_of_scope_deletions=True)
    await cycle(job, target)
    directory.put_person(replace(directory.people["bob"], assigned=False))
    assert await cycle(job, target) == []
    directory.put_person(replace(directory.people["bob"], assigned=True, account_enabled=False))
    assert lines(await cycle(job, target))[:2] == ["GET /Users/id-2", "PATCH /Users/id-2"]


@pytest.mark.parametrize("dialect", ["legacy", "flag"])
async def test_a_deleted_person_may_come_with_the_name_that_the_recycle_bin_gave_them(dialect: DialectChoice) -> None:
    object_id = "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"
    directory, target = Directory(), ScimTarget()
    directory.put_person(replace(person(object_id), user_principal_name="ada@x.example"))
    job = job_for(directory, target, dialect, rename_deleted=True)
    await cycle(job, target)
    directory.put_person(replace(directory.people[object_id], soft_deleted=True))
    [patch] = [one for one in await cycle(job, target) if one.method == "PATCH"]
    renamed = "0a21f0f28d2a4f8ebf987363c4aed4efada@x.example"
    if dialect == "legacy":
        assert operations(patch) == [
            {"op": "Replace", "path": "userName", "value": renamed},
            {"op": "Replace", "path": "active", "value": "False"},
        ]
    else:
        assert operations(patch) == [{"op": "replace", "value": {"userName": renamed, "active": False}}]
    directory.put_person(replace(directory.people[object_id], soft_deleted=False))
    await cycle(job, target)
    assert (target.users["id-1"]["userName"], target.users["id-1"]["active"]) == ("ada@x.example", True)
