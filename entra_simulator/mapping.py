"""Attribute mappings: what of a person or group goes where in SCIM, and what must change at the target.

Source: Microsoft, "Customize user provisioning attribute-mappings for SaaS applications".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import orjson

from entra_simulator.directory import AppRole, Group, Person
from entra_simulator.expression_functions import Elements
from entra_simulator.expressions import evaluate
from entra_simulator.scim_path import parse_path, resource_of, value_at
from entra_simulator.source_attributes import source_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as MappingOf

    from entra_simulator.expressions import Expression

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ADSCIM_GROUP_SCHEMA = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
MANAGER_PATH = f"{ENTERPRISE_SCHEMA}:manager"


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """One line of a mapping: where a value comes from and the SCIM path it goes to.

    `matching` is the precedence among the attributes that find an existing object, 1 being tried first; None is no
    matching attribute. `default` stands in for a missing value, but only when the object is created, which is also
    the only moment for a line that applies `onCreate`.
    """

    source: Expression
    target: str
    apply: Literal["always", "onCreate"] = "always"
    matching: int | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping of an application, and whether the references that hold it together are sent too.

    References are a second pass, which needs the target's ids: `manager` goes to the enterprise extension, `members`
    to the group's members.
    """

    users: tuple[AttributeMapping, ...]
    groups: tuple[AttributeMapping, ...]
    manager: bool = True
    members: bool = True

    @property
    def user_matching(self) -> tuple[str, ...]:
        """The paths by which an existing user is looked for, in the order in which they are tried."""
        return _matching(self.users)

    @property
    def group_matching(self) -> tuple[str, ...]:
        """The paths by which an existing group is looked for, in the order in which they are tried."""
        return _matching(self.groups)

    def lines_for(self, source: Person | Group) -> tuple[AttributeMapping, ...]:
        """The lines that say what becomes of `source`."""
        return self.users if isinstance(source, Person) else self.groups


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """A value the target should hold at `path` and does not. A list holds elements of a multi-valued attribute.

    `present` says that it takes the place of what the target holds there; otherwise it is added.
    """

    path: str
    value: str | list[MappingOf[str, Any]]
    present: bool


def mapped_values(source: Person | Group, mapping: Mapping) -> dict[str, str]:
    """The single value of each SCIM path for a person or group; booleans are the strings "True" and "False".

    A source without a value yields nothing: outbound provisioning never sends an empty value, so the target keeps
    what it has (Microsoft, "Known issues for provisioning").
    """
    return {
        line.target: value
        for line in mapping.lines_for(source)
        if line.apply == "always" and isinstance(value := _evaluated(line, source), str)
    }


def matching_values(source: Person | Group, mapping: Mapping) -> tuple[tuple[str, str], ...]:
    """Paths and values that an existing object is looked for by, in order; those without a value are left out."""
    values = {line.target: _evaluated(line, source) for line in mapping.lines_for(source) if line.matching is not None}
    paths = mapping.user_matching if isinstance(source, Person) else mapping.group_matching
    return tuple((path, value) for path in paths if isinstance(value := values[path], str))


def held_values(resource: MappingOf[str, Any], lines: Iterable[AttributeMapping]) -> dict[str, str]:
    """What a SCIM resource holds at each mapped path, in the form of `mapped_values`."""
    values = ((line.target, value_at(resource, line.target)) for line in lines)
    return {target: str(value) for target, value in values if isinstance(value, str | bool | int | float)}


def attribute_changes(
    source: Person | Group, resource: MappingOf[str, Any], mapping: Mapping
) -> tuple[AttributeChange, ...]:
    """What must change in `resource` so that it shows `source`."""
    lines = mapping.lines_for(source)
    held = held_values(resource, lines)
    values = (
        AttributeChange(path, value, path in held)
        for path, value in mapped_values(source, mapping).items()
        if held.get(path) != value
    )
    return (*values, *_element_changes(source, resource, lines))


def _element_changes(
    source: Person | Group, resource: MappingOf[str, Any], lines: Iterable[AttributeMapping]
) -> Iterator[AttributeChange]:
    """Elements are told apart by their value. Those that are not exclusive are only ever added, so stale ones stay."""
    for line in lines:
        wanted = _evaluated(line, source)
        if line.apply == "onCreate" or not isinstance(wanted, Elements):
            continue
        held = {element.get("value") for element in value_at(resource, line.target) or () if isinstance(element, dict)}
        missing = [element for element in wanted.elements if element["value"] not in held]
        if wanted.exclusive and held != {element["value"] for element in wanted.elements}:
            yield AttributeChange(line.target, list(wanted.elements), present=True)
        elif missing:
            yield AttributeChange(line.target, missing, present=False)


def user_to_scim(person: Person, mapping: Mapping) -> dict[str, Any]:
    """The body that creates a person's account. The manager is not in it: references come in a second pass."""
    body = _creation_values(person, mapping)
    for email in body.get("emails", []):
        if email.get("type") == "work":
            email["primary"] = True
    # An extension of the customer's own is sent without being named among the schemas.
    return {
        "schemas": [USER_SCHEMA, ENTERPRISE_SCHEMA],
        **body,
        "roles": body.get("roles", []),
        "meta": {"resourceType": "User"},
    }


def group_to_scim(group: Group, mapping: Mapping) -> dict[str, Any]:
    """The body that creates a group, without members: they follow in batches."""
    return {
        "schemas": [GROUP_SCHEMA, ADSCIM_GROUP_SCHEMA],
        **_creation_values(group, mapping),
        "meta": {"resourceType": "Group"},
    }


def _creation_values(source: Person | Group, mapping: Mapping) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for line in mapping.lines_for(source):
        match _evaluated(line, source) or line.default:
            case Elements(elements):
                values[line.target] = list(elements)
            case "True" | "False" as boolean if _is_boolean(line.target):
                values[line.target] = boolean == "True"
            case str(text):
                values[line.target] = text
    return resource_of(values)


def _is_boolean(path: str) -> bool:
    """Whether the target of a line is one of SCIM's boolean attributes, which a creation sends as what they are."""
    parts = parse_path(path)
    return parts.schema is None and (parts.sub_attribute or parts.attribute) in {"active", "primary"}


def _evaluated(line: AttributeMapping, source: Person | Group) -> str | Elements | None:
    """The value of a line, None when there is none. Only a whole multi-valued attribute takes several values."""
    path = parse_path(line.target)
    match evaluate(line.source, lambda name: source_value(source, name)):
        case str(text):
            return text or None
        case Elements() as elements:
            return elements if elements.elements or elements.exclusive else None
        case (AppRole(), *_) as roles:
            return Elements(tuple({"value": _role_json(role)} for role in roles))
        case (str(first), *_) as texts:
            single = path.element is not None or path.sub_attribute is not None
            return first if single else Elements(tuple({"value": text} for text in texts))
    return None


def _role_json(role: Any) -> str:
    """What Entra sends for a role that no function took apart: JSON within a string."""
    return orjson.dumps({"id": role.id, "value": role.value, "displayName": role.display_name}).decode()


def _matching(lines: Iterable[AttributeMapping]) -> tuple[str, ...]:
    precedence = {line.target: line.matching for line in lines if line.matching is not None}
    return tuple(sorted(precedence, key=precedence.__getitem__))
