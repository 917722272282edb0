"""`/Me` (RFC 7644 §3.11): for people who are signed in, as far as their own permissions go."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CHANGE = {"schemas": [PATCH_OP], "Operations": [{"op": "replace", "path": "title", "value": "Owner"}]}
Resource = dict[str, Any]


@pytest.fixture
def owner(scim: Any, customer: Any) -> Any:
    """Speak SCIM as the organisation's owner."""
    scim.token = customer.owner
    return scim


@pytest.fixture
async def member(
    scim: Any, customer: Any, create_user: Callable[..., Awaitable[Resource]], create_group: Any
) -> tuple[Any, Resource]:
    """Speak SCIM as somebody who may read nobody else."""
    boss = await create_user("boss@x.com", displayName="Boss")
    person = await create_user("ada@x.com", title="Countess", **{ENTERPRISE: {"manager": {"value": boss["id"]}}})
    await create_group("Team", person, boss)
    scim.token = await customer.session_of("ada@x.com")
    return scim, person


async def test_a_person_reads_themself_with_manager_and_groups(member: tuple[Any, Resource]) -> None:
    client, person = member
    response = await client.get("/Me")
    assert response.status_code == 200
    assert response.headers["Content-Location"] == response.json()["meta"]["location"] == person["meta"]["location"]
    assert response.headers["ETag"] == response.json()["meta"]["version"]
    assert response.json()["title"] == "Countess"
    assert response.json()["groups"][0]["display"] == "Team"
    assert response.json()[ENTERPRISE]["manager"]["displayName"] == "Boss"


async def test_a_person_reads_as_much_of_themself_as_they_want(member: tuple[Any, Resource]) -> None:
    client, person = member
    response = await client.get("/Me", params={"attributes": "title"})
    assert set(response.json()) == {"schemas", "id", "meta", "title"}
    unchanged = await client.get("/Me", headers={"If-None-Match": person["meta"]["version"]})
    assert unchanged.status_code == 304


@pytest.mark.parametrize(("method", "body"), [("PATCH", CHANGE), ("PUT", {"userName": "ada@x.com"}), ("DELETE", None)])
async def test_who_may_not_write_people_may_not_write_themself(
    member: tuple[Any, Resource], method: str, body: object
) -> None:
    client, _ = member
    response = await client.request(method, "/Me", json=body)
    assert response.status_code == 403
    assert response.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert (await client.get("/Me")).json()["title"] == "Countess"


async def test_a_member_reads_nobody_else(member: tuple[Any, Resource]) -> None:
    client, person = member
    for path in ("/Users", "/Groups", f"/Users/{person['id']}"):
        assert (await client.get(path)).status_code == 403


GIVE = "mutation($id: ID!) { userRoleUpdate(id: $id, role: OWNER) { __typename } }"


async def test_an_owner_changes_replaces_and_deletes_themself(
    owner: Any, create_user: Callable[..., Awaitable[Resource]], graphql: Any
) -> None:
    before = (await owner.get("/Me")).json()
    changed = await owner.patch("/Me", json=CHANGE)
    assert changed.status_code == 200
    assert changed.headers["Content-Location"] == before["meta"]["location"]
    stale = await owner.put("/Me", json=before, headers={"If-Match": before["meta"]["version"]})
    assert stale.status_code == 412
    replaced = await owner.put("/Me", json={**before, "title": "Emerita"})
    assert replaced.json()["title"] == "Emerita"
    assert (await owner.get(f"/Users/{before['id']}")).json() == replaced.json()
    assert (await owner.delete("/Me")).status_code == 403
    successor = await create_user("successor@x.com")
    await graphql(GIVE, {"id": successor["id"]}, token=owner.token)
    assert (await owner.delete("/Me")).status_code == 204
    assert (await owner.get("/Me")).status_code == 401


async def test_whoever_is_signed_in_exists_already(owner: Any) -> None:
    response = await owner.post("/Me", json={"userName": "again@x.com"})
    assert response.status_code == 501
    assert "/Users" in response.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_a_provisioning_token_is_nobody(scim: Any, method: str) -> None:
    response = await scim.request(method, "/Me", json=CHANGE)
    assert response.status_code == 501
    assert "not to a person" in response.json()["detail"]


async def test_a_revoked_token_is_refused_as_such(scim: Any, customer: Any, graphql: Any) -> None:
    assert (await scim.get("/Me")).status_code == 501
    listed = await graphql("{ accessTokens { nodes { id } } }", token=customer.owner)
    revoke = "mutation($id: ID!) { accessTokenRevoke(id: $id) { __typename } }"
    await graphql(revoke, {"id": listed["data"]["accessTokens"]["nodes"][0]["id"]}, token=customer.owner)
    assert (await scim.get("/Me")).status_code == 401
