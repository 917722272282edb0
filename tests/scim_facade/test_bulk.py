"""`POST /Bulk` through the front door (RFC 7644 §3.7)."""

import logging
from typing import Any

import httpx2
import pytest

from contract.transport import Unavailable
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings

BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
Resource = dict[str, Any]


def create_user(bulk_id: str, **attributes: object) -> Resource:
    data = {"schemas": [USER, ENTERPRISE], "userName": f"{bulk_id}@x.com", **attributes}
    return {"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": data}


def create_group(bulk_id: str, *members: str) -> Resource:
    data = {"schemas": [GROUP], "displayName": bulk_id, "members": [{"value": member} for member in members]}
    return {"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": data}


def patch_of(path: str, *operations: Resource, **more: object) -> Resource:
    data = {"schemas": [PATCH_OP], "Operations": list(operations)}
    return {"method": "PATCH", "path": path, "data": data, **more}


def managed_by(manager: str) -> Resource:
    return {ENTERPRISE: {"manager": {"value": manager}}}


@pytest.fixture
def bulk(scim: Any) -> Any:
    """Send operations, and return what became of each."""

    async def sent(*operations: object, **message: object) -> list[Resource]:
        response = await scim.post("/Bulk", json={"schemas": [BULK_REQUEST], "Operations": list(operations), **message})
        assert response.status_code == 200, response.text
        assert response.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]
        outcomes: list[Resource] = response.json()["Operations"]
        return outcomes

    return sent


async def followed(scim: Any, outcome: Resource) -> Resource:
    response = await scim.get(outcome["location"].removeprefix("http://narthex.test" + scim.base))
    assert response.status_code == 200, response.text
    assert response.headers["ETag"] == outcome["version"]
    found: Resource = response.json()
    return found


async def test_each_operation_is_carried_out_and_told_with_its_address_and_version(
    scim: Any, bulk: Any, user: Resource, second_user: Resource, group: Resource
) -> None:
    made, put, patched, gone = await bulk(
        create_user("new", nickName="N"),
        {"method": "PUT", "path": f"/Groups/{group['id']}", "data": {"schemas": [GROUP], "displayName": "Selling"}},
        patch_of(f"/Users/{user['id']}", {"op": "replace", "path": "title", "value": "Countess"}),
        {"method": "DELETE", "path": f"/Users/{second_user['id']}"},
    )
    assert (made["method"], made["bulkId"], made["status"]) == ("POST", "new", "201")
    assert "response" not in made
    assert (await followed(scim, made))["nickName"] == "N"
    assert (await followed(scim, put))["displayName"] == "Selling"
    assert (await followed(scim, patched))["title"] == "Countess"
    assert [each["status"] for each in (put, patched, gone)] == ["200", "200", "204"]
    assert gone["location"].endswith(f"/Users/{second_user['id']}")
    assert (await scim.get(f"/Users/{second_user['id']}")).status_code == 404


async def test_what_the_request_creates_is_named_before_and_after_by_its_bulk_id(
    scim: Any, bulk: Any, group: Resource
) -> None:
    team, ada, added, _ = await bulk(
        create_group("Team", "bulkId:ada"),
        create_user("ada", **managed_by("bulkId:boss")),
        patch_of(
            f"/Groups/{group['id']}",
            {"op": "add", "path": "members", "value": [{"value": "bulkId:ada"}, {"value": "bulkId:boss"}]},
            {"op": "remove", "path": 'members[value eq "bulkId:boss"]'},
        ),
        create_user("boss", displayName="Boss"),
    )
    person = await followed(scim, ada)
    assert person[ENTERPRISE]["manager"]["displayName"] == "Boss"
    assert [member["value"] for member in (await followed(scim, team))["members"]] == [person["id"]]
    members = [member["value"] for member in (await followed(scim, added))["members"]]
    assert person["id"] in members
    assert len(members) == 3


