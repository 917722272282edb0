"""What Entra accepts as an answer, and what it tells the administrator about any other.

Sources: RFC 7644 §3; Microsoft, "Tutorial: Develop and plan provisioning for a SCIM endpoint" and the error codes
of the provisioning log.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import orjson

from entra_simulator.error_codes import BAD_REQUEST, MULTIPLE_ENTRIES, SERVICE_INCOMPATIBLE, UNEXPECTED_STATUS
from entra_simulator.failures import (
    CredentialsRefused,
    InvalidAnchor,
    NotCompliant,
    ToleratedAnswer,
    UnexpectedAnswer,
)
from entra_simulator.scim_path import value_at

if TYPE_CHECKING:
    from entra_simulator.transport import Answer

Resource = dict[str, Any]

OK, CREATED, NO_CONTENT = 200, 201, 204
BAD_SYNTAX, UNAUTHORISED, NOT_FOUND, TOO_MANY_REQUESTS = 400, 401, 404, 429

_LOG_CODES = {
    BAD_SYNTAX: BAD_REQUEST,
    403: "InsufficientRights",
    NOT_FOUND: "NotFound",
    405: "MethodNotAllowed",
    409: "EntryConflict",
    415: "UnsupportedMediaType",
    422: "UnprocessableEntity",
    TOO_MANY_REQUESTS: "TooManyRequests",
    501: "NotImplemented",
}


def resources_of(answer: Answer) -> list[Resource]:
    """The resources of a ListResponse. A filter without a hit must answer 200 with an empty list.

    Raises NotCompliant for 404, which Entra takes for a tenant URL that leads nowhere.
    """
    if answer.status == NOT_FOUND:
        raise NotCompliant(
            f"a filter that matches nothing must answer 200 with an empty list, not 404 ({_detail(answer)})."
        )
    envelope = _object(_require(answer, OK))
    total = envelope.get("totalResults")
    if not isinstance(total, int) or isinstance(total, bool):
        raise _incompatible("the answer to a filter is not a ListResponse with a numeric totalResults")
    resources = envelope.get("Resources", [])
    if not isinstance(resources, list) or (total and not resources):
        raise _incompatible(_missing_resources(envelope, total))
    return [_identified(resource) for resource in resources]


def match_of(answer: Answer, attribute: str, value: str) -> Resource | None:
    """The one resource whose `attribute` equals `value`, if any. Entra touches none of several."""
    found = resources_of(answer)
    if len(found) > 1:
        raise UnexpectedAnswer(MULTIPLE_ENTRIES, f'{len(found)} resources match {attribute} eq "{value}".')
    for resource in found:
        held = value_at(resource, attribute)
        if isinstance(held, str) and _folded(held) != _folded(value):
            raise _incompatible(
                f'the filter {attribute} eq "{value}" found a resource that holds "{held}", so that the wrong object '
                "would be changed"
            )
    return found[0] if found else None


def group_match_of(answer: Answer, attribute: str, value: str) -> Resource | None:
    """`match_of` for a group, which comes without its members."""
    group = match_of(answer, attribute, value)
    _refuse_members(group)
    return group


def resource_of_read(answer: Answer) -> Resource:
    """The resource of a GET by id. Raises InvalidAnchor for 404."""
    return _identified(_object(_require_anchor(answer, OK)))


def group_of_read(answer: Answer) -> Resource:
    """`resource_of_read` for a group, which comes without its members."""
    group = resource_of_read(answer)
    _refuse_members(group)
    return group


def resource_of_creation(answer: Answer) -> Resource:
    """The resource of a POST; without an id the creation counts as failed."""
    return _identified(_object(_require(answer, CREATED)))


def resource_of_patch(answer: Answer, resource_id: str) -> Resource | None:
    """The changed resource of 200, or None for 204 with nothing. Raises InvalidAnchor for 404."""
    if _require_anchor(answer, OK, NO_CONTENT).status == NO_CONTENT:
        return None
    resource = _identified(_object(answer))
    if resource["id"] != resource_id:
        raise _incompatible(f"the answer to the PATCH of {resource_id} shows the resource {resource['id']}")
    return resource


def accept_deletion(answer: Answer) -> None:
    """204. Raises InvalidAnchor for 404, ToleratedAnswer for another success."""
    if _require_anchor(answer, OK, 202, NO_CONTENT).status != NO_CONTENT:
        raise ToleratedAnswer(
            UNEXPECTED_STATUS, f"a DELETE must answer 204 without a body (RFC 7644 §3.6), not {answer.status}."
        )


def _require(answer: Answer, *statuses: int) -> Answer:
    if answer.status in statuses:
        return answer
    if answer.status == UNAUTHORISED:
        raise CredentialsRefused(_detail(answer))
    default = "InternalServerError" if answer.status >= 500 else UNEXPECTED_STATUS  # noqa: PLR2004 - the 5xx class
    raise UnexpectedAnswer(_LOG_CODES.get(answer.status, default), _detail(answer))


def _require_anchor(answer: Answer, *statuses: int) -> Answer:
    if answer.status == NOT_FOUND:
        raise InvalidAnchor(_detail(answer))
    return _require(answer, *statuses)


def _object(answer: Answer) -> dict[str, Any]:
    if answer.content_type.partition(";")[0].strip().lower() not in {"application/scim+json", "application/json"}:
        raise NotCompliant(f"the content type is {answer.content_type!r}, not application/scim+json.")
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        raise NotCompliant("the body is not JSON.") from error
    if not isinstance(content, dict):
        raise NotCompliant("the body is not a JSON object.")
    return content


def _identified(resource: Any) -> Resource:
    if not isinstance(resource, dict) or not isinstance(resource.get("id"), str) or not resource["id"]:
        raise _incompatible("a resource has no id")
    if not isinstance(resource.get("active", True), bool):
        raise _incompatible("active is not a boolean, so every cycle would send it again")
    return resource


def _missing_resources(envelope: dict[str, Any], total: int) -> str:
    spelled = next((name for name in envelope if name.lower() == "resources" and name != "Resources"), None)
    if spelled is not None:
        return f"the list's resources are named {spelled!r}, not 'Resources'"
    return f"totalResults is {total}, but there is no list of Resources"


def _refuse_members(resource: Resource | None) -> None:
    """Refuse a group that was asked for without members: Entra would compute its changes against a list sent anyway."""
    if resource is not None and "members" in resource:
        raise _incompatible("members came although excludedAttributes=members was asked")


def _incompatible(reason: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(SERVICE_INCOMPATIBLE, f"{reason}.")


def _folded(value: str) -> str:
    return unicodedata.normalize("NFKC", value).casefold()


def _detail(answer: Answer) -> str:
    """The `detail` of a SCIM error (RFC 7644 §3.12), which the provisioning log shows, or the beginning of the body."""
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        content = None
    if isinstance(content, dict) and isinstance(content.get("detail"), str):
        return f"HTTP {answer.status}, {content['detail']}"
    excerpt = answer.body[:200].decode(errors="replace").strip()
    return f"HTTP {answer.status}, {excerpt}" if excerpt else f"HTTP {answer.status} without a reason"
