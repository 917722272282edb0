"""Who may do what: one table, default deny. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum, auto


class Holder(StrEnum):
    """What an actor is, as far as permissions go."""

    SCIM_CLIENT = auto()
    OWNER = auto()
    ADMIN = auto()
    AUDITOR = auto()
    MEMBER = auto()
    OPERATOR = auto()
    SETUP_LINK = auto()
    """Who followed a link to set up a connection: sign-in and provisioning, and nothing else."""
    SUPPORT = auto()
    """The operator's support desk in one organisation, which only looks."""


class Permission(StrEnum):
    """One kind of act. Every root field of the GraphQL schema demands one."""

    VIEWER_READ = auto()
    ORGANISATION_READ = auto()
    ORGANISATION_CREATE = auto()
    ORGANISATION_WRITE = auto()
    ORGANISATIONS_READ = auto()
    DIRECTORY_READ = auto()
    DIRECTORY_WRITE = auto()
    USERS_LOCK = auto()
    SCHEMAS_WRITE = auto()
    CONNECTIONS_WRITE = auto()
    RULE_USES_WRITE = auto()
    ACCESS_TOKENS_READ = auto()
    ACCESS_TOKENS_WRITE = auto()
    MICROSOFT_ACCOUNTS_READ = auto()
    MICROSOFT_ACCOUNTS_WRITE = auto()
    SIGN_IN_TEST = auto()
    REVIEW_ITEMS_READ = auto()
    REVIEW_ITEMS_WRITE = auto()
    AUDIT_READ = auto()
    ACTIVITY_READ = auto()
    ACTIVITY_WRITE = auto()
    SESSION_CREATE = auto()
    SESSION_END = auto()
    SESSION_END_OF_OTHERS = auto()
    SESSIONS_READ_OF_OTHERS = auto()
    PERSONAL_TOKENS_WRITE = auto()
    PERSONAL_TOKENS_OF_OTHERS = auto()
    PERSONAL_TOKENS_READ_OF_OTHERS = auto()
    ROLES_WRITE = auto()
    OPERATOR_TOKENS_WRITE = auto()
    SETUP_LINKS_WRITE = auto()
    CONNECTION_SETUP_LINKS_READ = auto()
    CONNECTION_SETUP_LINKS_WRITE = auto()
    SUPPORT_SESSION_CREATE = auto()
    DELEGATED_SESSION_END = auto()
    OWN_SIGN_IN_WRITE = auto()


_EVERYBODY = frozenset(Holder)
_ADMINS = frozenset({Holder.OWNER, Holder.ADMIN})
_READERS = _ADMINS | {Holder.AUDITOR, Holder.SUPPORT}
_PEOPLE = _ADMINS | {Holder.AUDITOR, Holder.MEMBER}
# Everybody whose requests may come to a connection.
_CALLERS = _PEOPLE | {Holder.SCIM_CLIENT}
# A connection is set up by its organisation's admins, by whom they or the operator gave a link, and by the operator.
_CONFIGURERS = _ADMINS | {Holder.SETUP_LINK, Holder.OPERATOR}

GRANTS: dict[Permission, frozenset[Holder]] = {
    Permission.VIEWER_READ: _EVERYBODY,
    Permission.ORGANISATION_READ: _EVERYBODY,
    Permission.ORGANISATION_CREATE: frozenset({Holder.OPERATOR}),
    Permission.ORGANISATION_WRITE: _ADMINS | {Holder.SETUP_LINK},
    Permission.ORGANISATIONS_READ: frozenset({Holder.OPERATOR}),
    # The operator runs the service but does not read a customer's people: that takes a session with a logged reason.
    Permission.DIRECTORY_READ: _READERS | {Holder.SCIM_CLIENT},
    Permission.DIRECTORY_WRITE: _ADMINS | {Holder.SCIM_CLIENT},
    Permission.USERS_LOCK: _ADMINS,
    Permission.SCHEMAS_WRITE: _ADMINS | {Holder.SETUP_LINK},
    Permission.CONNECTIONS_WRITE: _CONFIGURERS,
    Permission.RULE_USES_WRITE: _CALLERS,
    Permission.ACCESS_TOKENS_READ: _READERS | _CONFIGURERS,
    Permission.ACCESS_TOKENS_WRITE: _CONFIGURERS,
    Permission.MICROSOFT_ACCOUNTS_READ: _READERS,
    Permission.MICROSOFT_ACCOUNTS_WRITE: _ADMINS,
    Permission.SIGN_IN_TEST: _ADMINS | {Holder.SETUP_LINK},
    Permission.REVIEW_ITEMS_READ: _READERS,
    Permission.REVIEW_ITEMS_WRITE: _ADMINS,
    Permission.AUDIT_READ: _READERS | {Holder.OPERATOR},
    Permission.ACTIVITY_READ: _READERS,
    Permission.ACTIVITY_WRITE: _CALLERS,
    Permission.SESSION_CREATE: frozenset({Holder.OPERATOR}),
    Permission.SESSION_END: _PEOPLE | {Holder.OPERATOR},
    Permission.SESSION_END_OF_OTHERS: _ADMINS | {Holder.OPERATOR},
    Permission.SESSIONS_READ_OF_OTHERS: _READERS,
    Permission.PERSONAL_TOKENS_WRITE: _PEOPLE,
    Permission.PERSONAL_TOKENS_OF_OTHERS: _ADMINS,
    Permission.PERSONAL_TOKENS_READ_OF_OTHERS: _READERS,
    Permission.ROLES_WRITE: frozenset({Holder.OWNER}),
    Permission.OPERATOR_TOKENS_WRITE: frozenset({Holder.OPERATOR}),
    Permission.SETUP_LINKS_WRITE: frozenset({Holder.OPERATOR}),
    Permission.CONNECTION_SETUP_LINKS_READ: _READERS | {Holder.OPERATOR},
    Permission.CONNECTION_SETUP_LINKS_WRITE: frozenset({Holder.OWNER, Holder.OPERATOR}),
    Permission.SUPPORT_SESSION_CREATE: frozenset({Holder.OPERATOR}),
    Permission.DELEGATED_SESSION_END: frozenset({Holder.OWNER, Holder.OPERATOR, Holder.SETUP_LINK, Holder.SUPPORT}),
    # Only in a session they opened themselves.
    Permission.OWN_SIGN_IN_WRITE: _PEOPLE,
}


def allowed(holder: Holder, permission: Permission) -> bool:
    """Whether the table grants it. What the table does not name is denied."""
    return holder in GRANTS.get(permission, frozenset())
