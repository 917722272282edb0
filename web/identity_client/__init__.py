from .account_read import (
    AccountRead,
    AccountReadViewer,
    AccountReadViewerOrganisation,
    AccountReadViewerOrganisationConnections,
    AccountReadViewerPasskeys,
    AccountReadViewerSession,
    AccountReadViewerSessions,
    AccountReadViewerUser,
)
from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .client import IdentityClient
from .connection_update import (
    ConnectionUpdate,
    ConnectionUpdateConnectionUpdateConnection,
    ConnectionUpdateConnectionUpdateInvalidInput,
    ConnectionUpdateConnectionUpdateLastOwner,
    ConnectionUpdateConnectionUpdateNotFound,
    ConnectionUpdateConnectionUpdatePermissionDenied,
)
from .connections_read import (
    ConnectionsRead,
    ConnectionsReadViewer,
    ConnectionsReadViewerOrganisation,
    ConnectionsReadViewerOrganisationConnections,
)
from .enums import (
    ActorKind,
    Conformance,
    Role,
    SignInMethod,
    SignInPurpose,
    SignInRefusal,
)
from .fragments import (
    MicrosoftConnection,
    MicrosoftConnectionTenant,
    OwnSession,
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)
from .input_types import (
    ConnectionChanges,
    MicrosoftSignInInput,
    PasskeyInput,
    PasskeySignInInput,
    PasswordSetUpInput,
    PasswordSignInInput,
    SignInTransactionInput,
    TenantConfirmInput,
    TenantConnectInput,
)
from .passkey_create import (
    PasskeyCreate,
    PasskeyCreatePasskeyCreateInvalidInput,
    PasskeyCreatePasskeyCreatePasskey,
    PasskeyCreatePasskeyCreatePermissionDenied,
)
from .passkey_delete import (
    PasskeyDelete,
    PasskeyDeletePasskeyDeleteLastOwner,
    PasskeyDeletePasskeyDeleteNotFound,
    PasskeyDeletePasskeyDeletePasskeyDeleted,
    PasskeyDeletePasskeyDeletePermissionDenied,
)
from .passkey_registration_begin import (
    PasskeyRegistrationBegin,
    PasskeyRegistrationBeginPasskeyRegistrationBeginPasskeyOptions,
    PasskeyRegistrationBeginPasskeyRegistrationBeginPermissionDenied,
)
from .passkey_sign_in_begin import (
    PasskeySignInBegin,
    PasskeySignInBeginPasskeySignInBegin,
)
from .password_change import (
    PasswordChange,
    PasswordChangePasswordChangeInvalidInput,
    PasswordChangePasswordChangePasswordChanged,
    PasswordChangePasswordChangePermissionDenied,
    PasswordChangePasswordChangeSignInRefused,
)
from .password_set_up import (
    PasswordSetUp,
    PasswordSetUpPasswordSetUpInvalidInput,
    PasswordSetUpPasswordSetUpSessionStarted,
    PasswordSetUpPasswordSetUpSignInRefused,
)
from .ping import Ping
from .session_end import (
    SessionEnd,
    SessionEndSessionEndInvalidInput,
    SessionEndSessionEndNotFound,
    SessionEndSessionEndPermissionDenied,
    SessionEndSessionEndSession,
)
from .session_read import (
    SessionRead,
    SessionReadViewer,
    SessionReadViewerOrganisation,
    SessionReadViewerSession,
)
from .session_start_with_microsoft import (
    SessionStartWithMicrosoft,
    SessionStartWithMicrosoftSessionStartWithMicrosoftSessionStarted,
    SessionStartWithMicrosoftSessionStartWithMicrosoftSignInRefused,
    SessionStartWithMicrosoftSessionStartWithMicrosoftTenantUnclaimed,
)
from .session_start_with_passkey import (
    SessionStartWithPasskey,
    SessionStartWithPasskeySessionStartWithPasskeySessionStarted,
    SessionStartWithPasskeySessionStartWithPasskeySignInRefused,
)
from .session_start_with_password import (
    SessionStartWithPassword,
    SessionStartWithPasswordSessionStartWithPasswordSessionStarted,
    SessionStartWithPasswordSessionStartWithPasswordSignInRefused,
)
from .sessions_end_by_microsoft import (
    SessionsEndByMicrosoft,
    SessionsEndByMicrosoftSessionsEndByMicrosoft,
)
from .setup_link_read import SetupLinkRead, SetupLinkReadSetupLink
from .sign_in_transaction_create import (
    SignInTransactionCreate,
    SignInTransactionCreateSignInTransactionCreateInvalidInput,
    SignInTransactionCreateSignInTransactionCreateNotFound,
    SignInTransactionCreateSignInTransactionCreatePermissionDenied,
    SignInTransactionCreateSignInTransactionCreateSignInRefused,
    SignInTransactionCreateSignInTransactionCreateSignInTransactionCreated,
)
from .sign_in_transaction_redeem import (
    SignInTransactionRedeem,
    SignInTransactionRedeemSignInTransactionRedeemSignInRefused,
    SignInTransactionRedeemSignInTransactionRedeemSignInTransactionRedeemed,
)
from .tenant_confirm import (
    TenantConfirm,
    TenantConfirmTenantConfirmSessionStarted,
    TenantConfirmTenantConfirmSignInRefused,
)
from .tenant_connect import (
    TenantConnect,
    TenantConnectTenantConnectConnection,
    TenantConnectTenantConnectPermissionDenied,
    TenantConnectTenantConnectSignInRefused,
)
from .tenant_disconnect import (
    TenantDisconnect,
    TenantDisconnectTenantDisconnectConnection,
    TenantDisconnectTenantDisconnectLastOwner,
    TenantDisconnectTenantDisconnectNotFound,
    TenantDisconnectTenantDisconnectPermissionDenied,
)

