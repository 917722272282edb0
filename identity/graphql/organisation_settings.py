"""What an organisation decides on itself."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry
from strawberry import Maybe

from identity.commands import organisation_settings
from identity.graphql.context import GraphQLInfo
from identity.graphql.inputs import attributes
from identity.graphql.problems import InvalidInput, NotFound, PermissionDenied
from identity.graphql.types.organisations import Organisation


@strawberry.input(
    description="What is absent stays as it is. A lifetime that is null is as long as the operator lets it."
)
class OrganisationChanges:
    name: Maybe[str | None]
    session_lifetime_seconds: Maybe[int | None]
    session_idle_seconds: Maybe[int | None]


OrganisationUpdateResult: TypeAlias = Annotated[
    Organisation | NotFound | InvalidInput | PermissionDenied, strawberry.union("OrganisationUpdateResult")
]


@strawberry.type
class OrganisationSettingsMutations:
    """The part of `Mutation` that is about one's own organisation."""

    @strawberry.mutation(description="Of one's own organisation. Sessions that live already keep their lifetimes.")
    async def organisation_update(self, info: GraphQLInfo, changes: OrganisationChanges) -> OrganisationUpdateResult:
        context, act = info.context, info.context.act("organisationUpdate")
        given = attributes(changes)
        async with context.database.writing() as writer:
            changed = await organisation_settings.change(writer, act, given, context.sign_in.lifetimes)
        return Organisation.of(changed)
