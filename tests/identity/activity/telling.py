"""Requests as a façade tells of them."""

from datetime import UTC, datetime
from typing import Any

RECORD = """mutation R($requests: [ScimRequest!]!) { activityRecord(requests: $requests) {
    __typename ... on ActivityRecorded { entries } ... on Problem { message } ... on InvalidInput { field } } }"""


def request(**given: Any) -> dict[str, Any]:
    """A successful request, but for what is given."""
    return {
        "requestId": "request-1",
        "at": datetime.now(UTC).isoformat(),
        "action": "PATCH /Users/{id}",
        "status": 200,
        "subjects": [],
        "durationMs": 12.5,
        "explanation": {},
        **given,
    }


async def tell(api: Any, connection: str, *requests: dict[str, Any]) -> dict[str, Any]:
    """Tell of requests made of a connection; the member of the result's union."""
    response = await api.response(RECORD, {"requests": list(requests)}, connection=connection)
    assert "errors" not in response, response
    result: dict[str, Any] = response["data"]["activityRecord"]
    return result
