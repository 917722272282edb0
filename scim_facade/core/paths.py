"""PATCH paths (RFC 7644 §3.5.2): text → the attribute, elements and sub-attribute it targets.

Pure. A schema URN is taken off first and whole, because it contains dots itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scim_facade.core.attributes import DECLARED_URNS, ENTERPRISE_USER, Attribute, ResourceType, split_urn
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
    print_filter,
)
from scim_facade.core.filter_tests import at, kept_as, kept_comparison, refuse_unfit_for_null
from scim_facade.core.limits import MAX_FILTER_LENGTH
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
    `None` where the path names a schema as a whole. `filter` selects values, with names and values in canonical form.
    """

    extension: str
    attribute: Attribute | None
    filter: Filter | None = None
    sub: Attribute | None = None

    @property
    def called(self) -> str:
        """How an error speaks of the target: by its URN where the same name may stand for another attribute."""
        if self.attribute is None:
            return self.extension
        within = "" if self.extension in {"", ENTERPRISE_USER} else f"{self.extension}:"
        sub = "" if self.sub is None else f".{self.sub.name}"
        return f"{within}{self.attribute.name}{sub}"

    @property
    def text(self) -> str:
        """The path in the form of RFC 7644 §3.5.2, whole and in canonical spelling."""
        if self.attribute is None:
            return self.extension
        within = f"{self.extension}:" if self.extension else ""
        selection = "" if self.filter is None else f"[{print_filter(self.filter)}]"
        sub = "" if self.sub is None else f".{self.sub.name}"
        return f"{within}{self.attribute.name}{selection}{sub}"

    @property
    def is_read_only(self) -> bool:
        """Whether clients cannot write the target."""
        return any(part is not None and part.mutability == "readOnly" for part in (self.attribute, self.sub))


def parse_path(text: str, resource_type: ResourceType, notes: Notes | None = None) -> Path:
    """Resolve a path. Without `notes` to take, what needs a rule is understood.

    Raises `InvalidPath` when it is malformed, `UnknownAttribute` when it leads nowhere, `InvalidFilter` when the value
    filter in it is malformed or tests what cannot be tested.
    """
    if len(text) > MAX_FILTER_LENGTH:
        raise InvalidPath(f"The path has {len(text)} characters; at most {MAX_FILTER_LENGTH} are read.")
    name = text.partition("[")[0].strip()
    if not is_attribute_name(name):
        raise InvalidPath(f"The path {_called(text)} does not begin with an attribute name.")
    path = _resolved(name, resource_type)
    return _selecting(path, text, Notes() if notes is None else notes) if "[" in text else path


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


def _selecting(path: Path, text: str, notes: Notes) -> Path:
    """`path` narrowed by what stands behind its opening bracket: `filter]` or `filter].sub`."""
    opening, closing = text.index("["), text.rfind("]")
    rest = text[closing + 1 :].rstrip()
    if closing < opening or (rest and not rest.startswith(".")):
        position = closing + 2 if closing > opening else len(text) + 1
        raise InvalidPath(
            f"The path {_called(text)} must end with ']' or with ']' and one sub-attribute{at(position)}."
        )
    attribute = path.attribute
    if (
        attribute is None
        or path.sub is not None
        or not (attribute.multi_valued or attribute.type in {"complex", "any"})
    ):
        raise InvalidPath(
            f"{path.called} has neither several values nor sub-attributes, so no value filter can stand behind it "
            f"(position {opening + 1})."
        )
    selectable = attribute.as_complex
    # What is left of the bracket is blanked out and not cut off, so that errors give positions in the path.
    node = parse(" " * (opening + 1) + text[opening + 1 : closing], notes)
    sub = _sub(selectable, rest[1:], closing + 3) if rest else None
    return replace(path, filter=_canonical(node, selectable, notes), sub=sub)


def _called(text: str) -> str:
    """A path that was not understood, without the values in its filter: errors stand in logs."""
    name, bracket, _ = text.partition("[")
    return quoted(f"{name}[…]" if bracket else name)


def _sub(attribute: Attribute, name: str, position: int) -> Attribute:
    if not is_attribute_name(name) or "." in name:
        raise InvalidPath(f"{quoted(name)} is not the name of a sub-attribute{at(position)}.")
    sub = Attribute(name, "any") if attribute.type == "any" else attribute.find(name)
    if sub is None:
        raise UnknownAttribute(f"{attribute.name}.{name}")
    return sub


def _canonical(node: Filter, attribute: Attribute, notes: Notes) -> Filter:
    """The value filter with the names and types of the attribute's own sub-attributes."""
    match node:
        case And(operands):
            return And(tuple(_canonical(operand, attribute, notes) for operand in operands))
        case Or(operands):
            return Or(tuple(_canonical(operand, attribute, notes) for operand in operands))
        case Not(operand):
            return Not(_canonical(operand, attribute, notes))
        case Present() | Comparison():
            return _canonical_test(node, attribute, notes)
        case ElementMatch(name, position=position):
            raise InvalidFilter(
                f"A value filter cannot stand inside another, as that of {quoted(name)} does{at(position)}."
            )


def _canonical_test(node: Present | Comparison, attribute: Attribute, notes: Notes) -> Filter:
    sub = _sub(attribute, node.attribute, node.position)
    if sub.type == "any":
        return node
    if isinstance(node, Present):
        return Present(kept_as(sub.name, sub))
    if node.value is None:
        refuse_unfit_for_null(node, sub.name)
        return Comparison(kept_as(sub.name, sub), node.operator, None)
    kept, value = kept_comparison(node, sub.name, sub, notes)
    return Comparison(kept, node.operator, value)
