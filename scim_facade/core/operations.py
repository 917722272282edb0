"""The body of a PATCH as operations, each on one resolved path (RFC 7644 §3.5.2).

Pure. A value without a path is taken apart into one operation for each of its keys; values stay as they came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal

from scim_facade.core import dialect
from scim_facade.core.attributes import Attribute, is_urn
from scim_facade.core.errors import InvalidPath, InvalidSyntax, InvalidValue, NoTarget, PayloadTooLarge, quoted
from scim_facade.core.filter_syntax import is_attribute_name
from scim_facade.core.limits import MAX_ATTRIBUTES, MAX_NAME_CHARACTERS, MAX_OPERATIONS
from scim_facade.core.messages import fields_of
from scim_facade.core.paths import Path, UnknownAttribute, parse_path
from scim_facade.core.value_rules import SINGLE_FOR_LIST
from scim_facade.core.values import string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.rules import Notes

PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Op = Literal["add", "replace", "remove"]

_OPS: Final[Mapping[str, Op]] = {"add": "add", "replace": "replace", "remove": "remove"}
_MESSAGE_FIELDS: Final = ("schemas", "Operations")
_OPERATION_FIELDS: Final = ("op", "path", "value")
_ACCEPTED_IN_VAIN: Final = frozenset({"schemas", "password"})
"""A client may write both (RFC 7644 §3.5.2; RFC 7643 §4.1.1). The one follows from the rest, the other is not kept."""

_SHORTEST_URN: Final = 2
"""Colons that a URN has at least (RFC 8141 §2)."""

_JSON_POINTER: Final = re.compile(r"/(?P<path>[A-Za-z$][\w$-]*(?:/[A-Za-z$][\w$-]*)?)\Z", re.ASCII)
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Operation:
    """One change. `value` is the client's, `None` where there is none."""

    op: Op
    path: Path
    value: Any


def read_operations(body: object, resource_type: ResourceType, notes: Notes) -> list[Operation]:
    """Return the operations of a PATCH body in their order.

    What no schema knows and what clients cannot write is left out and noted, so that a deactivation beside it is not
    lost. Raises `InvalidSyntax` for what is no PATCH message, `InvalidPath` for a malformed value filter, `NoTarget`
    for a remove without a path, `InvalidValue` where a value is missing, `PayloadTooLarge` for too many operations or
    names.
    """
    if not isinstance(body, dict):
        raise InvalidSyntax("The body must be a JSON object with 'schemas' and 'Operations'.")
    message = fields_of(body, _MESSAGE_FIELDS, notes)
    listed = message.get("Operations")
    if isinstance(listed, dict):
        notes.use(SINGLE_FOR_LIST, "Operations", InvalidSyntax)
        listed = [listed]
    if not isinstance(listed, list) or not listed:
        raise InvalidSyntax("The body must have 'Operations', a list of at least one operation.")
    if len(listed) > MAX_OPERATIONS:
        raise PayloadTooLarge(f"The body has {len(listed)} operations; at most {MAX_OPERATIONS} are carried out.")
    schemas = message.get("schemas")
    if not isinstance(schemas, list) or PATCH_OP not in schemas:
        notes.use(dialect.MISSING_PATCH_SCHEMA, "schemas")
    stated = [_stated(item, position, notes) for position, item in enumerate(listed, start=1)]
    _refuse_endless_names([item.get("value") for item in stated], [item.get("path") for item in stated])
    return [
        operation
        for position, item in enumerate(stated, start=1)
        for operation in _read(item, position, resource_type, notes)
    ]


def read_resource(body: object, resource_type: ResourceType, notes: Notes) -> list[Operation]:
    """Return a whole resource, as a POST or PUT carries it, as the operations that set its attributes.

    What it holds counts whether or not its `schemas` say so. Raises `InvalidSyntax` when the body is no object,
    `PayloadTooLarge` when it names too many attributes.
    """
    if not isinstance(body, dict):
        raise InvalidSyntax(f"The body must be a JSON object: a {resource_type.name}.")
    _refuse_endless_names([body], [])
    operations = list(_taken_apart("replace", body, resource_type, notes))
    _note_unlisted_schemas(body, operations, resource_type, notes)
    return operations


