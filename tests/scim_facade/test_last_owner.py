"""Provisioning neither deactivates nor deletes the last owner of an organisation, in whatever words it is asked to."""

from typing import Any

import httpx2
import pytest

from tests.leaving import STANDARD, TOLERATED, deleted, in_bulk, patched, put

GIVE = "mutation($id: ID!, $role: Role!) { userRoleUpdate(id: $id, role: $role) { __typename } }"


@pytest.fixture(params=["LENIENT", "STRICT"])
async def connection(request: Any, customer: Any) -> str:
    conformance: str = request.param
    await customer.set_conformance(conformance)
    return conformance


async def is_there(scim: Any, customer: Any) -> bool:
    owner = (await scim.get(f"/Users/{customer.owner_id}")).json()
    return bool(owner["active"] and owner["userName"] == f"owner@{customer.slug}.example")


def refused(response: httpx2.Response) -> None:
    told = response.json()
    assert (response.status_code, told["status"]) == (403, "403"), told
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert "scimType" not in told
    assert "without an owner who can sign in. First make another person an owner" in told["detail"]


@pytest.mark.parametrize("shape", [*STANDARD, *TOLERATED])
async def test_a_patch_is_refused(scim: Any, customer: Any, shape: str) -> None:
    refused(await patched(scim, customer.owner_id, {**STANDARD, **TOLERATED}[shape]))
    assert await is_there(scim, customer)


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize("shape", STANDARD)
async def test_however_strict_the_connection_is(scim: Any, customer: Any, shape: str) -> None:
    refused(await patched(scim, customer.owner_id, STANDARD[shape]))
    assert await is_there(scim, customer)


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize("leave", [put, deleted])
async def test_a_replacement_and_a_deletion_are_refused(scim: Any, customer: Any, leave: Any) -> None:
    refused(await leave(scim, customer.owner_id))
    assert await is_there(scim, customer)


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
async def test_an_operation_of_a_bulk_request_is_refused(scim: Any, customer: Any, method: str) -> None:
    outcome = await in_bulk(scim, customer.owner_id, method)
    assert (outcome["status"], outcome["response"]["status"]) == ("403", "403")
    assert "without an owner" in outcome["response"]["detail"]
    assert await is_there(scim, customer)


async def test_the_last_owner_is_provisioned_like_everybody_else_otherwise(scim: Any, customer: Any) -> None:
    told = await patched(scim, customer.owner_id, [{"op": "replace", "path": "title", "value": "Boss"}])
    assert (told.status_code, told.json()["title"]) == (200, "Boss")
    told = await patched(scim, customer.owner_id, [{"op": "replace", "path": "active", "value": True}])
    assert told.status_code == 200


async def test_an_owner_leaves_once_there_is_another(scim: Any, graphql: Any, create_user: Any, customer: Any) -> None:
    successor = await create_user("successor@contoso.example")
    made = await graphql(GIVE, {"id": successor["id"], "role": "OWNER"}, token=customer.owner)
    assert made["data"]["userRoleUpdate"]["__typename"] == "User"
    assert (await patched(scim, customer.owner_id, STANDARD["a replacement"])).status_code == 200
    refused(await deleted(scim, successor["id"]))
    assert (await deleted(scim, customer.owner_id)).status_code == 204
