"""One request, sign-in or act, laid out for the page that explains it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from web.differences import Consequence, FieldChange, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.identity_client.activity_entry_read import ActivityEntryReadActivityEntry as Entry
    from web.identity_client.activity_entry_read import ActivityEntryReadActivityEntryExplanationSteps as Step
    from web.identity_client.fragments import Audited

PLACES: Final = {"User": "/users/", "Group": "/groups/"}
_PARTS: Final[dict[str, type]] = {
    "method": str,
    "path": str,
    "headers": dict,
    "query": dict,
    "body": object,
    "bodyBytes": int,
}
"""Whoever may send a request may tell of one, in whatever form."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the normal form: what is done, where, and with which value."""

    op: str
    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that was changed: what was done to it, where its page is, and the fields."""

    act: Audited
    page: str | None
    fields: Sequence[FieldChange]


@dataclass(frozen=True, slots=True)
class Bar:
    """A step, with where its bar begins and how long it is, in hundredths of the whole."""

    name: str
    duration_ms: float
    begins: float
    length: float


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands on the page, beside the entry itself.

    `path` is without the connection's address; `other` is what is told of a request that is no SCIM; `facts` are the
    normal form where it is no list of operations.
    """

    request: dict[str, Any]
    path: str
    other: Any
    operations: list[Operation] | None
    facts: dict[str, Any] | None
    changed: list[Changed]
    followed: list[Consequence]
    bars: list[Bar]
    target_page: str | None

    @classmethod
    def of(cls, entry: Entry) -> Explained:
        """How an entry is laid out."""
        told = entry.explanation.request
        given = told if isinstance(told, dict) else {}
        request: dict[str, Any] = {
            part: value for part, value in given.items() if isinstance(value, _PARTS.get(part, ()))
        }
        changed, followed = _changes(entry.changes)
        understood = entry.explanation.understood
        operations = _operations(understood)
        return cls(
            request={part: value for part, value in request.items() if value not in (None, {}, "")},
            path=request.get("path", "").removeprefix(f"/scim/v2/{entry.connection_id}"),
            other={name: value for name, value in given.items() if name not in request and value is not None} or None,
            operations=operations,
            facts=_facts(understood) if operations is None else None,
            changed=changed,
            followed=followed,
            bars=bars_of(entry.explanation.steps),
            target_page=page_of(entry.target_type, entry.target_id),
        )


def page_of(kind: str | None, id_: str | None) -> str | None:
    """The page of something that has one."""
    place = PLACES.get(kind or "")
    return f"{place}{id_}" if place and id_ else None


def bars_of(steps: Sequence[Step]) -> list[Bar]:
    """The steps one after the other, as a chart of the time they took."""
    whole = sum(max(step.duration_ms, 0) for step in steps)
    bars, begins = [], 0.0
    for step in steps:
        length = 100 * max(step.duration_ms, 0) / whole if whole else 0
        bars.append(Bar(step.name, step.duration_ms, round(begins, 2), round(length, 2)))
        begins += length
    return bars


def _changes(acts: Sequence[Audited]) -> tuple[list[Changed], list[Consequence]]:
    changed, followed = [], []
    for act in acts:
        fields, consequences = split(act.changes)
        changed.append(Changed(act, page_of(act.target_type, act.target_id), fields))
        followed += consequences
    return changed, followed


def _operations(understood: Any) -> list[Operation] | None:
    """A PATCH's operations. What is left of a long list is a text, which is told in the place of the path."""
    if not isinstance(understood, list):
        return None
    return [
        Operation(str(each.get("op") or each.get("method") or ""), str(each.get("path") or ""), _value(each))
        if isinstance(each, dict)
        else Operation("", str(each), None)
        for each in understood
    ]


def _value(operation: dict[str, Any]) -> Any:
    if "value" in operation:
        return operation["value"]
    return {name: value for name, value in operation.items() if name not in {"op", "method", "path"}} or None


def _facts(understood: Any) -> dict[str, Any] | None:
    if understood is None:
        return None
    return understood if isinstance(understood, dict) else {"": understood}
