"""Provision on demand, step by step as the portal shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from entra_simulator.directory import Group
from entra_simulator.on_demand import NotOnDemand
from entra_simulator.provisioning_log import Action, LogEntry, Status
from tests.entra_simulator.office import cycle, job_for, lines, office, operations, person
from tests.entra_simulator.scim_target import ScimTarget, scim_answer


async def test_a_person_is_created_at_once_and_told_in_the_four_steps_of_the_portal() -> None:
    job = job_for(office(), ScimTarget())
    result = await job.on_demand.provision_person("bob")
    assert result.succeeded
    assert [(one.title, [step.name for step in one.steps]) for one in result.portal_steps] == [
        ("Import user", ["EntryImport"]),
        ("Determine if user is in scope", ["EntrySynchronizationScope"]),
        ("Match user between source and target system", ["EntryMatching"]),
        ("Perform action", ["EntryExportAdd"]),
    ]
    details = [step.details for one in result.portal_steps for step in one.steps]
    assert details[0]["userPrincipalName"] == "bob@x.example"
    assert details[1] == {"IsActive": "True", "Assigned to the application": "True", "IsInProvisioningScope": "True"}
    assert details[2]["Request"] == "GET /Users?filter=externalId+eq+%22bob%22"
    assert details[3] == {"TargetId": "id-1", "Request": "POST /Users", "Status": "201"}
    [entry] = result.entries
    assert (entry.action, entry.status, entry.cycle_id, entry.target.id) == (Action.CREATE, Status.SUCCESS, "", "id-1")


async def test_it_speaks_the_legacy_dialect_though_the_cycles_have_the_flag() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target, "flag")
    await cycle(job, target)
    directory.put_person(replace(directory.people["bob"], account_enabled=False))
    before = len(target.received)
    result = await job.on_demand.provision_person("bob")
    assert result.entries[0].action is Action.DISABLE
    assert lines(target.received[before:]) == ["GET /Users/id-2", "PATCH /Users/id-2"]
    assert operations(target.received[-1]) == [{"op": "Replace", "path": "active", "value": "False"}]


async def test_the_manager_is_sent_too_when_they_have_an_account() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    await job.on_demand.provision_person("bob")
    result = await job.on_demand.provision_person("ada")
    assert [entry.action for entry in result.entries] == [Action.CREATE, Action.UPDATE]
    assert [step.name for step in result.portal_steps[3].steps] == ["EntryExportAdd", "EntryReferenceResolution"]


async def test_whoever_is_not_assigned_is_told_to_be_out_of_scope() -> None:
    directory, target = office(), ScimTarget()
    directory.put_person(replace(directory.people["bob"], assigned=False))
    result = await job_for(directory, target).on_demand.provision_person("bob")
    assert result.succeeded
    assert result.portal_steps[1].steps[0].details["Assigned to the application"] == "False"
    assert result.portal_steps[2].steps[0].details["SkipReason"] == "NotEffectivelyEntitled"
    assert result.portal_steps[3].steps == ()
    assert target.users == {}


async def test_a_refusal_is_the_last_step_and_is_not_retried() -> None:
    directory, target = office(), ScimTarget()
    job = job_for(directory, target)
    target.intercept = lambda request: scim_answer(409, {"detail": "taken"}) if request.method == "POST" else None
    result = await job.on_demand.provision_person("bob")
    assert not result.succeeded
    [last] = result.portal_steps[3].steps
    assert (last.status, last.description) == (Status.FAILURE, "HTTP 409, taken")
    assert job.escrow.failures == 0


async def test_who_is_deleted_or_unknown_cannot_be_chosen() -> None:
    directory = office()
    directory.put_person(replace(directory.people["bob"], soft_deleted=True))
    on_demand = job_for(directory, ScimTarget()).on_demand
    with pytest.raises(NotOnDemand, match="Bob is deleted"):
        await on_demand.provision_person("bob")
    with pytest.raises(NotOnDemand, match="no person zoe"):
        await on_demand.provision_person("zoe")
    with pytest.raises(NotOnDemand, match="no group zoo"):
        await on_demand.provision_group("zoo")


async def test_a_group_takes_up_to_five_chosen_members_and_the_next_cycle_sends_the_others() -> None:
    directory, target, log = office(), ScimTarget(), list[LogEntry]()
    job = job_for(directory, target, log=log)
    for name in ("ada", "bob"):
        await job.on_demand.provision_person(name)
    result = await job.on_demand.provision_group("sales", ["ada"])
    assert target.groups["id-3"]["members"] == ["id-1"]
    assert [step.name for step in result.portal_steps[3].steps] == ["EntryExportAdd", "EntryReferenceResolution"]
    assert [entry.source.display_name for entry in log] == ["Ada", "Bob", "Sales", "Sales"]
    await cycle(job, target)
    assert set(target.groups["id-3"]["members"]) == {"id-1", "id-2"}


async def test_a_member_whom_the_job_never_met_is_provisioned_with_the_group() -> None:
    directory, target = office(), ScimTarget()
    target.users["u9"] = {"id": "u9", "userName": "bob@x.example", "externalId": "bob", "active": True}
    result = await job_for(directory, target).on_demand.provision_group("sales", ["ada", "bob"])
    assert target.groups["id-1"]["members"] == ["id-2", "u9"]
    assert [entry.source.display_name for entry in result.entries] == ["Sales", "Ada", "Bob", "Sales"]
    assert [step.name for step in result.portal_steps[0].steps] == ["EntryImport"]


async def test_more_than_five_members_or_strangers_are_refused() -> None:
    directory = office()
    everybody = [f"p{number}" for number in range(6)]
    for name in everybody:
        directory.put_person(person(name))
    directory.put_group(Group(object_id="all", display_name="All", members=frozenset(everybody)))
    on_demand = job_for(directory, ScimTarget()).on_demand
    with pytest.raises(NotOnDemand, match="At most 5 members"):
        await on_demand.provision_group("all", everybody)
    with pytest.raises(NotOnDemand, match="ada: no members of 'All'"):
        await on_demand.provision_group("all", ["ada"])


async def test_references_to_somebody_provisioned_on_demand_follow_in_the_next_cycle() -> None:
    directory, target = office(), ScimTarget()
    directory.put_person(replace(directory.people["bob"], account_enabled=False))
    job = job_for(directory, target)
    await cycle(job, target)
    directory.put_person(replace(directory.people["bob"], account_enabled=True))
    await job.on_demand.provision_person("bob")
    await cycle(job, target)
    assert target.groups["id-2"]["members"] == ["id-1", "id-3"]
