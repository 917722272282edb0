"""What a resource says about itself (RFC 7643 §3.1): its kind, its times, its address, its version.

Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scim_facade.core.attributes import ResourceType

_MILLISECOND_DIGITS: Final = 3
_UTC: Final = re.compile(r"(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d+))?(?:Z|\+00:00)\Z", re.ASCII)


def meta_of(node: Mapping[str, Any], resource_type: ResourceType, base_url: str) -> dict[str, Any]:
    """Return the `meta` of a user or group of identity's contract, whose times are in UTC."""
    return {
        "resourceType": resource_type.name,
        "created": _to_milliseconds(node["meta"]["created"]),
        "lastModified": _to_milliseconds(node["meta"]["lastModified"]),
        "location": location(base_url, resource_type, node["id"]),
        "version": etag(node["version"]),
    }


def location(base_url: str, resource_type: ResourceType, resource_id: str) -> str:
    """Return the address of a resource."""
    return f"{base_url}{resource_type.endpoint}/{resource_id}"


def etag(version: int) -> str:
    """Return a version as a weak entity tag (RFC 7644 §3.14)."""
    return f'W/"{version}"'


def _to_milliseconds(time: str) -> str:
    """An RFC 3339 time in UTC with exactly three digits behind the second, as Entra writes it."""
    match = _UTC.match(time)
    if match is None:
        return time
    fraction = (match["fraction"] or "").ljust(_MILLISECOND_DIGITS, "0")[:_MILLISECOND_DIGITS]
    return f"{match['second']}.{fraction}Z"
