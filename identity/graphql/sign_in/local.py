"""Sign-in with a password, and the links by which people set one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from identity.access import organisation_of, require_themselves
from identity.access.organisations import get_organisation
from identity.access.setup_links import find_setup_link
from identity.commands import passwords, sessions, setup_links
from identity.commands.password_hashing import hash_password
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.sessions import SessionStarted
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInMethod

if TYPE_CHECKING:
    from identity.access.setup_links import SetupLinkRecord


@strawberry.type(description="A one-time link by which a person sets their password.")
class SetupLink:
    id: strawberry.ID
    organisation_name: str
    organisation_slug: str
    user_name: str
    expires_at: datetime

    @classmethod
    def of(cls, link: SetupLinkRecord) -> Self:
        return cls(
            id=strawberry.ID(str(link.id)),
            organisation_name=link.organisation_name,
            organisation_slug=link.organisation_slug,
            user_name=link.user_name,
            expires_at=link.expires_at,
        )


@strawberry.type
class SetupLinkCreated:
    setup_link: SetupLink
    secret: str = strawberry.field(description="What the link ends with. It is stored as a hash only, shown once.")


@strawberry.type
class PasswordChanged:
    changed_at: datetime


@strawberry.input
class SetupLinkInput:
    organisation: str = strawberry.field(description="The slug of the organisation.")
    user_name: str
    reason: str = strawberry.field(description="Stands in the organisation's audit log.")


@strawberry.input
class PasswordSetUpInput:
    secret: str = strawberry.field(description="What the set-up link ends with.")
    password: str
    user_agent: str | None = None


@strawberry.input
class PasswordSignInInput:
    organisation: str = strawberry.field(description="The slug of the organisation.")
    user_name: str
    password: str
    user_agent: str | None = None


SetupLinkCreateResult: TypeAlias = Annotated[
    SetupLinkCreated | NotFound | InvalidInput | PermissionDenied, strawberry.union("SetupLinkCreateResult")
]
PasswordSetUpResult: TypeAlias = Annotated[
    SessionStarted | SignInRefused | InvalidInput, strawberry.union("PasswordSetUpResult")
]
PasswordChangeResult: TypeAlias = Annotated[
    PasswordChanged | SignInRefused | InvalidInput | PermissionDenied, strawberry.union("PasswordChangeResult")
]
SessionStartWithPasswordResult: TypeAlias = Annotated[
    SessionStarted | SignInRefused, strawberry.union("SessionStartWithPasswordResult")
]


@strawberry.type
class LocalSignInMutations:
    """The part of `Mutation` that is about set-up links and passwords."""

    @strawberry.mutation
    async def setup_link_create(
        self,
        info: GraphQLInfo,
        input: SetupLinkInput,  # noqa: A002  GraphQL's habit
    ) -> SetupLinkCreateResult:
        async with info.context.database.writing() as writer:
            link, secret = await setup_links.create(
                writer, info.context.act("setupLinkCreate"), input.organisation, input.user_name, reason=input.reason
            )
        return SetupLinkCreated(setup_link=SetupLink.of(link), secret=secret)

    @strawberry.mutation(description="Set the password by a set-up link, which is used up, and sign the person in.")
    async def password_set_up(
        self,
        info: GraphQLInfo,
        input: PasswordSetUpInput,  # noqa: A002  GraphQL's habit
    ) -> PasswordSetUpResult:
        context, act = info.context, info.context.act("passwordSetUp")
        async with context.database.reading() as reader:
            link = await setup_links.get(reader, input.secret, act.now)
        new = passwords.checked(
            "password", input.password, link.user_name, link.organisation_name, link.organisation_slug
        )
        password_hash = await hash_password(new)
        async with context.database.writing() as writer:
            used = await setup_links.use(
                writer,
                act,
                input.secret,
                password_hash,
                user_agent=input.user_agent,
                lifetimes=context.sign_in.lifetimes,
            )
            organisation = await get_organisation(writer, used.organisation_id)
        return SessionStarted.of(used.session, used.token, used.user, organisation)

    @strawberry.mutation(description="Set one's own password; every other session of the person ends.")
    async def password_change(self, info: GraphQLInfo, current: str, new: str) -> PasswordChangeResult:
        context, act = info.context, info.context.act("passwordChange")
        actor = require_themselves(act.actor, Permission.OWN_SIGN_IN_WRITE)
        async with context.database.reading() as reader:
            organisation = await get_organisation(reader, organisation_of(actor))
        kept = passwords.checked("new", new, actor.label, organisation.name, organisation.slug)
        person = await passwords.authenticate(
            context.database, act, organisation=organisation.slug, user_name=actor.label, password=current
        )
        password_hash = await hash_password(kept)
        async with context.database.writing() as writer:
            await passwords.change(writer, act, person, password_hash)
        return PasswordChanged(changed_at=act.now)

    @strawberry.mutation
    async def session_start_with_password(
        self,
        info: GraphQLInfo,
        input: PasswordSignInInput,  # noqa: A002  GraphQL's habit
    ) -> SessionStartWithPasswordResult:
        context, act = info.context, info.context.act("sessionStartWithPassword")
        person = await passwords.authenticate(
            context.database,
            act,
            organisation=input.organisation,
            user_name=input.user_name,
            password=input.password,
        )
        proof = sessions.Proof(SignInMethod.PASSWORD, user_agent=input.user_agent)
        async with context.database.writing() as writer:
            await passwords.expect_unchanged(writer, person)
            session, token = await sessions.start(
                writer, act, person.organisation_id, person.user, proof=proof, lifetimes=context.sign_in.lifetimes
            )
            organisation = await get_organisation(writer, person.organisation_id)
        return SessionStarted.of(session, token, person.user, organisation)


@strawberry.type
class LocalSignInQueries:
    """The part of `Query` that is about set-up links."""

    @strawberry.field(description="Whom a set-up link is for, while it can be used. Its secret is all it takes to ask.")
    async def setup_link(self, info: GraphQLInfo, secret: str) -> SetupLink | None:
        async with info.context.database.reading() as reader:
            link = await find_setup_link(reader, secret, info.context.now())
        return SetupLink.of(link) if link else None
