"""People to patch, and operations to patch them with."""

from copy import deepcopy
from typing import Any

from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Notes
from scim_facade.core.schema import USER

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def person(**attributes: object) -> dict[str, Any]:
    return {"userName": "a@x.com", "active": True, **attributes}


def patched(user: dict[str, Any], *operations: object) -> dict[str, Any]:
    before = deepcopy(user)
    after = apply_patch(
        user, read_operations({"schemas": [PATCH_OP], "Operations": list(operations)}, USER, Notes()), USER, Notes()
    )
    assert user == before
    return after


def op(name: str, path: str | None = None, *values: object, **value: object) -> dict[str, Any]:
    """An operation; its value is the third argument, or `value=`, and may be left out."""
    given = {"value": values[0]} if values else value
    return {"op": name, **({"path": path} if path else {}), **given}
