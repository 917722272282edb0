"""Every answer of the façade: SCIM JSON, and each refusal in the protocol's own form (RFC 7644 §3.12).

Details are written for the admin who reads them in Entra's provisioning log.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response

from contract import transport
from scim_facade.core import errors
from scim_facade.core.attributes import ResourceType
from scim_facade.core.errors import ScimError, quoted
from scim_facade.core.meta import location
from scim_facade.core.schema import GROUP, USER
from scim_facade.etags import entity_tag
from scim_facade.identity_client.fragments import (
    GroupNameTaken,
    InvalidInput,
    LastOwner,
    NotFound,
    PermissionDenied,
    UserNameTaken,
    ValueTaken,
    VersionConflict,
)
from scim_facade.scim_request import ScimRequest

MEDIA_TYPE = "application/scim+json"
RETRY_AFTER_SECONDS = 5

Problem = (
    UserNameTaken
    | GroupNameTaken
    | ValueTaken
    | NotFound
    | VersionConflict
    | LastOwner
    | InvalidInput
    | PermissionDenied
)

_REFUSALS: dict[type[transport.IdentityError], type[ScimError]] = {
    transport.Unauthenticated: errors.Unauthenticated,
    transport.ConnectionMismatch: errors.NotFound,
    transport.Forbidden: errors.Forbidden,
    transport.Refused: errors.InvalidValue,
    transport.Unavailable: errors.ServiceUnavailable,
    transport.Internal: errors.InternalError,
}


class ScimResponse(Response):
    """SCIM JSON. `content` is what it says, for whoever explains the answer; it is not changed any more."""

    media_type = MEDIA_TYPE

    def __init__(self, content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.content = content
        super().__init__(orjson.dumps(content), status, headers)


def resource_response(request: ScimRequest, resource: dict[str, Any], status: int = 200) -> Response:
    """A resource, or the part of it the client wants to see, with its version and, when it is new, its address."""
    meta = resource["meta"]
    headers = {"ETag": meta["version"], **({"Location": meta["location"]} if status == HTTPStatus.CREATED else {})}
    return ScimResponse(request.projection.apply(resource), status, headers)


def not_modified(version: int) -> Response:
    """The client already has this version (RFC 9110 §15.4.5)."""
    return Response(status_code=304, headers={"ETag": entity_tag(version)})


def error_message(error: ScimError, request_id: str) -> dict[str, Any]:
    """A refusal as the protocol's error message; its detail ends with the id under which all logs know the request."""
    return {
        "schemas": [errors.ERROR],
        "status": str(error.status),
        **({"scimType": error.scim_type} if error.scim_type else {}),
        "detail": f"{error.detail} (request {request_id})",
    }


def error_response(error: ScimError, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that refuses a request."""
    return ScimResponse(error_message(error, request_id), error.status, headers)


def error_headers(error: ScimError, authorization: str | None) -> dict[str, str]:
    """The headers that belong to a refusal; `authorization` is the request's own header (RFC 6750 §3)."""
    match error:
        case errors.Unauthenticated():
            invalid = ', error="invalid_token"' if authorization else ""
            return {"WWW-Authenticate": f'Bearer realm="narthex"{invalid}'}
        case errors.RequestTimeout():
            return {"Connection": "close"}  # the rest of the body is not the next request (RFC 9110 §15.5.9)
        case errors.ServiceUnavailable():
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case _:
            return {}


def refusal(error: transport.IdentityError) -> ScimError:
    """What identity's refusal of a whole operation is in SCIM."""
    if isinstance(error, transport.ConnectionMismatch):
        # One sentence whether or not the connection exists: a token tells nothing of other organisations.
        return errors.NotFound(
            "There is no SCIM endpoint at this address for this token. Copy both, tenant URL and token, from one place."
        )
    return _REFUSALS.get(type(error), errors.InternalError)(str(error))


def problem_error(problem: Problem, base_url: str) -> ScimError:  # noqa: PLR0911  one return per kind of problem
    """What a problem identity met in one mutation is in SCIM; `base_url` is the address of the caller's endpoint."""
    match problem:
        case UserNameTaken(user_name=name, existing_id=holder):
            return _taken("userName", name, holder, USER, base_url)
        case GroupNameTaken(display_name=name, existing_id=holder):
            return _taken("displayName", name, holder, GROUP, base_url)
        case ValueTaken(attribute=attribute, value=value, existing_id=holder):
            kind = GROUP if ":group:" in attribute.lower() else USER
            return _taken(attribute, value, holder, kind, base_url)
        case NotFound(id=id_):
            return resource_not_found(id_)
        case VersionConflict(current_version=version):
            return version_conflict(version)
        case LastOwner(message=message):
            # No 409, which Entra takes for two objects that claim one name, and no 400, which blames the request.
            return errors.Forbidden(f"{message} Owners give that role; provisioning does not.")
        case InvalidInput(message=message):
            return errors.InvalidValue(message)
        case PermissionDenied(message=message):
            return errors.Forbidden(message)


def resource_not_found(id_: str) -> errors.NotFound:
    """No resource has this id, or none that the token may see."""
    return errors.NotFound(f"Resource {quoted(id_)} not found.")


def version_conflict(current_version: int) -> errors.PreconditionFailed:
    """`If-Match` names another version than the current one."""
    return errors.PreconditionFailed(
        f"The resource is at version {current_version} now. Read it again and repeat the change on what you find."
    )


def _taken(attribute: str, value: str, holder: str | None, kind: ResourceType, base_url: str) -> errors.Uniqueness:
    called = f"{attribute} {quoted(value)}"
    if holder is None:
        return errors.Uniqueness(f"{called} is already in use. Send another value.")
    return errors.Uniqueness(
        f"{called} is already in use by {kind.name.lower()} {holder} ({location(base_url, kind, holder)}). "
        "Update that one, or send another value."
    )
