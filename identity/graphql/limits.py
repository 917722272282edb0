"""Bounds on what one document may ask, and introspection for the operator only.

The rules are built once: a rule made per request would defeat strawberry's validation cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    TokenKind,
)
from graphql.validation import ASTValidationRule, NoSchemaIntrospectionCustomRule
from strawberry.extensions import SchemaExtension

from identity.actor import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import DocumentNode, SelectionNode, SelectionSetNode

    from identity.graphql.context import Context

MAX_CHARACTERS = 65_536
"""Characters in a document. Parsed ones are kept, so anybody could fill the memory; data belongs into variables."""
MAX_TOKENS = 2_000
"""Whether fields of one name can be merged takes time by the square of their number."""
MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_DIGITS = 300
"""Digits in a number, which is what a double can have; Python refuses to read a few thousand."""
MAX_VARIABLES_DEPTH = 200
"""Levels of nesting in the variables; a filter of `filtering.MAX_DEPTH` levels takes two of these each."""


class SizeLimits(ASTValidationRule):
    """Refuses operations that are too deep or have too many aliases once their fragments are spread."""

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        """Measure every operation before the rules for its parts see it."""
        _refuse_long_numbers(node)
        sizes = _Sizes({each.name.value: each for each in node.definitions if isinstance(each, FragmentDefinitionNode)})
        for operation in node.definitions:
            if isinstance(operation, OperationDefinitionNode):
                depth, aliases = sizes.of(operation.selection_set)
                if depth > MAX_DEPTH:
                    self.report_error(
                        GraphQLError(f"The operation is {depth} levels deep; at most {MAX_DEPTH} are accepted.")
                    )
                if aliases > MAX_ALIASES:
                    self.report_error(
                        GraphQLError(f"The operation has more aliases than the {MAX_ALIASES} that are accepted.")
                    )


class _Sizes:
    """Depth and number of aliases. A fragment is measured once: spreading grows exponentially, measuring must not."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._measured: dict[str, tuple[int, int]] = {}

    def of(self, selections: SelectionSetNode | None) -> tuple[int, int]:
        sizes = [self._of_one(selection) for selection in selections.selections] if selections else []
        return max((depth for depth, _ in sizes), default=0), sum(aliases for _, aliases in sizes)

    def _of_one(self, selection: SelectionNode) -> tuple[int, int]:
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
        depth, aliases = self.of(inner)
        if not isinstance(selection, FieldNode):
            return depth, aliases
        # Introspection is deep by nature, and the operator's alone.
        is_level = inner is not None and not selection.name.value.startswith("__")
        return (depth + 1 if is_level else 0), aliases + (selection.alias is not None)

    def _of_fragment(self, name: str) -> tuple[int, int]:
        if name not in self._measured:
            # Stands while the fragment is measured: one that spreads itself is another rule's to refuse.
            self._measured[name] = (0, 0)
            fragment = self._fragments.get(name)
            self._measured[name] = self.of(fragment.selection_set if fragment else None)
        return self._measured[name]


def _refuse_long_numbers(document: DocumentNode) -> None:
    """Raise, since the rule that checks a number's type would first read it."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind is TokenKind.INT and len(token.value or "") > MAX_DIGITS:
            raise GraphQLError(f"A number has more than {MAX_DIGITS} digits.")
        token = token.next


_FOR_EVERYBODY: tuple[type[ASTValidationRule], ...] = (SizeLimits,)
_FOR_OTHERS = (*_FOR_EVERYBODY, NoSchemaIntrospectionCustomRule)


class Limits(SchemaExtension):
    """Adds the limits of whoever asks to the document's parsing and validation."""

    def on_operation(self) -> Iterator[None]:
        """Before the document is parsed."""
        execution = self.execution_context
        actor = cast("Context", execution.context).actor
        is_operator = actor is not None and actor.kind is ActorKind.OPERATOR
        execution.parse_options["max_tokens"] = MAX_TOKENS
        own = _FOR_EVERYBODY if is_operator else _FOR_OTHERS
        execution.validation_rules = (*own, *execution.validation_rules)
        yield


def too_deep(value: object, limit: int = MAX_VARIABLES_DEPTH) -> bool:
    """Whether a JSON value is nested deeper than the limit; found without recursion."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True
