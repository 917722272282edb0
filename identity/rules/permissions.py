"""Who may do what: one table, default deny. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum, auto


class Holder(StrEnum):
    """What an actor is, as far as permissions go."""

    SCIM_CLIENT = auto()
    OWNER = auto()
    ADMIN = auto()
    MEMBER = auto()
    OPERATOR = auto()


class Permission(StrEnum):
    """One kind of act. Every root field of the GraphQL schema demands one."""

    VIEWER_READ = auto()
    ORGANISATION_READ = auto()
    ORGANISATION_CREATE = auto()
    DIRECTORY_READ = auto()
    DIRECTORY_WRITE = auto()
    SCHEMAS_WRITE = auto()
    CONNECTIONS_WRITE = auto()
    RULE_USES_WRITE = auto()
    ACCESS_TOKENS_READ = auto()
    ACCESS_TOKENS_WRITE = auto()
    AUDIT_READ = auto()
    SESSION_CREATE = auto()
    SESSION_END = auto()
    SESSION_END_OF_OTHERS = auto()
    OPERATOR_TOKENS_WRITE = auto()


_EVERYBODY = frozenset(Holder)
_ADMINS = frozenset({Holder.OWNER, Holder.ADMIN})

GRANTS: dict[Permission, frozenset[Holder]] = {
    Permission.VIEWER_READ: _EVERYBODY,
    Permission.ORGANISATION_READ: _EVERYBODY,
    Permission.ORGANISATION_CREATE: frozenset({Holder.OPERATOR}),
    # The operator runs the service but does not read a customer's people: that takes a session with a logged reason.
    Permission.DIRECTORY_READ: _ADMINS | {Holder.SCIM_CLIENT},
    Permission.DIRECTORY_WRITE: _ADMINS | {Holder.SCIM_CLIENT},
    Permission.SCHEMAS_WRITE: _ADMINS,
    Permission.CONNECTIONS_WRITE: _ADMINS | {Holder.OPERATOR},
    # Everybody whose requests come to a connection.
    Permission.RULE_USES_WRITE: _ADMINS | {Holder.SCIM_CLIENT, Holder.MEMBER},
    Permission.ACCESS_TOKENS_READ: _ADMINS | {Holder.OPERATOR},
    Permission.ACCESS_TOKENS_WRITE: _ADMINS | {Holder.OPERATOR},
    Permission.AUDIT_READ: _ADMINS | {Holder.OPERATOR},
    Permission.SESSION_CREATE: frozenset({Holder.OPERATOR}),
    Permission.SESSION_END: _ADMINS | {Holder.MEMBER, Holder.OPERATOR},
    Permission.SESSION_END_OF_OTHERS: _ADMINS | {Holder.OPERATOR},
    Permission.OPERATOR_TOKENS_WRITE: frozenset({Holder.OPERATOR}),
}


def allowed(holder: Holder, permission: Permission) -> bool:
    """Whether the table grants it. What the table does not name is denied."""
    return holder in GRANTS.get(permission, frozenset())