def _note_unlisted_schemas(
    body: Mapping[str, Any], operations: Iterable[Operation], resource_type: ResourceType, notes: Notes
) -> None:
    """RFC 7643 §3: a resource names in `schemas` every schema of which it has anything."""
    schemas = next((value for key, value in body.items() if key.lower() == "schemas"), None)
    listed = {urn.lower() for urn in schemas if isinstance(urn, str)} if isinstance(schemas, list) else set()
    if resource_type.schema.urn.lower() not in listed:
        notes.use(dialect.MISSING_RESOURCE_SCHEMA, "schemas")
    for extension in dict.fromkeys(operation.path.extension for operation in operations if operation.path.extension):
        if extension.lower() not in listed:
            notes.use(dialect.UNLISTED_EXTENSION, extension)


def _refuse_endless_names(values: Iterable[object], paths: Iterable[object]) -> None:
    """Reading a name costs far more than receiving it, so a body of nothing but names would keep everybody waiting."""
    objects = [value for value in values if isinstance(value, dict)]
    named = sum(len(value) + sum(len(part) for part in value.values() if isinstance(part, dict)) for value in objects)
    if named > MAX_ATTRIBUTES:
        raise PayloadTooLarge(f"The body names {named} attributes; at most {MAX_ATTRIBUTES} are read.")
    names = chain(paths, chain.from_iterable(objects))
    if sum(len(name) for name in names if isinstance(name, str)) > MAX_NAME_CHARACTERS:
        raise PayloadTooLarge(
            f"The paths and attribute names of the body have more than {MAX_NAME_CHARACTERS} characters; "
            "send it in several requests."
        )


def _taken_apart(
    op: Op, value: Mapping[str, Any], resource_type: ResourceType, notes: Notes, *, within: str = ""
) -> Iterator[Operation]:
    """One operation for each attribute of a value that has no path of its own, or only the schema URN `within`."""
    for key, part in value.items():
        path = _path_of_key(key, within, resource_type, notes)
        if path is not None:
            yield from _on(op, path, part, resource_type, notes)


def _stated(item: object, position: int, notes: Notes) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise InvalidSyntax(f"Operation {position} must be a JSON object.")
    return fields_of(item, _OPERATION_FIELDS, notes)


def _read(
    operation: Mapping[str, Any], position: int, resource_type: ResourceType, notes: Notes
) -> Iterator[Operation]:
    op = _op(operation.get("op"), position, notes)
    text = operation.get("path")
    value = operation.get("value", _MISSING)
    if text is not None and not isinstance(text, str):
        raise InvalidPath(f"The path of operation {position} must be a string.")
    if op != "remove" and value is _MISSING:
        raise InvalidValue(f"Operation {position} ({op}) needs a 'value'.")
    given = None if value is _MISSING else value
    if text:
        if pointer := _JSON_POINTER.match(text):
            notes.use(dialect.JSON_POINTER_PATH, text)
            text = pointer["path"].replace("/", ".")
        path = _writable(text, resource_type, notes, InvalidPath)
        return iter(()) if path is None else _on(op, path, given, resource_type, notes)
    if op == "remove":
        raise NoTarget(f"Operation {position} (remove) needs a 'path' that says what to remove.")
    if not isinstance(given, dict):
        raise InvalidValue(f"Operation {position} has no 'path', so its 'value' must be an object of attributes.")
    operations = list(_taken_apart(op, given, resource_type, notes))
    notes.use(dialect.PATHLESS_OPERATION if text is None else dialect.EMPTY_PATH, f"operation {position}")
    return iter(operations)


