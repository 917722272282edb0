"""The two ways in which Entra writes a PATCH body (RFC 7644 §3.5.2), as pure functions.

Source: Microsoft, "Known issues and resolutions with SCIM 2.0 protocol compliance": the `aadOptscim062020` flag
changes how accounts are disabled, single values are added, several attributes are replaced and members removed.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from entra_simulator.mapping import MANAGER_PATH, AttributeChange
from entra_simulator.scim_path import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FLAG = "aadOptscim062020"
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Operation = dict[str, Any]


class Dialect(Enum):
    """`LEGACY` is what a Tenant URL without the flag gets, `FLAG` what one with it gets."""

    LEGACY = "legacy"
    FLAG = "flag"


def patch_attributes(dialect: Dialect, changes: Sequence[AttributeChange]) -> dict[str, Any]:
    """The body that makes `changes` to a user or a group."""
    if dialect is Dialect.LEGACY:
        return _body({"op": _capital(change), "path": change.path, "value": change.value} for change in changes)
    filtered = [change for change in changes if _addresses_elements(change)]
    plain = [change for change in changes if not _addresses_elements(change)]
    operations: list[Operation] = [
        {"op": _capital(change).lower(), "path": change.path, "value": change.value} for change in filtered
    ]
    return _body([*operations, *_merged(plain)])


def set_manager(dialect: Dialect, manager_id: str, *, present: bool) -> dict[str, Any]:
    """The body that names the manager by the target's own id; `present` says whether another one is named now."""
    operation = "Replace" if present else "Add"
    spelling = operation if dialect is Dialect.LEGACY else operation.lower()
    return _body([{"op": spelling, "path": MANAGER_PATH, "value": manager_id}])


def clear_manager(dialect: Dialect) -> dict[str, Any]:
    """The body that leaves a user without a manager, the one clearing that Entra really sends."""
    if dialect is Dialect.LEGACY:
        return _body([{"op": "Remove", "path": MANAGER_PATH}])
    return _body([{"op": "replace", "path": MANAGER_PATH, "value": ""}])


def add_members(dialect: Dialect, member_ids: Iterable[str]) -> dict[str, Any]:
    """The body that adds members, named by the target's ids, to a group."""
    if dialect is Dialect.LEGACY:
        return _body([{"op": "Add", "path": "members", "value": _references(member_ids)}])
    return _body([{"op": "add", "path": "members", "value": [{"value": member} for member in member_ids]}])


def remove_members(dialect: Dialect, member_ids: Iterable[str]) -> dict[str, Any]:
    """The body that takes members, named by the target's ids, out of a group.

    The legacy form names them in a value, where RFC 7644 knows only a path: a server that reads it by the letter
    empties the group.
    """
    if dialect is Dialect.LEGACY:
        return _body([{"op": "Remove", "path": "members", "value": _references(member_ids)}])
    return _body({"op": "remove", "path": f'members[value eq "{member}"]'} for member in member_ids)


def _merged(plain: Sequence[AttributeChange]) -> list[Operation]:
    """Unfiltered changes in the flag dialect: one operation without a path, unless a single value says it better."""
    if not plain:
        return []
    first = plain[0]
    if len(plain) == 1 and (first.path == "active" or not first.present):
        operation = "replace" if first.present else "add"
        return [{"op": operation, "path": first.path, "value": _typed(first)}]
    return [{"op": "replace", "value": {change.path: _typed(change) for change in plain}}]


def _addresses_elements(change: AttributeChange) -> bool:
    """Whether the change is one of elements of a multi-valued attribute, which always goes with its path."""
    return not isinstance(change.value, str) or parse_path(change.path).element is not None


def _typed(change: AttributeChange) -> Any:
    return change.value == "True" if change.path == "active" else change.value


def _capital(change: AttributeChange) -> str:
    return "Replace" if change.present else "Add"


def _references(member_ids: Iterable[str]) -> list[dict[str, str | None]]:
    return [{"$ref": None, "value": member} for member in member_ids]


def _body(operations: Iterable[Operation]) -> dict[str, Any]:
    return {"schemas": [PATCH_SCHEMA], "Operations": list(operations)}
