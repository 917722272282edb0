"""What can be wrong with a SCIM request, in the protocol's own terms (RFC 7644 §3.12).

Pure: the shell turns these into HTTP answers. `detail` is read by the admin in Entra's provisioning log.
"""

from __future__ import annotations

import json
from typing import ClassVar

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

SHOWN_CHARACTERS = 80


def quoted(value: object) -> str:
    """`value` as it may stand in a `detail`: quoted, cut to a readable length, always encodable as UTF-8.

    What is no text is called by its JSON type.
    """
    if not isinstance(value, str):
        return json_type(value)
    shown = value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "…"
    return json.dumps(shown, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def json_type(value: object) -> str:
    """What JSON calls a value of this kind, with its article."""
    names = {bool: "a boolean", int: "a number", float: "a number", dict: "an object", list: "a list", str: "a string"}
    return names.get(type(value), "null")


class ScimError(Exception):
    """The request is refused and nothing has changed.

    `status` is the HTTP status, `scim_type` the keyword of RFC 7644 table 9 (`None` where it has none), `detail` one
    or two sentences saying what was wrong and what to do, `rule` the rule of leniency that a strict connection lacks.
    """

    status: ClassVar[int] = 400
    scim_type: ClassVar[str | None] = None

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.rule: str | None = None


class InvalidFilter(ScimError):
    """The filter is malformed, names an unknown attribute, or compares what cannot be compared."""

    scim_type = "invalidFilter"


class TooMany(ScimError):
    """The filter asks for more work than the service is willing to do."""

    scim_type = "tooMany"


class Uniqueness(ScimError):
    """A value that must be unique is taken."""

    status = 409
    scim_type = "uniqueness"


class InvalidSyntax(ScimError):
    """The body is not the message the request needs."""

    scim_type = "invalidSyntax"


class InvalidPath(ScimError):
    """The `path` of an operation is malformed or cannot be carried out."""

    scim_type = "invalidPath"


class Mutability(ScimError):
    """An attribute is to be written that clients cannot write, or not any more."""

    scim_type = "mutability"


class NoTarget(ScimError):
    """The `path` selects nothing that could be operated on."""

    scim_type = "noTarget"


class InvalidValue(ScimError):
    """A value is missing, of the wrong type, too long, or otherwise unfit for its attribute."""

    scim_type = "invalidValue"


class InvalidVers(ScimError):
    """The address names a version of the protocol that the service does not speak."""

    scim_type = "invalidVers"


class Sensitive(ScimError):
    """The address would carry what must not stand in an address, such as a password in a filter."""

    status = 403
    scim_type = "sensitive"


class InvalidCursor(ScimError):
    """The cursor is none that this service gave, or one of another query (RFC 9865 §2.1)."""

    scim_type = "invalidCursor"


class InvalidCount(ScimError):
    """The number of resources wanted beside a cursor is no number (RFC 9865 §2.1)."""

    scim_type = "invalidCount"


class Unauthenticated(ScimError):
    """The bearer token is missing or not accepted."""

    status = 401


class Forbidden(ScimError):
    """The token is good, but does not permit this."""

    status = 403


class NotFound(ScimError):
    """There is no such resource."""

    status = 404


class MethodNotAllowed(ScimError):
    """The endpoint does not answer to this method."""

    status = 405


class RequestTimeout(ScimError):
    """The body did not arrive in time."""

    status = 408


class Conflict(ScimError):
    """The resource kept changing under the request."""

    status = 409


class PreconditionFailed(ScimError):
    """The resource is not in the version that `If-Match` names."""

    status = 412


class PayloadTooLarge(ScimError):
    """The body, or a list in it, is larger than the published limit."""

    status = 413


class UnsupportedMediaType(ScimError):
    """The body is neither `application/scim+json` nor `application/json`."""

    status = 415


class InternalError(ScimError):
    """Something broke on our side."""

    status = 500


class Unsupported(ScimError):
    """The protocol knows the operation, but the service does not carry it out, or not for this token."""

    status = 501


class ServiceUnavailable(ScimError):
    """The service behind the endpoint cannot be reached; the request may be repeated."""

    status = 503
