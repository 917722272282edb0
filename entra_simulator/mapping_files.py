"""Attribute mappings as YAML: one line an attribute mapping, as the portal's page of attribute mappings shows them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NoReturn

import yaml

from entra_simulator.expression_parser import ExpressionInvalid, parse_expression
from entra_simulator.expressions import Attribute, Constant, attributes_of
from entra_simulator.mapping import MANAGER_PATH, AttributeMapping, Mapping
from entra_simulator.scim_path import parse_path
from entra_simulator.source_attributes import GROUP_ATTRIBUTES, USER_ATTRIBUTES, is_extension

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from entra_simulator.expressions import Expression

_SOURCES = ("source", "constant", "expression")
_KEYS = (*_SOURCES, "target", "default", "matching", "apply")
_REFERENCES = {"users": ("manager", MANAGER_PATH), "groups": ("members", "members")}
_REQUIRED_TARGETS = {"users": "userName", "groups": "displayName"}
_ATTRIBUTES: dict[str, Collection[str]] = {"users": USER_ATTRIBUTES, "groups": GROUP_ATTRIBUTES}

_HEADING = """\
# Attribute mappings, as under Provisioning > Mappings in the Entra admin center. Each line has
#   target      the SCIM attribute path
#   and one of  source (an attribute of the directory), constant, or expression (a function of attributes)
#   matching    1, 2, …: find an existing object by this attribute, in this order
#   default     the value at creation when the source has none
#   apply       always, which goes without saying, or onCreate
"""


class MappingInvalid(Exception):
    """The text is no mapping; the message says in which line and column, and why."""


def read_mapping(text: str) -> Mapping:
    """The mapping that YAML `text` describes.

    Raises MappingInvalid for anything else, also for a target named twice, for users without userName or groups
    without displayName, and where no attribute finds an existing object.
    """
    sections = _pairs(_document(text), "a mapping has the sections users and groups", ("users", "groups"))
    lists = {name: _List(name, sections.get(name)) for name in _REQUIRED_TARGETS}
    return Mapping(
        users=lists["users"].values,
        groups=lists["groups"].values,
        manager=lists["users"].reference,
        members=lists["groups"].reference,
    )


def mapping_to_yaml(mapping: Mapping) -> str:
    """The YAML that `read_mapping` reads as `mapping`, with a comment that explains the keys."""
    sections = {
        "users": [*map(_line_to_yaml, mapping.users), *_reference_to_yaml("users", present=mapping.manager)],
        "groups": [*map(_line_to_yaml, mapping.groups), *_reference_to_yaml("groups", present=mapping.members)],
    }
    # Inner collections in one line each, however long.
    return _HEADING + yaml.safe_dump(
        sections, default_flow_style=None, sort_keys=False, allow_unicode=True, width=10_000
    )


def _line_to_yaml(line: AttributeMapping) -> dict[str, str | int]:
    match line.source:
        case Attribute(name):
            source = {"source": name}
        case Constant(text):
            source = {"constant": text}
        case expression:
            source = {"expression": str(expression)}
    optional = {
        "matching": line.matching,
        "default": line.default,
        "apply": None if line.apply == "always" else line.apply,
    }
    return {"target": line.target, **source, **{key: value for key, value in optional.items() if value is not None}}


def _reference_to_yaml(section: str, *, present: bool) -> list[dict[str, str | int]]:
    source, target = _REFERENCES[section]
    return [{"target": target, "source": source}] if present else []


class _Taken:
    """What the lines of a section have taken already, and in which shape each SCIM attribute is written."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._shapes: dict[str, str] = {}

    def take(self, node: yaml.Node, what: str) -> None:
        """Refuse what another line has; SCIM's attribute names differ in more than their case."""
        if what.casefold() in self._taken:
            _refuse(node, f"the {what} is given twice")
        self._taken.add(what.casefold())

    def take_target(self, node: yaml.Node) -> str:
        """The target's path. Refuse one that is no path, that another line has or that does not go with another."""
        try:
            path = parse_path(_text(node, "target"))
        except ValueError as error:
            _refuse(node, str(error).rstrip("."))
        if path.element and not path.sub_attribute:
            _refuse(node, f"a target chooses one value of an element, as in {path}.value")
        name = f"{path.schema}:{path.attribute}".casefold()
        self.take(node, f"target {path}")
        shape = "elements" if path.element else "parts" if path.sub_attribute else "whole"
        if self._shapes.setdefault(name, shape) != shape:
            _refuse(node, f"{path.attribute} is mapped as a whole and in parts, or with a filter and without")
        return str(path)


