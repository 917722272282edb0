"""The provisioning log as a file: JSON as Microsoft Graph lists it, CSV with one line an entry.

Source: Microsoft Graph, GET /auditLogs/provisioning; the portal's "Download" of the provisioning logs.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import orjson

from entra_simulator.error_codes import recommended_action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entra_simulator.provisioning_log import Identity, LogEntry, Step

CSV_COLUMNS = (
    "changeId",
    "date",
    "action",
    "status",
    "identityType",
    "sourceId",
    "sourceName",
    "targetId",
    "jobId",
    "cycleId",
    "errorCode",
    "reason",
    "recommendedAction",
    "steps",
    "modifiedProperties",
)


def to_graph(entry: LogEntry) -> dict[str, Any]:
    """An entry in the shape of Graph's provisioningObjectSummary."""
    return {
        "id": entry.change_id,
        "activityDateTime": entry.at.isoformat(),
        "jobId": entry.job_id,
        "cycleId": entry.cycle_id,
        "changeId": entry.change_id,
        "provisioningAction": entry.action,
        "sourceIdentity": _identity(entry.source),
        "targetIdentity": _identity(entry.target),
        "provisioningStatusInfo": {"status": entry.status, "errorInformation": _error_information(entry)},
        "provisioningSteps": [_step(step) for step in entry.steps],
        "modifiedProperties": [
            {"displayName": one.name, "oldValue": one.old_value, "newValue": one.new_value} for one in entry.modified
        ],
    }


def log_to_json(entries: Iterable[LogEntry]) -> bytes:
    """The log as Graph's collection, indented for people."""
    return orjson.dumps(
        {"value": [to_graph(entry) for entry in entries]}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def log_to_csv(entries: Iterable[LogEntry]) -> bytes:
    """The log as RFC 4180 lines in UTF-8 with a byte order mark, by which spreadsheets recognise it.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, for names come from strangers.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    writer.writerows([_harmless(cell) for cell in _row(entry)] for entry in entries)
    return text.getvalue().encode("utf-8-sig")


def _identity(identity: Identity) -> dict[str, str]:
    return {"id": identity.id, "displayName": identity.display_name, "identityType": identity.type}


def _error_information(entry: LogEntry) -> dict[str, str] | None:
    if entry.problem is None:
        return None
    code, reason = entry.problem.code, entry.problem.reason
    return {"errorCode": code, "reason": reason, "recommendedAction": recommended_action(code)}


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "provisioningStepType": step.type,
        "status": step.status,
        "description": step.description,
        "details": dict(step.details),
    }


def _row(entry: LogEntry) -> list[str]:
    error = _error_information(entry) or {"errorCode": "", "reason": "", "recommendedAction": ""}
    return [
        entry.change_id,
        entry.at.isoformat(),
        entry.action,
        entry.status,
        entry.source.type,
        entry.source.id,
        entry.source.display_name,
        entry.target.id,
        entry.job_id,
        entry.cycle_id,
        error["errorCode"],
        error["reason"],
        error["recommendedAction"],
        "; ".join(f"{step.name}: {step.status}" for step in entry.steps),
        "; ".join(f"{one.name}: {one.old_value or ''} → {one.new_value or ''}" for one in entry.modified),
    ]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
