"""PATCH of a user (RFC 7644 §3.5.2): a user and a body → the user after it.

Pure, and atomic by construction: the result is a new dict that shares what did not change, and an error yields nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scim_facade.core.attributes import is_urn, schemas_of
from scim_facade.core.dialect import TOMBSTONE_USER_NAME, is_tombstone
from scim_facade.core.elements import Elements
from scim_facade.core.errors import InvalidValue
from scim_facade.core.operations import read_operations
from scim_facade.core.values import canonical, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType
    from scim_facade.core.operations import Operation
    from scim_facade.core.rules import Notes


def apply_patch(user: dict[str, Any], body: object, resource_type: ResourceType, notes: Notes) -> dict[str, Any]:
    """Return `user`, in canonical SCIM form, after the operations of `body`, in order. `user` itself stays as it is.

    Unknown and read-only attributes are passed over and noted, so that a deactivation beside them is not lost. Raises a
    `ScimError` for everything else that cannot be carried out, and then nothing is.
    """
    after = applied(user, read_operations(body, resource_type, notes), notes)
    require_user_name(after)
    if "active" in user and "active" not in after:
        raise InvalidValue("active cannot be removed; set it to true, or to false to deactivate the person.")
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
    for operation in operations:
        urn = operation.path.extension
        if operation.path.attribute is None:
            extensions.pop(urn.lower(), None)
        else:
            _, extension = extensions.setdefault(urn.lower(), (urn, {})) if urn else ("", core)
            _apply(extension, operation, operation.path.attribute, elements)
    return core | {key: extension for key, extension in extensions.values() if extension}


def require_user_name(user: Mapping[str, Any]) -> None:
    """Raise `InvalidValue` unless the user has a name to be known by."""
    if not user.get("userName", "").strip():
        raise InvalidValue("userName is required and must not be empty.")


def _apply(holder: dict[str, Any], operation: Operation, attribute: Attribute, elements: Elements) -> None:
    """Apply one operation to the object that holds its attribute."""
    held = holder.get(attribute.name)
    path = operation.path
    if attribute.multi_valued or path.filter is not None or _extends_undeclared_list(held, operation):
        changed = elements.changed(held, operation, attribute)
    elif operation.op == "remove":
        changed = _without_sub(held, path.sub, attribute) if path.sub else None
    else:
        changed = _set(held, operation, attribute, elements.notes)
    if changed in (None, {}, []):
        holder.pop(attribute.name, None)
    else:
        holder[attribute.name] = changed


def _extends_undeclared_list(held: Any, operation: Operation) -> bool:
    """Only what it holds shows whether an attribute that nobody declared is multi-valued."""
    return isinstance(held, list) and operation.op != "replace" and operation.path.sub is None


def _without_sub(held: Any, sub: Attribute, attribute: Attribute) -> Any:
    """What is left of a complex value. Of a reference, nothing is left without its id."""
    if not isinstance(held, dict):
        return held
    if sub is attribute.find("value"):
        return None
    return {key: value for key, value in held.items() if key != sub.name}


def _set(held: Any, operation: Operation, attribute: Attribute, notes: Notes) -> Any:
    """The value of a single-valued attribute after `add` or `replace`, which mean the same for it."""
    path = operation.path
    if path.sub is not None:
        value: Any = {path.sub.name: canonical(path.sub, operation.value, path.called, notes)}
    else:
        value = canonical(attribute, operation.value, path.called, notes)
    if attribute.type == "any":
        return _set_undeclared(held, value, operation)
    if value is None or attribute.type != "complex":
        return value
    if attribute.find("value") is None:
        return without_nulls({**(held or {}), **value})
    return _set_reference(held, value)


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
