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
    MICROSOFT_ACCOUNTS_READ = auto()
    REVIEW_ITEMS_READ = auto()
    REVIEW_ITEMS_WRITE = auto()
    AUDIT_READ = auto()
    SESSION_CREATE = auto()
    SESSION_END = auto()
    SESSION_END_OF_OTHERS = auto()
    SESSIONS_READ_OF_OTHERS = auto()
    PERSONAL_TOKENS_WRITE = auto()
    PERSONAL_TOKENS_OF_OTHERS = auto()
    ROLES_WRITE = auto()
    OPERATOR_TOKENS_WRITE = auto()
    SETUP_LINKS_WRITE = auto()
    OWN_SIGN_IN_WRITE = auto()


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
    Permission.MICROSOFT_ACCOUNTS_READ: _ADMINS,
    Permission.REVIEW_ITEMS_READ: _ADMINS,
    Permission.REVIEW_ITEMS_WRITE: _ADMINS,
    Permission.AUDIT_READ: _ADMINS | {Holder.OPERATOR},
    Permission.SESSION_CREATE: frozenset({Holder.OPERATOR}),
    Permission.SESSION_END: _ADMINS | {Holder.MEMBER, Holder.OPERATOR},
    Permission.SESSION_END_OF_OTHERS: _ADMINS | {Holder.OPERATOR},
    Permission.SESSIONS_READ_OF_OTHERS: _ADMINS,
    Permission.PERSONAL_TOKENS_WRITE: _ADMINS | {Holder.MEMBER},
    Permission.PERSONAL_TOKENS_OF_OTHERS: _ADMINS,
    Permission.ROLES_WRITE: frozenset({Holder.OWNER}),
    Permission.OPERATOR_TOKENS_WRITE: frozenset({Holder.OPERATOR}),
    Permission.SETUP_LINKS_WRITE: frozenset({Holder.OPERATOR}),
    # Only in a session they opened themselves.
    Permission.OWN_SIGN_IN_WRITE: _ADMINS | {Holder.MEMBER},
}


def allowed(holder: Holder, permission: Permission) -> bool:
    """Whether the table grants it. What the table does not name is denied."""
    return holder in GRANTS.get(permission, frozenset())