async def test_a_path_may_name_what_the_request_creates(scim: Any, bulk: Any) -> None:
    changed, made = await bulk(
        patch_of("/Users/bulkId:ada", {"op": "replace", "path": "title", "value": "T"}), create_user("ada")
    )
    assert changed["location"] == made["location"]
    assert (await followed(scim, changed))["title"] == "T"


async def test_people_who_manage_each_other_or_themselves_are_created_and_then_completed(scim: Any, bulk: Any) -> None:
    outcomes = await bulk(
        create_user("ada", **managed_by("bulkId:bob")),
        create_user("bob", nickName="B", **managed_by("bulkId:ada")),
        create_user("self", **managed_by("bulkId:self")),
    )
    ada, bob, own = [await followed(scim, outcome) for outcome in outcomes]
    assert [outcome["status"] for outcome in outcomes] == ["201"] * 3
    assert ada[ENTERPRISE]["manager"]["value"] == bob["id"]
    assert bob[ENTERPRISE]["manager"]["value"] == ada["id"]
    assert bob["nickName"] == "B"
    assert own[ENTERPRISE]["manager"]["value"] == own["id"]


async def test_groups_cannot_contain_each_other_and_the_answer_says_which_was_made_without(
    scim: Any, bulk: Any
) -> None:
    outer, inner = await bulk(create_group("Outer", "bulkId:Inner"), create_group("Inner", "bulkId:Outer"))
    assert outer["status"] == "201"
    assert inner["status"] == "400"
    assert "was created, but without members" in inner["response"]["detail"]
    made = (await scim.get(inner["location"].partition(scim.base)[2])).json()
    assert made.get("members", []) == []


async def test_a_failure_is_told_as_the_error_of_its_endpoint_and_stops_nothing_else(bulk: Any, user: Resource) -> None:
    taken, dependent, lost, made = await bulk(
        create_user("ada", userName=user["userName"]),
        create_group("Team", "bulkId:ada"),
        create_group("Lost", "bulkId:nobody"),
        create_user("bob"),
    )
    assert taken["status"] == "409"
    assert "location" not in taken
    assert taken["response"]["scimType"] == "uniqueness"
    assert user["id"] in taken["response"]["detail"]
    assert (dependent["status"], dependent["response"]["status"]) == ("409", "409")
    assert '"ada"' in dependent["response"]["detail"]
    assert (lost["status"], lost["response"]["scimType"]) == ("400", "invalidValue")
    assert made["status"] == "201"


async def test_a_resource_that_waits_for_one_that_fails_is_told_to_be_incomplete(bulk: Any, user: Resource) -> None:
    ada, bob = await bulk(
        create_user("ada", userName=user["userName"], **managed_by("bulkId:bob")),
        create_user("bob", **managed_by("bulkId:ada")),
    )
    assert ada["status"] == "409"
    assert bob["status"] == "409"
    assert bob["location"]
    assert f"{ENTERPRISE}:manager" in bob["response"]["detail"]


async def test_after_as_many_failures_as_the_client_accepts_nothing_further_is_begun(scim: Any, bulk: Any) -> None:
    gone = {"method": "DELETE", "path": "/Users/nobody"}
    outcomes = await bulk(create_user("a"), gone, create_user("b"), gone, create_user("c"), failOnErrors=2)
    assert [outcome["status"] for outcome in outcomes] == ["201", "404", "201", "404"]
    assert (await scim.get("/Users", params={"filter": 'userName eq "c@x.com"'})).json()["totalResults"] == 0


async def test_an_operation_holds_only_for_the_version_it_names(bulk: Any, user: Resource) -> None:
    change = {"op": "replace", "path": "title", "value": "T"}
    path = f"/Users/{user['id']}"
    stale, current, again = await bulk(
        patch_of(path, change, version='W/"99"'),
        patch_of(path, change, version=user["meta"]["version"]),
        {"method": "DELETE", "path": path, "version": user["meta"]["version"]},
    )
    assert [stale["status"], current["status"], again["status"]] == ["412", "200", "412"]


