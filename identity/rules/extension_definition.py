"""What an organisation may define as a schema of its own. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.extension_schema import AttributeType, ResourceType, caseless
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_SCHEMAS = 50
"""Schemas of one organisation."""
MAX_ATTRIBUTES = 200
"""Attributes of one schema, sub-attributes not counted."""
MAX_SUB_ATTRIBUTES = 50
MAX_SUGGESTIONS = 100
"""Canonical values, or reference types, of one attribute."""
MAX_CHARACTERS = 200_000
"""Characters in all the texts of one schema, which is read whenever values are written under it."""
MAX_NAME = 100
"""Characters in a name: a schema's, an attribute's, the part of the URN that is the organisation's to choose."""
MAX_DESCRIPTION = 1_000
"""Characters in a description, and in a canonical value."""

# The form in which Entra lets an admin enter custom attributes (Microsoft, "Customize application attributes").
_URN = re.compile(r"urn:ietf:params:scim:schemas:extension:([A-Za-z0-9._-]+):2\.0:(User|Group)", re.IGNORECASE)
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9$_-]*")
"""RFC 7643 §2.1."""
_COMMON = frozenset({"schemas", "id", "externalid", "meta"})
"""Attributes of every resource (RFC 7643 §3.1)."""
_CAN_BE_UNIQUE = frozenset(
    {AttributeType.STRING, AttributeType.REFERENCE, AttributeType.INTEGER, AttributeType.DECIMAL}
)
_ALWAYS_EXACT = frozenset({AttributeType.REFERENCE, AttributeType.BINARY})


@dataclass(frozen=True, slots=True)
class Definition:
    """A schema that has passed; `attributes` are in the form of RFC 7643 §7."""

    urn: str
    resource_type: ResourceType
    name: str
    description: str
    attributes: list[dict[str, Any]]


def defined(urn: str, name: str, description: str, attributes: Sequence[Mapping[str, Any]]) -> Definition:
    """Check a schema. Attributes come under RFC 7643 §7's names, and what they leave out takes its default there.

    Raises `InvalidInput` naming what breaks a rule.
    """
    if not attributes:
        raise InvalidInput("attributes", "A schema needs at least one attribute.")
    if (characters := _characters(attributes)) > MAX_CHARACTERS:
        raise InvalidInput(
            "attributes", f"The schema has {characters} characters, and at most {MAX_CHARACTERS} are accepted."
        )
    return Definition(
        urn=urn,
        resource_type=_resource_type(urn),
        name=_text("name", name.strip(), MAX_NAME, required=True),
        description=_text("description", description, MAX_DESCRIPTION),
        attributes=_attributes("attributes", attributes),
    )


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(_characters(child) for child in children)


def names_attribute(name: str) -> bool:
    """Whether this is the name of an attribute, after the URN of a schema that an organisation could define."""
    urn = _URN.match(name)
    return urn is not None and name[urn.end() :].startswith(":")


def _resource_type(urn: str) -> ResourceType:
    match = _URN.fullmatch(urn)
    if match is None or len(match[1]) > MAX_NAME:
        raise InvalidInput(
            "urn",
            f"The URN '{urn[:200]}' must be urn:ietf:params:scim:schemas:extension:<Name>:2.0:User, or …:Group, with a "
            f"name of 1 to {MAX_NAME} letters, digits, dots, underscores and hyphens.",
        )
    if match[1].lower() == "enterprise":
        raise InvalidInput("urn", "The enterprise schema is the standard's own and cannot be defined.")
    return ResourceType(match[2].upper())


def _attributes(
    field: str, given: Sequence[Mapping[str, Any]], limit: int = MAX_ATTRIBUTES, *, of: str = ""
) -> list[dict[str, Any]]:
    """Attributes of a schema, or the sub-attributes `of` one of them."""
    if len(given) > limit:
        raise InvalidInput(field, f"{field} has {len(given)} elements, and at most {limit} are accepted.")
    names: dict[str, str] = {}
    attributes = []
    for each in given:
        attribute = _attribute(field, each, of)
        key = caseless(attribute["name"])
        if key in names:
            raise InvalidInput(field, f"'{names[key]}' and '{attribute['name']}' are one name, letter case aside.")
        names[key] = attribute["name"]
        attributes.append(attribute)
    return attributes


