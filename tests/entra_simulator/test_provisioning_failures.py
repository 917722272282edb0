"""What the job does when the target lost something, refuses something, or refuses everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from entra_simulator.directory import Group
from entra_simulator.quarantine import Quarantined
from tests.entra_simulator.office import ENTERPRISE, cycle, job_for, office
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from entra_simulator.transport import Answer


async def test_an_account_gone_from_the_target_is_created_again_with_all_that_refers_to_it() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    del target.users["id-2"]
    target.groups["id-3"]["members"] = ["id-1"]
    directory.put_person(replace(directory.people["bob"], job_title="Chief"))
    await cycle(job, target)
    assert target.groups["id-3"]["members"] == ["id-1", "id-4"]
    assert target.users["id-1"][ENTERPRISE]["manager"] == {"value": "id-4"}
    [unexpected] = job.statistics.unexpected
    assert str(unexpected) == "GET /Users/id-2: InvalidAnchor: HTTP 404, Resource id-2 not found"


async def test_a_group_gone_from_the_target_is_created_again_with_all_its_members() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    del target.groups["id-3"]
    directory.put_group(Group(object_id="sales", display_name="Sales", members=frozenset({"ada"})))
    await cycle(job, target)
    assert [group["members"] for group in target.groups.values()] == [["id-1"]]


async def test_an_object_that_is_deleted_twice_is_simply_gone() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    target.users.clear()
    target.groups.clear()
    directory.purge_person("ada")
    directory.delete_group("sales")
    await cycle(job, target)
    assert job.statistics.deleted == 0
    assert await cycle(job, target) == []


async def test_a_failed_object_waits_in_escrow_while_the_others_go_on() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    target.intercept = lambda request: (
        scim_answer(409, {"detail": "taken"}) if (request.body or {}).get("userName") == "ada@x.example" else None
    )
    await cycle(job, target)
    assert [user["userName"] for user in target.users.values()] == ["bob@x.example"]
    assert [str(one) for one in job.statistics.unexpected] == ["POST /Users: EntryConflict: HTTP 409, taken"]
    target.intercept = lambda _: None
    await cycle(job, target)
    assert {user["userName"] for user in target.users.values()} == {"ada@x.example", "bob@x.example"}
    assert target.groups["id-2"]["members"] == ["id-1", "id-3"]


async def test_refused_credentials_stop_the_job_and_lose_no_change() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    target.intercept = lambda request: scim_answer(401, {"detail": "expired"}) if request.method == "POST" else None
    with pytest.raises(Quarantined, match=r"refused the credentials.*expired"):
        await job.run_cycle()
    target.intercept = lambda _: None
    await cycle(job, target)
    assert len(target.users) == 2
    assert target.groups["id-3"]["members"] == ["id-1", "id-2"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (scim_answer(401, {"detail": "who are you"}), "who are you"),
        (scim_answer(404), "must answer 200 with an empty list"),
        (scim_answer(200, {"totalResults": 1, "Resources": [{"id": "u1"}]}), "random GUID"),
    ],
)
async def test_a_failed_connection_test_says_why(answer: Answer, reason: str) -> None:
    target = ScimTarget()
    target.intercept = lambda _: answer
    with pytest.raises(Quarantined, match=reason):
        await job_for(office(), target).test_connection()
