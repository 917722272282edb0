"""People and groups to try the façade on, made through the façade."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


@pytest.fixture
def create_user(scim: Any) -> Create:
    async def created(user_name: str, **attributes: object) -> Resource:
        response = await scim.post("/Users", json={"schemas": [USER], "userName": user_name, **attributes})
        assert response.status_code == 201, response.text
        resource: Resource = response.json()
        return resource

    return created


@pytest.fixture
def create_group(scim: Any) -> Create:
    async def created(display_name: str, *members: Resource, **attributes: object) -> Resource:
        body = {"schemas": [GROUP], "displayName": display_name, **attributes}
        if members:
            body["members"] = [{"value": member["id"]} for member in members]
        response = await scim.post("/Groups", json=body)
        assert response.status_code == 201, response.text
        resource: Resource = response.json()
        return resource

    return created


@pytest.fixture
def patch(scim: Any) -> Callable[..., Awaitable[Any]]:
    """Send operations to a resource, and return the response."""

    async def patched(path: str, *operations: Resource, **options: Any) -> Any:
        return await scim.patch(path, json={"schemas": [PATCH_OP], "Operations": list(operations)}, **options)

    return patched


@pytest.fixture
def member_ids(scim: Any) -> Callable[[Resource], Awaitable[list[str]]]:
    """Read the ids of a group's members, sorted."""

    async def read(group: Resource) -> list[str]:
        response = await scim.get(f"/Groups/{group['id']}")
        assert response.status_code == 200, response.text
        return sorted(member["value"] for member in response.json()["members"])

    return read


@pytest.fixture
async def user(create_user: Create) -> Resource:
    return await create_user(
        "a@x.com",
        externalId="e1",
        active=True,
        name={"givenName": "Ada", "familyName": "Lovelace"},
        emails=[{"type": "work", "value": "a@x.com", "primary": True}],
    )


@pytest.fixture
async def second_user(create_user: Create) -> Resource:
    return await create_user("b@x.com")


@pytest.fixture
async def group(create_group: Create, user: Resource, second_user: Resource) -> Resource:
    return await create_group("Sales", user, second_user, externalId="g-e1")
