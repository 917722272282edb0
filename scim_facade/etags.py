"""A resource's version as an HTTP entity tag (RFC 7644 §3.14, RFC 9110 §8.8). Pure.

The tags are weak: they follow the stored version, not the bytes of one representation.
"""

import re

from scim_facade.core.errors import InvalidValue, PreconditionFailed

_OWN_TAG = re.compile(r'(?:[Ww]/)?"([1-9][0-9]{0,8}|0)"')


def entity_tag(version: int) -> str:
    """`W/"3"` for version 3."""
    return f'W/"{version}"'


def expected_version(if_match: str | None) -> int | None:
    """The version that `If-Match` demands; `None` when any will do.

    Raises `PreconditionFailed` for a tag this service never gave, `InvalidValue` for several tags.
    """
    tag = (if_match or "*").strip()
    if tag == "*":
        return None
    if "," in tag:
        raise InvalidValue("If-Match names several versions. Send the one the change is based on.")
    own = _OWN_TAG.fullmatch(tag)
    if own is None:
        raise PreconditionFailed("If-Match names no version of this resource. Send the ETag of the last answer.")
    return int(own[1])


def is_unchanged(if_none_match: str | None, version: int) -> bool:
    """Whether `If-None-Match` names this version: the client already has it."""
    tags = {tag.strip() for tag in (if_none_match or "").split(",")}
    return "*" in tags or bool(tags & {entity_tag(version), f'"{version}"'})
