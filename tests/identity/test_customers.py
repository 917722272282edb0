"""What identity tells the operator of all organisations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

PAGE = """{ nodes { slug name microsoftSignIn tenantConnected lastScimRequestAt requests troubledRequests }
    pageInfo { hasNextPage endCursor } }"""


@pytest.fixture
async def five(operator: Any) -> list[str]:
    """Five organisations, by name."""
    names = ["Alpine", "beta Works", "Contoso", "delta", "Érable"]
    for place, name in enumerate(reversed(names)):
        given = {"name": name, "slug": f"org-{place}", "owner": "owner"}
        await operator.mutate("organisationCreate", "{ __typename }", input=given)
    return names


async def test_organisations_are_listed_by_name_page_by_page(operator: Any, five: list[str]) -> None:
    found: list[str] = []
    after = None
    while True:
        page = await operator.query("organisations", PAGE, first=2, after=after)
        found += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert sorted(found) == sorted(five)
    assert [name for name in found if name.isascii()] == five[:4]


@pytest.mark.parametrize(
    ("search", "names"),
    [("CONT", ["Contoso"]), ("org-1", ["delta"]), ("%", []), ("_", []), ("  works ", ["beta Works"]), ("nobody", [])],
)
async def test_organisations_are_found_by_a_part_of_the_name_or_the_slug(
    operator: Any, five: list[str], search: str, names: list[str]
) -> None:
    assert len(five) == 5
    page = await operator.query("organisations", PAGE, search=search)
    assert [node["name"] for node in page["nodes"]] == names


async def test_an_organisation_shows_how_its_connection_does(operator: Any, customer: Any, api: Any, sql: Any) -> None:
    await api.mutate("connectionUpdate", id=customer.connection, changes={"microsoftSignIn": True})
    now = datetime.now(UTC)
    await sql.execute("UPDATE access_tokens SET last_used_at = $1", now)
    for hours, outcome, entries in ((1, "SUCCEEDED", 90), (2, "REFUSED", 7), (3, "FAILED", 3), (30, "FAILED", 1000)):
        await sql.execute(
            """INSERT INTO activity_counts (organisation_id, hour, kind, outcome, entries, duration_ms)
            VALUES ($1, $2, 'SCIM_REQUEST', $3, $4, 1)""",
            customer.id,
            now - timedelta(hours=hours),
            outcome,
            entries,
        )
    (node,) = (await operator.query("organisations", PAGE))["nodes"]
    assert datetime.fromisoformat(node.pop("lastScimRequestAt")) == now
    assert node == {
        "slug": customer.slug,
        "name": customer.slug.title(),
        "microsoftSignIn": True,
        "tenantConnected": False,
        "requests": 100,
        "troubledRequests": 10,
    }


@pytest.mark.parametrize("given", [{"search": "x" * 201}, {"search": "\x00"}, {"first": 1001}, {"after": "x"}])
async def test_a_list_that_makes_no_sense_is_refused(operator: Any, given: dict[str, Any]) -> None:
    assert (await operator.refusal("query", "organisations", **given))["code"] == "INVALID_INPUT"
