"""scim-sanity probes the running façade, by the specification to the letter and as Microsoft Entra would use it."""

import asyncio
from typing import Any

import pytest
from scim_sanity.probe.runner import run_probe_api  # type: ignore[import-untyped]  # it ships no types

# Resource types of an unfinished draft (draft-abbey-scim-agent-extension) that this service does not serve: the probe
# skips what /ResourceTypes does not list.
SKIPPED = {
    "Agent CRUD Lifecycle": "Agent not supported by server",
    "AgenticApplication CRUD Lifecycle": "AgenticApplication not supported by server",
    "Agent Rapid Lifecycle": "Agent not supported or not in scope",
}


@pytest.mark.parametrize("profile", [{}, {"profile": "entra", "user_domain": "contoso.example"}], ids=["rfc", "entra"])
async def test_scim_sanity_finds_no_fault_gives_no_warning_and_skips_only_what_is_not_served(
    endpoint: Any, profile: dict[str, str]
) -> None:
    await judge(endpoint, **profile)


async def test_scim_sanity_finds_no_fault_with_a_strict_connection(strict_endpoint: Any) -> None:
    await judge(strict_endpoint)


async def judge(endpoint: Any, **profile: str) -> None:
    report = await asyncio.to_thread(run_probe_api, endpoint.url, token=endpoint.token, strict=True, **profile)

    by_status: dict[str, dict[str, str]] = {}
    for result in report["results"]:
        by_status.setdefault(result["status"], {})[result["name"]] = result.get("message", "")
    assert by_status.pop("skip") == SKIPPED
    assert by_status.pop("pass")
    assert by_status == {}
