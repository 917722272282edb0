"""Whatever discovery lists can be filtered by, with every operator that fits its type, and SQL answers it."""

from collections.abc import Iterator
from typing import Any

import pytest

Resource = dict[str, Any]

CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
GROUP_CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"
TYPES = ("string", "boolean", "integer", "decimal", "dateTime", "reference", "binary")
ATTRIBUTES = [
    *({"name": kind, "type": kind} for kind in TYPES),
    *({"name": f"several{kind}", "type": kind, "multiValued": True} for kind in TYPES),
    {"name": "one", "type": "complex", "subAttributes": [{"name": kind, "type": kind} for kind in TYPES]},
    {
        "name": "many",
        "type": "complex",
        "multiValued": True,
        "subAttributes": [{"name": kind, "type": kind} for kind in TYPES],
    },
]

EQUALITY = ("eq", "ne")
ORDER = ("gt", "ge", "lt", "le")
PARTS = ("co", "sw", "ew")
OPERATORS = (*EQUALITY, *ORDER, *PARTS)
FITTING = {
    "string": OPERATORS,
    "reference": OPERATORS,
    "binary": (*EQUALITY, *PARTS),
    "boolean": EQUALITY,
    "integer": (*EQUALITY, *ORDER),
    "decimal": (*EQUALITY, *ORDER),
    "dateTime": (*EQUALITY, *ORDER),
}
LITERALS = {
    "boolean": "true",
    "integer": "7",
    "decimal": "7.5",
    "dateTime": '"2026-01-31T12:00:00Z"',
    "binary": '"AA=="',
}
IDS = {"id", "members.value", "groups.value"}
"""Whose values are ids that the service gives, and which have no order and no parts."""


@pytest.fixture
async def declared(customer: Any) -> None:
    for urn in (CUSTOM, GROUP_CUSTOM):
        await customer.declare({"urn": urn, "name": "MyApp", "attributes": ATTRIBUTES})


def tried(attribute: Resource, name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each attribute that has values of its own: its name, the tests that fit it, and those that do not."""
    if attribute["type"] == "complex":
        for sub in attribute["subAttributes"]:
            yield from tried(sub, f"{name}.{sub['name']}")
        return
    literal = LITERALS.get(attribute["type"], '"x"')
    fitting = EQUALITY if name in IDS or name.endswith("$ref") else FITTING[attribute["type"]]
    yield (
        name,
        [f"{name} pr", *(f"{name} {operator} {literal}" for operator in fitting)],
        [f"{name} {operator} {literal}" for operator in OPERATORS if operator not in fitting],
    )


async def listed(scim: Any, resource_type: str) -> list[tuple[str, list[str], list[str]]]:
    """All that discovery lists of a resource type, and what the organisation declared."""
    found = (await scim.get(f"/ResourceTypes/{resource_type}")).json()
    standard = [found["schema"], *(each["schema"] for each in found.get("schemaExtensions", []))]
    schemas = {urn: (await scim.get(f"/Schemas/{urn}")).json()["attributes"] for urn in standard}
    schemas[CUSTOM if resource_type == "User" else GROUP_CUSTOM] = ATTRIBUTES
    return [
        each
        for urn, attributes in schemas.items()
        for attribute in attributes
        for each in tried(attribute, attribute["name"] if "core" in urn else f"{urn}:{attribute['name']}")
    ]


@pytest.mark.usefixtures("declared", "group")
@pytest.mark.parametrize(("resource_type", "fewest"), [("User", 90), ("Group", 30)])
async def test_every_attribute_is_filtered_by_every_operator_that_fits_it(
    scim: Any, resource_type: str, fewest: int
) -> None:
    attributes = await listed(scim, resource_type)
    for name, fitting, _ in attributes:
        response = await scim.get(f"/{resource_type}s", params={"filter": " or ".join(fitting), "count": 0})
        assert response.status_code == 200, (name, response.text)
    assert len(attributes) >= fewest


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize("resource_type", ["User", "Group"])
async def test_every_operator_that_does_not_fit_is_refused_with_its_position(scim: Any, resource_type: str) -> None:
    for name, _, unfit in await listed(scim, resource_type):
        for test in unfit[:1]:
            response = await scim.get(f"/{resource_type}s", params={"filter": f"id pr and {test}"})
            assert response.status_code == 400, (name, response.text)
            assert response.json()["scimType"] == "invalidFilter"
            if name not in IDS:
                assert "(position 11)" in response.json()["detail"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('meta.resourceType eq "User" and userName eq "a@x.com"', 1),
        ('meta.resourceType eq "Group"', 0),
        ('meta.location ew "/Users/<id>"', None),
        ('meta.location eq "https://anywhere/Users/<id>"', 1),
        ('meta.version eq "W/\\"1\\"" and userName eq "a@x.com"', 1),
        ('meta.version ne "W/\\"1\\"" and userName eq "a@x.com"', 0),
        ('groups.$ref eq "https://anywhere/Groups/<group>" and userName sw "a"', 1),
        ('groups[$ref eq "/Groups/<group>" and display eq "sales"] and userName sw "a"', 1),
        ('groups.type eq "direct" and groups.display co "ALE"', 2),
        ('schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', 0),
        ('schemas eq "urn:ietf:params:scim:schemas:core:2.0:User" and userName eq "a@x.com"', 1),
        ('not (schemas eq "urn:example:none:2.0:User") and userName eq "a@x.com"', 1),
        ("name pr and emails pr and not (addresses pr)", 1),
    ],
)
async def test_what_follows_from_other_things_is_found_by_those(
    scim: Any, user: Resource, group: Resource, text: str, found: int | None
) -> None:
    text = text.replace("<id>", user["id"]).replace("<group>", group["id"])
    response = await scim.get("/Users", params={"filter": text})
    if found is None:
        assert response.json()["scimType"] == "invalidFilter"
    else:
        assert response.status_code == 200, response.text
        assert response.json()["totalResults"] == found


async def test_an_extension_is_found_by_its_urn_declared_or_not(scim: Any, create_user: Any) -> None:
    urn = "urn:example:Undeclared:2.0:User"
    holder = await create_user("holder@x.com", **{urn: {"tag": "x"}})
    await create_user("other@x.com")
    response = await scim.get("/Users", params={"filter": f'schemas eq "{urn.upper()}"'})
    assert [each["id"] for each in response.json()["Resources"]] == [holder["id"]]


async def test_as_many_comparisons_as_identity_takes_are_made_and_no_more(scim: Any) -> None:
    most = " or ".join(["name pr"] * 33)
    assert (await scim.get("/Users", params={"filter": most})).status_code == 200
    refused = await scim.get("/Users", params={"filter": f"{most} or name pr"})
    assert (refused.status_code, refused.json()["scimType"]) == (400, "tooMany")
    foreign = await scim.get("", params={"filter": " or ".join(["members pr"] * 201)})
    assert (foreign.status_code, foreign.json()["scimType"]) == (400, "tooMany")


@pytest.mark.parametrize("attribute", ["source", "linked", "locked"])
async def test_what_only_our_pages_filter_by_is_no_attribute_of_scim(scim: Any, attribute: str) -> None:
    answer = await scim.get("/Users", params={"filter": f"{attribute} eq true"})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")
