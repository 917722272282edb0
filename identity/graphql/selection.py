"""What an operation selects below the field that is being resolved, so that nothing else is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strawberry.types.nodes import SelectedField

from identity.access.collection import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strawberry.types.nodes import Selection

    from identity.graphql.context import GraphQLInfo

_OUTSIDE_THE_DOCUMENT = {
    "User": frozenset(
        {
            "__typename",
            "id",
            "externalId",
            "userName",
            "active",
            "version",
            "meta",
            "groups",
            "microsoftAccounts",
            "reports",
            "role",
            "source",
            "lock",
            "sessions",
            "personalTokens",
        }
    ),
    "Group": frozenset({"__typename", "id", "externalId", "displayName", "version", "meta", "source", "members"}),
}
"""The fields of either kind that the JSON document of a row says nothing about."""


def reading_of(info: GraphQLInfo, kind: str, *path: str) -> Reading:
    """How much of a user's or a group's row the operation asks for, at a path below the resolved field."""
    selected = selected_fields(info, *path, kind=kind)
    return Reading.WITHOUT_DOCUMENT if selected <= _OUTSIDE_THE_DOCUMENT[kind] else Reading.WHOLE


def selected_fields(info: GraphQLInfo, *path: str, kind: str | None = None) -> frozenset[str]:
    """Names of the fields selected at a path, through fragments, without what `@skip` and `@include` leave out.

    Where several kinds of object can stand, `kind` names the one in question: fragments on the others do not count.
    """
    others: frozenset[str | None] = frozenset(_OUTSIDE_THE_DOCUMENT.keys() - {kind}) if kind else frozenset()
    fields = list(_fields(info.selected_fields, others))
    for name in path:
        fields = [field for outer in fields for field in _fields(outer.selections, others) if field.name == name]
    return frozenset(field.name for outer in fields for field in _fields(outer.selections, others))


def _fields(selections: Iterable[Selection], others: frozenset[str | None]) -> Iterator[SelectedField]:
    for selection in selections:
        if not _is_included(selection):
            continue
        if isinstance(selection, SelectedField):
            yield selection
        elif selection.type_condition not in others:
            yield from _fields(selection.selections, others)


def _is_included(selection: Selection) -> bool:
    skip, include = selection.directives.get("skip"), selection.directives.get("include")
    return not (skip and skip["if"]) and (include is None or bool(include["if"]))
