"""The order and the shape of the traffic in each situation."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.directory import Directory, Group
from entra_simulator.engine import ProvisioningJob
from entra_simulator.mapping import user_to_scim
from tests.entra_simulator.office import ENTERPRISE, cycle, job_for, lines, office, operations, person
from tests.entra_simulator.scim_target import Received, ScimTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entra_simulator.cycle import Progress
    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.transport import Answer


async def test_an_initial_cycle_matches_and_creates_users_then_managers_then_groups_then_members() -> None:
    directory, target = office(), ScimTarget()
    sent = await cycle(job_for(directory, target), target)
    assert lines(sent) == [
        'GET /Users?filter=userName eq "ada@x.example"',
        'GET /Users?filter=externalId eq "ada"',
        "POST /Users",
        'GET /Users?filter=userName eq "bob@x.example"',
        'GET /Users?filter=externalId eq "bob"',
        "POST /Users",
        "PATCH /Users/id-1",
        'GET /Groups?excludedAttributes=members&filter=displayName eq "Sales"',
        'GET /Groups?excludedAttributes=members&filter=externalId eq "sales"',
        "POST /Groups",
        "PATCH /Groups/id-3",
    ]
    assert operations(sent[6]) == [{"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "id-2"}]
    assert operations(sent[10]) == [
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "id-1"}, {"$ref": None, "value": "id-2"}]}
    ]


async def test_an_initial_cycle_links_and_patches_what_already_stands() -> None:
    directory, target = office(), ScimTarget()
    target.users["u9"] = {
        **user_to_scim(person("ada", job_title="Countess"), RECOMMENDED_MAPPING),
        "id": "u9",
        "userName": "ADA@x.example",
    }
    target.users["u9"].pop("externalId")
    target.groups["g9"] = {"id": "g9", "displayName": "sales", "externalId": "sales", "members": ["u9"]}
    directory.put_person(replace(directory.people["ada"], job_title="Programmer"))
    sent = await cycle(job_for(directory, target, "flag"), target)
    patches = [request for request in sent if request.method == "PATCH"]
    assert [operations(request) for request in patches] == [
        [{"op": "replace", "value": {"userName": "ada@x.example", "title": "Programmer", "externalId": "ada"}}],
        [{"op": "add", "path": f"{ENTERPRISE}:manager", "value": "id-1"}],
        [{"op": "replace", "value": {"displayName": "Sales"}}],
        [{"op": "add", "path": "members", "value": [{"value": "u9"}, {"value": "id-1"}]}],
    ]


async def test_a_cycle_without_changes_sends_the_probe_only() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    assert await cycle(job, target) == []


async def test_a_changed_person_is_read_and_only_the_difference_is_sent() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], user_principal_name="ada.king@x.example", department="R&D"))
    sent = await cycle(job, target)
    assert lines(sent) == [
        "GET /Users/id-1",
        "PATCH /Users/id-1",
        'GET /Users?filter=id eq "id-1" and manager eq "id-2"&attributes=id',
    ]
    assert operations(sent[1]) == [
        {"op": "Replace", "path": "userName", "value": "ada.king@x.example"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "R&D"},
    ]


@pytest.mark.parametrize(("dialect", "off", "on"), [("legacy", "False", "True"), ("flag", False, True)])
async def test_a_leaver_is_disabled_and_restored_with_the_memberships_left_alone(
    dialect: DialectChoice, off: Any, on: Any
) -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target, dialect)
    await cycle(job, target)
    name = str.title if dialect == "legacy" else str.lower
    for deleted, value in ((True, off), (False, on)):
        directory.put_person(replace(directory.people["bob"], soft_deleted=deleted))
        sent = await cycle(job, target)
        assert [operations(one) for one in sent if one.body] == [
            [{"op": name("replace"), "path": "active", "value": value}]
        ]
    assert target.groups["id-3"]["members"] == ["id-1", "id-2"]
    assert (job.statistics.disabled, job.statistics.restored) == (1, 1)


async def test_a_purged_person_is_deleted_and_the_report_loses_the_manager() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    directory.purge_person("bob")
    sent = await cycle(job, target)
    assert lines(sent) == ["DELETE /Users/id-2", "GET /Users/id-1", "PATCH /Users/id-1"]
    assert operations(sent[2]) == [{"op": "Remove", "path": f"{ENTERPRISE}:manager"}]


async def test_whoever_was_unassigned_before_the_purge_is_not_deleted() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    directory.put_person(replace(directory.people["ada"], assigned=False))
    await cycle(job, target)
    directory.purge_person("ada")
    assert await cycle(job, target) == []
    assert target.users["id-1"]["active"] is False


async def test_whoever_was_disabled_before_the_first_cycle_gets_no_account_until_enabled() -> None:
    directory, target = Directory(), ScimTarget()
    directory.put_person(person("ada", account_enabled=False))
    job = job_for(directory, target)
    assert [request.method for request in await cycle(job, target)] == ["GET", "GET"]
    directory.put_person(person("ada"))
    assert [request.method for request in await cycle(job, target)] == ["GET", "GET", "POST"]


async def test_a_group_is_renamed_and_its_members_come_and_go_in_batches() -> None:
    directory, target = Directory(), ScimTarget()
    everybody = [f"p{number}" for number in range(5)]
    for object_id in everybody:
        directory.put_person(person(object_id))
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset(everybody[:3])))
    job = job_for(directory, target, "flag", member_batch=2)
    sent = await cycle(job, target)
    assert [len(operations(one)[0]["value"]) for one in sent if one.method == "PATCH"] == [2, 1]
    directory.put_group(Group(object_id="g", display_name="H", members=frozenset(everybody[3:])))
    sent = await cycle(job, target)
    assert lines(sent)[0] == "GET /Groups/id-6?aadOptscim062020&excludedAttributes=members"
    assert [operations(one) for one in sent[1:]] == [
        [{"op": "replace", "value": {"displayName": "H"}}],
        [{"op": "add", "path": "members", "value": [{"value": "id-4"}, {"value": "id-5"}]}],
        [{"op": "remove", "path": f'members[value eq "id-{number}"]'} for number in (1, 2)],
        [{"op": "remove", "path": 'members[value eq "id-3"]'}],
    ]


async def test_a_deleted_group_is_deleted_and_its_members_stay() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await cycle(job, target)
    directory.delete_group("sales")
    assert lines(await cycle(job, target)) == ["DELETE /Groups/id-3"]
    assert len(target.users) == 2


async def test_both_dialects_are_spoken_each_object_keeping_its_own() -> None:
    directory, target = Directory(), ScimTarget()
    for number in range(8):
        directory.put_person(person(f"p{number}"))
    job = job_for(directory, target, "both")
    created = [request for request in await all_sent(job, target) if request.method == "POST"]
    flags = {request.body["externalId"]: request.query == "aadOptscim062020" for request in created}
    assert sorted(flags.values()) == [False] * 4 + [True] * 4
    for one in list(directory.people.values()):
        directory.put_person(replace(one, soft_deleted=True))
    for request in await all_sent(job, target):
        if request.method == "PATCH":
            object_id = target.users[request.path.removeprefix("/Users/")]["externalId"]
            assert (request.query == "aadOptscim062020") is flags[object_id]
            assert operations(request)[0]["value"] == (False if flags[object_id] else "False")


async def all_sent(job: ProvisioningJob, target: ScimTarget) -> list[Received]:
    before = len(target.received)
    await job.run_cycle()
    return target.received[before:]


async def test_no_more_objects_are_under_way_at_once_than_allowed() -> None:
    class Crowded(ScimTarget):
        now = most = 0

        async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0)
            answer = await super().send(method, url, headers, body)
            self.now -= 1
            return answer

    directory, target = Directory(), Crowded()
    for number in range(20):
        directory.put_person(person(f"p{number}"))
    await job_for(directory, target, concurrency=3).run_cycle()
    assert target.most == 3


async def test_progress_counts_every_phase_to_its_end() -> None:
    seen: list[Progress] = []
    directory, target = office(), ScimTarget()
    job = ProvisioningJob(directory, target, tenant_url="https://scim.example/scim", token="t", on_progress=seen.append)
    await job.run_cycle()
    assert [(one.phase, one.done, one.total) for one in seen] == [
        ("Users", 1, 2),
        ("Users", 2, 2),
        ("Managers", 1, 2),
        ("Managers", 2, 2),
        ("Groups", 1, 1),
        ("Members", 1, 1),
    ]


async def test_the_probe_asks_for_a_new_guid_each_time() -> None:
    target = ScimTarget()
    job = ProvisioningJob(Directory(), target, tenant_url="https://scim.example/scim", token="t")
    await job.test_connection()
    guids = [re.findall("[0-9a-f-]{36}", request.query)[0] for request in target.received]
    assert len(set(guids)) == 2
