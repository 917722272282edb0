"""What an organisation may define as a schema of its own."""

from typing import Any

import pytest

from identity.errors import InvalidInput
from identity.rules.extension_definition import (
    MAX_ATTRIBUTES,
    MAX_CHARACTERS,
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_SUB_ATTRIBUTES,
    MAX_SUGGESTIONS,
    Definition,
    defined,
    names_attribute,
)
from identity.rules.extension_schema import AttributeType, ResourceType

URN = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"


def define(*attributes: dict[str, Any], urn: str = URN, name: str = "My app", description: str = "") -> Definition:
    return defined(urn, name, description, attributes or [{"name": "tag", "type": "string"}])


def refusal(*attributes: dict[str, Any], **schema: Any) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refused:
        define(*attributes, **schema)
    return refused.value.field, str(refused.value)


def test_what_is_left_out_takes_the_standards_default() -> None:
    (attribute,) = define({"name": "tag", "type": "string"}).attributes
    assert attribute == {
        "name": "tag",
        "type": "string",
        "multiValued": False,
        "description": "",
        "required": False,
        "caseExact": False,
        "uniqueness": "none",
    }


@pytest.mark.parametrize(
    ("urn", "resource_type"),
    [
        (URN, ResourceType.USER),
        (URN.replace("User", "Group"), ResourceType.GROUP),
        ("URN:ietf:params:SCIM:schemas:extension:a.b_c-1:2.0:group", ResourceType.GROUP),
    ],
)
def test_the_end_of_the_urn_decides_what_is_extended(urn: str, resource_type: ResourceType) -> None:
    definition = define(urn=urn)
    assert (definition.urn, definition.resource_type) == (urn, resource_type)


@pytest.mark.parametrize(
    "urn",
    [
        "",
        "urn:x",
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension::2.0:User",
        "urn:ietf:params:scim:schemas:extension:a b:2.0:User",
        "urn:ietf:params:scim:schemas:extension:a:b:2.0:User",
        "urn:ietf:params:scim:schemas:extension:ä:2.0:User",
        "urn:ietf:params:scim:schemas:extension:a:2.0:Device",
        "urn:ietf:params:scim:schemas:extension:a:2.0:User\n",
        f"urn:ietf:params:scim:schemas:extension:{'a' * (MAX_NAME + 1)}:2.0:User",
    ],
)
def test_another_urn_is_refused_with_the_form_it_needs(urn: str) -> None:
    field, message = refusal(urn=urn)
    assert field == "urn"
    assert "must be urn:ietf:params:scim:schemas:extension:<Name>:2.0:User" in message


@pytest.mark.parametrize("name", ["enterprise", "Enterprise"])
def test_the_standards_own_extension_cannot_be_defined(name: str) -> None:
    assert "enterprise" in refusal(urn=URN.replace("MyApp", name))[1]


@pytest.mark.parametrize("name", ["", "1a", "_a", "__proto__", "$ref", "a.b", "a:b", "a b", "ä", "a\n", "a" * 101])
def test_a_name_that_no_attribute_can_have_is_refused(name: str) -> None:
    assert "cannot name an attribute" in refusal({"name": name, "type": "string"})[1]


@pytest.mark.parametrize("name", ["schemas", "ID", "externalId", "meta"])
def test_what_every_resource_has_cannot_be_defined_again(name: str) -> None:
    assert "every resource" in refusal({"name": name, "type": "string"})[1]
    inner = {"name": "c", "type": "complex", "subAttributes": [{"name": name, "type": "string"}]}
    assert define(inner).attributes[0]["subAttributes"][0]["name"] == name


def test_names_that_differ_in_letter_case_are_one_name() -> None:
    assert (
        "'tag' and 'TAG' are one name"
        in refusal({"name": "tag", "type": "string"}, {"name": "TAG", "type": "boolean"})[1]
    )
    assert "are one name" in refusal({"name": "tag", "type": "string"}, {"name": "tag", "type": "string"})[1]


@pytest.mark.parametrize("kind", ["String", "text", "", "any"])
def test_an_unknown_type_is_refused_with_those_there_are(kind: str) -> None:
    assert "string, boolean, decimal" in refusal({"name": "tag", "type": kind})[1]


def complex_of(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"name": "outer", "type": "complex", "subAttributes": list(parts)}


