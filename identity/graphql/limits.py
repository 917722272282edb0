"""Bounds on what one document may ask, and introspection for the operator only.

The rules are built once: a rule made per request would defeat strawberry's validation cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from graphql.validation import NoSchemaIntrospectionCustomRule
from strawberry.extensions import SchemaExtension
from strawberry.extensions.max_aliases import create_validator as alias_limit
from strawberry.extensions.query_depth_limiter import create_validator as depth_limit

from identity.actor import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import ASTValidationRule

    from identity.graphql.context import Context

MAX_TOKENS = 4_000
MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_VARIABLES_DEPTH = 200
"""Levels of nesting in the variables; a filter of `filtering.MAX_DEPTH` levels takes two of these each."""

_FOR_EVERYBODY: tuple[type[ASTValidationRule], ...] = (
    depth_limit(MAX_DEPTH, None, None),
    alias_limit(MAX_ALIASES),
)
_FOR_OTHERS = (*_FOR_EVERYBODY, NoSchemaIntrospectionCustomRule)


class Limits(SchemaExtension):
    """Adds the limits of whoever asks to the document's parsing and validation."""

    def on_operation(self) -> Iterator[None]:
        """Before the document is parsed."""
        execution = self.execution_context
        actor = cast("Context", execution.context).actor
        is_operator = actor is not None and actor.kind is ActorKind.OPERATOR
        execution.parse_options["max_tokens"] = MAX_TOKENS
        execution.validation_rules += _FOR_EVERYBODY if is_operator else _FOR_OTHERS
        yield


def too_deep(value: object, limit: int = MAX_VARIABLES_DEPTH) -> bool:
    """Whether a JSON value is nested deeper than the limit; found without recursion."""
    level = [value]
    for _ in range(limit):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return False
    return True