def _op(text: object, position: int, notes: Notes) -> Op:
    op = _OPS.get(text.strip().lower()) if isinstance(text, str) else None
    if op is None:
        raise InvalidSyntax(f"The 'op' of operation {position} must be add, replace or remove, not {quoted(text)}.")
    if op != text:
        notes.use(dialect.OP_LETTER_CASE, str(text))
    return op


def _on(op: Op, path: Path, value: Any, resource_type: ResourceType, notes: Notes) -> Iterator[Operation]:
    """The operation on one path; on a whole schema it is one operation for each attribute of the value."""
    if path.attribute is None and not path.extension and op == "remove":
        raise InvalidPath("The path names the resource as a whole; name the attribute to remove, or send DELETE.")
    if path.attribute is not None or (path.extension and (op == "remove" or value is None)):
        yield Operation(op, path, value)
    elif not isinstance(value, dict):
        inner = _inside_undeclared(path.extension, resource_type)
        if inner is None:
            notes.use(dialect.UNKNOWN_ATTRIBUTE_IGNORED, path.extension)
        else:
            yield Operation(op, inner, value)
    elif (schema := resource_type.find_schema(path.extension or resource_type.schema.urn)) is not None:
        yield from _taken_apart(op, value, resource_type, notes, within=schema.urn)
    else:
        for key, part in value.items():
            # The names inside an extension that nobody declared are kept as they came, dots and all.
            yield Operation(op, Path(path.extension, Attribute(string(key, path.extension), "any")), part)


def _inside_undeclared(name: str, resource_type: ResourceType) -> Path | None:
    """What a URN that nobody declared means where its value is no object and so no extension: one of its attributes.

    Only a `User` or `Group` in it says without the value where a URN ends, and `urn:…:slack:profile:1.0` has neither.
    """
    urn, _, attribute = name.rpartition(":")
    if resource_type.find_schema(name or resource_type.schema.urn) is not None or urn.count(":") < _SHORTEST_URN:
        return None
    if not is_attribute_name(attribute) or "." in attribute or attribute.lower() in {"user", "group"}:
        return None
    return Path(urn, Attribute(attribute, "any"))


def _path_of_key(key: str, within: str, resource_type: ResourceType, notes: Notes) -> Path | None:
    path = _writable(f"{within}:{key}" if within else key, resource_type, notes, InvalidSyntax)
    if path is not None and path.attribute is not None:
        if path.sub is not None or path.filter is not None or is_urn(key):
            notes.use(dialect.PATH_IN_KEY, key)
        elif key != path.attribute.name:
            notes.use(dialect.KEY_LETTER_CASE, key)
    return path


def _writable(
    text: str, resource_type: ResourceType, notes: Notes, refused_as: type[InvalidPath | InvalidSyntax]
) -> Path | None:
    """The target of a path, or of a key that stands for one; `None` where nothing is to be written."""
    try:
        path = parse_path(text, resource_type, notes)
    except UnknownAttribute as error:
        notes.use(dialect.UNKNOWN_ATTRIBUTE_IGNORED, error.name, refused_as)
        return None
    except InvalidPath:
        if "[" in text:
            raise
        # `@odata.type`, `Job Title` and their like can be the name of nothing, and so are unknown attributes too.
        notes.use(dialect.UNKNOWN_ATTRIBUTE_IGNORED, text, refused_as)
        return None
    if path.attribute is not None and path.attribute.name in _ACCEPTED_IN_VAIN and not path.extension:
        return None
    if path.is_read_only:
        notes.use(dialect.READ_ONLY_IGNORED, path.called)
        return None
    if path.extension and not is_urn(text.strip()):
        notes.use(dialect.UNPREFIXED_EXTENSION, text)
    if path.extension and resource_type.find_schema(path.extension) is None:
        notes.use(dialect.UNDECLARED_EXTENSION, path.extension)
    return path
