"""Which arguments of mutations the activity log may show. Pure: no I/O, no clock, no framework.

By the schema, and not by what a value looks like: every text that can be sent stands in one of the two tables, as
`<mutation>.<argument>` or `<input>.<field>`; what stands in neither is withheld.
"""

from __future__ import annotations

from typing import Final

WITHHELD_VALUE: Final = "[withheld]"

WITHHELD: Final = frozenset(
    {
        "ConnectionSetupLinkOpenInput.secret",
        "MicrosoftSignInInput.browser",
        "MicrosoftSignInInput.idToken",
        "PasskeyInput.credential",
        "PasskeySignInInput.credential",
        "PasswordSetUpInput.password",
        "PasswordSetUpInput.secret",
        "PasswordSignInInput.password",
        "SignInTransactionInput.browser",
        "SignInTransactionInput.nonce",
        "SignInTransactionInput.sealed",
        "SignInTransactionInput.state",
        "TenantConfirmInput.browser",
        "TenantConfirmInput.password",
        "TenantConnectInput.browser",
        "TenantConnectInput.idToken",
        "passwordChange.current",
        "passwordChange.new",
        "sessionsEndByMicrosoft.issuer",
        "sessionsEndByMicrosoft.sid",
        "signInTransactionRedeem.browser",
        "signInTransactionRedeem.state",
    }
)
"""What opens something, or proves something, or could be used to guess at either."""

_SHOWN: Final = {
    "AccessTokenInput": "connectionId name",
    "AddressInput": "country formatted locality postalCode region streetAddress type",
    "Comparison": "attribute value",
    "ConnectionChanges": "name",
    "ConnectionSetupLinkInput": "connectionId label reason",
    "ElementFilter": "attribute",
    "EnterpriseUserInput": "costCenter department division employeeNumber manager organization",
    "ExtensionSchemaInput": "description name urn",
    "Filter": "present",
    "GroupChanges": "addMembers displayName extensions externalId removeMembers replaceMembers",
    "GroupInput": "displayName extensions externalId members",
    "MicrosoftSignInInput": "userAgent",
    "MultiValueInput": "display type value",
    "NameInput": "familyName formatted givenName honorificPrefix honorificSuffix middleName",
    "OperatorTokenInput": "name",
    "OrganisationChanges": "name",
    "OrganisationInput": "name owner slug",
    "PasskeyInput": "name",
    "PasskeySignInInput": "userAgent",
    "PasswordSetUpInput": "userAgent",
    "PasswordSignInInput": "organisation userAgent userName",
    "PersonalTokenInput": "name",
    "SchemaAttributeInput": "canonicalValues description name referenceTypes type uniqueness",
    "SessionInput": "organisation reason userName",
    "SetupLinkInput": "organisation reason userName",
    "SignInTransactionInput": "connectionId expectedTenantId",
    "SupportSessionInput": "organisation reason",
    "TenantConfirmInput": "organisation userAgent userName",
    "TenantConnectInput": "replacing",
    "UserChanges": "displayName extensions externalId locale nickName preferredLanguage profileUrl timezone title "
    "userName userType",
    "UserInput": "displayName extensions externalId locale nickName preferredLanguage profileUrl timezone title "
    "userName userType",
    "accessTokenRevoke": "id",
    "accessTokenRotate": "id",
    "connectionSetupLinkRevoke": "id",
    "connectionUpdate": "id",
    "delegatedSessionEnd": "id",
    "extensionSchemaDelete": "urn",
    "extensionSchemaReplace": "urn",
    "groupDelete": "id",
    "groupReplace": "id",
    "groupUpdate": "id",
    "microsoftAccountUnlink": "objectId tenantId userId",
    "operatorTokenRevoke": "id",
    "passkeyDelete": "id",
    "personalTokenRevoke": "id",
    "reviewItemDecide": "id userId",
    "sessionEnd": "id",
    "tenantDisconnect": "connectionId",
    "userDelete": "id",
    "userLock": "id reason",
    "userReplace": "id",
    "userRoleUpdate": "id",
    "userSessionsEnd": "id",
    "userUnlock": "id",
    "userUpdate": "id",
}
SHOWN: Final = frozenset(f"{owner}.{name}" for owner, names in _SHOWN.items() for name in names.split())
"""What an administrator of the organisation may see of what somebody did in it."""
