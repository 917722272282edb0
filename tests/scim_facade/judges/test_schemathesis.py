"""schemathesis sends the running façade what its OpenAPI document allows, and much that it does not."""

import asyncio
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

CHECKS = {
    # The document says which operations may not be carried out.
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
    # No schema can say which texts are filters or paths, nor which deviations docs/dialect.md lists as understood.
    "positive_data_acceptance": {"enabled": False},
    "negative_data_rejection": {"enabled": False},
}
LONGEST_QUERY = 60_000
"""Characters; a longer address the HTTP server refuses itself, before anything of SCIM is asked."""


@pytest.mark.slow
async def test_every_answer_is_as_the_openapi_document_says(endpoint: Any) -> None:
    await asyncio.to_thread(judge, endpoint)


def judge(endpoint: Any) -> None:
    headers = {"Authorization": f"Bearer {endpoint.token}"}
    with httpx2.Client(base_url=endpoint.url, headers=headers) as http:
        document = http.get("/openapi.json").json()
        config = schemathesis.Config.from_dict({"base-url": endpoint.url, "checks": CHECKS})
        schema = schemathesis.openapi.from_dict(document, config=config)
        resources = Resources(http)
        judged = set()
        for operation in schema.get_all_operations():
            assert isinstance(operation, Ok)
            judged.add(operation.ok().path)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                judge_operation(operation.ok(), mode, resources, headers)
        assert judged == set(document["paths"])


class Resources:
    """Makes users and groups, so that some of the ids that are sent name something."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http
        self._numbers = count()

    def make(self, path: str) -> str | None:
        """The id of a new resource of the kind that a path with an id leads to, where it leads to one."""
        name = {"/Users/{id}": "userName", "/Groups/{id}": "displayName"}.get(path)
        if name is None:
            return None
        body = {name: f"{path} {next(self._numbers)}"}
        made = self._http.post(path.removesuffix("/{id}"), json=body).json()
        id_: str = made["id"]
        return id_


def judge_operation(operation: Any, mode: GenerationMode, resources: Resources, headers: dict[str, str]) -> None:
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        assume(len(urlencode(case.query or {})) < LONGEST_QUERY)
        if mode is GenerationMode.POSITIVE and (made := resources.make(operation.path)):
            case.path_parameters["id"] = made
        case.call_and_validate(headers=headers)

    answered()
