"""Another organisation's token and ids: nothing is found, nothing changes, nothing tells that something is there."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from identity.tables import METADATA
from scim_facade.app import ENDPOINTS

USER_BODY = {"userName": "intruder@x.com", "active": False, "displayName": "Intruder"}
GROUP_BODY = {"displayName": "Intruders", "members": []}
PATCH_BODY = {"Operations": [{"op": "replace", "value": {"displayName": "Intruder"}}]}
BODIES = {"PATCH": PATCH_BODY, "PUT": USER_BODY, "POST": USER_BODY}

Dump = Callable[[], Awaitable[dict[str, list[Any]]]]


@pytest.fixture
async def dump(database_url: str, customer: Any) -> Any:
    """Every row of the first organisation, as text."""
    connection = await asyncpg.connect(database_url)

    async def rows() -> dict[str, list[Any]]:
        return {
            table.name: await connection.fetch(
                f"SELECT t::text FROM {table.name} t WHERE {column} = $1 ORDER BY 1",  # noqa: S608  our own table names
                customer.id,
            )
            for table in METADATA.sorted_tables
            if (column := next((key for key in ("organisation_id", "id") if key in table.c), None))
            and table.name != "operator_tokens"
        }

    yield rows
    await connection.close()


def _addressed(path: str, resource: dict[str, Any]) -> str:
    return path.replace("{id}", resource["id"])


def _body(method: str, path: str) -> dict[str, Any] | None:
    return GROUP_BODY if path.startswith("/Groups") and method in {"PUT", "POST"} else BODIES.get(method)


async def test_another_organisations_token_finds_nothing_at_any_address_of_this_one(
    scim: Any, other_scim: Any, user: dict[str, Any], group: dict[str, Any], dump: Dump
) -> None:
    before = await dump()
    other_scim.connection = scim.connection
    for path, handlers in ENDPOINTS.items():
        for method in handlers:
            held = user if path.startswith("/Users") else group
            response = await other_scim.request(method, _addressed(path, held), json=_body(method, path))
            assert response.status_code == 404, (method, path, response.text)
            assert "no SCIM endpoint at this address" in response.json()["detail"]
    assert await dump() == before


async def test_the_answer_is_the_same_for_a_connection_that_does_not_exist(scim: Any, other_scim: Any) -> None:
    other_scim.connection = scim.connection
    exists = await other_scim.get("/Users", headers={"X-Request-Id": "same"})
    other_scim.connection = "01a20c38-ca87-76f9-ba61-000000000000"
    does_not = await other_scim.get("/Users", headers={"X-Request-Id": "same"})
    assert exists.status_code == does_not.status_code == 404
    assert exists.json() == does_not.json()


async def test_another_organisations_ids_are_not_found_at_ones_own_address(
    other_scim: Any, user: dict[str, Any], group: dict[str, Any], dump: Dump
) -> None:
    before = await dump()
    for path, handlers in ENDPOINTS.items():
        if "{id}" not in path or path.startswith(("/Schemas", "/ResourceTypes")):
            continue
        held = user if path.startswith("/Users") else group
        for method in handlers:
            response = await other_scim.request(method, _addressed(path, held), json=_body(method, path))
            assert response.status_code == 404, (method, path, response.text)
    assert await dump() == before


@pytest.mark.parametrize(
    "query",
    [
        'userName eq "a@x.com"',
        'externalId eq "e1"',
        'emails[type eq "work"].value eq "a@x.com"',
        'active eq true and userName sw "a@"',
    ],
)
async def test_filters_see_only_ones_own_people(scim: Any, other_scim: Any, user: dict[str, Any], query: str) -> None:
    assert (await scim.get("/Users", params={"filter": query})).json()["totalResults"] == 1
    assert (await other_scim.get("/Users", params={"filter": query})).json()["totalResults"] == 0
    by_id = f'id eq "{user["id"]}"'
    assert (await other_scim.get("/Users", params={"filter": by_id})).json()["totalResults"] == 0


async def test_another_organisations_people_cannot_become_members_or_be_named(
    scim: Any, other_scim: Any, user: dict[str, Any]
) -> None:
    made = await other_scim.post("/Groups", json={"displayName": "Ours", "members": [{"value": user["id"]}]})
    assert made.status_code == 201
    assert made.json().get("members", []) == []
    assert (await scim.get(f"/Users/{user['id']}")).json().get("groups") is None
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    report = await other_scim.post(
        "/Users", json={"userName": "report@y.com", enterprise: {"manager": {"value": user["id"]}}}
    )
    assert "displayName" not in report.json()[enterprise]["manager"]


async def test_two_organisations_may_have_the_same_names(other_scim: Any, user: dict[str, Any]) -> None:
    twin = await other_scim.post("/Users", json={"userName": user["userName"], "externalId": user["externalId"]})
    assert twin.status_code == 201
    assert twin.json()["id"] != user["id"]
