"""What opens the service: access tokens and operator tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import strawberry

from identity.access.tokens import count_access_tokens, page_of_access_tokens
from identity.database import Reader
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.pages import PageInfo, counted
from identity.rules.tokens import EXPIRING_DAYS, TokenKind, TokenStatus, readable_prefix, status_of

if TYPE_CHECKING:
    from uuid import UUID

    from identity.paging import Window
    from identity.records import TokenRecord

strawberry.enum(TokenStatus)


@strawberry.type
class AccessToken:
    id: strawberry.ID
    connection_id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="The readable beginning of the secret, by which an admin recognises it.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    replaces: strawberry.ID | None = strawberry.field(description="The token in whose place it was made.")
    replaced_by: strawberry.ID | None = strawberry.field(description="The latest that was made in its place.")

    @strawberry.field(description=f"EXPIRING: it lives, and expires within {EXPIRING_DAYS} days.")
    async def status(self, info: GraphQLInfo) -> TokenStatus:
        left = (self.expires_at - info.context.now()).total_seconds() if self.expires_at else None
        return status_of(left, is_revoked=self.revoked_at is not None)

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        return cls(
            connection_id=strawberry.ID(str(token.connection_id)),
            replaces=_optional_id(token.replaces_id),
            replaced_by=_optional_id(token.replaced_by_id),
            **token_fields(TokenKind.SCIM, token),
        )


@strawberry.type(description="A credential of whoever runs this service. It opens no organisation's people.")
class OperatorToken:
    id: strawberry.ID
    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        return cls(**token_fields(TokenKind.OPERATOR, token))


def token_fields(kind: TokenKind, token: TokenRecord) -> dict[str, Any]:
    """What every kind of token shows."""
    return {
        "id": strawberry.ID(str(token.id)),
        "name": token.name,
        "prefix": readable_prefix(kind, token.id),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    }


def _optional_id(id_: UUID | None) -> strawberry.ID | None:
    return None if id_ is None else strawberry.ID(str(id_))


@strawberry.type
class AccessTokenPage:
    nodes: list[AccessToken]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.count)


async def access_token_page(info: GraphQLInfo, organisation_id: UUID, window: Window) -> AccessTokenPage:
    """A page of an organisation's tokens."""
    actor = info.context.actor
    async with info.context.database.reading() as reader:
        page = await page_of_access_tokens(reader, actor, organisation_id, window)
    return AccessTokenPage(
        nodes=[AccessToken.of(token) for token in page.nodes],
        page_info=PageInfo.of(page),
        count=lambda reader: count_access_tokens(reader, actor, organisation_id),
    )
