"""What may be kept of a request for people to read: what the schemas permit to show, cut to a readable length.

Pure. Attributes that a schema knows are shown, with whatever stands in them; those it never returns, such as
`password`, are named and their values withheld. What no schema knows is named, and its value withheld. An extension
that nobody declared is shown unless the connection is strict: it is stored and returned as it came, to the same
readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import is_urn
from scim_facade.core.errors import ScimError
from scim_facade.core.paths import Path, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType
    from scim_facade.core.profile import Profile

SECRET: Final = "[withheld: secret]"  # noqa: S105 - what stands in place of one
UNKNOWN: Final = "[withheld: not in any schema]"
NOT_UNDERSTOOD: Final = "[withheld: not understood]"

_NAME_CHARACTERS: Final = 120
_OPS: Final = frozenset({"add", "replace", "remove"})


@dataclass(frozen=True, slots=True)
class Cuts:
    """How much is shown: characters of a text, elements of a list, operations of a PATCH, names of an object."""

    characters: int = 500
    elements: int = 20
    operations: int = 100
    names: int = 200
    depth: int = 12


class Redaction:
    """How much of the requests of one connection may be shown, and how much of that is."""

    def __init__(self, profile: Profile, cuts: Cuts) -> None:
        self.profile = profile
        self.cuts = cuts

    def resource(self, body: object, kind: ResourceType) -> Any:
        """A whole resource, or a part of one, under the names of SCIM."""
        if not isinstance(body, dict):
            return UNKNOWN
        return self._named(body, lambda key, value: self._member(key, value, kind))

    def patch(self, body: object, kind: ResourceType) -> Any:
        """A PatchOp message."""
        return self.message(body, {"operations": lambda listed: self._operations(listed, kind)})

    def message(self, body: object, shown: Mapping[str, Callable[[Any], Any]]) -> Any:
        """A message of the protocol: `schemas`, and the fields, by lower-case name, of which it is said how."""
        if not isinstance(body, dict):
            return UNKNOWN
        fields = {"schemas": self._schemas, **shown}

        def field(key: str, value: Any) -> tuple[str, Any]:
            show = fields.get(key.lower())
            return key, UNKNOWN if show is None else show(value)

        return self._named(body, field)

    def values(self, values: Iterable[Any], show: Callable[[Any], Any], limit: int | None = None) -> list[Any]:
        """A list, cut, with a last line that says how many more there were."""
        listed = values if isinstance(values, list | tuple) else list(values)
        kept = self.cuts.elements if limit is None else limit
        shown = [show(value) for value in listed[:kept]]
        return [*shown, f"[{len(listed) - kept:,} more]"] if len(listed) > kept else shown

    def text(self, text: str) -> str:
        """A text, cut, with how much is missing."""
        kept = self.cuts.characters
        if len(text) > kept:
            text = f"{text[:kept]}… [{len(text) - kept:,} more characters]"
        # What PostgreSQL cannot store, and what is no character at all.
        return text if text.isprintable() else text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")

    def anything(self, value: Any, depth: int = 0) -> Any:
        """A value that the schemas permit to show as a whole."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            if depth > self.cuts.depth:
                return "[…]"
            return self._named(value, lambda key, inner: (key, self.anything(inner, depth + 1)))
        if isinstance(value, list | tuple):
            return "[…]" if depth > self.cuts.depth else self.values(value, lambda item: self.anything(item, depth + 1))
        return value

    def of_attribute(self, attribute: Attribute, value: Any) -> Any:
        """A value in the place of an attribute, whatever it is."""
        if attribute.returned == "never" or attribute.mutability == "writeOnly":
            return SECRET
        if attribute.type == "any":
            return self.anything(value)
        if isinstance(value, list):
            return self.values(value, lambda item: self._element(attribute, item))
        return self._element(attribute, value)

    def at(self, path: Path, value: Any, kind: ResourceType) -> Any:
        """A value in the place that a path names."""
        if path.attribute is None:
            return self._of_schema(path.extension or kind.schema.urn, value, kind)
        if path.attribute.returned == "never":
            return SECRET
        return self.of_attribute(path.sub or path.attribute, value)

    def name(self, name: str) -> str:
        """What something is called by the client."""
        return self.text(name if len(name) <= _NAME_CHARACTERS else f"{name[:_NAME_CHARACTERS]}…")

    def _named(self, values: Mapping[str, Any], show: Callable[[str, Any], tuple[str, Any]]) -> dict[str, Any]:
        shown = {}
        for number, (key, value) in enumerate(values.items()):
            if number == self.cuts.names:
                shown["…"] = f"[{len(values) - number:,} more]"
                break
            called, what = show(key, value)
            shown[self.name(called)] = what
        return shown

    def _member(self, key: str, value: Any, kind: ResourceType, within: str = "") -> tuple[str, Any]:
        """One key of a resource: its name as it may be shown, and its value likewise."""
        if key.lower() == "schemas" and not within:
            return key, self._schemas(value)
        path = self._path(f"{within}:{key}" if within else key, kind)
        return (_before_filter(key), UNKNOWN) if path is None else (key, self.at(path, value, kind))

    def _path(self, text: str, kind: ResourceType) -> Path | None:
        attribute = kind.schema.find(text) or kind.common.find(text)
        if attribute is not None:
            return Path("", attribute)
        try:
            path = parse_path(text, kind)
        except ScimError:
            return None
        is_stored = not self.profile.strict or not path.extension or kind.find_schema(path.extension) is not None
        return path if is_stored else None

    def _of_schema(self, urn: str, value: Any, kind: ResourceType) -> Any:
        schema = kind.find_schema(urn)
        if schema is None:
            return self.anything(value)
        if not isinstance(value, dict):
            return UNKNOWN if value is not None else None
        return self._named(value, lambda key, inner: self._member(key, inner, kind, within=schema.urn))

    def _operations(self, listed: Any, kind: ResourceType) -> Any:
        if isinstance(listed, dict):
            return self._operation(listed, kind)
        if not isinstance(listed, list):
            return UNKNOWN
        return self.values(listed, lambda item: self._operation(item, kind), self.cuts.operations)

    def _operation(self, item: Any, kind: ResourceType) -> Any:
        if not isinstance(item, dict):
            return UNKNOWN
        text = next((value for key, value in item.items() if key.lower() == "path"), None)
        path = self._path(_plain(text), kind) if isinstance(text, str) and text else None

        def field(key: str, value: Any) -> tuple[str, Any]:
            match key.lower():
                case "op":
                    is_op = isinstance(value, str) and value.strip().lower() in _OPS
                    return key, value if is_op else UNKNOWN
                case "path" if value is None or isinstance(value, str):
                    return key, value and self.name(value if path else _before_filter(value))
                case "value" if not text:
                    return key, self.resource(value, kind)
                case "value" if path is not None:
                    return key, self.at(path, value, kind)
                case _:
                    return key, UNKNOWN

        return self._named(item, field)

    def _schemas(self, value: Any) -> Any:
        if not isinstance(value, list):
            return UNKNOWN
        return self.values(value, lambda urn: self.name(urn) if isinstance(urn, str) and is_urn(urn) else UNKNOWN)

    def _element(self, attribute: Attribute, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            return UNKNOWN
        if isinstance(value, dict):
            return self._named(value, lambda key, inner: (key, self._of_sub(attribute, key, inner)))
        if attribute.type == "complex" and attribute.find("value") is None:
            return UNKNOWN
        return self.text(value) if isinstance(value, str) else value

    def _of_sub(self, attribute: Attribute, key: str, value: Any) -> Any:
        if attribute.type == "complex":
            sub = attribute.find(key)
            return UNKNOWN if sub is None else self.of_attribute(sub, value)
        # A simple value in an object of its own, as Entra's first dialect writes it.
        if key.lower() in {"value", "$ref"} and not isinstance(value, dict | list):
            return self.anything(value)
        return UNKNOWN


class Uncut(Redaction):
    """What may be shown of a request that is short as it is."""

    def anything(self, value: Any, depth: int = 0) -> Any:  # noqa: ARG002 - however deep it goes
        """The value itself."""
        return value


def _plain(path: str) -> str:
    """A path as it reads when it is written as a JSON Pointer (rule `json-pointer-path`)."""
    return path[1:].replace("/", ".") if path.startswith("/") else path


def _before_filter(name: str) -> str:
    """A name that leads nowhere, without the values that a filter in it holds."""
    before, bracket, _ = name.partition("[")
    return f"{before}[…]" if bracket else name
