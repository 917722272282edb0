"""What identity refuses, one small class per refusal.

Commands and doors raise these; `graphql/problems.py` turns them into union members of a mutation's result, and
`graphql/execution.py` turns those that no union names into top-level errors with a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from identity.rules.refused_credential import RefusalReason
    from identity.rules.sign_in import SignInRefusal


class RefusedToken(NamedTuple):
    """What may be noted of a credential that was refused: its readable beginning, why, and whose it is if it is known.

    It is for the log, and for nobody who was refused.
    """

    prefix: str
    reason: RefusalReason
    organisation_id: UUID | None


class DomainError(Exception):
    """An expected refusal. Its message is written for the person who meets it and holds no secret."""

    code = "INVALID_INPUT"


class Unauthenticated(DomainError):
    """No credential where one is needed, or one that is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str, refused: RefusedToken | None = None) -> None:
        super().__init__(message)
        self.refused = refused


class ConnectionMismatch(DomainError):
    """The credential belongs to another connection than the address it was sent to."""

    code = "CONNECTION_MISMATCH"

    def __init__(self, message: str, refused: RefusedToken | None = None) -> None:
        super().__init__(message)
        self.refused = refused


class ConnectionChanged(DomainError):
    """The connection's settings are newer than the version by which the caller read its request."""

    code = "CONNECTION_CHANGED"


class PermissionDenied(DomainError):
    """The actor is known but may not do this."""

    code = "PERMISSION_DENIED"


class DatabaseUnavailable(DomainError):
    """PostgreSQL cannot be reached or did not answer in time; nothing was judged and nothing was written."""

    code = "UNAVAILABLE"


class InvalidInput(DomainError):
    """A value breaks a rule; `field` is the name in the GraphQL input."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotFound(DomainError):
    """No such thing in the actor's organisation. Someone else's thing is not found either."""

    def __init__(self, kind: str, id_: str) -> None:
        super().__init__(f"{kind} '{id_[:200]}' was not found.")
        self.id = id_


class VersionConflict(DomainError):
    """The resource has moved on since the caller read it."""

    def __init__(self, current_version: int) -> None:
        super().__init__(f"The resource has changed since it was read; its version is now {current_version}.")
        self.current_version = current_version


class UserNameTaken(DomainError):
    """Another user of the organisation has this userName, letter case aside."""

    def __init__(self, user_name: str, existing_id: UUID | None = None) -> None:
        super().__init__(f"userName '{user_name}' is already in use.")
        self.user_name = user_name
        self.existing_id = existing_id


class GroupNameTaken(DomainError):
    """Another group of the organisation has this displayName, letter case aside."""

    def __init__(self, display_name: str, existing_id: UUID | None = None) -> None:
        super().__init__(f"A group named '{display_name}' already exists.")
        self.display_name = display_name
        self.existing_id = existing_id


class ValueTaken(DomainError):
    """Another resource of the organisation holds this value of an attribute that must be unique.

    `attribute` is its whole name, `<URN>:<attribute>`.
    """

    def __init__(self, attribute: str, value: str, existing_id: UUID | None = None) -> None:
        super().__init__(f"{attribute} '{value}' is already in use.")
        self.attribute = attribute
        self.value = value
        self.existing_id = existing_id


class SchemaExists(DomainError):
    """The organisation has defined a schema of this URN already, letter case aside."""

    def __init__(self, urn: str) -> None:
        super().__init__(f"There is a schema '{urn}' already; replace it, or choose another name.")
        self.urn = urn


class Nonconformity(NamedTuple):
    """Why a resource does not conform to a schema; `reason` is the end of a sentence about the attribute."""

    id: UUID
    attribute: str
    reason: str


class DataDoesNotConform(DomainError):
    """Values are stored that a schema being declared would not accept; `examples` are some of these resources."""

    def __init__(self, urn: str, resources: int, examples: Sequence[Nonconformity]) -> None:
        shown = "; ".join(f"of {id_}, {attribute} {reason}" for id_, attribute, reason in examples)
        which = f": {shown}" if shown else ""
        super().__init__(
            f"Stored values do not conform to '{urn}'{which}. Resources that hold such values: {resources}. Nothing "
            "was changed; correct the values, or the schema."
        )
        self.resources = resources
        self.examples = examples


class SlugTaken(DomainError):
    """Another organisation has this slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The slug '{slug}' is already in use.")
        self.slug = slug


class LastOwner(DomainError):
    """The organisation would be left without an owner who can sign in."""


class SignInRefused(DomainError):
    """Somebody is not let in, and why. `retry_after_seconds` is set where waiting helps.

    A command that has to keep something of a refusal returns it, so that its transaction is committed; the mutation
    raises it afterwards.
    """

    def __init__(self, reason: SignInRefusal, message: str, retry_after_seconds: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds
