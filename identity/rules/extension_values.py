"""Values of an organisation's own schemas. Pure: no I/O, no clock, no framework.

What is stored under a declared schema always conforms to it: the names are spelled as declared and each value is of
its attribute's type. What nobody declared is kept as it came.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from identity.errors import InvalidInput
from identity.rules.attributes import MAX_KEY, Attributes
from identity.rules.extension_schema import AttributeType, Declared, DeclaredSchema, SchemaAttribute, caseless
from identity.rules.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MAX_ELEMENTS = 1_000

DATE_TIME = (
    r"^(?!000[01])(?!9999-12-31T.*-)"
    r"(?:[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))$"
)
"""A dateTime of RFC 3339 that is a real moment, offset included: what this matches, Python and PostgreSQL can read.

Both of their kinds of regular expression understand it. Hours of the first and of the last day of all time that are
none any more in UTC are not accepted.
"""
_DATE_TIME = re.compile(DATE_TIME)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}")
"""RFC 7643 §2.3.6: either alphabet."""


class Misfit(Exception):
    """A value does not fit its attribute; `reason` is the end of a sentence about it."""

    def __init__(self, attribute: str, reason: str) -> None:
        super().__init__(f"{attribute} {reason}")
        self.attribute = attribute
        self.reason = reason


class UniqueValue(NamedTuple):
    """A value that one resource holds and no other may; `value` is the text by which two values are equal."""

    schema_key: str
    attribute: str
    value: str


def conforming_extensions(extensions: Mapping[str, Any], declared: Declared) -> Attributes:
    """Extensions as they are kept. Raises `InvalidInput` naming the attribute whose value does not fit."""
    kept: Attributes = {}
    for urn, part in extensions.items():
        schema = declared.get(caseless(urn))
        if schema is None:
            kept[urn] = part
            continue
        if schema.urn in kept:
            raise InvalidInput("extensions", f"{schema.urn} is given twice, in different letter case.")
        try:
            kept[schema.urn] = conforming(schema, part.items())
        except Misfit as misfit:
            raise InvalidInput("extensions", f"{schema.urn}:{misfit}.") from misfit
    return {urn: part for urn, part in kept.items() if part}


def respelled(extensions: Mapping[str, Any], declared: Declared) -> Attributes:
    """Changes of extensions under the declared names, so that they meet what they change. Raises `InvalidInput`."""
    spelled: Attributes = {}
    for urn, part in extensions.items():
        schema = declared.get(caseless(urn))
        if schema is None:
            spelled[urn] = part
            continue
        if schema.urn in spelled:
            raise InvalidInput("extensions", f"{schema.urn} is given twice, in different letter case.")
        try:
            spelled[schema.urn] = part and dict(_named(schema.attributes, part.items()))
        except Misfit as misfit:
            raise InvalidInput("extensions", f"{schema.urn}:{misfit}.") from misfit
    return spelled


def conforming(schema: DeclaredSchema, part: Iterable[tuple[str, Any]]) -> Attributes:
    """One extension as it is kept, empty when nothing is. Raises `Misfit`."""
    return _conforming_parts(schema.attributes, part, "")


def unique_values(extensions: Mapping[str, Any], declared: Declared) -> dict[UniqueValue, Any]:
    """What only one resource may hold of conforming extensions, each with the value as it was sent."""
    found: dict[UniqueValue, Any] = {}
    for key, schema in declared.items():
        part = extensions.get(schema.urn, {})
        for attribute in schema.unique_attributes:
            if attribute.name in part:
                value = part[attribute.name]
                found[UniqueValue(key, attribute.name, equality_key(attribute, value))] = value
    return found


def equality_key(attribute: SchemaAttribute, value: Any) -> str:
    """The text by which two values of an attribute that can be unique are equal."""
    if isinstance(value, str):
        return value if attribute.case_exact else name_key(value)
    # Through its shortest text, and without an exponent or a sign of zero: 1, 1.0 and 10e-1 are one number.
    return format(Decimal(repr(value)).normalize() + 0, "f")


def _conforming_parts(
    attributes: Mapping[str, SchemaAttribute], part: Iterable[tuple[str, Any]], of: str
) -> Attributes:
    kept: Attributes = {}
    for name, value in _named(attributes, part, of):
        inner = _conforming_value(attributes[caseless(name)], value, of + name)
        if inner not in (None, "", [], {}):
            kept[name] = inner
    missing = [attribute.name for attribute in attributes.values() if attribute.required and attribute.name not in kept]
    if kept and missing:
        raise Misfit(of + missing[0], "is required and must not be empty")
    return kept


def _named(
    attributes: Mapping[str, SchemaAttribute], part: Iterable[tuple[str, Any]], of: str = ""
) -> Iterable[tuple[str, Any]]:
    """The values under their declared names."""
    seen = set()
    for given, value in part:
        key = caseless(given)
        if key not in attributes:
            raise Misfit(of + given[:200], "is not an attribute of this schema")
        if key in seen:
            raise Misfit(of + attributes[key].name, "is given twice, in different letter case")
        seen.add(key)
        yield attributes[key].name, value


def _conforming_value(attribute: SchemaAttribute, value: Any, name: str) -> Any:
    if value is None:
        return None
    if not attribute.multi_valued:
        return _conforming_element(attribute, value, name)
    if not isinstance(value, list):
        raise Misfit(name, f"is multi-valued, so that its value is a list, and not {_kind(value)}")
    if len(value) > MAX_ELEMENTS:
        raise Misfit(name, f"has {len(value)} elements, and at most {MAX_ELEMENTS} are accepted")
    elements = [_conforming_element(attribute, element, name) for element in value]
    return [element for element in elements if element not in (None, "", {})]


def _conforming_element(attribute: SchemaAttribute, value: Any, name: str) -> Any:
    if value is None:
        return None
    if attribute.type is AttributeType.COMPLEX:
        if not isinstance(value, dict):
            raise Misfit(name, f"is of type complex, so that its value is an object, and not {_kind(value)}")
        return _conforming_parts(attribute.parts, value.items(), f"{name}.")
    if value == "" and attribute.type in _TEXTS:
        return None
    if not _FITS[attribute.type](value):
        shown = f"'{value[:100]}'" if isinstance(value, str) else _kind(value)
        raise Misfit(name, f"is of type {attribute.type}, {_FORMS[attribute.type]}, and not {shown}")
    if attribute.unique and len(equality_key(attribute, value)) > MAX_KEY:
        raise Misfit(name, f"is unique, and its value is longer than {MAX_KEY} characters")
    return value


_FITS: dict[AttributeType, Callable[[Any], bool]] = {
    AttributeType.STRING: lambda value: isinstance(value, str),
    AttributeType.REFERENCE: lambda value: isinstance(value, str),
    AttributeType.BOOLEAN: lambda value: isinstance(value, bool),
    AttributeType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    AttributeType.DECIMAL: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    AttributeType.DATE_TIME: lambda value: isinstance(value, str) and _DATE_TIME.fullmatch(value) is not None,
    AttributeType.BINARY: lambda value: isinstance(value, str) and _is_base64(value),
}
_FORMS = {
    AttributeType.STRING: "in JSON a string",
    AttributeType.REFERENCE: "in JSON a string",
    AttributeType.BOOLEAN: "in JSON true or false",
    AttributeType.INTEGER: "in JSON a number without fraction",
    AttributeType.DECIMAL: "in JSON a number",
    AttributeType.DATE_TIME: "such as 2026-01-31T12:00:00Z",
    AttributeType.BINARY: "in JSON a string in base64",
}
_TEXTS = frozenset(_FITS) - {AttributeType.BOOLEAN, AttributeType.INTEGER, AttributeType.DECIMAL}


def _is_base64(text: str) -> bool:
    padded = text.endswith("=")
    return _BASE64.fullmatch(text) is not None and (len(text) % 4 == 0 if padded else len(text) % 4 != 1)


def _kind(value: Any) -> str:
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")
