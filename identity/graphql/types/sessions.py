"""Somebody has just signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import strawberry

from identity.graphql.types.credentials import Session
from identity.graphql.types.organisations import Organisation
from identity.graphql.types.users import User

if TYPE_CHECKING:
    from identity.records import OrganisationRecord, SessionRecord, UserRecord


@strawberry.type(description="Somebody is signed in.")
class SessionStarted:
    session: Session
    secret: str = strawberry.field(description="The session's bearer token. It is stored as a hash only, shown once.")
    user: User
    organisation: Organisation

    @classmethod
    def of(cls, session: SessionRecord, secret: str, user: UserRecord, organisation: OrganisationRecord) -> Self:
        return cls(
            session=Session.of(session),
            secret=secret,
            user=User.of(user),
            organisation=Organisation.of(organisation),
        )
