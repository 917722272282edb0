"""The arguments of a mutation as the activity log shows them: redacted by the schema's own types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    value_from_ast_untyped,
)

from identity.rules.disclosure import SHOWN, WITHHELD_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import FieldNode, GraphQLField, GraphQLInputType

_PLAIN: Final = frozenset({"Boolean", "DateTime", "Float", "Int"})
"""Scalars that hold no text of anybody's."""


def disclosed(name: str, field: GraphQLField, node: FieldNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What was given to a mutation, by argument, with everything withheld that the log may not show."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    found = {}
    for argument, definition in field.args.items():
        if argument in given:
            value = value_from_ast_untyped(given[argument], dict(variables))
            found[argument] = _shown(value, definition.type, f"{name}.{argument}")
    return found


def _shown(value: Any, kind: GraphQLInputType, name: str) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _shown(value, kind.of_type, name)
    if isinstance(kind, GraphQLList):
        return [_shown(each, kind.of_type, name) for each in value] if isinstance(value, list) else _leaf(value, name)
    if isinstance(kind, GraphQLInputObjectType):
        if not isinstance(value, dict):
            return None if value is None else WITHHELD_VALUE
        return {
            field: _shown(value[field], definition.type, f"{kind.name}.{field}")
            for field, definition in kind.fields.items()
            if field in value
        }
    if isinstance(kind, GraphQLEnumType) or kind.name in _PLAIN:
        return value
    return _leaf(value, name)


def _leaf(value: Any, name: str) -> Any:
    return value if value is None or name in SHOWN else WITHHELD_VALUE