class _List:
    """One section's lines: the values, and whether the reference is among them."""

    def __init__(self, section: str, node: yaml.Node | None) -> None:
        self._section = section
        self.reference = False
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            _refuse(node, f"{section} is a list of attribute mappings, and has at least one")
        lines: list[AttributeMapping] = []
        taken = _Taken()
        for entry in node.value:
            line = self._line(entry, taken)
            if line is not None:
                lines.append(line)
        self.values = tuple(lines)
        self._check_whole(node)

    def _line(self, entry: yaml.Node, taken: _Taken) -> AttributeMapping | None:
        """The attribute mapping of `entry`, None for the reference. `taken` are targets and precedences in use."""
        pairs = _pairs(entry, "an attribute mapping has a target and a source", _KEYS)
        given = [key for key in _SOURCES if key in pairs]
        if len(given) != 1 or "target" not in pairs:
            _refuse(entry, f"an attribute mapping has a target and one of {', '.join(_SOURCES)}")
        target = taken.take_target(pairs["target"])
        if self._is_reference(pairs, target):
            self.reference = True
            return None
        matching = _precedence(pairs["matching"]) if "matching" in pairs else None
        if matching is not None:
            taken.take(pairs["matching"], f"matching precedence {matching}")
        return AttributeMapping(
            source=self._source(given[0], pairs[given[0]]),
            target=target,
            apply=_apply(pairs["apply"]) if "apply" in pairs else "always",
            matching=matching,
            default=_text(pairs["default"], "default") if "default" in pairs else None,
        )

    def _is_reference(self, pairs: dict[str, yaml.Node], target: str) -> bool:
        """Whether the line is the one that maps the section's reference, which must be mapped so and not otherwise."""
        name, path = _REFERENCES[self._section]
        source = _text(pairs["source"], "source") if "source" in pairs else None
        if (source == name) != (target == path) or (source == name and len(pairs) > len(("source", "target"))):
            _refuse(pairs["target"], f"the reference {name} goes to {path}, and nothing else goes there")
        return source == name

    def _source(self, kind: str, node: yaml.Node) -> Expression:
        text = _text(node, kind)
        if kind == "constant":
            return Constant(text)
        try:
            expression = parse_expression(text) if kind == "expression" else Attribute(text)
        except ExpressionInvalid as invalid:
            _refuse(node, f"in the expression, {str(invalid).rstrip('.')}")
        known = _ATTRIBUTES[self._section]
        for name in attributes_of(expression):
            if name not in known and not is_extension(name):
                near = get_close_matches(name, known, n=1)
                hint = f"there is {near[0]}" if near else f"there are {', '.join(known)} and extension attributes"
                _refuse(node, f"{self._section} have no attribute {name}, but {hint}")
        return expression

    def _check_whole(self, node: yaml.Node) -> None:
        required = _REQUIRED_TARGETS[self._section]
        if required not in {line.target for line in self.values}:
            _refuse(node, f"nothing is mapped to {required}, which {self._section} cannot be without")
        if all(line.matching is None for line in self.values):
            _refuse(node, f"no attribute finds existing {self._section}: say matching: 1 where one is unique")


def _document(text: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise MappingInvalid(f"{where}this is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise MappingInvalid(f"This is not YAML: {error}.") from error
    except RecursionError as error:
        raise MappingInvalid("This is not a mapping: it is nested too deeply.") from error
    if node is None:
        raise MappingInvalid("The file is empty: a mapping has the sections users and groups.")
    return node


def _refuse(node: yaml.Node | None, reason: str) -> NoReturn:
    where = f"line {node.start_mark.line + 1}, column {node.start_mark.column + 1}: " if node else ""
    raise MappingInvalid(f"{where}{reason}.")


def _pairs(node: yaml.Node, expected: str, keys: Iterable[str]) -> dict[str, yaml.Node]:
    """The entries of a YAML mapping whose keys are among `keys`, each at most once."""
    if not isinstance(node, yaml.MappingNode):
        _refuse(node, expected)
    pairs: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in keys:
            _refuse(key, f"there is no key {name}; there are {', '.join(keys)}")
        if name in pairs:
            _refuse(key, f"{name} is said twice")
        pairs[name] = value
    return pairs


def _text(node: yaml.Node, key: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        _refuse(node, f"{key} is a text that is not empty")
    text: str = node.value
    return text


def _precedence(node: yaml.Node) -> int:
    text = _text(node, "matching")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100):  # noqa: PLR2004 - more than anybody has
        _refuse(node, "matching is a whole number from 1, which is tried first")
    return int(text)


def _apply(node: yaml.Node) -> Literal["always", "onCreate"]:
    match _text(node, "apply"):
        case "always" | "onCreate" as moment:
            return moment
    _refuse(node, "apply is always or onCreate")
