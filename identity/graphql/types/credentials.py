"""What a person acts with: sessions, and tokens of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

import strawberry

from identity.graphql.types.tokens import token_fields
from identity.rules.sign_in import SignInMethod
from identity.rules.tokens import TokenKind

if TYPE_CHECKING:
    from identity.records import SessionRecord, TokenRecord

strawberry.enum(SignInMethod)


@strawberry.type
class Session:
    id: strawberry.ID
    user_id: strawberry.ID
    method: SignInMethod
    tenant_id: strawberry.ID | None = strawberry.field(description="The Microsoft tenant that vouched for the person.")
    user_agent: str | None
    created_at: datetime
    expires_at: datetime = strawberry.field(description="When it ends at the latest.")
    idle_seconds: int = strawberry.field(description="How long it lives without being used.")
    last_used_at: datetime | None = strawberry.field(description="To about a minute.")
    ended_at: datetime | None

    @classmethod
    def of(cls, session: SessionRecord) -> Self:
        return cls(
            id=strawberry.ID(str(session.id)),
            user_id=strawberry.ID(str(session.user_id)),
            method=session.method,
            tenant_id=strawberry.ID(str(session.tenant_id)) if session.tenant_id else None,
            user_agent=session.user_agent,
            created_at=session.created_at,
            expires_at=session.expires_at,
            idle_seconds=session.idle_seconds,
            last_used_at=session.last_used_at,
            ended_at=session.ended_at,
        )


@strawberry.type(description="A person's own credential for GraphQL, which may do what they may.")
class PersonalToken:
    id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="The readable beginning of the secret.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        return cls(**token_fields(TokenKind.PERSONAL, token))
