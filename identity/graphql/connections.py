"""Mutations of connections, with what they take and answer."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry
from strawberry import Maybe

from identity.commands import connections, rule_uses
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.organisations import Connection
from identity.rules.conformance import Conformance


@strawberry.input(
    description="Absent leaves it as it is. From the next request on, requests are read by a changed conformance."
)
class ConnectionChanges:
    """What an admin may change of a connection."""

    name: Maybe[str]
    conformance: Maybe[Conformance]
    microsoft_sign_in: Maybe[bool] = strawberry.field(
        description="Whether people sign in with Microsoft. Switching it off ends the sessions that Microsoft opened."
    )
    just_in_time: Maybe[bool] = strawberry.field(
        description="Whether a first sign-in may create a person. The connection's next SCIM request turns it off."
    )


@strawberry.input
class RuleUseInput:
    """How often one rule was used since the last report."""

    rule: str
    uses: int


@strawberry.type(description="The uses were added to the counts of the connection that the caller addresses.")
class RuleUsesRecorded:
    """The report was added to the connection's counts."""

    rules: int = strawberry.field(description="Of how many rules uses were counted.")


ConnectionUpdateResult: TypeAlias = Annotated[
    Connection | NotFound | LastOwner | InvalidInput | PermissionDenied, strawberry.union("ConnectionUpdateResult")
]
RuleUsesRecordResult: TypeAlias = Annotated[
    RuleUsesRecorded | InvalidInput | PermissionDenied, strawberry.union("RuleUsesRecordResult")
]


@strawberry.type
class ConnectionMutations:
    """The part of `Mutation` that is about connections."""

    @strawberry.mutation
    async def connection_update(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        changes: ConnectionChanges,
    ) -> ConnectionUpdateResult:
        """Change a connection; from the next request on it is read by a changed conformance."""
        act = info.context.act("connectionUpdate")
        async with info.context.database.writing() as writer:
            connection = await connections.change(
                writer,
                act,
                id,
                name=changes.name.value if changes.name else None,
                conformance=changes.conformance.value if changes.conformance else None,
                microsoft_sign_in=changes.microsoft_sign_in.value if changes.microsoft_sign_in else None,
                just_in_time=changes.just_in_time.value if changes.just_in_time else None,
            )
        return Connection.of(connection)

    @strawberry.mutation
    async def rule_uses_record(self, info: GraphQLInfo, uses: list[RuleUseInput]) -> RuleUsesRecordResult:
        """Add uses of rules of leniency to the counts of the connection that the caller addresses."""
        act = info.context.act("ruleUsesRecord")
        async with info.context.database.writing() as writer:
            rules = await rule_uses.count(writer, act, [(each.rule, each.uses) for each in uses])
        return RuleUsesRecorded(rules=rules)
