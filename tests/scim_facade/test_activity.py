"""What the activity log has of the façade's requests, over HTTP and through identity."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest

from identity.app import Identity
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings
from tests.conftest import ScimClient

ENTRIES = """{ activityEntries(first: 50) { nodes {
    requestId action status targetType targetId targetLabel message advice durationMs actor { kind label }
    explanation { request rules { rule subject } understood answer
        operations { name variables result startedMs durationMs } steps { name durationMs } } } } }"""
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"

Entries = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def client(identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    """A façade that tells of its requests; `entries` has it do so at once."""
    app = create_app(Settings(), InProcessTransport(identity))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://narthex.test") as http:
        http.app = app  # type: ignore[attr-defined]
        yield http


@pytest.fixture
def told(client: httpx2.AsyncClient, customer: Any) -> ScimClient:
    return ScimClient(client, customer)


@pytest.fixture
def entries(client: httpx2.AsyncClient, graphql: Any) -> Entries:
    """The entries of a customer, the earliest first, after all that waits has been told."""

    async def read(customer: Any) -> list[dict[str, Any]]:
        app = client.app  # type: ignore[attr-defined]
        async with app.router.lifespan_context(app):
            pass  # a stop tells what is left
        found = await graphql(ENTRIES, token=customer.owner)
        nodes: list[dict[str, Any]] = found["data"]["activityEntries"]["nodes"]
        return nodes[::-1]

    return read


async def test_a_request_is_told_from_top_to_bottom(told: ScimClient, entries: Entries) -> None:
    made = (await told.post("/Users", json={"userName": "a@x.com", "password": "hunter2"})).json()
    body = {"Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
    answer = await told.patch(f"/Users/{made['id']}", json=body, headers={"If-Match": made["meta"]["version"]})
    created, patched = await entries(told.customer)
    assert "hunter2" not in json.dumps(created)
    assert created["explanation"]["request"]["body"]["password"] == "[withheld: secret]"
    assert (patched["action"], patched["status"]) == ("PATCH /Users/{id}", 200)
    assert patched["actor"]["kind"] == "SCIM_CLIENT"
    assert (patched["targetType"], patched["targetId"], patched["targetLabel"]) == ("User", made["id"], "a@x.com")
    explanation = patched["explanation"]
    request = explanation["request"]
    assert (request["method"], request["path"], request["body"]) == ("PATCH", f"{told.base}/Users/{made['id']}", body)
    assert request["headers"] == {"content-type": "application/json", "if-match": made["meta"]["version"]}
    assert [operation["name"] for operation in explanation["operations"]] == ["UserRead", "UserUpdate"]
    update = explanation["operations"][-1]
    assert update["variables"] == {"id": made["id"], "changes": {"active": False}, "expectedVersion": 1}
    assert update["result"] == "User"
    assert explanation["answer"] == {"status": 200, "body": answer.json()}
    steps = {step["name"]: step["durationMs"] for step in explanation["steps"]}
    assert list(steps) == ["Credential", "Body", "Understood", "Identity", "Answer"]
    assert sum(steps.values()) == pytest.approx(patched["durationMs"], abs=0.05)
    assert told.token not in json.dumps(patched)


async def test_a_conflict_names_the_other_one_and_what_to_do(told: ScimClient, entries: Entries) -> None:
    holder = (await told.post("/Users", json={"userName": "a@x.com"})).json()["id"]
    refused = await told.post("/Users", json={"userName": "A@x.com"})
    _, entry = await entries(told.customer)
    assert entry["status"] == 409
    assert refused.json()["detail"].startswith(f"{entry['message']} (request ")
    assert f"person {holder}" in entry["advice"]
    assert entry["explanation"]["operations"][0]["result"] == "UserNameTaken"
    assert entry["explanation"]["answer"]["body"]["detail"] == entry["message"]


async def test_of_a_malformed_body_only_its_size_and_what_is_wrong_are_kept(told: ScimClient, entries: Entries) -> None:
    await told.raw("POST", "/Users", b'{"userName": "a", "password": "hunter2"')
    await told.raw("POST", "/Users", b"x", headers={"Content-Type": "text/plain"})
    broken, unfit = await entries(told.customer)
    assert "hunter2" not in json.dumps(broken)
    assert (broken["explanation"]["request"]["body"], broken["explanation"]["request"]["bodyBytes"]) == (None, 39)
    assert broken["message"].startswith("The body is not valid JSON")
    assert (unfit["status"], unfit["explanation"]["request"]["body"]) == (415, None)


async def test_a_filter_that_is_not_understood_is_not_kept(told: ScimClient, entries: Entries) -> None:
    await told.get("/Users", params={"filter": 'password eq "hunter2"'})
    await told.get("/Users", params={"filter": 'shoeSize eq "hunter2"', "token": "hunter2"})
    found = await entries(told.customer)
    assert [entry["status"] for entry in found] == [403, 400]
    assert "hunter2" not in json.dumps(found)
    assert found[1]["explanation"]["request"]["query"]["token"] == "[withheld: not in any schema]"


async def test_the_flag_of_entras_tenant_url_is_told_plainly(told: ScimClient, entries: Entries) -> None:
    await told.get("/Users?aadOptscim062020&secret=s3cr3t")
    (entry,) = await entries(told.customer)
    query = {"aadOptscim062020": True, "secret": "[withheld: not in any schema]"}
    assert entry["explanation"]["request"]["query"] == query


async def test_an_unreadable_query_is_told_too(told: ScimClient, entries: Entries) -> None:
    assert (await told.get("/Users?count=1&count=2")).status_code == 400
    (entry,) = await entries(told.customer)
    assert entry["message"] == 'The query gives the parameter "count" more than once.'


async def test_a_strict_refusal_names_the_rule_and_the_switch(told: ScimClient, entries: Entries) -> None:
    await told.customer.set_conformance("STRICT")
    await told.post("/Users", json={"schemas": [USER], "userName": "a@x.com", "active": "True"})
    (entry,) = [entry for entry in await entries(told.customer) if entry["action"] == "POST /Users"]
    assert entry["status"] == 400
    assert "the rule boolean-as-string" in entry["advice"]
    assert "Strict" in entry["advice"]
    assert entry["explanation"]["rules"] == []


async def test_each_operation_of_a_bulk_request_is_told_in_one_entry(told: ScimClient, entries: Entries) -> None:
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "a@x.com", "active": "True"}},
        {
            "method": "POST",
            "path": "/Groups",
            "bulkId": "g",
            "data": {"displayName": "G", "members": [{"value": "bulkId:a"}]},
        },
        {"method": "DELETE", "path": "/Users/nobody"},
        {"method": "GET", "path": "/Users"},
    ]
    assert (await told.post("/Bulk", json={"Operations": operations})).status_code == 200
    (entry,) = await entries(told.customer)
    first, second, third, fourth = entry["explanation"]["understood"]
    assert (first["method"], first["path"], first["status"]) == ("POST", "/Users", 201)
    assert first["understood"] == {"userName": "a@x.com", "active": True}
    user_id = first["location"].rpartition("/")[2]
    assert second["understood"] == {"displayName": "G", "members": [{"value": user_id}]}
    assert (third["path"], third["status"]) == ("/Users/nobody", 404)
    assert (fourth["method"], fourth["status"]) == ("GET", 400)
    assert [run["name"] for run in entry["explanation"]["operations"][-3:]] == [
        "UserCreate",
        "GroupCreate",
        "UserDelete",
    ]


async def test_a_large_change_of_members_is_told_within_bounds(told: ScimClient, entries: Entries) -> None:
    group = (await told.post("/Groups", json={"displayName": "G"})).json()["id"]
    members = [{"value": f"member-{number}"} for number in range(5_000)]
    operations = [{"op": "Add", "path": "members", "value": members}]
    await told.patch(f"/Groups/{group}", json={"schemas": [PATCH_OP], "Operations": operations})
    _, entry = await entries(told.customer)
    assert entry["status"] in {200, 204}
    assert len(json.dumps(entry["explanation"])) < 40_000
    assert entry["explanation"]["understood"][0]["value"][-1] == "[4,980 more]"
    assert entry["explanation"]["request"]["bodyBytes"] > 100_000


async def test_what_strangers_send_is_kept_nowhere(told: ScimClient, other_customer: Any, entries: Entries) -> None:
    for token in ("nx_scim_unknown_unknown", other_customer.token):
        headers = {"Authorization": f"Bearer {token}"}
        answer = await told.post("/Users", json={"userName": "hunter2"}, headers=headers)
        assert answer.status_code in {401, 404}
    assert await entries(told.customer) == []
    assert await entries(other_customer) == []


async def test_requests_of_two_organisations_never_mix(
    client: httpx2.AsyncClient, told: ScimClient, other_customer: Any, entries: Entries
) -> None:
    other = ScimClient(client, other_customer)
    for number in range(3):
        await told.post("/Users", json={"userName": f"mine-{number}@x.com"})
        await other.post("/Users", json={"userName": f"theirs-{number}@y.com"})
    mine, theirs = await entries(told.customer), await entries(other_customer)
    assert [entry["targetLabel"] for entry in mine] == [f"mine-{number}@x.com" for number in range(3)]
    assert [entry["targetLabel"] for entry in theirs] == [f"theirs-{number}@y.com" for number in range(3)]
    assert "theirs" not in json.dumps(mine)
    assert other_customer.id not in json.dumps(mine)
