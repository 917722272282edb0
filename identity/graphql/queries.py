"""Queries. Each reads on a connection of its own, because sibling fields run concurrently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from identity.access import organisation_of, require
from identity.access.groups import groups
from identity.access.organisations import connections_of, find_organisation
from identity.access.users import find_user_by_external_id, find_user_by_user_name, users
from identity.errors import InvalidInput, NotFound
from identity.graphql.activity import ActivityQueries
from identity.graphql.audit import AuditQueries
from identity.graphql.context import GraphQLInfo
from identity.graphql.delegation import DelegationQueries
from identity.graphql.inputs import Filter, Sort
from identity.graphql.lists import FORWARDS_OR_BACKWARDS, Place, list_groups, list_resources, list_users
from identity.graphql.people import PeopleQueries
from identity.graphql.review_items import ReviewItemQueries
from identity.graphql.selection import reading_of
from identity.graphql.sign_in.local import LocalSignInQueries
from identity.graphql.types.groups import Group, GroupPage
from identity.graphql.types.organisations import Connection, Organisation
from identity.graphql.types.resources import ResourcePage
from identity.graphql.types.tokens import AccessTokenPage, access_token_page
from identity.graphql.types.users import User, UserPage
from identity.graphql.types.viewer import Viewer
from identity.paging import Window
from identity.rules.permissions import Permission

if TYPE_CHECKING:
    from identity.actor import Actor
    from identity.database import Reader
    from identity.records import UserRecord


@strawberry.type
class Query(LocalSignInQueries, ReviewItemQueries, ActivityQueries, AuditQueries, DelegationQueries, PeopleQueries):
    @strawberry.field
    async def viewer(self, info: GraphQLInfo) -> Viewer:
        actor = require(info.context.actor, Permission.VIEWER_READ)
        async with info.context.database.reading() as reader:
            organisation = await find_organisation(reader, actor, None)
            own = await connections_of(reader, actor, organisation.id) if organisation else []
            person = await _self(reader, actor) if actor.user_id else None
        return Viewer(
            kind=actor.kind,
            label=actor.label,
            organisation=Organisation.of(organisation) if organisation else None,
            connection=next((Connection.of(each) for each in own if each.id == actor.connection_id), None),
            user=User.of(person) if person else None,
            role=actor.role,
        )

    @strawberry.field(description="The caller's own organisation; the operator names one by slug.")
    async def organisation(self, info: GraphQLInfo, slug: str | None = None) -> Organisation | None:
        async with info.context.database.reading() as reader:
            found = await find_organisation(reader, info.context.actor, slug)
        return Organisation.of(found) if found else None

    @strawberry.field
    async def user(self, info: GraphQLInfo, id: strawberry.ID) -> User | None:  # noqa: A002  the argument's name
        async with info.context.database.reading() as reader:
            try:
                return User.of(await users.get(reader, info.context.actor, id, reading=reading_of(info, "User")))
            except NotFound:
                return None

    @strawberry.field(description="Exactly one of the keys. userName ignores letter case, externalId does not.")
    async def user_by(
        self, info: GraphQLInfo, user_name: str | None = None, external_id: str | None = None
    ) -> User | None:
        asked = reading_of(info, "User")
        async with info.context.database.reading() as reader:
            match user_name, external_id:
                case str(name), None:
                    found = await find_user_by_user_name(reader, info.context.actor, name, asked)
                case None, str(key):
                    found = await find_user_by_external_id(reader, info.context.actor, key, asked)
                case _:
                    raise InvalidInput("userBy", "userBy takes exactly one of userName and externalId.")
        return User.of(found) if found else None

    @strawberry.field(description=FORWARDS_OR_BACKWARDS)
    async def users(  # noqa: PLR0917  the arguments of the field
        self,
        info: GraphQLInfo,
        filter: Filter | None = None,  # noqa: A002  the argument's name
        search: str | None = None,
        sort: Sort | None = None,
        first: int | None = None,
        offset: int = 0,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> UserPage:
        return await list_users(info, filter, search, Place(sort, first, offset, after, last, before))

    @strawberry.field
    async def group(self, info: GraphQLInfo, id: strawberry.ID) -> Group | None:  # noqa: A002  the argument's name
        async with info.context.database.reading() as reader:
            try:
                return Group.of(await groups.get(reader, info.context.actor, id, reading=reading_of(info, "Group")))
            except NotFound:
                return None

    @strawberry.field(description=FORWARDS_OR_BACKWARDS)
    async def groups(  # noqa: PLR0917  the arguments of the field
        self,
        info: GraphQLInfo,
        filter: Filter | None = None,  # noqa: A002  the argument's name
        search: str | None = None,
        sort: Sort | None = None,
        first: int | None = None,
        offset: int = 0,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> GroupPage:
        return await list_groups(info, filter, search, Place(sort, first, offset, after, last, before))

    @strawberry.field(description=f"Users and groups in one order. {FORWARDS_OR_BACKWARDS}")
    async def resources(  # noqa: PLR0917  the arguments of the field
        self,
        info: GraphQLInfo,
        user_filter: Filter | None = None,
        group_filter: Filter | None = None,
        sort: Sort | None = None,
        first: int | None = None,
        offset: int = 0,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> ResourcePage:
        return await list_resources(info, user_filter, group_filter, Place(sort, first, offset, after, last, before))

    @strawberry.field
    async def access_tokens(
        self, info: GraphQLInfo, first: int = 100, offset: int = 0, after: str | None = None
    ) -> AccessTokenPage:
        actor = require(info.context.actor, Permission.ACCESS_TOKENS_READ)
        return await access_token_page(info, organisation_of(actor), Window.of(first, offset, after))


async def _self(reader: Reader, actor: Actor) -> UserRecord:
    """The person who is asking, whatever else they may see."""
    return await users.get(reader, actor, str(actor.user_id), Permission.VIEWER_READ)
