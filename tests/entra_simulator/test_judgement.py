"""What the simulator tells of a target that says yes and does something else."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from entra_simulator.directory import Directory, Group
from entra_simulator.provisioning_log import LogEntry, Status
from tests.entra_simulator.office import ENTERPRISE, cycle, job_for, office, person
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.transport import Answer


class LyingTarget(ScimTarget):
    """Answers what its `distort` makes of the truth."""

    def __init__(self, distort: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__()
        self._distort = distort

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        answer = await super().send(method, url, headers, body)
        content = orjson.loads(answer.body) if answer.body else None
        if isinstance(content, dict):
            told = deepcopy(content)
            self._distort(method, told)
            return scim_answer(answer.status, told)
        return answer


def shout(_method: str, told: dict[str, Any]) -> None:
    if "userName" in told:
        told["userName"] = told["userName"].upper()


def forget(method: str, told: dict[str, Any]) -> None:
    if method == "PATCH":
        told.pop("title", None)


async def warnings_of(target: ScimTarget, change: dict[str, Any], dialect: DialectChoice = "legacy") -> list[str]:
    directory, log = Directory(), list[LogEntry]()
    directory.put_person(person("ada"))
    job = job_for(directory, target, dialect, log=log, read_back=True)
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], **change))
    await cycle(job, target)
    assert all(entry.status is not Status.FAILURE for entry in log)
    return [str(entry) for entry in log if entry.status is Status.WARNING]


async def test_a_target_that_keeps_what_it_is_sent_is_not_warned_of() -> None:
    assert await warnings_of(ScimTarget(), {"job_title": "Countess"}) == []


async def test_a_value_that_comes_back_changed_is_told_as_an_update_without_end() -> None:
    told = await warnings_of(LyingTarget(shout), {"job_title": "Countess"})
    assert told[0] == (
        "warning create User 'Ada': ReadBackDisagrees: The target answered success, but userName is 'ADA@X.EXAMPLE' "
        "instead of 'ada@x.example'. Entra would send this again in every cycle."
    )
    assert len(told) == 2


@pytest.mark.parametrize("dialect", ["legacy", "flag"])
async def test_a_patch_whose_effect_is_not_shown_is_told(dialect: DialectChoice) -> None:
    [told] = await warnings_of(LyingTarget(forget), {"job_title": "Countess"}, dialect)
    assert "title is absent instead of 'Countess'" in told


async def test_a_patch_that_answers_204_is_read_back() -> None:
    target = ScimTarget()
    target.intercept = lambda request: scim_answer(204) if request.method == "PATCH" else None
    [told] = await warnings_of(target, {"job_title": "Countess"})
    assert "title is absent instead of 'Countess'" in told


async def test_references_are_asked_for_after_they_were_sent() -> None:
    directory, target, log = office(), ScimTarget(), list[LogEntry]()
    job = job_for(directory, target, log=log, read_back=True)
    await cycle(job, target)
    assert [entry for entry in log if entry.status is Status.WARNING] == []
    target.intercept = lambda request: scim_answer(204) if request.method == "PATCH" else None
    directory.put_person(replace(directory.people["bob"], manager="ada"))
    directory.put_group(Group(object_id="sales", display_name="Sold", members=frozenset({"ada"})))
    log.clear()
    await cycle(job, target)
    assert [entry.problem and entry.problem.reason for entry in log if entry.status is Status.WARNING] == [
        "The target does not show the manager id-1 that it was sent.",
        (
            "The target answered success, but displayName is 'Sales' instead of 'Sold'. "
            "Entra would send this again in every cycle."
        ),
        "The target answered success, but still holds the member id-2.",
    ]
    assert f"{ENTERPRISE}:manager" not in target.users["id-2"]


async def test_a_member_that_was_not_taken_in_is_told() -> None:
    directory, target, log = office(), ScimTarget(), list[LogEntry]()
    target.intercept = lambda request: scim_answer(204) if request.path.startswith("/Groups/") else None
    await cycle(job_for(directory, target, log=log, read_back=True), target)
    assert log[-1].problem is not None
    assert log[-1].problem.reason == "The target answered success, but lacks the member id-2."


@pytest.mark.parametrize("batch", [1, 40, 200, 5000])
@pytest.mark.parametrize("dialect", ["legacy", "flag", "both"])
async def test_members_go_in_batches_of_any_size(batch: int, dialect: DialectChoice) -> None:
    directory, target = Directory(), ScimTarget()
    everybody = [f"p{number:03}" for number in range(250)]
    for name in everybody:
        directory.put_person(person(name))
    directory.put_group(Group(object_id="all", display_name="All", members=frozenset(everybody)))
    job = job_for(directory, target, dialect, member_batch=batch)
    sent = [one for one in await cycle(job, target) if one.method == "PATCH"]
    assert len(sent) == -(-250 // batch)
    [group] = target.groups.values()
    assert len(set(group["members"])) == 250
    directory.put_group(Group(object_id="all", display_name="All", members=frozenset(everybody[:10])))
    await cycle(job, target)
    [group] = target.groups.values()
    assert len(group["members"]) == 10
