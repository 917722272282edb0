"""scim2-tester judges the running façade: every resource type, every tag, no failure and no skipped check."""

import asyncio
from typing import Any

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import CheckResult, Status, check_server
from scim2_tester.discovery import get_all_available_tags

PASSED = {Status.SUCCESS, Status.COMPLIANT}
# What the tester can judge: to a decimal and a dateTime it sends a UUID, base64 it compares with bytes, and of a list
# that it adds to twice, by the extension and by the attribute, it expects the second half alone.
ATTRIBUTES: list[dict[str, Any]] = [
    {"name": "badge", "type": "string", "caseExact": True},
    {"name": "floor", "type": "integer"},
    {"name": "remote", "type": "boolean"},
    {"name": "page", "type": "reference", "referenceTypes": ["external"]},
    {"name": "desk", "type": "complex", "subAttributes": [{"name": "room", "type": "string"}]},
]
DECLARED = {kind: f"urn:ietf:params:scim:schemas:extension:Office:2.0:{kind}" for kind in ("User", "Group")}


@pytest.fixture
async def declared(customer: Any) -> None:
    """Schemas of the organisation's own, for both kinds of resource."""
    for kind, urn in DECLARED.items():
        await customer.declare({"urn": urn, "name": f"Office{kind}", "attributes": ATTRIBUTES})


async def test_scim2_tester_passes_every_check_it_has_and_skips_none(endpoint: Any) -> None:
    results = await asyncio.to_thread(judged, endpoint)

    assert_nothing_failed(results)
    assert set().union(*(result.tags for result in results)) - {"*"} == set(get_all_available_tags())


@pytest.mark.usefixtures("declared")
async def test_scim2_tester_passes_every_check_of_what_an_organisation_declared(endpoint: Any) -> None:
    results = await asyncio.to_thread(judged, endpoint)

    assert_nothing_failed(results)
    for kind, urn in DECLARED.items():
        of_kind = [str(result.reason) for result in results if result.resource_type == kind]
        missed = [each["name"] for each in ATTRIBUTES if not any(f"{urn}:{each['name']}" in told for told in of_kind)]
        assert missed == []


async def test_a_strict_connection_refuses_of_scim2_tester_only_what_no_schema_has(strict_endpoint: Any) -> None:
    results = await asyncio.to_thread(judged, strict_endpoint)

    failed = [result for result in results if result.status not in PASSED]
    # It sends an extension's value with `schemas` inside, which RFC 7643 §3 knows of whole resources only.
    assert {result.title for result in failed} == {"check_add_attribute", "check_replace_attribute"}
    assert all('enterprise:2.0:User:schemas" departs from the standard' in str(result.reason) for result in failed)


def judged(endpoint: Any) -> list[CheckResult]:
    headers = {"Authorization": f"Bearer {endpoint.token}"}
    with httpx2.Client(base_url=endpoint.url, headers=headers) as http:
        return check_server(SyncSCIMClient(http))


def assert_nothing_failed(results: list[CheckResult]) -> None:
    assert [
        f"{result.status.name} {result.title} ({result.resource_type}): {result.reason}"
        for result in results
        if result.status not in PASSED
    ] == []
    assert {result.resource_type for result in results if result.resource_type} == {"User", "Group"}
