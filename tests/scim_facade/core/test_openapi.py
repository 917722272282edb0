"""The endpoint as an OpenAPI document: all of it, and nothing else."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from scim_facade.app import ENDPOINTS
from scim_facade.core import errors, limits
from scim_facade.core.errors import ScimError
from scim_facade.core.openapi import openapi
from scim_facade.core.schema import RESOURCE_TYPES, USER

BASE = "https://narthex.example/scim/v2/c1"
DOCUMENT = openapi(RESOURCE_TYPES, BASE)
SCHEMAS = DOCUMENT["components"]["schemas"]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        yield from ((path, method, described) for method, described in methods.items() if method != "parameters")


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            yield reference
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def test_every_method_of_every_address_is_described_and_no_other() -> None:
    described = {(path, method.upper()) for path, method, _ in operations()}
    assert described == {(path or "/", method) for path, methods in ENDPOINTS.items() for method in methods}


def test_every_reference_leads_somewhere() -> None:
    for reference in set(references({"paths": DOCUMENT["paths"], "schemas": SCHEMAS})):
        found: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_every_refusal_is_declared_somewhere_and_where_there_is_a_body_those_of_bodies_too() -> None:
    # A method or an address that is not described cannot declare what it answers.
    kinds = {kind.status for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScimError)}
    declared = {int(status) for _, _, described in operations() for status in described["responses"]}
    assert kinds - {405} <= declared
    for path, method, described in operations():
        of_bodies = {"408", "413", "415"} & set(described["responses"])
        assert bool(of_bodies) == ("requestBody" in described), (method, path)


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = [described["operationId"] for _, _, described in operations()]
    assert len(set(ids)) == len(ids)


def test_the_schemas_are_json_schema() -> None:
    for name in SCHEMAS:
        validator(name)


def test_resources_have_the_attributes_of_the_table() -> None:
    own = {attribute.name for schema in (USER.common, USER.schema) for attribute in schema.attributes}
    assert set(SCHEMAS["User"]["properties"]) == own | {extension.urn for extension in USER.extensions}
    assert SCHEMAS["User"]["properties"]["password"]["writeOnly"]
    assert SCHEMAS["User"]["properties"]["groups"]["readOnly"]


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("UserWritten", {"schemas": [USER.schema.urn], "userName": "a"}, True),
        ("UserWritten", {"schemas": [USER.schema.urn]}, False),
        ("UserWritten", {"schemas": [USER.schema.urn], "userName": "a", "emails": "a@x.com"}, False),
        ("GroupRead", {"schemas": [], "id": "g", "meta": {}}, True),
        ("BulkRequest", {"schemas": ["x"], "Operations": []}, False),
    ],
)
def test_the_schemas_tell_what_fits(name: str, value: object, *, fits: bool) -> None:
    assert validator(name).is_valid(value) is fits


def test_every_limit_is_published() -> None:
    published = DOCUMENT["info"]["x-limits"]
    assert len(published) == len([name for name in vars(limits) if name.isupper()])
    assert published["maxBulkOperations"] == limits.MAX_BULK_OPERATIONS
    assert all(isinstance(value, int) for value in published.values())
