"""The ways in which a directory says over SCIM that somebody has left."""

from typing import Any

import httpx2

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
Operation = dict[str, Any]

STANDARD: dict[str, list[Operation]] = {
    "a replacement": [{"op": "replace", "path": "active", "value": False}],
    "an addition": [{"op": "add", "path": "active", "value": False}],
    "by its whole name": [{"op": "replace", "path": f"{USER}:active", "value": False}],
    "among others": [
        {"op": "replace", "path": "displayName", "value": "Gone"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "path": "userName", "value": "0a21f0f28d2a4f8ebf987363c4aed4efleaver@contoso.example"},
    ],
}
"""PATCH as the standard has it."""

TOLERATED: dict[str, list[Operation]] = {
    "without a path": [{"op": "replace", "value": {"active": False}}],
    "a text": [{"op": "Replace", "path": "active", "value": "False"}],
    "an added text": [{"op": "Add", "path": "active", "value": "False"}],
    "in an object": [{"op": "Replace", "path": "active", "value": [{"$ref": None, "value": "False"}]}],
    "a text without a path": [{"op": "Replace", "value": {"active": "false"}}],
}
"""PATCH as a lenient connection understands it besides."""


async def patched(scim: Any, user_id: str, operations: list[Operation]) -> httpx2.Response:
    """What PATCH is answered with."""
    response: httpx2.Response = await scim.patch(
        f"/Users/{user_id}", json={"schemas": [PATCH_OP], "Operations": operations}
    )
    return response


async def put(scim: Any, user_id: str) -> httpx2.Response:
    """What PUT of a leaver is answered with."""
    body = {"schemas": [USER], "userName": "leaver@contoso.example", "active": False}
    response: httpx2.Response = await scim.put(f"/Users/{user_id}", json=body)
    return response


async def deleted(scim: Any, user_id: str) -> httpx2.Response:
    """What DELETE is answered with."""
    response: httpx2.Response = await scim.delete(f"/Users/{user_id}")
    return response


async def in_bulk(scim: Any, user_id: str, method: str) -> dict[str, Any]:
    """What one operation of a bulk request is answered with."""
    data = {
        "PATCH": {"schemas": [PATCH_OP], "Operations": STANDARD["a replacement"]},
        "PUT": {"schemas": [USER], "userName": "leaver@contoso.example", "active": False},
        "DELETE": None,
    }[method]
    operation = {"method": method, "path": f"/Users/{user_id}", **({"data": data} if data else {})}
    response = await scim.post("/Bulk", json={"schemas": [BULK_REQUEST], "Operations": [operation]})
    assert response.status_code == 200, response.text
    outcome: dict[str, Any] = response.json()["Operations"][0]
    return outcome
