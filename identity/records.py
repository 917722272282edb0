"""Rows as the rest of identity sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import orjson

from identity.rules.conformance import Conformance
from identity.rules.extension_schema import ResourceType
from identity.rules.review import ReviewDecision, ReviewReason
from identity.rules.sign_in import SignInMethod, SignInRefusal
from identity.rules.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A user. `profile` holds the remaining attributes under their GraphQL names, `enterprise` without manager."""

    id: UUID
    user_name: str
    external_id: str | None
    active: bool
    manager: str | None
    profile: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    source: Source
    locked_at: datetime | None
    locked_by: str | None
    lock_reason: str | None

    @property
    def kept_out_by(self) -> SignInRefusal | None:
        """Why they may not come in, by whatever way; `None` when they may."""
        if self.locked_at is not None:
            return SignInRefusal.ACCOUNT_LOCKED
        return None if self.active else SignInRefusal.ACCOUNT_DEACTIVATED

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `users`."""
        return cls(
            id=row["id"],
            user_name=row["user_name"],
            external_id=row["external_id"],
            active=row["active"],
            manager=row["manager"],
            profile=orjson.loads(row["profile"]),
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            source=Source(row["source"]),
            locked_at=row["locked_at"],
            locked_by=row["locked_by"],
            lock_reason=row["lock_reason"],
        )


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group without its members."""

    id: UUID
    display_name: str
    external_id: str | None
    extensions: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    source: Source

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `groups`."""
        return cls(
            id=row["id"],
            display_name=row["display_name"],
            external_id=row["external_id"],
            extensions=orjson.loads(row["extensions"]),
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            source=Source(row["source"]),
        )


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """A customer. How long sessions live is the operator's setting where it is `None`."""

    id: UUID
    slug: str
    name: str
    created_at: datetime
    session_lifetime_seconds: int | None = None
    session_idle_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """An organisation's link to one Entra tenant.

    `just_in_time` is whether sign-in creates people now: it was allowed, and no SCIM request has come since.
    """

    organisation_id: UUID
    id: UUID
    name: str
    created_at: datetime
    conformance: Conformance = Conformance.LENIENT
    version: int = 1
    microsoft_sign_in: bool = False
    tenant_id: UUID | None = None
    tenant_domain: str | None = None
    tenant_connected_at: datetime | None = None
    tenant_connected_by: str | None = None
    admin_consented_at: datetime | None = None
    just_in_time_since: datetime | None = None
    just_in_time: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `connections` with `just_in_time` beside it."""
        return cls(**{**row, "conformance": Conformance(row["conformance"])})


@dataclass(frozen=True, slots=True)
class RuleUseRecord:
    """How often the requests of a connection used one rule of leniency, and since when."""

    rule: str
    uses: int
    first_used_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class ExtensionSchemaRecord:
    """A schema by which an organisation extends users or groups; `attributes` are objects as in RFC 7643 §7."""

    urn: str
    resource_type: ResourceType
    name: str
    description: str
    attributes: list[dict[str, Any]]
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `extension_schemas`."""
        return cls(
            urn=row["urn"],
            resource_type=ResourceType(row["resource_type"]),
            name=row["name"],
            description=row["description"],
            attributes=orjson.loads(row["attributes"]),
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A SCIM access token, an operator token or a personal one, without its secret.

    Only a SCIM token takes the place of another (`replaces_id`), or has been replaced (`replaced_by_id`, the latest).
    """

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    connection_id: UUID | None = None
    replaces_id: UUID | None = None
    replaced_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConnectionHealthRecord:
    """How a connection's provisioning has been doing; the numbers are those of the last 24 hours."""

    last_request_at: datetime | None
    last_change_at: datetime | None
    requests: int
    refused: int
    failed: int


@dataclass(frozen=True, slots=True)
class ConnectionProgressRecord:
    """How far the set-up of a connection has come, as far as it shows here.

    `external_ids` are those of the newest users that the directory keeps, 100 at most.
    """

    external_ids: list[str | None]
    groups: bool
    microsoft_sign_ins: bool


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A person's session, without its secret."""

    id: UUID
    user_id: UUID
    method: SignInMethod
    tenant_id: UUID | None
    user_agent: str | None
    created_at: datetime
    expires_at: datetime
    idle_seconds: int
    last_used_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `sessions`; what the record has no field for is left out."""
        named = {name: row[name] for name in cls.__slots__}
        return cls(**{**named, "method": SignInMethod(row["method"])})


@dataclass(frozen=True, slots=True)
class MicrosoftAccountRecord:
    """An account of a Microsoft tenant that a person is linked to."""

    tenant_id: UUID
    object_id: UUID
    linked_at: datetime
    last_sign_in_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewItemRecord:
    """Somebody or something that was not taken in, for an admin to decide on.

    A refused account has `tenant_id` and `object_id`; what provisioning sent has the `external_id` it came with, if
    any. `user_id` is the person it nearly was, or the user or the group that holds the name. `is_settled` says that
    what was wrong is no longer.
    """

    id: UUID
    reason: ReviewReason
    subject: str
    tenant_id: UUID | None
    object_id: UUID | None
    external_id: str | None
    request_id: str | None
    user_name: str | None
    display_name: str | None
    user_id: UUID | None
    attempts: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    decision: ReviewDecision | None
    is_settled: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `review_items` with `is_settled` beside it; what the record has no field for is left out."""
        named = {name: row[name] for name in cls.__slots__}
        decision = ReviewDecision(row["decision"]) if row["decision"] else None
        return cls(**{**named, "reason": ReviewReason(row["reason"]), "decision": decision})


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One act, with the fields it changed as `{"field", "before", "after"}` objects."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    action: str
    target_type: str
    target_id: str
    target_label: str
    changes: list[dict[str, Any]]
    request_id: str


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member of a group: the id, the displayName if there is one, and `User` or `Group`."""

    id: UUID
    display: str | None
    type: str


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A group that a user is in: the id, the name to show, and `direct` or `indirect` (through a group inside it)."""

    id: UUID
    display: str
    type: str
