"""Domain exceptions → members of a mutation's result union. Each line of the table is one translation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import strawberry

from identity import errors
from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from uuid import UUID

    from identity.graphql.context import GraphQLInfo


strawberry.enum(SignInRefusal)


@strawberry.interface
class Problem:
    message: str


@strawberry.type
class NotFound(Problem):
    id: strawberry.ID

    @classmethod
    def of(cls, error: errors.NotFound) -> Self:
        return cls(message=str(error), id=strawberry.ID(error.id))


@strawberry.type
class InvalidInput(Problem):
    field: str = strawberry.field(description="The input field the sentence speaks of.")

    @classmethod
    def of(cls, error: errors.InvalidInput) -> Self:
        return cls(message=str(error), field=error.field)


@strawberry.type
class PermissionDenied(Problem):
    @classmethod
    def of(cls, error: errors.PermissionDenied) -> Self:
        return cls(message=str(error))


@strawberry.type
class VersionConflict(Problem):
    current_version: int

    @classmethod
    def of(cls, error: errors.VersionConflict) -> Self:
        return cls(message=str(error), current_version=error.current_version)


@strawberry.type
class UserNameTaken(Problem):
    user_name: str
    existing_id: strawberry.ID | None = strawberry.field(description="The user who holds the name, when it is known.")

    @classmethod
    def of(cls, error: errors.UserNameTaken) -> Self:
        return cls(message=str(error), user_name=error.user_name, existing_id=_id(error.existing_id))


@strawberry.type
class GroupNameTaken(Problem):
    display_name: str
    existing_id: strawberry.ID | None = strawberry.field(description="The group that holds the name, when it is known.")

    @classmethod
    def of(cls, error: errors.GroupNameTaken) -> Self:
        return cls(message=str(error), display_name=error.display_name, existing_id=_id(error.existing_id))


@strawberry.type
class ValueTaken(Problem):
    attribute: str = strawberry.field(description="The attribute that must be unique, after its schema's URN.")
    value: str
    existing_id: strawberry.ID | None = strawberry.field(
        description="The user or the group that holds the value, when it is known."
    )

    @classmethod
    def of(cls, error: errors.ValueTaken) -> Self:
        return cls(message=str(error), attribute=error.attribute, value=error.value, existing_id=_id(error.existing_id))


@strawberry.type
class SchemaExists(Problem):
    urn: strawberry.ID

    @classmethod
    def of(cls, error: errors.SchemaExists) -> Self:
        return cls(message=str(error), urn=strawberry.ID(error.urn))


@strawberry.type(description="A user or a group whose stored values a schema would not accept.")
class Nonconformity:
    id: strawberry.ID
    attribute: str
    reason: str = strawberry.field(description="The end of a sentence that begins with the attribute.")


@strawberry.type(description="Values are stored that the schema would not accept. Nothing was changed.")
class DataDoesNotConform(Problem):
    resources: int = strawberry.field(description="How many users or groups hold such values.")
    examples: list[Nonconformity] = strawberry.field(description="Three of them, at most.")

    @classmethod
    def of(cls, error: errors.DataDoesNotConform) -> Self:
        examples = [
            Nonconformity(id=strawberry.ID(str(each.id)), attribute=each.attribute, reason=each.reason)
            for each in error.examples
        ]
        return cls(message=str(error), resources=error.resources, examples=examples)


@strawberry.type
class SlugTaken(Problem):
    slug: str

    @classmethod
    def of(cls, error: errors.SlugTaken) -> Self:
        return cls(message=str(error), slug=error.slug)


@strawberry.type(description="The organisation would be left without an owner who can sign in. Nothing was changed.")
class LastOwner(Problem):
    @classmethod
    def of(cls, error: errors.LastOwner) -> Self:
        return cls(message=str(error))


@strawberry.type(description="Somebody is not let in.")
class SignInRefused(Problem):
    reason: SignInRefusal
    retry_after_seconds: int | None = strawberry.field(description="How long to wait, where waiting helps.")

    @classmethod
    def of(cls, error: errors.SignInRefused) -> Self:
        return cls(message=str(error), reason=error.reason, retry_after_seconds=error.retry_after_seconds)


def _id(uuid: UUID | None) -> strawberry.ID | None:
    return None if uuid is None else strawberry.ID(str(uuid))


PROBLEMS: dict[type[errors.DomainError], Any] = {
    errors.NotFound: NotFound,
    errors.InvalidInput: InvalidInput,
    errors.PermissionDenied: PermissionDenied,
    errors.VersionConflict: VersionConflict,
    errors.UserNameTaken: UserNameTaken,
    errors.GroupNameTaken: GroupNameTaken,
    errors.ValueTaken: ValueTaken,
    errors.SchemaExists: SchemaExists,
    errors.DataDoesNotConform: DataDoesNotConform,
    errors.SlugTaken: SlugTaken,
    errors.LastOwner: LastOwner,
    errors.SignInRefused: SignInRefused,
}


class _Handler:
    """strawberry's exception handler for one line of the table."""

    def __init__(self, exception_type: type[errors.DomainError], error_type: Any) -> None:
        self.exception_type = exception_type
        self.error_type = error_type

    def handle(self, exception: Any, *, info: GraphQLInfo, **_: Any) -> Any:
        info.context.refusals[str(info.path.key)] = exception
        return self.error_type.of(exception)


HANDLERS: list[Any] = [_Handler(exception, problem) for exception, problem in PROBLEMS.items()]
