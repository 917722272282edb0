"""How the requests of one connection are read: how strictly, and with which schemas.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import Attribute, ResourceType, Schema
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS: Final = {"USER": USER, "GROUP": GROUP}


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Profile:
    """`strict` takes the standard to the letter. `user` and `group` have the organisation's own extensions."""

    strict: bool = False
    user: ResourceType = USER
    group: ResourceType = GROUP

    @classmethod
    def of(cls, conformance: str, extension_schemas: Iterable[Mapping[str, Any]]) -> Profile:
        """From identity's `Connection.conformance` and `Organisation.extensionSchemas`, as GraphQL's JSON."""
        extensions: dict[str, list[Schema]] = {kind: [] for kind in _KINDS}
        for schema in extension_schemas:
            attributes = tuple(_attribute(attribute) for attribute in schema["attributes"])
            extensions[schema["resourceType"]].append(
                Schema(schema["urn"], schema["name"], schema["description"], attributes)
            )
        return cls(
            strict=conformance == "STRICT",
            user=USER.extended(extensions["USER"]),
            group=GROUP.extended(extensions["GROUP"]),
        )

    @property
    def resource_types(self) -> tuple[ResourceType, ...]:
        """Both kinds of resource."""
        return (self.user, self.group)

    def notes(self) -> Notes:
        """An empty list of notes for one request."""
        return Notes(strict=self.strict)


def _attribute(described: Mapping[str, Any]) -> Attribute:
    return Attribute(
        name=described["name"],
        type=described["type"],
        description=described["description"],
        multi_valued=described["multiValued"],
        required=described["required"],
        case_exact=described["caseExact"],
        uniqueness=described["uniqueness"],
        canonical_values=tuple(described["canonicalValues"]),
        reference_types=tuple(described["referenceTypes"]),
        sub_attributes=tuple(_attribute(sub) for sub in described.get("subAttributes") or ()),
    )
