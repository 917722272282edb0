"""What a user consists of, and how a change applies. Pure: no I/O, no clock, no framework.

The names are SCIM's, with the enterprise extension as `enterprise` and its manager as a plain id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.attributes import MAX_KEY, Attributes, checked_extensions, checked_key, checked_text
from identity.rules.extension_schema import NOTHING_DECLARED, Declared
from identity.rules.extension_values import conforming_extensions
from identity.rules.names import name_key

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

MAX_ELEMENTS = 1_000


def email_key(address: str) -> str:
    """The form in which an e-mail address is looked up: caseless, and no longer than an index entry may be."""
    return name_key(address)[:MAX_KEY]


def applied(before: Mapping[str, Any], changes: Mapping[str, Any], declared: Declared = NOTHING_DECLARED) -> Attributes:
    """The attributes after a change. Raises `InvalidInput` naming the attribute whose value breaks a rule.

    `declared` are the schemas that extensions among the changes must conform to.
    """
    after = dict(before)
    for attribute, value in changes.items():
        kept = _checked(attribute, value)
        if attribute == "extensions" and kept:
            kept = conforming_extensions(kept, declared) or None
        if kept is None:
            after.pop(attribute, None)
        else:
            after[attribute] = kept
    if not after.get("userName"):
        raise InvalidInput("userName", "userName is required and must not be empty.")
    if before and "active" not in after:
        # "No value" must not become the default of a new user: it would let a leaver back in.
        raise InvalidInput("active", "active is true or false and cannot be cleared.")
    after.setdefault("active", True)
    return after


def _checked(attribute: str, value: Any) -> Any:  # noqa: PLR0911  one return per kind of attribute
    """The value as it is kept, `None` when there is nothing to keep."""
    if value is None or attribute == "active":
        return value
    if attribute in {"userName", "externalId"}:
        return checked_key(attribute, value)
    if attribute in SINGLE_TEXTS:
        return checked_text(attribute, value)
    if attribute == "name":
        return _texts("name", value)
    if attribute == "enterprise":
        manager = checked_key("enterprise.manager", value["manager"]) if value.get("manager") else None
        texts = _texts("enterprise", {part: text for part, text in value.items() if part != "manager"}) or {}
        return ({**texts, "manager": manager} if manager else texts) or None
    if attribute == "extensions":
        return checked_extensions(value)
    return _elements(attribute, value)


def _texts(attribute: str, value: Mapping[str, str | None]) -> Attributes | None:
    kept = {part: checked_text(f"{attribute}.{part}", text) for part, text in value.items() if text is not None}
    return {part: text for part, text in kept.items() if text is not None} or None


def _elements(attribute: str, value: list[Mapping[str, Any]]) -> list[Attributes] | None:
    if len(value) > MAX_ELEMENTS:
        raise InvalidInput(
            attribute, f"{attribute} has {len(value)} elements, and at most {MAX_ELEMENTS} are accepted."
        )
    elements = (_element(attribute, element) for element in value)
    return [element for element in elements if element] or None


def _element(attribute: str, element: Mapping[str, Any]) -> Attributes:
    kept = {
        part: checked_text(f"{attribute}.{part}", inner) if isinstance(inner, str) else inner
        for part, inner in element.items()
    }
    return {part: inner for part, inner in kept.items() if inner is not None}
