"""What the client wants to see, as what is read of identity: parts that nobody asked for are not even selected.

Pure. The names are those of the operations' variables (operations/*.graphql), each the condition of an `@include`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from scim_facade.core.attributes import ENTERPRISE_USER

if TYPE_CHECKING:
    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.projection import Projection

_NOT_OF_THE_PROFILE: Final = frozenset({"userName", "active", "groups"})
"""Core attributes of a user that stand beside the profile, or have a variable of their own."""


class UserSelection(TypedDict):
    """The parts of a user, besides the attributes that take no reading of their own."""

    with_profile: bool
    with_enterprise: bool
    with_manager: bool
    with_extensions: bool
    with_groups: bool


class GroupSelection(TypedDict):
    """The parts of a group, besides the attributes that take no reading of their own."""

    with_extensions: bool
    with_members: bool


def user_selection(projection: Projection, user: ResourceType) -> UserSelection:
    """Return which parts of a user the projection needs."""
    enterprise = user.find_schema(ENTERPRISE_USER)
    names = [attribute.name for attribute in enterprise.attributes] if enterprise else []
    wanted = {name for name in names if projection.wants(name, ENTERPRISE_USER)}
    profile = (attribute.name for attribute in user.schema.attributes)
    return {
        "with_profile": any(projection.wants(name) for name in profile if name not in _NOT_OF_THE_PROFILE),
        "with_enterprise": bool(wanted),
        "with_manager": "manager" in wanted,
        "with_extensions": _wants_extensions(projection, user),
        "with_groups": projection.wants("groups"),
    }


def group_selection(projection: Projection, group: ResourceType) -> GroupSelection:
    """Return which parts of a group the projection needs."""
    return {"with_extensions": _wants_extensions(projection, group), "with_members": projection.wants("members")}


def _wants_extensions(projection: Projection, resource_type: ResourceType) -> bool:
    own = (schema for schema in resource_type.extensions if schema.urn != ENTERPRISE_USER)
    return projection.wants_undeclared(resource_type) or any(
        projection.wants(attribute.name, schema.urn) for schema in own for attribute in schema.attributes
    )
