"""Filters as identity gets them, of users and of users with a schema of the organisation's own."""

from typing import Any

from scim_facade.core.filters import parse, to_identity
from scim_facade.core.profile import Profile
from scim_facade.core.rules import Notes
from scim_facade.core.schema import USER

CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"


def declared(name: str, kind: str, *, multi_valued: bool = False, **parts: str) -> dict[str, Any]:
    """An attribute as identity describes it; `parts` are its sub-attributes with their types."""
    return {
        "name": name,
        "type": kind,
        "description": "",
        "multiValued": multi_valued,
        "required": False,
        "caseExact": False,
        "uniqueness": "none",
        "canonicalValues": [],
        "referenceTypes": [],
        "subAttributes": [declared(part, of) for part, of in parts.items()],
    }


OWN_SCHEMA = {
    "urn": CUSTOM,
    "resourceType": "USER",
    "name": "MyApp",
    "description": "",
    "attributes": [
        declared("badge", "string"),
        declared("floor", "integer"),
        declared("score", "decimal"),
        declared("since", "dateTime"),
        declared("vip", "boolean"),
        declared("key", "binary"),
        declared("page", "reference"),
        declared("tags", "string", multi_valued=True),
        declared("desk", "complex", building="string", number="integer"),
        declared("cars", "complex", multi_valued=True, plate="string", electric="boolean"),
    ],
}
EXTENDED = Profile.of("LENIENT", [OWN_SCHEMA]).user


def user_filter(text: str) -> dict[str, Any]:
    return to_identity(parse(text), USER, Notes())


def extended_filter(text: str) -> dict[str, Any]:
    return to_identity(parse(text), EXTENDED, Notes())


def compare(attribute: str, operator: str, value: object) -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}
