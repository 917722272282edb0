"""What lists of people and of groups are narrowed and sorted by, from the address to identity's filter. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.identity_client.enums import Operator, Role, Source
from web.identity_client.input_types import Comparison, Filter
from web.listing import Choice, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.listing import Listing

SOURCES: Final = {Source.SCIM: "Directory", Source.SIGN_IN: "Sign-in", Source.LOCAL: "Here"}
"""Who keeps somebody, in a word."""

ROLES: Final = {Role.OWNER: "Owner", Role.ADMIN: "Administrator", Role.AUDITOR: "Auditor", Role.MEMBER: "Member"}

_SOURCE = Choice("source", "Source", {source.value.lower(): name for source, name in SOURCES.items()})
_CHANGED = Column("changed", "Changed", "meta.lastModified")

PEOPLE: Final = Kind(
    path="/users",
    columns=(Column("name", "Name", "displayName"), Column("user-name", "User name", "userName"), _CHANGED),
    choices=(
        Choice("state", "State", {"active": "Active", "deactivated": "Deactivated", "locked": "Locked here"}),
        _SOURCE,
        Choice("linked", "Microsoft account", {"yes": "Linked", "no": "Not linked"}),
    ),
    named=("group", "manager"),
)
GROUPS: Final = Kind(path="/groups", columns=(Column("name", "Name", "displayName"), _CHANGED), choices=(_SOURCE,))

_STATES: Final[Mapping[str, tuple[tuple[str, bool], ...]]] = {
    "active": (("active", True), ("locked", False)),
    "deactivated": (("active", False),),
    "locked": (("locked", True),),
}


def people_filter(listing: Listing, group_id: str | None) -> Filter | None:
    """Whom a list of people is of; `group_id` is the group that its filter of that name means."""
    wanted = listing.filters
    conditions: list[tuple[str, object]] = [*_STATES.get(wanted.get("state", ""), ())]
    if "source" in wanted:
        conditions.append(("source", wanted["source"].upper()))
    if "linked" in wanted:
        conditions.append(("linked", wanted["linked"] == "yes"))
    if "manager" in wanted:
        conditions.append(("enterprise.manager.value", wanted["manager"]))
    if "group" in wanted:
        # Nobody is in a group that does not exist.
        conditions.append(("groups.value", group_id) if group_id else ("groups.display", wanted["group"]))
    return _all_of(conditions)


def groups_filter(listing: Listing) -> Filter | None:
    """Which groups a list is of."""
    source = listing.filters.get("source")
    return equal("source", source.upper()) if source else None


def equal(attribute: str, value: object) -> Filter:
    """What has this value."""
    return Filter(compare=Comparison(attribute=attribute, operator=Operator.EQ, value=value))


def _all_of(conditions: list[tuple[str, object]]) -> Filter | None:
    filters = [equal(attribute, value) for attribute, value in conditions]
    return Filter(and_=filters) if len(filters) > 1 else next(iter(filters), None)
