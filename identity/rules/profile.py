"""What a user consists of, and how a change applies. Pure: no I/O, no clock, no framework.

A user's attributes here are one dict under their GraphQL names (SCIM's, with the enterprise extension as `enterprise`
and its manager as a plain id). Absent means no value: null, empty lists and empty objects are never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.names import name_key
from identity.rules.text import unstorable, unstorable_inside

if TYPE_CHECKING:
    from collections.abc import Mapping

SINGLE_TEXTS = (
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
)
NAME_PARTS = ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
ENTERPRISE_TEXTS = ("employeeNumber", "costCenter", "organization", "division", "department")
MULTI_VALUED = ("emails", "phoneNumbers", "ims", "photos", "entitlements", "roles", "x509Certificates")
ELEMENT_PARTS = ("value", "display", "type", "primary")
ADDRESS_PARTS = (
    "formatted",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
    "type",
    "primary",
)
PROFILE = (*SINGLE_TEXTS, "name", *MULTI_VALUED, "addresses", "enterprise", "extensions")
ATTRIBUTES = ("userName", "externalId", "active", *PROFILE)

MAX_KEY = 512
"""Characters in a value that stands in an index, whose entries PostgreSQL limits to a third of a page."""
EMAIL_KEY_LENGTH = MAX_KEY
MAX_ELEMENTS = 1_000
MAX_EXTENSIONS = 100

Attributes = dict[str, Any]


def email_key(address: str) -> str:
    """The form in which an e-mail address is looked up: caseless, and no longer than an index entry may be."""
    return name_key(address)[:EMAIL_KEY_LENGTH]


def applied(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Attributes:
    """The attributes after a change. Raises `InvalidInput` naming the attribute whose value breaks a rule."""
    after = dict(before)
    for attribute, value in changes.items():
        kept = _checked(attribute, value)
        if kept is None:
            after.pop(attribute, None)
        else:
            after[attribute] = kept
    if not after.get("userName"):
        raise InvalidInput("userName", "userName is required and must not be empty.")
    after.setdefault("active", True)
    return after


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each changed field with its value before and after; parts of a complex attribute are fields of their own."""
    old, new = _flat(before), _flat(after)
    return [
        {"field": field, "before": old.get(field), "after": new.get(field)}
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    ]


def _flat(attributes: Mapping[str, Any]) -> Attributes:
    flat: Attributes = {}
    for attribute, value in attributes.items():
        if isinstance(value, dict):
            flat.update({f"{attribute}.{part}": inner for part, inner in value.items()})
        else:
            flat[attribute] = value
    return flat


def _checked(attribute: str, value: Any) -> Any:  # noqa: PLR0911  one return per kind of attribute
    """The value as it is kept, `None` when there is nothing to keep."""
    if attribute == "active":
        return True if value is None else value
    if value is None:
        return None
    if attribute in {"userName", "externalId"}:
        return _text(attribute, value, MAX_KEY)
    if attribute in SINGLE_TEXTS:
        return _text(attribute, value)
    if attribute == "name":
        return _texts("name", value)
    if attribute == "enterprise":
        manager = _text("enterprise.manager", value["manager"], MAX_KEY) if value.get("manager") else None
        texts = _texts("enterprise", {part: text for part, text in value.items() if part != "manager"}) or {}
        return ({**texts, "manager": manager} if manager else texts) or None
    if attribute == "extensions":
        return _extensions(value)
    return _elements(attribute, value)


def _text(attribute: str, value: str, limit: int | None = None) -> str | None:
    reason = unstorable(value) if limit is None else unstorable(value, limit)
    if reason is None and limit is not None and len(name_key(value)) > limit:
        reason = f"is longer than {limit} characters once letter case is folded"
    if reason:
        raise InvalidInput(attribute, f"The value of {attribute} {reason}.")
    return value or None


def _texts(attribute: str, value: Mapping[str, str | None]) -> Attributes | None:
    kept = {part: _text(f"{attribute}.{part}", text) for part, text in value.items() if text is not None}
    return {part: text for part, text in kept.items() if text is not None} or None


def _elements(attribute: str, value: list[Mapping[str, Any]]) -> list[Attributes] | None:
    if len(value) > MAX_ELEMENTS:
        raise InvalidInput(
            attribute, f"{attribute} has {len(value)} elements, and at most {MAX_ELEMENTS} are accepted."
        )
    kept = []
    for element in value:
        for part, text in element.items():
            if isinstance(text, str):
                _text(f"{attribute}.{part}", text)
        parts = {part: inner for part, inner in element.items() if inner is not None}
        if parts:
            kept.append(parts)
    return kept or None


def _extensions(value: Any) -> Attributes | None:
    if not isinstance(value, dict) or not all(isinstance(part, dict) for part in value.values()):
        raise InvalidInput("extensions", "extensions is an object of objects by schema URN.")
    if len(value) > MAX_EXTENSIONS:
        raise InvalidInput("extensions", f"At most {MAX_EXTENSIONS} extensions are accepted.")
    if reason := unstorable_inside(value):
        raise InvalidInput("extensions", f"A value inside extensions {reason}.")
    return {urn: part for urn, part in value.items() if part} or None
