"""Groups between SCIM (RFC 7643 §4.2) and identity's GraphQL contract.

Pure. A group in canonical SCIM form is a dict with `displayName`, perhaps `externalId`, perhaps `members`, and the
attributes of an extension under its URN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scim_facade.core.attributes import is_urn, schemas_of
from scim_facade.core.dialect import READ_ONLY_IGNORED
from scim_facade.core.errors import InvalidValue
from scim_facade.core.filter_syntax import ElementMatch
from scim_facade.core.filters import to_identity
from scim_facade.core.group_patch import UNSET, GroupDelta, folded
from scim_facade.core.meta import location, meta_of
from scim_facade.core.operations import read_resource
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.values import without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import ResourceType


def read_group(body: object, resource_type: ResourceType, notes: Notes) -> dict[str, Any]:
    """Return a group in canonical SCIM form from the body of a POST or PUT (RFC 7644 §3.3, §3.5.1).

    `members` is there only where the body has it, so that a PUT without members does not empty a group.
    Raises `InvalidValue` for unfit values and a missing `displayName`, and what `read_resource` and `folded` raise.
    """
    whole = notes.permitting(READ_ONLY_IGNORED)
    # Null is no value (RFC 7643 §2.5). Where a PATCH clears with it, here it must not turn into an empty group.
    said = without_nulls(body) if isinstance(body, dict) else body
    delta = folded(read_resource(said, resource_type, whole), resource_type, whole, held={})
    if delta.display_name is UNSET:
        raise InvalidValue("displayName is required and must not be empty.")
    group: dict[str, Any] = {"displayName": delta.display_name}
    if isinstance(delta.external_id, str):
        group["externalId"] = delta.external_id
    if delta.replace_members is not None:
        group["members"] = [{"value": member} for member in delta.replace_members]
    return group | {urn: without_nulls(values) for urn, values in delta.extensions.items() if values}


def to_scim(group: Mapping[str, Any], base_url: str, members: Iterable[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Return identity's `Group`, as GraphQL's JSON, as a SCIM resource.

    `members` are all its `Member` nodes, in their order; with `None` the resource has no `members` key at all, which is
    what `excludedAttributes=members` asks for. `base_url` is as in `users.to_scim`.
    """
    values = {urn: value for urn, value in (group.get("extensions") or {}).items() if value}
    resource: dict[str, Any] = {
        "schemas": schemas_of(values, GROUP.schema.urn),
        "id": group["id"],
        "displayName": group["displayName"],
        **values,
        "meta": meta_of(group, GROUP, base_url),
    }
    if group.get("externalId") is not None:
        resource["externalId"] = group["externalId"]
    if members is not None:
        resource["members"] = [_member_to_scim(member, base_url) for member in members]
    return resource


def group_input(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group in canonical SCIM form as the contract's `GroupInput`, ready for JSON."""
    fields: dict[str, Any] = {name: group[name] for name in ("displayName", "externalId") if name in group}
    if "members" in group:
        fields["members"] = [member["value"] for member in group["members"]]
    extensions = {urn: value for urn, value in group.items() if is_urn(urn)}
    return fields | ({"extensions": extensions} if extensions else {})


def group_changes(delta: GroupDelta) -> dict[str, Any]:
    """Return a delta as the contract's `GroupChanges`: only what it speaks of, null for what it clears.

    Raises `TooMany` when the filter of the members to remove is larger than identity takes.
    """
    fields: dict[str, Any] = {}
    if delta.display_name is not UNSET:
        fields["displayName"] = delta.display_name
    if delta.external_id is not UNSET:
        fields["externalId"] = delta.external_id
    if delta.extensions:
        fields["extensions"] = dict(delta.extensions)
    if delta.replace_members is not None:
        fields["replaceMembers"] = list(delta.replace_members)
    if delta.add_members:
        fields["addMembers"] = list(delta.add_members)
    if delta.remove_members:
        fields["removeMembers"] = list(delta.remove_members)
    if delta.remove_members_where is not None:
        element = to_identity(ElementMatch("members", delta.remove_members_where), GROUP, Notes())["element"]
        fields["removeMembersWhere"] = element["filter"]
    return fields


def _member_to_scim(member: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    kind = GROUP if member.get("type") == GROUP.name else USER
    return {"value": member["value"], "$ref": location(base_url, kind, member["value"]), **without_nulls(dict(member))}
