"""What a kind of resource can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from identity.filtering.extensions import ExtensionAttribute, Extensions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from identity.filtering.attributes import Attribute, MultiValued

Name: TypeAlias = str | ExtensionAttribute
"""A built-in attribute by its name, or one that an organisation declared."""


@dataclass(frozen=True)
class Filterable:
    """Everything a resource can be filtered by. `row` is what attribute expressions are made from.

    `objects` are what has sub-attributes and can only be present or not; `flags` are what holds of a row or does not,
    compared with true and false only; `extensions` is where attributes of further schemas are, for a resource that has
    any. `search_keys` are the words by which the row is found.
    """

    name: str
    row: Any
    attributes: Mapping[str, Attribute]
    multi_valued: Mapping[str, MultiValued] = field(default_factory=dict)
    objects: Mapping[str, Callable[[Any], ColumnElement[bool]]] = field(default_factory=dict)
    flags: Mapping[str, Callable[[Any], ColumnElement[bool]]] = field(default_factory=dict)
    extensions: Extensions | None = None
    search_keys: Callable[[Any], ColumnElement[Any]] | None = None

    def attribute(self, name: Name) -> Attribute:
        """The single-valued attribute of a checked name."""
        return self.attributes[name] if isinstance(name, str) else self.the_extensions.single(name)

    def multi(self, name: Name) -> MultiValued:
        """The multi-valued attribute of a checked name."""
        if isinstance(name, str):
            return self.multi_valued[name]
        return self.the_extensions.multi_valued(name, self.row)

    @property
    def the_extensions(self) -> Extensions:
        """Where the extensions are, of a resource whose filter was found to speak of them."""
        assert self.extensions is not None
        return self.extensions
