"""A remembered request as an entry of the activity log: what was sent, how it was understood, and what came of it.

Pure. However much was sent, an entry stays within `MAX_BYTES`: where it would not, less of each value is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from scim_facade.core.advice import advice_on
from scim_facade.core.redaction import Cuts, Redaction, Uncut
from scim_facade.core.shown import shown_answer, shown_body, shown_error, shown_query, shown_variables
from scim_facade.query import unknown_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scim_facade.trace import Run, Trace

MAX_BYTES: Final = 32 * 1024
"""The longest explanation, as JSON."""
MAX_SUBJECTS: Final = 100
MAX_SUBJECT: Final = 200
"""Characters of an id; a longer one is nobody's."""
MAX_TEXT: Final = 2_000
"""Characters of a message."""

_SHORT: Final = 4 * 1024
"""Requests and answers of up to so many bytes are not cut."""
_CUTS: Final = (Cuts(), Cuts(120, 5, 40, 40, 6), Cuts(40, 2, 10, 10, 3))
_KINDS: Final = {"User", "Group"}
_RESOURCE_OF: Final = {"/Users/{id}": "User", "/Groups/{id}": "Group"}
_MEMBER_LISTS: Final = ("members", "addMembers", "removeMembers", "replaceMembers")


def explained(trace: Trace, prefix: str) -> dict[str, Any]:
    """Return the `ScimRequest` of an answered request, as GraphQL's JSON. Routes begin with `prefix`."""
    address = trace.route.removeprefix(prefix)
    error = trace.error
    found = _found(trace)
    kind, id_, label = _target(trace, address, found)
    return {
        "requestId": trace.request_id,
        "at": trace.at.isoformat(),
        "action": f"{trace.method} {address or '/'}",
        "status": trace.status,
        "targetType": kind,
        "targetId": id_,
        "targetLabel": label,
        "subjects": _subjects(trace, id_, found),
        "message": None if error is None else error.detail[:MAX_TEXT].replace("\0", "�"),
        "advice": None if error is None else advice_on(error, _problem(trace))[:MAX_TEXT],
        "durationMs": _ms(trace.started, trace.ended),
        "explanation": _within_bounds(trace, address),
    }


def _within_bounds(trace: Trace, address: str) -> dict[str, Any]:
    explanation: dict[str, Any] = {}
    is_short = trace.body_bytes + len(trace.query_string) <= _SHORT
    for cuts in _CUTS:
        redaction = (Uncut if is_short and cuts is _CUTS[0] else Redaction)(trace.profile, cuts)
        explanation = _explanation(trace, address, redaction)
        if len(orjson.dumps(explanation)) <= MAX_BYTES:
            return explanation
    # Even a little of everything is too much, so that what can be looked up elsewhere goes first.
    for name, less in (("answer", {"status": trace.status}), ("operations", []), ("rules", []), ("understood", None)):
        explanation[name] = less
        if len(orjson.dumps(explanation)) <= MAX_BYTES:
            return explanation
    return {**explanation, "request": {"method": trace.method, "bodyBytes": trace.body_bytes}}


def _explanation(trace: Trace, address: str, redaction: Redaction) -> dict[str, Any]:
    understood = _understood(trace, redaction)
    filter_ = understood.get("filter") if isinstance(understood, dict) else None
    request: dict[str, Any] = {
        "method": trace.method,
        "path": redaction.text(trace.path),
        "headers": {name: redaction.text(value) for name, value in trace.headers.items()},
        "query": shown_query(trace.query, unknown_parameters(trace.query_string), redaction, filter_=filter_),
        "body": None,
        "bodyBytes": trace.body_bytes,
    }
    if trace.has_body:
        request["body"] = shown_body(trace.body, trace.method, address, redaction, filter_=filter_)
    return {
        "request": request,
        "rules": [{"rule": note.rule, "subject": redaction.text(note.attribute)} for note in trace.notes],
        "understood": understood,
        "operations": [_operation(trace, run, redaction) for run in trace.runs],
        "answer": {"status": trace.status, "body": _answer(trace, redaction)},
        "steps": _steps(trace),
    }


def _answer(trace: Trace, redaction: Redaction) -> Any:
    """What we say is no secret; it is only cut where it is long."""
    if trace.error is not None:
        return shown_error(trace.content, trace.error.detail, redaction)
    return trace.content if trace.answer_bytes <= _SHORT else shown_answer(trace.content, redaction)


