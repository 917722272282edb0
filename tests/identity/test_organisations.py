"""What identity promises about organisations."""

from typing import Any

import pytest

CREATED = """{ __typename
    ... on OrganisationCreated { organisation { id slug name } connection { id name } owner { id userName active } }
    ... on InvalidInput { field message } ... on SlugTaken { slug message } ... on PermissionDenied { message } }"""


def asked(**changed: str) -> dict[str, str]:
    return {"name": "Contoso", "slug": "contoso", "owner": "ada@contoso.example", **changed}


async def test_an_organisation_stands_with_its_connection_and_its_first_owner(operator: Any, api_of: Any) -> None:
    made = await operator.mutate("organisationCreate", CREATED, input=asked(name=" Contoso ", owner=" ada "))
    assert made["organisation"]["name"] == "Contoso"
    assert (made["owner"]["userName"], made["owner"]["active"]) == ("ada", True)
    session = await operator.mutate(
        "sessionCreate", input={"organisation": "contoso", "userName": "ada", "reason": "t"}
    )
    owner = api_of(session["secret"])
    viewer = await owner.query("viewer")
    assert (viewer["role"], viewer["user"]["id"]) == ("OWNER", made["owner"]["id"])
    assert (await owner.query("organisation"))["connections"][0]["id"] == made["connection"]["id"]


async def test_a_slug_is_unique_and_a_refused_organisation_leaves_nothing_behind(operator: Any, sql: Any) -> None:
    await operator.mutate("organisationCreate", CREATED, input=asked())
    count = "SELECT count(*) FROM (SELECT id FROM organisations UNION ALL SELECT id FROM users UNION ALL {}) AS rows"
    count = count.format("SELECT id FROM audit_entries")
    before = await sql.fetchval(count)
    refused = await operator.mutate("organisationCreate", CREATED, input=asked(name="Other"))
    assert (refused["__typename"], refused["slug"]) == ("SlugTaken", "contoso")
    assert await sql.fetchval(count) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        *[({"slug": slug}, "slug") for slug in ("", "-a", "a-", "A", "a b", "ä", "a" * 64, "a\n", "\x00", "a/b")],
        *[({"name": name}, "name") for name in ("", "  ", "x" * 201, "\x00")],
        *[({"owner": owner}, "owner") for owner in ("", "  ", "x" * 513, "\x00")],
    ],
)
async def test_what_makes_no_sense_for_an_organisation_is_refused_by_name(
    operator: Any, sql: Any, changed: dict[str, str], field: str
) -> None:
    refused = await operator.mutate("organisationCreate", CREATED, input=asked(**changed))
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)
    assert await sql.fetchval("SELECT count(*) FROM organisations") == 0


async def test_people_see_their_own_organisation_and_no_other(api: Any, customer: Any, other_customer: Any) -> None:
    assert (await api.query("organisation"))["id"] == customer.id
    assert (await api.query("organisation", slug=customer.slug))["id"] == customer.id
    assert await api.query("organisation", slug=other_customer.slug) is None
    assert await api.query("organisation", slug="\x00") is None


async def test_the_operator_names_an_organisation_by_its_slug(operator: Any, customer: Any) -> None:
    assert (await operator.query("organisation", slug=customer.slug))["id"] == customer.id
    assert await operator.query("organisation", slug="nowhere") is None
    assert await operator.query("organisation") is None
    assert (await operator.refusal("query", "organisation", slug="\x00"))["code"] == "INVALID_INPUT"


async def test_the_operator_belongs_to_no_organisation(operator: Any) -> None:
    viewer = await operator.query("viewer")
    assert viewer == {
        "kind": "OPERATOR",
        "label": "tests",
        "organisation": None,
        "connection": None,
        "user": None,
        "role": None,
        "session": None,
        "hasPassword": False,
        "passkeys": [],
        "delegatedSession": None,
    }
