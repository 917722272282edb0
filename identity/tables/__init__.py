"""The tables. Storage only: never an input type, never exposed (SQLModel does not validate table models).

`organisation_id` leads every key, so that the data can be distributed by tenant without a rewrite. Times are UTC.
A user is one row: key columns for what is looked up, and a JSON document for the rest of the profile.
"""

from identity.tables.activity import ActivityCount, ActivityEntry, RefusedCredential
from identity.tables.audit import AuditEntry
from identity.tables.credentials import (
    AccessToken,
    OperatorToken,
    Passkey,
    PasskeyChallenge,
    Password,
    PasswordThrottle,
    PersonalToken,
    Session,
    SetupLink,
)
from identity.tables.declaration import METADATA, table_of
from identity.tables.delegation import ConnectionSetupLink, DelegatedSession
from identity.tables.directory import (
    Group,
    GroupMember,
    KeptLock,
    Membership,
    PendingMember,
    Subgroup,
    UniqueValue,
    User,
)
from identity.tables.organisations import Connection, ExtensionSchema, Organisation, RuleUse
from identity.tables.sign_in import MicrosoftAccount, ReviewItem, SignInTransaction

ORGANISATIONS = table_of(Organisation)
CONNECTIONS = table_of(Connection)
RULE_USES = table_of(RuleUse)
EXTENSION_SCHEMAS = table_of(ExtensionSchema)
USERS = table_of(User)
KEPT_LOCKS = table_of(KeptLock)
MEMBERSHIPS = table_of(Membership)
GROUPS = table_of(Group)
GROUP_MEMBERS = table_of(GroupMember)
SUBGROUPS = table_of(Subgroup)
UNIQUE_VALUES = table_of(UniqueValue)
PENDING_MEMBERS = table_of(PendingMember)
ACCESS_TOKENS = table_of(AccessToken)
OPERATOR_TOKENS = table_of(OperatorToken)
PERSONAL_TOKENS = table_of(PersonalToken)
SESSIONS = table_of(Session)
SETUP_LINKS = table_of(SetupLink)
PASSWORDS = table_of(Password)
PASSWORD_THROTTLES = table_of(PasswordThrottle)
PASSKEYS = table_of(Passkey)
PASSKEY_CHALLENGES = table_of(PasskeyChallenge)
MICROSOFT_ACCOUNTS = table_of(MicrosoftAccount)
SIGN_IN_TRANSACTIONS = table_of(SignInTransaction)
REVIEW_ITEMS = table_of(ReviewItem)
AUDIT_ENTRIES = table_of(AuditEntry)
ACTIVITY_ENTRIES = table_of(ActivityEntry)
ACTIVITY_COUNTS = table_of(ActivityCount)
REFUSED_CREDENTIALS = table_of(RefusedCredential)
CONNECTION_SETUP_LINKS = table_of(ConnectionSetupLink)
DELEGATED_SESSIONS = table_of(DelegatedSession)

__all__ = [
    "ACCESS_TOKENS",
    "ACTIVITY_COUNTS",
    "ACTIVITY_ENTRIES",
    "AUDIT_ENTRIES",
    "CONNECTIONS",
    "CONNECTION_SETUP_LINKS",
    "DELEGATED_SESSIONS",
    "EXTENSION_SCHEMAS",
    "GROUPS",
    "GROUP_MEMBERS",
    "KEPT_LOCKS",
    "MEMBERSHIPS",
    "METADATA",
    "MICROSOFT_ACCOUNTS",
    "OPERATOR_TOKENS",
    "ORGANISATIONS",
    "PASSKEYS",
    "PASSKEY_CHALLENGES",
    "PASSWORDS",
    "PASSWORD_THROTTLES",
    "PENDING_MEMBERS",
    "PERSONAL_TOKENS",
    "REFUSED_CREDENTIALS",
    "REVIEW_ITEMS",
    "RULE_USES",
    "SESSIONS",
    "SETUP_LINKS",
    "SIGN_IN_TRANSACTIONS",
    "SUBGROUPS",
    "UNIQUE_VALUES",
    "USERS",
]
