"""What the service says about itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from scim_facade.core.attributes import CORE_GROUP, CORE_USER, ENTERPRISE_USER
from scim_facade.core.discovery import resource_types, schemas, service_provider_config
from scim_facade.core.listing import PageSizes
from scim_facade.core.profile import Profile
from scim_facade.core.schema import RESOURCE_TYPES

BASE = "https://narthex.example/scim/v2/c1"
ELSEWHERE: dict[str, Any] = {"max_body_bytes": 2048, "documentation_url": "https://docs.example/scim"}
CUSTOM = "urn:ietf:params:scim:schemas:extension:Seats:2.0:User"


def attributes(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for attribute in described.get("attributes", []) + described.get("subAttributes", []):
        yield attribute
        yield from attributes(attribute)


def nulls(value: object) -> Iterator[object]:
    if value is None:
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from nulls(part)
    elif isinstance(value, list):
        for part in value:
            yield from nulls(part)


def test_the_schemas_are_user_enterprise_user_and_group_each_at_its_address() -> None:
    assert [schema["id"] for schema in schemas(RESOURCE_TYPES, BASE)] == [CORE_USER, ENTERPRISE_USER, CORE_GROUP]
    for schema in schemas(RESOURCE_TYPES, BASE):
        assert schema["meta"] == {"resourceType": "Schema", "location": f"{BASE}/Schemas/{schema['id']}"}
        assert schema["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:Schema"]


@pytest.mark.parametrize("name", ["id", "meta", "schemas", "password"])
def test_no_schema_lists_what_microsofts_validator_trips_over(name: str) -> None:
    assert not [
        schema["id"]
        for schema in schemas(RESOURCE_TYPES, BASE)
        if name in [part["name"] for part in schema["attributes"]]
    ]


def test_every_attribute_has_the_characteristics_of_rfc_7643() -> None:
    required = {"name", "type", "multiValued", "description", "required", "caseExact", "mutability", "returned"}
    for schema in schemas(RESOURCE_TYPES, BASE):
        for attribute in attributes(schema):
            assert required | {"uniqueness"} <= attribute.keys()
            assert attribute["description"], attribute["name"]
            assert ("subAttributes" in attribute) == (attribute["type"] == "complex")
            assert attribute["mutability"] in {"readWrite", "readOnly", "immutable"}
            assert attribute["returned"] == "default"
            assert ("referenceTypes" in attribute) == (attribute["type"] == "reference")


def test_users_and_groups_are_announced_as_members() -> None:
    members = next(
        attribute for attribute in schemas(RESOURCE_TYPES, BASE)[2]["attributes"] if attribute["name"] == "members"
    )
    by_name = {attribute["name"]: attribute for attribute in attributes(members)}
    assert by_name["$ref"]["referenceTypes"] == by_name["type"]["canonicalValues"] == ["User", "Group"]


def test_microsofts_collection_knows_the_user_schema_by_its_description() -> None:
    assert schemas(RESOURCE_TYPES, BASE)[0]["description"] == "User Account"


def test_discovery_has_no_nulls() -> None:
    assert not list(
        nulls(
            [
                schemas(RESOURCE_TYPES, BASE),
                resource_types(RESOURCE_TYPES, BASE),
                service_provider_config(BASE, PageSizes(20, 500), **ELSEWHERE),
            ]
        )
    )


def test_the_user_schema_says_what_rfc_7643_says_of_its_key_attributes() -> None:
    by_name = {attribute["name"]: attribute for attribute in schemas(RESOURCE_TYPES, BASE)[0]["attributes"]}
    assert by_name["userName"]["required"]
    assert by_name["userName"]["uniqueness"] == "server"
    assert not by_name["userName"]["caseExact"]
    assert by_name["active"]["type"] == "boolean"
    assert by_name["groups"]["mutability"] == "readOnly"
    assert [sub["name"] for sub in by_name["emails"]["subAttributes"]] == ["value", "display", "type", "primary"]
    assert by_name["emails"]["subAttributes"][2]["canonicalValues"] == ["work", "home", "other"]


def test_the_resource_types_name_their_endpoint_schema_and_extensions() -> None:
    user, group = resource_types(RESOURCE_TYPES, BASE)
    assert (user["id"], user["endpoint"], user["schema"]) == ("User", "/Users", CORE_USER)
    assert user["schemaExtensions"] == [{"schema": ENTERPRISE_USER, "required": False}]
    assert (group["id"], group["endpoint"], group["schema"]) == ("Group", "/Groups", CORE_GROUP)
    assert "schemaExtensions" not in group
    assert user["meta"]["location"] == f"{BASE}/ResourceTypes/User"


def test_the_service_provider_config_says_what_is_carried_out_and_how_much_of_it() -> None:
    config = service_provider_config(BASE, PageSizes(20, 500), **ELSEWHERE)
    assert config["bulk"] == {"supported": True, "maxOperations": 1000, "maxPayloadSize": 2048}
    assert config["filter"] == {"supported": True, "maxResults": 500}
    assert config["pagination"] == {
        "cursor": True,
        "index": True,
        "defaultPaginationMethod": "index",
        "defaultPageSize": 20,
        "maxPageSize": 500,
    }
    supported = {name for name in ("patch", "sort", "etag", "changePassword") if config[name]["supported"]}
    assert supported == {"patch", "sort", "etag"}
    assert config["documentationUri"] == "https://docs.example/scim"
    assert [scheme["type"] for scheme in config["authenticationSchemes"]] == ["oauthbearertoken"]
    assert config["meta"]["location"] == f"{BASE}/ServiceProviderConfig"


def test_schemas_of_the_organisations_own_are_described_and_optional() -> None:
    declared = {
        "urn": CUSTOM,
        "resourceType": "USER",
        "name": "Seats",
        "description": "Where people sit.",
        "attributes": [
            {
                "name": "floor",
                "type": "integer",
                "description": "The floor.",
                "multiValued": False,
                "required": True,
                "caseExact": False,
                "uniqueness": "none",
                "canonicalValues": [],
                "referenceTypes": [],
            }
        ],
    }
    profile = Profile.of("LENIENT", [declared])
    seats = next(schema for schema in schemas(profile.resource_types, BASE) if schema["id"] == CUSTOM)
    assert seats["name"] == "Seats"
    assert [(part["name"], part["type"], part["required"]) for part in seats["attributes"]] == [
        ("floor", "integer", True)
    ]
    user, _ = resource_types(profile.resource_types, BASE)
    assert {"schema": CUSTOM, "required": False} in user["schemaExtensions"]
