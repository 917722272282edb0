"""Each of the 35 vectors is explained as it was understood and carried out."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from identity.app import Identity
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings
from tests.conftest import ScimClient
from tests.explained_vectors import PREPARED, UNTOLD, VECTORS, Sent, Vector, fill

ENTRIES = """query($requestId: String) { activityEntries(filter: { requestId: $requestId }) { nodes {
    requestId action status message advice changes { changes { field before after } }
    explanation { understood rules { rule subject } request } } } }"""


async def answered(scim: ScimClient, sent: Sent, names: dict[str, str], request_id: str) -> None:
    options: dict[str, Any] = {"headers": {"X-Request-Id": request_id, **sent.headers}}
    if sent.body is not None:
        options["json"] = fill(sent.body, names)
    if sent.content is not None:
        options["content"] = sent.content
    response = await scim.request(sent.method, fill(sent.path, names), **options)
    assert response.status_code == sent.status, response.text
    if sent.keeps:
        names[sent.keeps] = response.json()["id"]


def check(entry: Mapping[str, Any], sent: Sent, names: Mapping[str, str]) -> None:
    explanation = entry["explanation"]
    assert entry["status"] == sent.status
    if sent.understood is not UNTOLD:
        assert explanation["understood"] == fill(sent.understood, names)
    assert [(note["rule"], note["subject"]) for note in explanation["rules"]] == list(sent.rules)
    changes = [change for act in entry["changes"] for change in act["changes"]]
    told = {change["field"]: (change["before"], change["after"]) for change in changes}
    assert told == {field: (before, after) for field, before, after in fill(sent.changes, names)}
    refused = sent.status >= 400
    assert (entry["message"] is not None, entry["advice"] is not None) == (refused, refused)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.number)
async def test_it_is_explained(vector: Vector, identity: Identity, scim: ScimClient, graphql: Any) -> None:
    names: dict[str, str] = {}
    app = create_app(Settings(), InProcessTransport(identity))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://narthex.test") as http,
    ):
        told = ScimClient(http, scim.customer)
        for sent in (*(PREPARED if vector.is_prepared else ()), *vector.before):
            await answered(told, sent, names, "before")
        for number, sent in enumerate(vector.sent):
            await answered(told, sent, names, f"vector-{number}")
    for number, sent in enumerate(vector.sent):
        found = await graphql(ENTRIES, {"requestId": f"vector-{number}"}, token=scim.customer.owner)
        entries = found["data"]["activityEntries"]["nodes"]
        if sent.status == 401:
            assert entries == [], "what strangers send is kept nowhere"
        else:
            (entry,) = entries
            check(entry, sent, names)


def test_there_are_all_of_them() -> None:
    assert [vector.number for vector in VECTORS] == [f"A{number}" for number in range(1, 36)]
