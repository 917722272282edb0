"""PATCH paths (RFC 7644 §3.5.2): text → the attribute, elements and sub-attribute it targets.

Pure. A schema URN is taken off first and whole, because it contains dots itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scim_facade.core.attributes import DECLARED_URNS, Attribute, ResourceType, split_urn
from scim_facade.core.errors import InvalidFilter, InvalidPath, quoted
from scim_facade.core.filter_syntax import (
    And,
    Comparison,
    ElementMatch,
    Filter,
    Not,
    Or,
    Present,
    is_attribute_name,
    parse,
)
from scim_facade.core.limits import MAX_FILTER_LENGTH

if TYPE_CHECKING:
    from scim_facade.core.filter_syntax import Literal
    from scim_facade.core.rules import Notes


class UnknownAttribute(InvalidPath):
    """The path is well formed, but no schema of the resource has such an attribute; `name` is what was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no attribute {quoted(name)}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Path:
    """What an operation targets.

    `extension` is the URN under which the attribute stands in the resource, empty for core attributes. `attribute` is
    `None` where the path names a schema as a whole. `filter` selects elements, with names and values in canonical form.
    """

    extension: str
    attribute: Attribute | None
    filter: Filter | None = None
    sub: Attribute | None = None

    @property
    def called(self) -> str:
        """How an error speaks of the target."""
        parts = [part.name for part in (self.attribute, self.sub) if part is not None]
        return ".".join(parts) or self.extension

    @property
    def is_read_only(self) -> bool:
        """Whether clients cannot write the target."""
        return any(part is not None and part.mutability == "readOnly" for part in (self.attribute, self.sub))


def parse_path(text: str, resource_type: ResourceType, notes: Notes | None = None) -> Path:
    """Resolve a path. Raises `InvalidPath` when it is malformed, `UnknownAttribute` when it leads nowhere."""
    if len(text) > MAX_FILTER_LENGTH:
        raise InvalidPath(f"The path has {len(text)} characters; at most {MAX_FILTER_LENGTH} are read.")
    name, bracket, behind = text.strip().partition("[")
    if not is_attribute_name(name):
        raise InvalidPath(f"The path {quoted(text)} does not begin with an attribute name.")
    path = _resolved(name, resource_type)
    return _selecting(path, behind, text, notes) if bracket else path


def _resolved(name: str, resource_type: ResourceType) -> Path:
    urn, rest = split_urn(name)
    schema = resource_type.find_schema(urn) if urn else None
    if schema is not None and not rest:
        return Path("" if schema is resource_type.schema else schema.urn, None)
    target = resource_type.find(name)
    if target is not None:
        return Path(
            target.schema.urn if target.schema in resource_type.extensions else "", target.attribute, sub=target.sub
        )
    if schema is not None or not urn or _is_declared_elsewhere(urn):
        raise UnknownAttribute(name)
    attribute, _, sub = rest.partition(".")
    return Path(
        urn,
        Attribute(attribute, "any") if attribute else None,
        sub=Attribute(sub, "any") if sub else None,
    )


def _is_declared_elsewhere(urn: str) -> bool:
    return urn.lower() in {declared.lower() for declared in DECLARED_URNS}


def _selecting(path: Path, behind: str, text: str, notes: Notes | None) -> Path:
    """`path` narrowed by what stands behind its opening bracket: `filter]` or `filter].sub`."""
    condition, closing, rest = behind.rpartition("]")
    if not closing or (rest and not rest.startswith(".")):
        raise InvalidPath(f"The path {quoted(text)} must end with ']' or with ']' and one sub-attribute.")
    attribute = path.attribute
    if attribute is None or path.sub is not None or not (attribute.multi_valued or attribute.type == "any"):
        raise InvalidPath(f"{path.called} is not multi-valued, so no value filter can stand behind it.")
    try:
        node = parse(condition, notes)
    except InvalidFilter as error:
        raise InvalidPath(f"In the value filter of {path.called}: {error.detail}") from None
    return replace(path, filter=_canonical(node, attribute), sub=_sub(attribute, rest[1:]) if rest else None)


def _sub(attribute: Attribute, name: str) -> Attribute:
    if not is_attribute_name(name) or "." in name:
        raise InvalidPath(f"{quoted(name)} is not the name of a sub-attribute.")
    sub = Attribute(name, "any") if attribute.type == "any" else attribute.find(name)
    if sub is None:
        raise UnknownAttribute(f"{attribute.name}.{name}")
    return sub


def _canonical(node: Filter, attribute: Attribute) -> Filter:
    """The value filter with the names and types of the attribute's own sub-attributes."""
    match node:
        case And(operands):
            return And(tuple(_canonical(operand, attribute) for operand in operands))
        case Or(operands):
            return Or(tuple(_canonical(operand, attribute) for operand in operands))
        case Not(operand):
            return Not(_canonical(operand, attribute))
        case Present(name):
            return Present(_sub(attribute, name).name)
        case Comparison(name, operator, value):
            sub = _sub(attribute, name)
            return Comparison(sub.name, operator, _typed(value, sub))
        case ElementMatch(name):
            raise InvalidPath(f"A value filter cannot stand inside another, as that of {quoted(name)} does.")


def _typed(value: Literal, sub: Attribute) -> Literal:
    """The literal in the sub-attribute's type: Entra writes `primary eq "True"`, and unquoted text for strings."""
    if value is None or sub.type == "any":
        return value
    folded = str(value).lower()
    if sub.type != "boolean":
        return value if isinstance(value, str) else folded
    if folded not in {"true", "false"}:
        raise InvalidPath(f"{sub.name} is true or false, not {quoted(folded)}.")
    return folded == "true"
