"""What Entra accepts as an answer, and what it tells the administrator about any other.

Sources: RFC 7644 §3; Microsoft, "Tutorial: Develop and plan provisioning for a SCIM endpoint" and the error codes
of the provisioning log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from entra_simulator.transport import Answer

Resource = dict[str, Any]

OK, CREATED, NO_CONTENT = 200, 201, 204
UNAUTHORISED, NOT_FOUND, TOO_MANY_REQUESTS = 401, 404, 429

_LOG_CODES = {
    400: "BadRequest",
    401: "InvalidCredentials",
    403: "InsufficientRights",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "EntryConflict",
    415: "UnsupportedMediaType",
    422: "UnprocessableEntity",
    429: "TooManyRequests",
    501: "NotImplemented",
}


class UnexpectedAnswer(Exception):
    """The object fails in this cycle. `code` is the provisioning log's error code, `detail` its reason."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class InvalidAnchor(UnexpectedAnswer):
    """The object behind a remembered id is gone; Entra matches it again."""

    def __init__(self, detail: str) -> None:
        super().__init__("InvalidAnchor", detail)


class CredentialsRefused(UnexpectedAnswer):
    """401: the whole job goes to quarantine, not only one object."""

    def __init__(self, detail: str) -> None:
        super().__init__("InvalidCredentials", detail)


def resources_of(answer: Answer) -> list[Resource]:
    """The resources of a ListResponse. A filter without a hit must answer 200 with an empty list, never 404."""
    envelope = _object(_require(answer, OK))
    resources = envelope.get("Resources", [])
    if not isinstance(resources, list) or not isinstance(envelope.get("totalResults"), int):
        raise _incompatible("the answer to a filter is not a ListResponse with Resources and a numeric totalResults")
    return [_identified(resource) for resource in resources]


def match_of(answer: Answer) -> Resource | None:
    """The one resource that a matching filter found, if any. Entra touches none of several."""
    found = resources_of(answer)
    if len(found) > 1:
        raise UnexpectedAnswer("DuplicateTargetEntries", f"{len(found)} resources match, where one may")
    return found[0] if found else None


def group_match_of(answer: Answer) -> Resource | None:
    """`match_of` for a group, which comes without its members."""
    group = match_of(answer)
    _refuse_members(group)
    return group


def resource_of_read(answer: Answer) -> Resource:
    """The resource of a GET by id. Raises InvalidAnchor for 404."""
    if answer.status == NOT_FOUND:
        raise InvalidAnchor(_detail(answer))
    return _identified(_object(_require(answer, OK)))


def group_of_read(answer: Answer) -> Resource:
    """`resource_of_read` for a group, which comes without its members."""
    group = resource_of_read(answer)
    _refuse_members(group)
    return group


def resource_of_creation(answer: Answer) -> Resource:
    """The resource of a POST; without an id the creation counts as failed."""
    return _identified(_object(_require(answer, CREATED)))


def accept_patch(answer: Answer) -> None:
    """200 with the resource, or 204 with nothing. Raises InvalidAnchor for 404."""
    if answer.status == NOT_FOUND:
        raise InvalidAnchor(_detail(answer))
    if _require(answer, OK, NO_CONTENT).status == OK:
        _identified(_object(answer))


def accept_deletion(answer: Answer) -> None:
    """204. Raises InvalidAnchor for 404."""
    if answer.status == NOT_FOUND:
        raise InvalidAnchor(_detail(answer))
    _require(answer, NO_CONTENT)


def _require(answer: Answer, *statuses: int) -> Answer:
    if answer.status in statuses:
        return answer
    if answer.status == UNAUTHORISED:
        raise CredentialsRefused(_detail(answer))
    default = "InternalServerError" if answer.status >= 500 else "UnexpectedStatus"  # noqa: PLR2004 - the 5xx class
    raise UnexpectedAnswer(_LOG_CODES.get(answer.status, default), _detail(answer))


def _object(answer: Answer) -> dict[str, Any]:
    if answer.content_type.partition(";")[0].strip().lower() not in {"application/scim+json", "application/json"}:
        raise _incompatible(f"the content type is {answer.content_type!r}, not application/scim+json")
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        raise _incompatible("the body is not JSON") from error
    if not isinstance(content, dict):
        raise _incompatible("the body is not a JSON object")
    return content


def _identified(resource: Any) -> Resource:
    if not isinstance(resource, dict) or not isinstance(resource.get("id"), str) or not resource["id"]:
        raise _incompatible("a resource has no id")
    if not isinstance(resource.get("active", True), bool):
        raise _incompatible("active is not a boolean, so every cycle would send it again")
    return resource


def _refuse_members(resource: Resource | None) -> None:
    """Refuse a group that was asked for without members: Entra would compute its changes against a list sent anyway."""
    if resource is not None and "members" in resource:
        raise _incompatible("members came although excludedAttributes=members was asked")


def _incompatible(reason: str) -> UnexpectedAnswer:
    return UnexpectedAnswer("ServiceIncompatible", f"{reason}.")


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
