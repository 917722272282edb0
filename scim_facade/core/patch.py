"""PATCH of a user (RFC 7644 §3.5.2): a user and operations → the user after them.

Pure, and atomic by construction: the result is a new dict that shares what did not change, and an error yields nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scim_facade.core.attributes import is_urn, schemas_of
from scim_facade.core.dialect import TOMBSTONE_USER_NAME, is_tombstone
from scim_facade.core.elements import Elements
from scim_facade.core.errors import InvalidValue, Mutability, NoTarget
from scim_facade.core.values import canonical, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType
    from scim_facade.core.errors import ScimError
    from scim_facade.core.operations import Operation
    from scim_facade.core.rules import Notes


def apply_patch(
    user: dict[str, Any], operations: Iterable[Operation], resource_type: ResourceType, notes: Notes
) -> dict[str, Any]:
    """Return `user`, in canonical SCIM form, after the operations, in order. `user` itself stays as it is.

    Raises a `ScimError` for one that cannot be carried out, and then nothing is.
    """
    after = applied(user, operations, notes)
    require_user_name(after)
    refuse_incomplete(after, resource_type)
    old_name = user.get("userName")
    if not notes.strict and old_name and after.get("active") is False and is_tombstone(after["userName"], old_name):
        notes.use(TOMBSTONE_USER_NAME, "userName")
        after["userName"] = old_name
    if "schemas" in user:
        after["schemas"] = schemas_of(after, resource_type.schema.urn)
    return after


def applied(resource: Mapping[str, Any], operations: Iterable[Operation], notes: Notes) -> dict[str, Any]:
    """Return `resource` after the operations. Raises a `ScimError` for the first that cannot be carried out."""
    core = {key: value for key, value in resource.items() if not is_urn(key)}
    # A URN is the same in any letter case, and stays as the resource spells it.
    extensions = {key.lower(): (key, dict(value)) for key, value in resource.items() if is_urn(key)}
    elements = Elements(notes)
    lost: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        urn, attribute = operation.path.extension, operation.path.attribute
        if attribute is None:
            extensions.pop(urn.lower(), None)
            lost = {key: by for key, by in lost.items() if key[0] != urn.lower()}
            continue
        _, holder = extensions.setdefault(urn.lower(), (urn, {})) if urn else ("", core)
        was_held = attribute.name in holder
        _apply(holder, operation, attribute, elements)
        if attribute.required and attribute.name in holder:
            lost.pop((urn.lower(), attribute.name), None)
        elif attribute.required and was_held:
            lost[urn.lower(), attribute.name] = operation
    for operation in lost.values():
        raise _required(operation)
    return core | {key: extension for key, extension in extensions.values() if extension}


def require_user_name(user: Mapping[str, Any]) -> None:
    """Raise `InvalidValue` unless the user has a name to be known by."""
    if not user.get("userName", "").strip():
        raise InvalidValue("userName is required and must not be empty.")


def refuse_incomplete(resource: Mapping[str, Any], resource_type: ResourceType) -> None:
    """Raise `InvalidValue` unless each extension of the resource has what its schema requires (RFC 7643 §2.2)."""
    for urn in filter(is_urn, resource):
        schema = resource_type.find_schema(urn)
        if schema is not None:
            _refuse_missing(schema.attributes, resource[urn], f"{schema.urn}:")


def _refuse_missing(attributes: Iterable[Attribute], values: Mapping[str, Any], within: str) -> None:
    for attribute in attributes:
        value = values.get(attribute.name)
        if value is None and attribute.required:
            raise InvalidValue(f"{within}{attribute.name} is required and must not be empty.")
        if value is not None and attribute.type == "complex":
            for element in value if attribute.multi_valued else [value]:
                _refuse_missing(attribute.sub_attributes, element, f"{within}{attribute.name}.")


def _apply(holder: dict[str, Any], operation: Operation, attribute: Attribute, elements: Elements) -> None:
    """Apply one operation to the object that holds its attribute."""
    held = holder.get(attribute.name)
    changed = _changed(held, operation, attribute, elements)
    if changed in (None, {}, []):
        holder.pop(attribute.name, None)
    else:
        holder[attribute.name] = changed


def _required(operation: Operation) -> ScimError:
    """RFC 7644 §3.5.2.2 says which error it is to remove what is required."""
    called = operation.path.called
    if operation.op == "remove":
        return Mutability(f"{called} is required and cannot be removed. Replace it by another value.")
    return InvalidValue(f"{called} is required and must not be empty.")


def _changed(held: Any, operation: Operation, attribute: Attribute, elements: Elements) -> Any:
    path = operation.path
    if attribute.multi_valued or _is_undeclared_list(held, operation, attribute):
        return elements.changed(held, operation, attribute)
    if path.filter is None or (held is not None and elements.selects(path.filter, held, attribute)):
        return _changed_single(held, operation, attribute, elements.notes)
    if operation.op == "remove":
        return held
    if held is not None:
        raise NoTarget(f"The value of {attribute.name} does not satisfy the filter in the path.")
    return _changed_single(elements.described(operation), operation, attribute, elements.notes)


def _changed_single(held: Any, operation: Operation, attribute: Attribute, notes: Notes) -> Any:
    """The value of a single-valued attribute after the operation."""
    if operation.op != "remove":
        return _set(held, operation, attribute, notes)
    return _without_sub(held, operation, attribute) if operation.path.sub else None


def _is_undeclared_list(held: Any, operation: Operation, attribute: Attribute) -> bool:
    """Only what it holds, and a filter, show whether an attribute that nobody declared is multi-valued."""
    if attribute.type != "any":
        return False
    is_extended = isinstance(held, list) and operation.op != "replace" and operation.path.sub is None
    return operation.path.filter is not None or is_extended


def _without_sub(held: Any, operation: Operation, attribute: Attribute) -> Any:
    """What is left of a complex value. Of a reference, nothing is left without its id."""
    sub = operation.path.sub
    if not isinstance(held, dict) or sub is None or sub.name not in held:
        return held
    if sub.required:
        raise _required(operation)
    if attribute.names_resource and sub.name in {"value", "$ref"}:
        return None
    return {key: value for key, value in held.items() if key != sub.name}


def _set(held: Any, operation: Operation, attribute: Attribute, notes: Notes) -> Any:
    """The value of a single-valued attribute after `add` or `replace`, which mean the same for it."""
    sub = operation.path.sub
    given = operation.value if sub is None else {sub.name: operation.value}
    value = canonical(attribute, given, replace(operation.path, sub=None).called, notes)
    if attribute.type == "any":
        return _set_undeclared(held, value, operation)
    if value is None or attribute.type != "complex":
        return value
    if attribute.names_resource:
        return _set_reference(held, value)
    return without_nulls({**(held or {}), **value})


def _set_reference(held: Any, value: dict[str, Any]) -> Any:
    """A reference, such as a manager. What the service derives from its id does not outlive the id."""
    if "value" not in value or (held and held.get("value") == value["value"]):
        return held
    return without_nulls(value)


def _set_undeclared(held: Any, value: Any, operation: Operation) -> Any:
    """An attribute that nobody declared: an object gains or loses sub-attributes, anything else is set."""
    is_partial = operation.path.sub is not None or (operation.op == "add" and isinstance(held, dict))
    if not is_partial or not isinstance(value, dict):
        return value
    merged = {**(held if isinstance(held, dict) else {}), **value}
    return {key: sub for key, sub in merged.items() if sub is not None or key not in value}
