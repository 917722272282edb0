"""Attributes of an organisation's own schemas in filters and sorts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Numeric, Text, case, cast, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from identity.errors import InvalidInput
from identity.filtering.attributes import Attribute, Kind, MultiValued
from identity.rules.extension_schema import AttributeType, Declared, ResourceType, SchemaAttribute, caseless
from identity.rules.extension_values import DATE_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class ExtensionAttribute:
    """An attribute of a schema that an organisation declared, with all that its SQL depends on.

    It stands in a filter's shape where a built-in attribute's name would, so that organisations whose schemas agree
    share a statement and others never do. `path` leads from the extension to the value. `kind` is `None` for complex
    values. `parts` are what the elements of a multi-valued one can be filtered by: `value`, where they are not complex.
    `is_unique`: at most one resource holds a value.
    """

    urn: str
    path: tuple[str, ...]
    kind: Kind | None
    is_multi_valued: bool = False
    is_unique: bool = False
    parts: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True)
class Extensions:
    """How the rows of a kind of resource hold attributes of further schemas.

    `document` makes from a row the JSON object by schema URN; `holds` makes from a schema's key, an attribute's name
    and the text of a value the condition, answered by an index, that the row is the one that holds this unique value.
    """

    resource_type: ResourceType
    document: Callable[[Any], ColumnElement[Any]]
    holds: Callable[[str, str, ColumnElement[Any]], ColumnElement[bool]]

    def value(self, row: Any, attribute: ExtensionAttribute) -> ColumnElement[Any]:
        """The value as JSON; null when there is none."""
        found: ColumnElement[Any] = self.document(row)[(attribute.urn, *attribute.path)]
        return found

    def has_extension(self, row: Any, key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether the row holds the extension of this URN, declared or not."""
        # Collation C folds ASCII only, as `caseless` does.
        urn = func.jsonb_object_keys(self.document(row), type_=Text()).column_valued("urn")
        return exists(select(urn).where(func.lower(urn.collate("C")) == key))

    def single(self, attribute: ExtensionAttribute) -> Attribute:
        """A single-valued attribute, or a sub-attribute of one."""
        assert attribute.kind is not None
        return _typed(attribute.kind, lambda row: self.value(row, attribute))

    def multi_valued(self, attribute: ExtensionAttribute, row: Any) -> MultiValued:
        """A multi-valued attribute. The elements of one that is not complex are their own `value`."""

        def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
            value = self.value(row, attribute)
            elements = case((func.jsonb_typeof(value) == "array", value))
            element = func.jsonb_array_elements(elements, type_=JSONB()).column_valued("element")
            return exists(select(element).where(satisfies(element)))

        if attribute.kind is not None:
            return MultiValued(some, {"value": _typed(attribute.kind, lambda element: element)})
        return MultiValued(some, {name: _typed(kind, _part(name)) for name, kind in attribute.parts})

    def sortable(self, attribute: ExtensionAttribute) -> Attribute:
        """What resources are sorted by: the value, or that of the first element (RFC 7644 §3.4.2.3).

        `attribute` is one that `get_sorted_by` found.
        """
        if not attribute.is_multi_valued:
            return self.single(attribute)
        ((part, kind),) = attribute.parts
        path = ("0",) if attribute.kind is not None else ("0", part)
        return _typed(kind, lambda row: self.value(row, attribute)[path])


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in a filter or a sort means.

    `part` is the sub-attribute of a multi-valued attribute's elements; `definition` is of what is compared.
    """

    attribute: ExtensionAttribute
    part: str | None
    definition: SchemaAttribute

    def __str__(self) -> str:
        """The name as it was declared."""
        path = (*self.attribute.path, *([self.part] if self.attribute.kind is None and self.part else []))
        return f"{self.attribute.urn}:{'.'.join(path)}"


def find_named(name: str, declared: Declared) -> Named | None:
    """What `<URN>:<attribute>` or `<URN>:<attribute>.<sub-attribute>` names, in any letter case."""
    urn, _, path = name.rpartition(":")
    outer, dot, inner = path.partition(".")
    schema = declared.get(caseless(urn))
    definition = schema.attributes.get(caseless(outer)) if schema else None
    if schema is None or definition is None:
        return None
    attribute = _extension_attribute(schema.urn, definition)
    if attribute.is_multi_valued and attribute.kind is not None:
        return Named(attribute, "value", definition) if not dot or caseless(inner) == "value" else None
    if not dot:
        return Named(attribute, None, definition)
    part = definition.parts.get(caseless(inner))
    if part is None:
        return None
    if attribute.is_multi_valued:
        return Named(attribute, part.name, part)
    return Named(ExtensionAttribute(schema.urn, (definition.name, part.name), _kind(part)), None, part)


def get_sorted_by(name: str, declared: Declared) -> ExtensionAttribute:
    """What a sort by this name goes by, with its one part if it is multi-valued. Raises `InvalidInput`."""
    named = find_named(name, declared)
    if named is None:
        raise InvalidInput("sort", f"Nothing can be sorted by '{name[:200]}', which no schema declares.")
    attribute = named.attribute
    if not attribute.is_multi_valued and attribute.kind is not None:
        return attribute
    if named.part is None:
        raise InvalidInput("sort", f"Nothing can be sorted by '{named}', which has sub-attributes; name one of them.")
    return replace(attribute, parts=((named.part, dict(attribute.parts)[named.part]),))


def _extension_attribute(urn: str, definition: SchemaAttribute) -> ExtensionAttribute:
    is_complex = definition.type is AttributeType.COMPLEX
    parts = {part.name: part for part in definition.parts.values()} if is_complex else {"value": definition}
    return ExtensionAttribute(
        urn,
        (definition.name,),
        None if is_complex else _kind(definition),
        is_multi_valued=definition.multi_valued,
        is_unique=definition.unique,
        parts=tuple((name, _kind(part)) for name, part in parts.items()) if definition.multi_valued else (),
    )


_KINDS = {
    AttributeType.STRING: Kind.EXACT,
    AttributeType.REFERENCE: Kind.EXACT,
    AttributeType.BINARY: Kind.BINARY,
    AttributeType.BOOLEAN: Kind.BOOLEAN,
    AttributeType.INTEGER: Kind.NUMBER,
    AttributeType.DECIMAL: Kind.NUMBER,
    AttributeType.DATE_TIME: Kind.TIME,
}


def _kind(definition: SchemaAttribute) -> Kind:
    is_caseless = definition.type is AttributeType.STRING and not definition.case_exact
    return Kind.CASELESS if is_caseless else _KINDS[definition.type]


def _part(name: str) -> Callable[[Any], ColumnElement[Any]]:
    return lambda element: element[name]


def _typed(kind: Kind, value_of: Callable[[Any], ColumnElement[Any]]) -> Attribute:
    """An attribute whose expression is null where the JSON is of another type: one bad row must not fail a list."""

    def expression(row: Any) -> ColumnElement[Any]:
        value = value_of(row)
        text = cast(value.op("#>>")(literal_column("'{}'")), Text)
        match kind:
            case Kind.CASELESS:
                return func.lower(text, type_=Text())
            case Kind.BOOLEAN:
                return case((func.jsonb_typeof(value) == "boolean", cast(value, Boolean)))
            case Kind.NUMBER:
                return case((func.jsonb_typeof(value) == "number", cast(value, Numeric)))
            case Kind.TIME:
                # PostgreSQL rounds to microseconds, where the value it is compared with has been cut to them.
                microseconds = func.regexp_replace(text, "([.][0-9]{6})[0-9]+", r"\1")
                return case((text.regexp_match(DATE_TIME), cast(microseconds, TIMESTAMP(timezone=True))))
            case _:
                return text

    return Attribute(kind, expression, folds_in_sql=kind is Kind.CASELESS)
