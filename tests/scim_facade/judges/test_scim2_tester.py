"""scim2-tester judges the running façade: every resource type, every tag, no failure and no skipped check."""

import asyncio
from typing import Any

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import CheckResult, Status, check_server
from scim2_tester.discovery import get_all_available_tags

PASSED = {Status.SUCCESS, Status.COMPLIANT}


async def test_scim2_tester_passes_every_check_it_has_and_skips_none(endpoint: Any) -> None:
    results = await asyncio.to_thread(judged, endpoint)

    assert [told(result) for result in results if result.status not in PASSED] == []
    assert {result.resource_type for result in results if result.resource_type} == {"User", "Group"}
    assert set().union(*(result.tags for result in results)) - {"*"} == set(get_all_available_tags())


def judged(endpoint: Any) -> list[CheckResult]:
    headers = {"Authorization": f"Bearer {endpoint.token}"}
    with httpx2.Client(base_url=endpoint.url, headers=headers) as http:
        return check_server(SyncSCIMClient(http))


def told(result: CheckResult) -> str:
    return f"{result.status.name} {result.title} ({result.resource_type}): {result.reason}"
