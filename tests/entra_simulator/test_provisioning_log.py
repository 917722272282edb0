"""What the administrator reads: one entry an action, in Entra's words, and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator import error_codes
from entra_simulator.directory import Group
from entra_simulator.log_export import CSV_COLUMNS, log_to_csv, log_to_json
from entra_simulator.provisioning_log import (
    Action,
    Identity,
    LogEntry,
    ModifiedProperty,
    Problem,
    Status,
    Step,
    StepType,
)
from tests.entra_simulator.office import ENTERPRISE, GUID, MONDAY, cycle, job_for, office, person
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from entra_simulator.directory import Directory
    from entra_simulator.engine import ProvisioningJob

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


async def provisioned() -> tuple[Directory, ScimTarget, ProvisioningJob, list[LogEntry]]:
    directory, target, log = office(), ScimTarget(), list[LogEntry]()
    job = job_for(directory, target, log=log)
    await cycle(job, target)
    first, log[:] = list(log), []
    assert [str(entry) for entry in first] == [
        "success create User 'Ada'",
        "success create User 'Bob'",
        "success update User 'Ada'",
        "success create Group 'Sales'",
        "success update Group 'Sales'",
    ]
    return directory, target, job, log


async def test_an_update_names_what_changed_with_the_old_value_and_the_new_one() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(replace(directory.people["ada"], display_name="Ada King", job_title="Countess"))
    await cycle(job, target)
    [entry] = log
    assert entry.action is Action.UPDATE
    assert entry.modified == (
        ModifiedProperty("displayName", "Ada", "Ada King"),
        ModifiedProperty("title", None, "Countess"),
    )
    assert (entry.source, entry.target) == (Identity("ada", "Ada King", "User"), Identity("id-1", "Ada King", "User"))
    assert (entry.at, entry.cycle_id) == (job.now, GUID)


async def test_references_are_entries_of_their_own_with_the_ids_of_the_target() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(replace(directory.people["ada"], manager=None))
    directory.put_group(Group(object_id="sales", display_name="Sales", members=frozenset({"bob"})))
    await cycle(job, target)
    assert [entry.modified for entry in log if entry.modified] == [
        (ModifiedProperty(f"{ENTERPRISE}:manager", "id-2", None),),
        (ModifiedProperty("members", "id-1", None),),
    ]
    assert job.statistics.members_removed == 1


async def test_each_kind_of_leaving_has_its_action_and_its_step() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(replace(directory.people["ada"], soft_deleted=True))
    directory.purge_person("bob")
    directory.delete_group("sales")
    await cycle(job, target)
    assert {
        (entry.source.id, entry.action.value, entry.steps[-1].name) for entry in log if entry.action != "update"
    } == {
        ("ada", "disable", "EntryExportUpdateSoftDelete"),
        ("bob", "delete", "EntryExportDelete"),
        ("sales", "delete", "EntryExportDelete"),
    }


async def test_nothing_to_change_is_a_redundant_export() -> None:
    _, target, job, log = await provisioned()
    job.restart()
    await cycle(job, target)
    assert {entry.problem.code for entry in log if entry.problem and entry.status is Status.SKIPPED} == {
        "RedundantExport"
    }


async def test_a_failure_tells_what_the_target_said_and_which_step_it_was() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(person("cleo"))
    target.intercept = lambda request: (
        scim_answer(409, {"detail": "userName is taken, request 7"}) if request.method == "POST" else None
    )
    await cycle(job, target)
    [entry] = log
    assert (entry.status, entry.problem) == (
        Status.FAILURE,
        Problem("EntryConflict", "HTTP 409, userName is taken, request 7"),
    )
    assert [(step.type, step.status) for step in entry.steps] == [
        (StepType.IMPORT, Status.SUCCESS),
        (StepType.SCOPING, Status.SUCCESS),
        (StepType.MATCHING, Status.SUCCESS),
        (StepType.EXPORT, Status.FAILURE),
    ]
    assert entry.steps[-1].details == {"ErrorCode": "EntryConflict", "Request": "POST /Users", "Status": "409"}


async def test_an_account_that_vanished_is_a_warning_beside_its_new_creation() -> None:
    directory, target, job, log = await provisioned()
    del target.users["id-1"]
    directory.put_person(replace(directory.people["ada"], job_title="Countess"))
    await cycle(job, target)
    entry = log[0]
    assert (entry.action, entry.status, entry.target.id) == (Action.CREATE, Status.WARNING, "id-4")
    assert entry.problem == Problem("InvalidAnchor", "HTTP 404, Resource id-1 not found")


async def test_two_people_who_lead_to_one_account_do_not_share_it() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(replace(person("double"), user_principal_name="BOB@x.example"))
    await cycle(job, target)
    [entry] = log
    assert entry.problem == Problem(
        "DuplicateSourceEntries",
        "userName 'BOB@x.example' leads to id-2 at the target, which belongs to the object bob.",
    )


async def test_several_accounts_that_match_fail_the_object() -> None:
    directory, target, job, log = await provisioned()
    directory.put_person(person("cleo"))
    twice = [{"id": one, "userName": "cleo@x.example"} for one in ("u7", "u8")]
    target.intercept = lambda request: (
        scim_answer(200, {"totalResults": 2, "Resources": twice}) if "cleo" in request.query else None
    )
    await cycle(job, target)
    assert [entry.problem and entry.problem.code for entry in log] == ["DuplicateTargetEntries"]


def entry_of(name: str, problem: Problem | None = None) -> LogEntry:
    return LogEntry(
        change_id="change",
        job_id="scim.1",
        cycle_id="cycle",
        at=MONDAY,
        action=Action.UPDATE,
        status=Status.FAILURE if problem else Status.SUCCESS,
        source=Identity("ada", name, "User"),
        target=Identity("u1", name, "User"),
        problem=problem,
        steps=(Step("EntryExportUpdate", StepType.EXPORT, Status.SUCCESS, "done", {"Status": "200"}),),
        modified=(ModifiedProperty("title", None, name),),
    )


def test_json_is_the_collection_that_graph_lists() -> None:
    [told] = orjson.loads(log_to_json([entry_of("Ada", Problem("EntryConflict", "HTTP 409, taken"))]))["value"]
    assert told["provisioningAction"] == "update"
    assert told["activityDateTime"] == "2026-01-05T08:00:00+00:00"
    assert told["provisioningStatusInfo"] == {
        "status": "failure",
        "errorInformation": {
            "errorCode": "EntryConflict",
            "reason": "HTTP 409, taken",
            "recommendedAction": error_codes.recommended_action("EntryConflict"),
        },
    }
    assert told["provisioningSteps"][0]["provisioningStepType"] == "export"
    assert told["modifiedProperties"] == [{"displayName": "title", "oldValue": None, "newValue": "Ada"}]


@settings(max_examples=100)
@given(name=WORDS, reason=WORDS)
def test_csv_tells_every_entry_in_one_record_and_no_cell_is_a_formula(name: str, reason: str) -> None:
    text = log_to_csv([entry_of(name, Problem("BadRequest", reason)), entry_of(name)]).decode("utf-8-sig")
    header, *records = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == CSV_COLUMNS
    assert [len(record) for record in records] == [len(CSV_COLUMNS)] * 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for record in records for cell in record)
    assert records[0][header.index("sourceName")].removeprefix("'") == name.removeprefix("'")


def test_every_code_has_an_advice() -> None:
    codes: dict[str, Any] = {name: value for name, value in vars(error_codes).items() if name.isupper()}
    assert [
        code for name, code in codes.items() if not name.startswith("_") and not error_codes.recommended_action(code)
    ] == []
    assert error_codes.recommended_action("NobodyKnows") == ""
