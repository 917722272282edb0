"""PATCHes of a group, as the tests fold them."""

from scim_facade.core import group_patch
from scim_facade.core.group_patch import GroupDelta
from scim_facade.core.operations import read_operations
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def fold(body: object, notes: Notes) -> GroupDelta:
    return group_patch.folded(read_operations(body, GROUP, notes), GROUP, notes)


def folded(*operations: object, strict: bool = False) -> GroupDelta:
    return fold({"schemas": [PATCH_OP], "Operations": list(operations)}, Notes(strict=strict))