@pytest.mark.parametrize(
    "attribute",
    [
        complex_of(),
        {"name": "tag", "type": "string", "subAttributes": [{"name": "a", "type": "string"}]},
        complex_of(complex_of({"name": "a", "type": "string"})),
    ],
)
def test_only_complex_attributes_have_parts_and_their_parts_have_none(attribute: dict[str, Any]) -> None:
    assert "subAttributes" in refusal(attribute)[1]


def test_a_definition_nested_without_end_is_refused_on_its_second_level() -> None:
    attribute = {"name": "a", "type": "string"}
    for _ in range(150):
        attribute = complex_of(attribute)
    assert "subAttributes" in refusal(attribute)[1]


def test_a_part_is_single_valued() -> None:
    assert "'outer.a' is multi-valued" in refusal(complex_of({"name": "a", "type": "string", "multiValued": True}))[1]


@pytest.mark.parametrize("kind", list(AttributeType))
def test_what_can_be_compared_for_equality_can_be_unique(kind: AttributeType) -> None:
    attribute = complex_of({"name": "a", "type": "string"}) if kind is AttributeType.COMPLEX else {"name": "outer"}
    attribute |= {"type": kind.value, "uniqueness": "server"}
    if kind.value in {"string", "reference", "integer", "decimal"}:
        assert define(attribute).attributes[0]["uniqueness"] == "server"
    else:
        assert "cannot be unique" in refusal(attribute)[1]


@pytest.mark.parametrize(
    "attribute",
    [
        {"name": "a", "type": "string", "uniqueness": "server", "multiValued": True},
        complex_of({"name": "a", "type": "string", "uniqueness": "server"}),
    ],
)
def test_one_of_several_values_cannot_be_unique(attribute: dict[str, Any]) -> None:
    assert "cannot be unique" in refusal(attribute)[1]


def test_uniqueness_beyond_the_organisation_is_refused() -> None:
    assert "none or server" in refusal({"name": "a", "type": "string", "uniqueness": "global"})[1]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [("reference", False, True), ("binary", False, True), ("string", True, True), ("integer", True, False)],
)
def test_letter_case_counts_where_a_type_says_so(kind: str, given: bool, kept: bool) -> None:  # noqa: FBT001  what is varied
    (attribute,) = define({"name": "a", "type": kind, "caseExact": given}).attributes
    assert attribute["caseExact"] is kept


def test_suggestions_and_reference_types_are_kept() -> None:
    attribute = {"name": "a", "type": "reference", "canonicalValues": ["x"], "referenceTypes": ["User", "external"]}
    (kept,) = define(attribute).attributes
    assert (kept["canonicalValues"], kept["referenceTypes"]) == (["x"], ["User", "external"])
    assert "referenceTypes" in refusal({"name": "a", "type": "string", "referenceTypes": ["User"]})[1]


@pytest.mark.parametrize(
    ("attributes", "schema"),
    [
        ([{"name": f"a{n}", "type": "string"} for n in range(MAX_ATTRIBUTES + 1)], {}),
        ([complex_of(*({"name": f"a{n}", "type": "string"} for n in range(MAX_SUB_ATTRIBUTES + 1)))], {}),
        ([{"name": "a", "type": "string", "canonicalValues": ["x"] * (MAX_SUGGESTIONS + 1)}], {}),
        ([{"name": "a", "type": "string", "canonicalValues": [""]}], {}),
        ([{"name": "a", "type": "string", "description": "x" * (MAX_DESCRIPTION + 1)}], {}),
        ([{"name": "a", "type": "string", "description": "\x00"}], {}),
        ([{"name": "a", "type": "string", "canonicalValues": ["x" * 900] * 90}] * (MAX_CHARACTERS // 81_000 + 1), {}),
        ([], {"name": " "}),
        ([], {"name": "x" * (MAX_NAME + 1)}),
        ([], {"description": "x" * (MAX_DESCRIPTION + 1)}),
        ([], {"description": "\ud800"}),
    ],
)
def test_more_than_is_kept_is_refused(attributes: list[dict[str, Any]], schema: dict[str, Any]) -> None:
    refusal(*attributes, **schema)


def test_a_schema_without_attributes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least one attribute"):
        defined(URN, "name", "", [])


def test_the_name_of_an_attribute_is_told_from_the_urn_of_a_schema() -> None:
    assert names_attribute(f"{URN.lower()}:tag")
    assert names_attribute(f"{URN}:a:b")
    assert not names_attribute(URN)
    assert not names_attribute("urn:x:tag")