async def test_a_bulk_request_in_a_bulk_request_is_refused(bulk: Any) -> None:
    (nested,) = await bulk({"method": "POST", "path": "/Bulk", "bulkId": "b", "data": {"Operations": []}})
    assert nested["status"] == "400"


async def test_limits_are_refused_with_their_number(scim: Any) -> None:
    operations = [{"method": "DELETE", "path": "/Users/x"}] * 1001
    response = await scim.post("/Bulk", json={"schemas": [BULK_REQUEST], "Operations": operations})
    assert response.status_code == 413
    assert "maxOperations is 1000" in response.json()["detail"]


async def test_a_token_that_is_none_is_refused_as_a_whole(scim: Any) -> None:
    headers = {"Authorization": "Bearer nx_scim_unknown_secret"}
    assert (await scim.post("/Bulk", json={"Operations": [create_user("a")]}, headers=headers)).status_code == 401


async def test_the_log_tells_how_many_operations_there_were_and_which_tolerances_they_needed(
    bulk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="scim_facade"):
        await bulk(create_user("a", active="True"), create_user("b", active="False"), create_user("c", foo=1))
    (line,) = [record for record in caplog.records if getattr(record, "route", "").endswith("/Bulk")]
    assert getattr(line, "operations", None) == 3
    assert set(getattr(line, "notes", [])) == {
        "boolean-as-string: active",
        "unknown-attribute-ignored: foo",
    }


async def test_settings_that_change_on_the_way_hold_from_the_next_operation_on(bulk: Any, customer: Any) -> None:
    await bulk(create_user("a", active="True"))
    await customer.set_conformance("STRICT")
    (refused,) = await bulk(create_user("b", active="True"))
    assert refused["status"] == "400"
    assert "boolean-as-string" in refused["response"]["detail"]


class Interfering:
    """A transport under which, after the first user has been created, an admin makes the connection strict."""

    def __init__(self, transport: Any, customer: Any) -> None:
        self._transport = transport
        self._customer = customer

    async def execute(self, document: str, operation_name: str | None, variables: Any, caller: Any) -> Any:
        answer = await self._transport.execute(document, operation_name, variables, caller)
        if operation_name == "UserCreate":
            await self._customer.set_conformance("STRICT")
        return answer


async def test_settings_that_change_on_the_way_hold_at_once_and_nothing_is_done_twice(
    identity: Any, scim: Any, customer: Any
) -> None:
    app = create_app(Settings(), Interfering(InProcessTransport(identity), customer))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://narthex.test") as http:
        scim.http = http
        operations = [create_user("a", active="True"), create_user("b", active="True"), create_user("c")]
        response = await scim.post("/Bulk", json={"schemas": [BULK_REQUEST], "Operations": operations})
    outcomes = response.json()["Operations"]
    assert [outcome["status"] for outcome in outcomes] == ["201", "400", "201"]
    assert "boolean-as-string" in outcomes[1]["response"]["detail"]


async def test_what_is_out_of_reach_is_not_asked_again_and_again(identity: Any, scim: Any) -> None:
    class Lost:
        """A transport that loses identity after its first mutation, and counts who asks."""

        asked = 0

        async def execute(self, document: str, operation_name: str | None, variables: Any, caller: Any) -> Any:
            self.asked += 1
            if self.asked > 3:
                raise Unavailable("Identity cannot be reached.")
            return await InProcessTransport(identity).execute(document, operation_name, variables, caller)

    lost = Lost()
    transport = httpx2.ASGITransport(app=create_app(Settings(), lost), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://narthex.test") as http:
        scim.http = http
        operations = [create_user(str(number)) for number in range(100)]
        response = await scim.post("/Bulk", json={"schemas": [BULK_REQUEST], "Operations": operations})
    statuses = [outcome["status"] for outcome in response.json()["Operations"]]
    assert statuses == ["201", *["503"] * 99]
    assert lost.asked == 4