def _attribute(field: str, given: Mapping[str, Any], of: str) -> dict[str, Any]:
    name = _attribute_name(field, given["name"], of)
    full = f"{of}.{name}" if of else name
    kind = _type(field, full, given["type"])
    attribute = {
        "name": name,
        "type": kind.value,
        "multiValued": given.get("multiValued", False),
        "description": _text(f"{field}.{full}.description", given.get("description", ""), MAX_DESCRIPTION),
        "required": given.get("required", False),
        # References and binary values are case exact by nature (RFC 7643 §2.3.6, §2.3.7).
        "caseExact": kind in _ALWAYS_EXACT or (kind is AttributeType.STRING and given.get("caseExact", False)),
        "uniqueness": given.get("uniqueness", "none"),
    }
    _refuse_impossible(field, full, attribute, is_part=bool(of))
    for name_of_list in ("canonicalValues", "referenceTypes"):
        if texts := given.get(name_of_list, ()):
            attribute[name_of_list] = _suggestions(f"{field}.{full}.{name_of_list}", texts)
    if "referenceTypes" in attribute and kind is not AttributeType.REFERENCE:
        raise InvalidInput(field, f"'{full}' has referenceTypes, which belong to the type reference only.")
    parts = given.get("subAttributes", ())
    if bool(parts) != (kind is AttributeType.COMPLEX) or (parts and of):
        raise InvalidInput(
            field, f"'{full}' is of type {kind}: attributes of type complex have subAttributes, which have none again."
        )
    return attribute | ({"subAttributes": _attributes(field, parts, MAX_SUB_ATTRIBUTES, of=name)} if parts else {})


def _attribute_name(field: str, name: str, of: str) -> str:
    if len(name) > MAX_NAME or not _ATTRIBUTE_NAME.fullmatch(name):
        raise InvalidInput(
            field,
            f"'{name[:200]}' cannot name an attribute: a letter, then letters, digits, '$', '-' and '_', at most "
            f"{MAX_NAME} characters.",
        )
    if not of and caseless(name) in _COMMON:
        raise InvalidInput(field, f"'{name}' is an attribute of every resource already and cannot be defined.")
    return name


def _type(field: str, full: str, given: str) -> AttributeType:
    try:
        return AttributeType(given)
    except ValueError as error:
        raise InvalidInput(
            field, f"'{full}' is of type '{given[:200]}', which must be one of {', '.join(AttributeType)}."
        ) from error


def _refuse_impossible(field: str, full: str, attribute: Mapping[str, Any], *, is_part: bool) -> None:
    if is_part and attribute["multiValued"]:
        raise InvalidInput(field, f"'{full}' is multi-valued, which a sub-attribute cannot be.")
    if attribute["uniqueness"] not in {"none", "server"}:
        raise InvalidInput(field, f"The uniqueness of '{full}' must be none or server.")
    is_able = not is_part and not attribute["multiValued"] and attribute["type"] in _CAN_BE_UNIQUE
    if attribute["uniqueness"] == "server" and not is_able:
        raise InvalidInput(
            field,
            f"'{full}' cannot be unique: single-valued attributes of type {', '.join(sorted(_CAN_BE_UNIQUE))} can, and "
            "no sub-attribute.",
        )


def _suggestions(field: str, texts: Sequence[str]) -> list[str]:
    if len(texts) > MAX_SUGGESTIONS:
        raise InvalidInput(field, f"{field} has {len(texts)} elements, and at most {MAX_SUGGESTIONS} are accepted.")
    return [_text(field, text, MAX_DESCRIPTION, required=True) for text in texts]


def _text(field: str, text: str, limit: int, *, required: bool = False) -> str:
    if required and not text:
        raise InvalidInput(field, f"{field} must not be empty.")
    if reason := unstorable(text, limit):
        raise InvalidInput(field, f"{field} {reason}.")
    return text
