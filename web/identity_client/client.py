from typing import Any, Optional, Union

from .account_read import AccountRead
from .authentication_read import AuthenticationRead
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .connection_update import ConnectionUpdate
from .connections_read import ConnectionsRead
from .home_read import HomeRead
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
from .passkey_create import PasskeyCreate
from .passkey_delete import PasskeyDelete
from .passkey_registration_begin import PasskeyRegistrationBegin
from .passkey_sign_in_begin import PasskeySignInBegin
from .password_change import PasswordChange
from .password_set_up import PasswordSetUp
from .ping import Ping
from .session_end import SessionEnd
from .session_read import SessionRead
from .session_start_with_microsoft import SessionStartWithMicrosoft
from .session_start_with_passkey import SessionStartWithPasskey
from .session_start_with_password import SessionStartWithPassword
from .sessions_end_by_microsoft import SessionsEndByMicrosoft
from .setup_link_read import SetupLinkRead
from .sign_in_transaction_create import SignInTransactionCreate
from .sign_in_transaction_redeem import SignInTransactionRedeem
from .tenant_confirm import TenantConfirm
from .tenant_connect import TenantConnect
from .tenant_disconnect import TenantDisconnect


def gql(q: str) -> str:
    return q


class IdentityClient(BaseClient):
    async def account_read(self, **kwargs: Any) -> AccountRead:
        query = gql("""
            query AccountRead {
              viewer {
                ...Desk
              }
              own: viewer {
                role
                hasPassword
                user {
                  id
                  userName
                  displayName
                }
                organisation {
                  id
                  slug
                  name
                }
                session {
                  ...OwnSession
                }
                sessions {
                  ...OwnSession
                }
                passkeys {
                  id
                  name
                  createdAt
                  lastUsedAt
                }
              }
            }

            fragment Desk on Viewer {
              kind
              label
              role
              user {
                id
                userName
                displayName
              }
              organisation {
                id
                slug
                name
              }
            }

            fragment OwnSession on Session {
              id
              method
              tenantId
              userAgent
              createdAt
              expiresAt
              lastUsedAt
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="AccountRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AccountRead.model_validate(data)

    async def session_end(
        self, id: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> SessionEnd:
        query = gql("""
            mutation SessionEnd($id: ID) {
              sessionEnd(id: $id) {
                __typename
                ... on Session {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="SessionEnd", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SessionEnd.model_validate(data)

    async def password_change(
        self, current: str, new: str, **kwargs: Any
    ) -> PasswordChange:
        query = gql("""
            mutation PasswordChange($current: String!, $new: String!) {
              passwordChange(current: $current, new: $new) {
                __typename
                ... on PasswordChanged {
                  changedAt
                }
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"current": current, "new": new}
        response = await self.execute(
            query=query, operation_name="PasswordChange", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PasswordChange.model_validate(data)

    async def passkey_registration_begin(
        self, **kwargs: Any
    ) -> PasskeyRegistrationBegin:
        query = gql("""
            mutation PasskeyRegistrationBegin {
              passkeyRegistrationBegin {
                __typename
                ... on PasskeyOptions {
                  publicKey
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="PasskeyRegistrationBegin",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PasskeyRegistrationBegin.model_validate(data)

    async def passkey_create(self, input: PasskeyInput, **kwargs: Any) -> PasskeyCreate:
        query = gql("""
            mutation PasskeyCreate($input: PasskeyInput!) {
              passkeyCreate(input: $input) {
                __typename
                ... on Passkey {
                  id
                  name
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="PasskeyCreate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PasskeyCreate.model_validate(data)

    async def passkey_delete(self, id: str, **kwargs: Any) -> PasskeyDelete:
        query = gql("""
            mutation PasskeyDelete($id: ID!) {
              passkeyDelete(id: $id) {
                __typename
                ... on PasskeyDeleted {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="PasskeyDelete", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PasskeyDelete.model_validate(data)

    async def session_read(self, **kwargs: Any) -> SessionRead:
        query = gql("""
            query SessionRead {
              viewer {
                organisation {
                  slug
                }
                session {
                  method
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="SessionRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SessionRead.model_validate(data)

    async def authentication_read(self, **kwargs: Any) -> AuthenticationRead:
        query = gql("""
            query AuthenticationRead {
              viewer {
                ...Desk
              }
              organisation {
                connections {
                  ...MicrosoftConnection
                }
              }
              own: viewer {
                user {
                  microsoftAccounts {
                    tenantId
                  }
                }
              }
            }

            fragment Desk on Viewer {
              kind
              label
              role
              user {
                id
                userName
                displayName
              }
              organisation {
                id
                slug
                name
              }
            }

            fragment MicrosoftConnection on Connection {
              id
              name
              microsoftSignIn
              justInTime
              adminConsentedAt
              tenant {
                id
                domain
                connectedAt
                connectedBy
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="AuthenticationRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AuthenticationRead.model_validate(data)

    async def tenant_connect(
        self, input: TenantConnectInput, **kwargs: Any
    ) -> TenantConnect:
        query = gql("""
            mutation TenantConnect($input: TenantConnectInput!) {
              tenantConnect(input: $input) {
                __typename
                ...MicrosoftConnection
                ...Refusal
                ...Trouble
              }
            }

            fragment MicrosoftConnection on Connection {
              id
              name
              microsoftSignIn
              justInTime
              adminConsentedAt
              tenant {
                id
                domain
                connectedAt
                connectedBy
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="TenantConnect", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TenantConnect.model_validate(data)

    async def tenant_disconnect(
        self, connection_id: str, **kwargs: Any
    ) -> TenantDisconnect:
        query = gql("""
            mutation TenantDisconnect($connectionId: ID!) {
              tenantDisconnect(connectionId: $connectionId) {
                __typename
                ...MicrosoftConnection
                ...Trouble
              }
            }

            fragment MicrosoftConnection on Connection {
              id
              name
              microsoftSignIn
              justInTime
              adminConsentedAt
              tenant {
                id
                domain
                connectedAt
                connectedBy
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"connectionId": connection_id}
        response = await self.execute(
            query=query,
            operation_name="TenantDisconnect",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return TenantDisconnect.model_validate(data)

    async def connection_update(
        self, id: str, changes: ConnectionChanges, **kwargs: Any
    ) -> ConnectionUpdate:
        query = gql("""
            mutation ConnectionUpdate($id: ID!, $changes: ConnectionChanges!) {
              connectionUpdate(id: $id, changes: $changes) {
                __typename
                ...MicrosoftConnection
                ...Trouble
              }
            }

            fragment MicrosoftConnection on Connection {
              id
              name
              microsoftSignIn
              justInTime
              adminConsentedAt
              tenant {
                id
                domain
                connectedAt
                connectedBy
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id, "changes": changes}
        response = await self.execute(
            query=query,
            operation_name="ConnectionUpdate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConnectionUpdate.model_validate(data)

    async def connections_read(self, **kwargs: Any) -> ConnectionsRead:
        query = gql("""
            query ConnectionsRead {
              viewer {
                organisation {
                  connections {
                    id
                    tenant {
                      id
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="ConnectionsRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ConnectionsRead.model_validate(data)

    async def home_read(self, **kwargs: Any) -> HomeRead:
        query = gql("""
            query HomeRead {
              viewer {
                ...Desk
              }
            }

            fragment Desk on Viewer {
              kind
              label
              role
              user {
                id
                userName
                displayName
              }
              organisation {
                id
                slug
                name
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="HomeRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return HomeRead.model_validate(data)

    async def sign_in_transaction_create(
        self, input: SignInTransactionInput, **kwargs: Any
    ) -> SignInTransactionCreate:
        query = gql("""
            mutation SignInTransactionCreate($input: SignInTransactionInput!) {
              signInTransactionCreate(input: $input) {
                __typename
                ... on SignInTransactionCreated {
                  expiresAt
                }
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="SignInTransactionCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SignInTransactionCreate.model_validate(data)

    async def sign_in_transaction_redeem(
        self, state: str, browser: str, **kwargs: Any
    ) -> SignInTransactionRedeem:
        query = gql("""
            mutation SignInTransactionRedeem($state: String!, $browser: String!) {
              signInTransactionRedeem(state: $state, browser: $browser) {
                __typename
                ... on SignInTransactionRedeemed {
                  purpose
                  sealed
                }
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"state": state, "browser": browser}
        response = await self.execute(
            query=query,
            operation_name="SignInTransactionRedeem",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SignInTransactionRedeem.model_validate(data)

    async def session_start_with_microsoft(
        self, input: MicrosoftSignInInput, **kwargs: Any
    ) -> SessionStartWithMicrosoft:
        query = gql("""
            mutation SessionStartWithMicrosoft($input: MicrosoftSignInInput!) {
              sessionStartWithMicrosoft(input: $input) {
                __typename
                ...SignedIn
                ... on TenantUnclaimed {
                  tenantId
                  userName
                }
                ... on AccountUnconfirmed {
                  tenantId
                  userName
                }
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment SignedIn on SessionStarted {
              secret
              session {
                id
                createdAt
                expiresAt
              }
              organisation {
                slug
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="SessionStartWithMicrosoft",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SessionStartWithMicrosoft.model_validate(data)

    async def tenant_confirm(
        self, input: TenantConfirmInput, **kwargs: Any
    ) -> TenantConfirm:
        query = gql("""
            mutation TenantConfirm($input: TenantConfirmInput!) {
              tenantConfirm(input: $input) {
                __typename
                ...SignedIn
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment SignedIn on SessionStarted {
              secret
              session {
                id
                createdAt
                expiresAt
              }
              organisation {
                slug
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="TenantConfirm", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TenantConfirm.model_validate(data)

    async def session_start_with_password(
        self, input: PasswordSignInInput, **kwargs: Any
    ) -> SessionStartWithPassword:
        query = gql("""
            mutation SessionStartWithPassword($input: PasswordSignInInput!) {
              sessionStartWithPassword(input: $input) {
                __typename
                ...SignedIn
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment SignedIn on SessionStarted {
              secret
              session {
                id
                createdAt
                expiresAt
              }
              organisation {
                slug
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="SessionStartWithPassword",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SessionStartWithPassword.model_validate(data)

    async def passkey_sign_in_begin(self, **kwargs: Any) -> PasskeySignInBegin:
        query = gql("""
            mutation PasskeySignInBegin {
              passkeySignInBegin {
                publicKey
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="PasskeySignInBegin",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PasskeySignInBegin.model_validate(data)

    async def session_start_with_passkey(
        self, input: PasskeySignInInput, **kwargs: Any
    ) -> SessionStartWithPasskey:
        query = gql("""
            mutation SessionStartWithPasskey($input: PasskeySignInInput!) {
              sessionStartWithPasskey(input: $input) {
                __typename
                ...SignedIn
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment SignedIn on SessionStarted {
              secret
              session {
                id
                createdAt
                expiresAt
              }
              organisation {
                slug
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="SessionStartWithPasskey",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SessionStartWithPasskey.model_validate(data)

    async def setup_link_read(self, secret: str, **kwargs: Any) -> SetupLinkRead:
        query = gql("""
            query SetupLinkRead($secret: String!) {
              setupLink(secret: $secret) {
                organisationName
                organisationSlug
                userName
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {"secret": secret}
        response = await self.execute(
            query=query, operation_name="SetupLinkRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SetupLinkRead.model_validate(data)

    async def password_set_up(
        self, input: PasswordSetUpInput, **kwargs: Any
    ) -> PasswordSetUp:
        query = gql("""
            mutation PasswordSetUp($input: PasswordSetUpInput!) {
              passwordSetUp(input: $input) {
                __typename
                ...SignedIn
                ...Refusal
                ...Trouble
              }
            }

            fragment Refusal on SignInRefused {
              reason
              retryAfterSeconds
            }

            fragment SignedIn on SessionStarted {
              secret
              session {
                id
                createdAt
                expiresAt
              }
              organisation {
                slug
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="PasswordSetUp", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PasswordSetUp.model_validate(data)

    async def sessions_end_by_microsoft(
        self, sid: str, issuer: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> SessionsEndByMicrosoft:
        query = gql("""
            mutation SessionsEndByMicrosoft($sid: String!, $issuer: String) {
              sessionsEndByMicrosoft(sid: $sid, issuer: $issuer) {
                sessions
              }
            }
            """)
        variables: dict[str, object] = {"sid": sid, "issuer": issuer}
        response = await self.execute(
            query=query,
            operation_name="SessionsEndByMicrosoft",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SessionsEndByMicrosoft.model_validate(data)

    async def ping(self, **kwargs: Any) -> Ping:
        query = gql("""
            query Ping {
              __typename
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Ping", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Ping.model_validate(data)