__all__ = [
    "AccountRead",
    "AccountReadViewer",
    "AccountReadViewerOrganisation",
    "AccountReadViewerOrganisationConnections",
    "AccountReadViewerPasskeys",
    "AccountReadViewerSession",
    "AccountReadViewerSessions",
    "AccountReadViewerUser",
    "ActorKind",
    "BaseClient",
    "BaseModel",
    "Conformance",
    "ConnectionChanges",
    "ConnectionUpdate",
    "ConnectionUpdateConnectionUpdateConnection",
    "ConnectionUpdateConnectionUpdateInvalidInput",
    "ConnectionUpdateConnectionUpdateLastOwner",
    "ConnectionUpdateConnectionUpdateNotFound",
    "ConnectionUpdateConnectionUpdatePermissionDenied",
    "ConnectionsRead",
    "ConnectionsReadViewer",
    "ConnectionsReadViewerOrganisation",
    "ConnectionsReadViewerOrganisationConnections",
    "IdentityClient",
    "MicrosoftConnection",
    "MicrosoftConnectionTenant",
    "MicrosoftSignInInput",
    "OwnSession",
    "PasskeyCreate",
    "PasskeyCreatePasskeyCreateInvalidInput",
    "PasskeyCreatePasskeyCreatePasskey",
    "PasskeyCreatePasskeyCreatePermissionDenied",
    "PasskeyDelete",
    "PasskeyDeletePasskeyDeleteLastOwner",
    "PasskeyDeletePasskeyDeleteNotFound",
    "PasskeyDeletePasskeyDeletePasskeyDeleted",
    "PasskeyDeletePasskeyDeletePermissionDenied",
    "PasskeyInput",
    "PasskeyRegistrationBegin",
    "PasskeyRegistrationBeginPasskeyRegistrationBeginPasskeyOptions",
    "PasskeyRegistrationBeginPasskeyRegistrationBeginPermissionDenied",
    "PasskeySignInBegin",
    "PasskeySignInBeginPasskeySignInBegin",
    "PasskeySignInInput",
    "PasswordChange",
    "PasswordChangePasswordChangeInvalidInput",
    "PasswordChangePasswordChangePasswordChanged",
    "PasswordChangePasswordChangePermissionDenied",
    "PasswordChangePasswordChangeSignInRefused",
    "PasswordSetUp",
    "PasswordSetUpInput",
    "PasswordSetUpPasswordSetUpInvalidInput",
    "PasswordSetUpPasswordSetUpSessionStarted",
    "PasswordSetUpPasswordSetUpSignInRefused",
    "PasswordSignInInput",
    "Ping",
    "Refusal",
    "Role",
    "SessionEnd",
    "SessionEndSessionEndInvalidInput",
    "SessionEndSessionEndNotFound",
    "SessionEndSessionEndPermissionDenied",
    "SessionEndSessionEndSession",
    "SessionRead",
    "SessionReadViewer",
    "SessionReadViewerOrganisation",
    "SessionReadViewerSession",
    "SessionStartWithMicrosoft",
    "SessionStartWithMicrosoftSessionStartWithMicrosoftSessionStarted",
    "SessionStartWithMicrosoftSessionStartWithMicrosoftSignInRefused",
    "SessionStartWithMicrosoftSessionStartWithMicrosoftTenantUnclaimed",
    "SessionStartWithPasskey",
    "SessionStartWithPasskeySessionStartWithPasskeySessionStarted",
    "SessionStartWithPasskeySessionStartWithPasskeySignInRefused",
    "SessionStartWithPassword",
    "SessionStartWithPasswordSessionStartWithPasswordSessionStarted",
    "SessionStartWithPasswordSessionStartWithPasswordSignInRefused",
    "SessionsEndByMicrosoft",
    "SessionsEndByMicrosoftSessionsEndByMicrosoft",
    "SetupLinkRead",
    "SetupLinkReadSetupLink",
    "SignInMethod",
    "SignInPurpose",
    "SignInRefusal",
    "SignInTransactionCreate",
    "SignInTransactionCreateSignInTransactionCreateInvalidInput",
    "SignInTransactionCreateSignInTransactionCreateNotFound",
    "SignInTransactionCreateSignInTransactionCreatePermissionDenied",
    "SignInTransactionCreateSignInTransactionCreateSignInRefused",
    "SignInTransactionCreateSignInTransactionCreateSignInTransactionCreated",
    "SignInTransactionInput",
    "SignInTransactionRedeem",
    "SignInTransactionRedeemSignInTransactionRedeemSignInRefused",
    "SignInTransactionRedeemSignInTransactionRedeemSignInTransactionRedeemed",
    "SignedIn",
    "SignedInOrganisation",
    "SignedInSession",
    "TenantConfirm",
    "TenantConfirmInput",
    "TenantConfirmTenantConfirmSessionStarted",
    "TenantConfirmTenantConfirmSignInRefused",
    "TenantConnect",
    "TenantConnectInput",
    "TenantConnectTenantConnectConnection",
    "TenantConnectTenantConnectPermissionDenied",
    "TenantConnectTenantConnectSignInRefused",
    "TenantDisconnect",
    "TenantDisconnectTenantDisconnectConnection",
    "TenantDisconnectTenantDisconnectLastOwner",
    "TenantDisconnectTenantDisconnectNotFound",
    "TenantDisconnectTenantDisconnectPermissionDenied",
    "Upload",
]
