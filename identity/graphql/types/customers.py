"""All organisations, as whoever runs the service sees them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

import strawberry

from identity.graphql.types.pages import PageInfo

if TYPE_CHECKING:
    from identity.access.customers import CustomerRecord


@strawberry.type(description="An organisation, and the state of its connection. Of its people, nothing.")
class Customer:
    id: strawberry.ID
    slug: str
    name: str
    created_at: datetime
    microsoft_sign_in: bool
    tenant_connected: bool
    last_scim_request_at: datetime | None = strawberry.field(description="To about a minute.")
    requests: int = strawberry.field(description="SCIM requests of the last 24 hours.")
    troubled_requests: int = strawberry.field(description="Those of them that did not succeed.")

    @classmethod
    def of(cls, customer: CustomerRecord) -> Self:
        return cls(
            id=strawberry.ID(str(customer.organisation.id)),
            slug=customer.organisation.slug,
            name=customer.organisation.name,
            created_at=customer.organisation.created_at,
            microsoft_sign_in=customer.microsoft_sign_in,
            tenant_connected=customer.tenant_connected,
            last_scim_request_at=customer.last_scim_request_at,
            requests=min(customer.requests, _MOST),
            troubled_requests=min(customer.troubled_requests, _MOST),
        )


_MOST = 2**31 - 1
"""GraphQL's largest whole number."""


@strawberry.type
class CustomerPage:
    nodes: list[Customer]
    page_info: PageInfo
