"""Users between SCIM (RFC 7643 §4.1, §4.3) and identity's GraphQL contract.

Pure. A user in canonical SCIM form is a dict under the table's own names: single values, complex values as dicts,
multi-valued ones as lists, the attributes of an extension under its URN, and nothing that has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import ENTERPRISE_USER, is_urn, schemas_of
from scim_facade.core.dialect import READ_ONLY_IGNORED
from scim_facade.core.meta import location, meta_of
from scim_facade.core.operations import read_resource
from scim_facade.core.patch import applied, refuse_incomplete, require_user_name
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.values import without_nulls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.rules import Notes

_FIELDS: Final = (
    "externalId",
    *(attribute.name for attribute in USER.schema.attributes if attribute.mutability != "readOnly"),
)
"""What SCIM and the contract call by the same name and clients may write."""


def read_user(body: object, resource_type: ResourceType, notes: Notes) -> dict[str, Any]:
    """Return a user in canonical SCIM form from the body of a POST or PUT (RFC 7644 §3.3, §3.5.1).

    It means what setting each of its attributes on an empty user would: read-only attributes and null say nothing,
    unknown ones are noted, extensions that nobody declared are kept as they came. An absent `active` stays
    absent: it means true for a new user and nothing for an existing one, lest a PUT lets a leaver back in.
    Raises `InvalidValue` for unfit values and for what is missing of what is required, and what `read_resource` raises.
    """
    # Sending read-only attributes along is what the RFC provides for in a POST or PUT, and no deviation.
    whole = notes.permitting(READ_ONLY_IGNORED)
    user = applied({}, read_resource(body, resource_type, whole), whole)
    require_user_name(user)
    refuse_incomplete(user, resource_type)
    return user


def to_scim(user: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """Return identity's `User`, as GraphQL's JSON, as a SCIM resource.

    `base_url` is the address of the connection's SCIM endpoint without a slash at its end. `groups` may be absent.
    """
    held: dict[str, Any] = {field: _present(user.get(field)) for field in _FIELDS}
    held["groups"] = [
        {"value": group["value"], "$ref": location(base_url, GROUP, group["value"]), **_present(group)}
        for group in user.get("groups") or []
    ]
    held[ENTERPRISE_USER] = _enterprise_to_scim(user.get("enterprise") or {}, base_url)
    held |= user.get("extensions") or {}
    values = {name: value for name, value in held.items() if value not in (None, [], {})}
    return {
        "schemas": schemas_of(values, USER.schema.urn),
        "id": user["id"],
        **values,
        "meta": meta_of(user, USER, base_url),
    }


def user_input(user: Mapping[str, Any]) -> dict[str, Any]:
    """Return a user in canonical SCIM form as the contract's `UserInput`, ready for JSON."""
    fields = {field: user[field] for field in _FIELDS if field in user}
    extensions = {urn: value for urn, value in user.items() if is_urn(urn) and urn != ENTERPRISE_USER}
    if enterprise := user.get(ENTERPRISE_USER):
        fields["enterprise"] = _enterprise_to_identity(enterprise)
    return fields | ({"extensions": extensions} if extensions else {})


def user_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what turns one user in canonical SCIM form into another, as the contract's `UserChanges`.

    Only attributes that differ are named, each with its whole new value; null clears. Equal users give an empty dict.
    """
    old, new = user_input(before), user_input(after)
    return {field: new.get(field) for field in dict.fromkeys((*old, *new)) if old.get(field) != new.get(field)}


def _present(value: Any) -> Any:
    """The value without the nulls that GraphQL writes for what is not there."""
    if isinstance(value, dict):
        return without_nulls(value)
    if isinstance(value, list):
        return [_present(element) for element in value]
    return value


def _enterprise_to_scim(enterprise: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    manager = enterprise.get("manager")
    texts = {name: value for name, value in enterprise.items() if name != "manager" and value is not None}
    if not manager:
        return texts
    return {
        **texts,
        "manager": {"value": manager["value"], "$ref": location(base_url, USER, manager["value"]), **_present(manager)},
    }


def _enterprise_to_identity(enterprise: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value["value"] if name == "manager" else value for name, value in enterprise.items()}
