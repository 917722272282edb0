"""Inputs. Absent is not null: `Maybe` tells "leave it" from "clear it"."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

import strawberry
from strawberry import UNSET, Maybe
from strawberry.scalars import JSON
from strawberry.utils.str_converters import to_camel_case

from identity.commands.members import MemberDelta
from identity.errors import InvalidInput
from identity.filtering import MAX_DEPTH, And, Compare, Element, Not, Operator, Or, Present
from identity.filtering import Filter as FilterTree

strawberry.enum(Operator)


@strawberry.input
class NameInput:
    formatted: str | None = UNSET
    family_name: str | None = UNSET
    given_name: str | None = UNSET
    middle_name: str | None = UNSET
    honorific_prefix: str | None = UNSET
    honorific_suffix: str | None = UNSET


@strawberry.input
class MultiValueInput:
    value: str | None = UNSET
    display: str | None = UNSET
    type: str | None = UNSET
    primary: bool | None = UNSET


@strawberry.input
class AddressInput:
    formatted: str | None = UNSET
    street_address: str | None = UNSET
    locality: str | None = UNSET
    region: str | None = UNSET
    postal_code: str | None = UNSET
    country: str | None = UNSET
    type: str | None = UNSET
    primary: bool | None = UNSET


@strawberry.input
class EnterpriseUserInput:
    employee_number: str | None = UNSET
    cost_center: str | None = UNSET
    organization: str | None = UNSET
    division: str | None = UNSET
    department: str | None = UNSET
    manager: str | None = strawberry.field(
        default=UNSET, description="The manager's user id as the client sent it; it need not be known."
    )


@strawberry.input
class _UserAttributes:
    external_id: Maybe[str | None]
    active: Maybe[bool | None]
    name: Maybe[NameInput | None]
    display_name: Maybe[str | None]
    nick_name: Maybe[str | None]
    profile_url: Maybe[str | None]
    title: Maybe[str | None]
    user_type: Maybe[str | None]
    preferred_language: Maybe[str | None]
    locale: Maybe[str | None]
    timezone: Maybe[str | None]
    emails: Maybe[list[MultiValueInput] | None]
    phone_numbers: Maybe[list[MultiValueInput] | None]
    ims: Maybe[list[MultiValueInput] | None]
    photos: Maybe[list[MultiValueInput] | None]
    addresses: Maybe[list[AddressInput] | None]
    entitlements: Maybe[list[MultiValueInput] | None]
    roles: Maybe[list[MultiValueInput] | None]
    x509_certificates: Maybe[list[MultiValueInput] | None]
    enterprise: Maybe[EnterpriseUserInput | None]
    extensions: Maybe[JSON | None]


@strawberry.input(description="Absent leaves an attribute as it is; null or an empty list clears it.")
class UserChanges(_UserAttributes):
    user_name: Maybe[str | None]


@strawberry.input
class UserInput(_UserAttributes):
    user_name: str


@strawberry.input
class GroupChanges:
    display_name: Maybe[str | None]
    external_id: Maybe[str | None]
    extensions: Maybe[JSON | None] = strawberry.field(
        description="Changed attribute by attribute; null takes one, or a whole extension, away."
    )
    replace_members: Maybe[list[str] | None] = strawberry.field(
        description=(
            "The whole new set of members, users and groups, by id; applied before addMembers and removeMembers."
        )
    )
    add_members: Maybe[list[str] | None]
    remove_members: Maybe[list[str] | None]
    remove_members_where: Maybe[Filter | None] = strawberry.field(
        description="Takes out the members that satisfy a filter over value, type and display; applied last."
    )


@strawberry.input
class GroupInput:
    display_name: str
    external_id: Maybe[str | None]
    extensions: Maybe[JSON | None]
    members: Maybe[list[str] | None]


@strawberry.input
class AccessTokenInput:
    connection_id: strawberry.ID
    name: str = "SCIM"
    expires_at: datetime | None = None


@strawberry.input
class OperatorTokenInput:
    name: str
    expires_at: datetime | None = None


@strawberry.input
class OrganisationInput:
    name: str
    slug: str
    owner: str = strawberry.field(
        description="userName of the first owner, who stands in the organisation from the start."
    )


@strawberry.input
class SessionInput:
    organisation: str
    user_name: str
    reason: str = strawberry.field(
        description="Why the operator opens this person's session; it stands in the audit log."
    )


@strawberry.input(
    description="Compares one attribute with a value. A multi-valued attribute matches when any element does."
)
class Comparison:
    attribute: str = strawberry.field(
        description=(
            "SCIM attribute name: userName, name.familyName, emails.value, enterprise.department, members.value, "
            "meta.lastModified"
        )
    )
    operator: Operator
    value: JSON = strawberry.field(description="A string, a boolean or a number.")


@strawberry.input(
    description="Some element of a multi-valued attribute satisfies the filter; names inside are sub-attributes."
)
class ElementFilter:
    attribute: str
    filter: Filter


@strawberry.input(one_of=True)
class Filter:
    and_: Maybe[list[Filter]] = strawberry.field(name="and")
    or_: Maybe[list[Filter]] = strawberry.field(name="or")
    not_: Maybe[Filter] = strawberry.field(name="not")
    compare: Maybe[Comparison]
    present: Maybe[str] = strawberry.field(description="The attribute has a value (RFC 7644: pr).")
    element: Maybe[ElementFilter]


@strawberry.input
class Sort:
    attribute: str
    descending: bool = False


def attributes(given: Any) -> dict[str, Any]:
    """The attributes an input names, under their GraphQL names; what is absent stays absent."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(given):
        value = getattr(given, field.name)
        if isinstance(value, strawberry.Some):
            value = value.value
        elif value is None or value is UNSET:
            continue
        found[to_camel_case(field.name)] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(element) for element in value]
    if isinstance(value, Filter):
        return filter_tree(value)
    return attributes(value) if dataclasses.is_dataclass(value) else value


def member_delta(changes: dict[str, Any]) -> MemberDelta:
    """Take the membership out of a group's attributes. A whole membership that is null is one of nobody."""
    whole = [changes.pop(name) or () for name in ("replaceMembers", "members") if name in changes]
    return MemberDelta(
        replace=whole[0] if whole else None,
        add=changes.pop("addMembers", None) or (),
        remove=changes.pop("removeMembers", None) or (),
        remove_where=changes.pop("removeMembersWhere", None),
    )


def filter_tree(given: Filter, depth: int = MAX_DEPTH) -> FilterTree:
    """The filter as identity's own tree. Raises `InvalidInput` when it is nested too deep."""
    if depth == 0:
        raise InvalidInput("filter", f"The filter is nested more than {MAX_DEPTH} levels deep.")
    if given.and_:
        return And(tuple(filter_tree(part, depth - 1) for part in given.and_.value))
    if given.or_:
        return Or(tuple(filter_tree(part, depth - 1) for part in given.or_.value))
    if given.not_:
        return Not(filter_tree(given.not_.value, depth - 1))
    if given.present:
        return Present(given.present.value)
    if given.element:
        return Element(given.element.value.attribute, filter_tree(given.element.value.filter, depth - 1))
    if given.compare:
        comparison = given.compare.value
        return Compare(comparison.attribute, comparison.operator, comparison.value)
    raise InvalidInput("filter", "The filter is empty.")