def _understood(trace: Trace, redaction: Redaction) -> Any:
    """The normal form. Of a resource that is read or deleted, all there is to understand is which one."""
    if trace.understood is not None:
        return trace.understood(redaction)
    is_one = trace.method in {"GET", "HEAD", "DELETE"} and "id" in trace.named
    return {"id": redaction.text(trace.named["id"])} if is_one else None


def _operation(trace: Trace, run: Run, redaction: Redaction) -> dict[str, Any]:
    return {
        "name": run.name,
        "variables": shown_variables(run.variables, redaction),
        "result": run.result,
        "startedMs": _ms(trace.started, run.started),
        "durationMs": _ms(run.started, run.ended),
    }


def _steps(trace: Trace) -> list[dict[str, Any]]:
    """Where the time went. What was worked out between two operations belongs to understanding the request."""
    accepted = trace.started if trace.accepted is None else trace.accepted
    identity = sum(run.ended - run.started for run in trace.runs)
    last = max((run.ended for run in trace.runs), default=trace.ended)
    understood = last - accepted - identity - trace.body_read
    steps = {
        "Credential": accepted - trace.started,
        "Body": trace.body_read,
        "Understood": understood,
        "Identity": identity,
        "Answer": trace.ended - last,
    }
    return [{"name": name, "durationMs": max(0.0, _ms(0, seconds))} for name, seconds in steps.items() if seconds]


def _ms(begin: float, end: float) -> float:
    return round((end - begin) * 1000, 3)


def _problem(trace: Trace) -> Mapping[str, Any] | None:
    """The problem that identity met with the last operation, if any."""
    answer = trace.runs[-1].answer if trace.runs else None
    return answer if isinstance(answer, dict) and "message" in answer else None


def _target(
    trace: Trace, address: str, found: list[tuple[str, str, str | None]]
) -> tuple[str | None, str | None, str | None]:
    """What the request was about: the resource at its address, or the one that it made or found."""
    kind = _RESOURCE_OF.get(address)
    if kind is not None and isinstance(asked := trace.named.get("id"), str):
        label = next((label for _, id_, label in found if id_ == asked), None)
        return kind, asked[:MAX_SUBJECT].replace("\0", "�"), label
    if len(found) == 1 and address != "/Bulk":
        return found[0]
    return None, None, None


def _found(trace: Trace) -> list[tuple[str, str, str | None]]:
    """The users and groups that identity's answers spoke of, each once: type, id, name."""
    seen: dict[str, tuple[str, str, str | None]] = {}
    for run in trace.runs:
        for one in _nodes(run.answer):
            kind = one.get("__typename") or (run.result if run.result in _KINDS else run.name.removesuffix("List"))
            id_ = one.get("id")
            name = one.get("userName") or one.get("displayName") or one.get("groupName")
            if kind in _KINDS and isinstance(id_, str) and (id_ not in seen or name):
                seen[id_] = (kind, id_, name)
            if len(seen) == MAX_SUBJECTS:
                break
    return list(seen.values())


def _nodes(answer: Any) -> Iterator[Mapping[str, Any]]:
    """A resource that was answered, or the one of a list; a list of several is about nobody in particular."""
    if not isinstance(answer, dict):
        return
    nodes = answer.get("nodes")
    if nodes is None:
        yield answer.get("user") or answer
    elif len(nodes) == 1:
        yield nodes[0]


def _subjects(trace: Trace, target: str | None, found: list[tuple[str, str, str | None]]) -> list[str]:
    subjects: dict[str, None] = {} if target is None else {target: None}
    subjects.update(dict.fromkeys(id_ for _, id_, _ in found))
    for run in trace.runs:
        given = run.variables.get("input") or run.variables.get("changes")
        if isinstance(given, dict) and run.name.startswith("Group"):
            for name in _MEMBER_LISTS:
                subjects.update(dict.fromkeys((given.get(name) or ())[:MAX_SUBJECTS]))
    problem = _problem(trace)
    if problem is not None and problem.get("existingId"):
        subjects[problem["existingId"]] = None
    return [subject for subject in subjects if len(subject) <= MAX_SUBJECT and "\0" not in subject][:MAX_SUBJECTS]
