from collections.abc import AsyncIterator
from typing import Any, Optional, Union

from .access_token_create import AccessTokenCreate
from .access_token_revoke import AccessTokenRevoke
from .access_token_rotate import AccessTokenRotate
from .account_read import AccountRead
from .activity_added import ActivityAdded
from .activity_entry_read import ActivityEntryRead
from .activity_export import ActivityExport
from .activity_read import ActivityRead
from .activity_since import ActivitySince
from .audit_read import AuditRead
from .authentication_read import AuthenticationRead
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .conformance_update import ConformanceUpdate
from .connection_setup_link_create import ConnectionSetupLinkCreate
from .connection_setup_link_open import ConnectionSetupLinkOpen
from .connection_setup_link_read import ConnectionSetupLinkRead
from .connection_setup_link_revoke import ConnectionSetupLinkRevoke
from .connection_update import ConnectionUpdate
from .connections_read import ConnectionsRead
from .custom_schema_create import CustomSchemaCreate
from .custom_schema_delete import CustomSchemaDelete
from .custom_schema_replace import CustomSchemaReplace
from .custom_schemas_read import CustomSchemasRead
from .customer_read import CustomerRead
from .customers_read import CustomersRead
from .delegated_session_end import DelegatedSessionEnd
from .enums import Conformance, ReviewDecision, Role, Span
from .group_members_export import GroupMembersExport
from .group_named import GroupNamed
from .group_read import GroupRead
from .groups_named import GroupsNamed
from .groups_read import GroupsRead
from .home_read import HomeRead
from .input_types import (
    AccessTokenInput,
    ActivityFilter,
    ConnectionChanges,
    ConnectionSetupLinkInput,
    ConnectionSetupLinkOpenInput,
    ExtensionSchemaInput,
    Filter,
    MicrosoftSignInInput,
    OrganisationChanges,
    OrganisationInput,
    PasskeyInput,
    PasskeySignInInput,
    PasswordSetUpInput,
    PasswordSignInInput,
    PersonalTokenInput,
    SetupLinkInput,
    SignInTransactionInput,
    Sort,
    SupportSessionInput,
    TenantConfirmInput,
    TenantConnectInput,
    UserChanges,
)
from .microsoft_account_unlink import MicrosoftAccountUnlink
from .operator_read import OperatorRead
from .organisation_create import OrganisationCreate
from .other_sessions_end import OtherSessionsEnd
from .overview_read import OverviewRead
from .passkey_create import PasskeyCreate
from .passkey_delete import PasskeyDelete
from .passkey_registration_begin import PasskeyRegistrationBegin
from .passkey_sign_in_begin import PasskeySignInBegin
from .password_change import PasswordChange
from .password_set_up import PasswordSetUp
from .people_named import PeopleNamed
from .person_named import PersonNamed
from .personal_token_create import PersonalTokenCreate
from .personal_token_revoke import PersonalTokenRevoke
from .ping import Ping
from .provisioning_guide_read import ProvisioningGuideRead
from .provisioning_read import ProvisioningRead
from .review_item_decide import ReviewItemDecide
from .review_person import ReviewPerson
from .review_read import ReviewRead
from .session_end import SessionEnd
from .session_lifetimes_update import SessionLifetimesUpdate
from .session_read import SessionRead
from .session_start_with_microsoft import SessionStartWithMicrosoft
from .session_start_with_passkey import SessionStartWithPasskey
from .session_start_with_password import SessionStartWithPassword
from .sessions_end_by_microsoft import SessionsEndByMicrosoft
from .setup_link_create import SetupLinkCreate
from .setup_link_read import SetupLinkRead
from .setup_links_read import SetupLinksRead
from .sign_in_test import SignInTest
from .sign_in_transaction_create import SignInTransactionCreate
from .sign_in_transaction_redeem import SignInTransactionRedeem
from .subjects_by_id import SubjectsById
from .support_session_create import SupportSessionCreate
from .tenant_confirm import TenantConfirm
from .tenant_connect import TenantConnect
from .tenant_disconnect import TenantDisconnect
from .tokens_read import TokensRead
from .user_for_edit import UserForEdit
from .user_lock import UserLock
from .user_read import UserRead
from .user_role_update import UserRoleUpdate
from .user_sessions_end import UserSessionsEnd
from .user_unlock import UserUnlock
from .user_update import UserUpdate
from .users_count import UsersCount
from .users_export import UsersExport
from .users_read import UsersRead
from .vitals_read import VitalsRead


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
                  externalId
                  title
                  source
                  name {
                    givenName
                    familyName
                  }
                  emails {
                    value
                    type
                    primary
                  }
                  phoneNumbers {
                    value
                    type
                    primary
                  }
                  enterprise {
                    department
                    employeeNumber
                    manager {
                      displayName
                    }
                  }
                  groups {
                    value
                    display
                    type
                  }
                  microsoftAccounts {
                    tenantId
                    objectId
                    linkedAt
                    lastSignInAt
                  }
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
                personalTokens {
                  id
                  name
                  prefix
                  createdAt
                  expiresAt
                  revokedAt
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
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

    async def other_sessions_end(self, **kwargs: Any) -> OtherSessionsEnd:
        query = gql("""
            mutation OtherSessionsEnd {
              otherSessionsEnd {
                __typename
                ... on SessionsEnded {
                  sessions
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
            operation_name="OtherSessionsEnd",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return OtherSessionsEnd.model_validate(data)

    async def personal_token_create(
        self, input: PersonalTokenInput, **kwargs: Any
    ) -> PersonalTokenCreate:
        query = gql("""
            mutation PersonalTokenCreate($input: PersonalTokenInput!) {
              personalTokenCreate(input: $input) {
                __typename
                ... on PersonalTokenCreated {
                  secret
                  personalToken {
                    name
                  }
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
            query=query,
            operation_name="PersonalTokenCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PersonalTokenCreate.model_validate(data)

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
                kind
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

    async def activity_read(
        self,
        first: int,
        filter_: Union[Optional[ActivityFilter], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ActivityRead:
        query = gql("""
            query ActivityRead($filter: ActivityFilter, $first: Int!, $after: String) {
              viewer {
                ...Desk
              }
              accessTokens(first: 100) {
                nodes {
                  id
                  name
                  prefix
                }
              }
              activityEntries(filter: $filter, first: $first, after: $after) {
                nodes {
                  ...ActivityRow
                }
                pageInfo {
                  ...Neighbours
                }
              }
            }

            fragment ActivityRow on ActivityEntry {
              id
              at
              kind
              outcome
              requestId
              actor {
                kind
                id
                label
              }
              action
              status
              targetType
              targetId
              targetLabel
              message
              durationMs
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Neighbours on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "first": first,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="ActivityRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ActivityRead.model_validate(data)

    async def activity_since(
        self,
        first: int,
        filter_: Union[Optional[ActivityFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ActivitySince:
        query = gql("""
            query ActivitySince($filter: ActivityFilter, $first: Int!) {
              activityEntries(filter: $filter, first: $first) {
                nodes {
                  ...ActivityRow
                }
              }
            }

            fragment ActivityRow on ActivityEntry {
              id
              at
              kind
              outcome
              requestId
              actor {
                kind
                id
                label
              }
              action
              status
              targetType
              targetId
              targetLabel
              message
              durationMs
            }
            """)
        variables: dict[str, object] = {"filter": filter_, "first": first}
        response = await self.execute(
            query=query, operation_name="ActivitySince", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ActivitySince.model_validate(data)

    async def activity_added(
        self, filter_: Union[Optional[ActivityFilter], UnsetType] = UNSET, **kwargs: Any
    ) -> AsyncIterator[ActivityAdded]:
        query = gql("""
            subscription ActivityAdded($filter: ActivityFilter) {
              activityAdded(filter: $filter) {
                ...ActivityRow
              }
            }

            fragment ActivityRow on ActivityEntry {
              id
              at
              kind
              outcome
              requestId
              actor {
                kind
                id
                label
              }
              action
              status
              targetType
              targetId
              targetLabel
              message
              durationMs
            }
            """)
        variables: dict[str, object] = {"filter": filter_}
        async for data in self.execute_ws(
            query=query, operation_name="ActivityAdded", variables=variables, **kwargs
        ):
            yield ActivityAdded.model_validate(data)

    async def activity_entry_read(self, id: str, **kwargs: Any) -> ActivityEntryRead:
        query = gql("""
            query ActivityEntryRead($id: ID!) {
              viewer {
                ...Desk
              }
              accessTokens(first: 100) {
                nodes {
                  id
                  name
                  prefix
                }
              }
              activityEntry(id: $id) {
                ...ActivityRow
                connectionId
                advice
                explanation {
                  request
                  rules {
                    rule
                    subject
                  }
                  understood
                  operations {
                    name
                    variables
                    result
                    startedMs
                    durationMs
                  }
                  answer
                  steps {
                    name
                    durationMs
                  }
                }
                changes {
                  ...Audited
                }
              }
            }

            fragment ActivityRow on ActivityEntry {
              id
              at
              kind
              outcome
              requestId
              actor {
                kind
                id
                label
              }
              action
              status
              targetType
              targetId
              targetLabel
              message
              durationMs
            }

            fragment Audited on AuditEntry {
              id
              at
              actor {
                kind
                id
                label
              }
              action
              targetType
              targetId
              targetLabel
              changes {
                field
                before
                after
              }
              requestId
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query,
            operation_name="ActivityEntryRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ActivityEntryRead.model_validate(data)

    async def activity_export(
        self,
        first: int,
        filter_: Union[Optional[ActivityFilter], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ActivityExport:
        query = gql("""
            query ActivityExport($filter: ActivityFilter, $first: Int!, $after: String) {
              activityEntries(filter: $filter, first: $first, after: $after) {
                nodes {
                  ...ActivityRow
                }
                pageInfo {
                  ...Neighbours
                }
              }
            }

            fragment ActivityRow on ActivityEntry {
              id
              at
              kind
              outcome
              requestId
              actor {
                kind
                id
                label
              }
              action
              status
              targetType
              targetId
              targetLabel
              message
              durationMs
            }

            fragment Neighbours on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "first": first,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="ActivityExport", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ActivityExport.model_validate(data)

    async def people_named(self, search: str, **kwargs: Any) -> PeopleNamed:
        query = gql("""
            query PeopleNamed($search: String!) {
              users(search: $search, first: 6) {
                nodes {
                  id
                  userName
                  displayName
                }
              }
            }
            """)
        variables: dict[str, object] = {"search": search}
        response = await self.execute(
            query=query, operation_name="PeopleNamed", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PeopleNamed.model_validate(data)

    async def groups_named(self, search: str, **kwargs: Any) -> GroupsNamed:
        query = gql("""
            query GroupsNamed($search: String!) {
              groups(search: $search, first: 6) {
                nodes {
                  id
                  displayName
                }
              }
            }
            """)
        variables: dict[str, object] = {"search": search}
        response = await self.execute(
            query=query, operation_name="GroupsNamed", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupsNamed.model_validate(data)

    async def subjects_by_id(
        self,
        person: str,
        with_person: bool,
        group: str,
        with_group: bool,
        **kwargs: Any,
    ) -> SubjectsById:
        query = gql("""
            query SubjectsById($person: ID!, $withPerson: Boolean!, $group: ID!, $withGroup: Boolean!) {
              user(id: $person) @include(if: $withPerson) {
                id
                userName
                displayName
              }
              group(id: $group) @include(if: $withGroup) {
                id
                displayName
              }
            }
            """)
        variables: dict[str, object] = {
            "person": person,
            "withPerson": with_person,
            "group": group,
            "withGroup": with_group,
        }
        response = await self.execute(
            query=query, operation_name="SubjectsById", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SubjectsById.model_validate(data)

    async def audit_read(
        self,
        first: int,
        target_id: Union[Optional[str], UnsetType] = UNSET,
        request_id: Union[Optional[str], UnsetType] = UNSET,
        actor_id: Union[Optional[str], UnsetType] = UNSET,
        action: Union[Optional[str], UnsetType] = UNSET,
        since: Union[Optional[Any], UnsetType] = UNSET,
        until: Union[Optional[Any], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AuditRead:
        query = gql("""
            query AuditRead($targetId: ID, $requestId: String, $actorId: ID, $action: String, $since: DateTime, $until: DateTime, $first: Int!, $after: String) {
              viewer {
                ...Desk
              }
              auditEntries(
                targetId: $targetId
                requestId: $requestId
                actorId: $actorId
                action: $action
                since: $since
                until: $until
                first: $first
                after: $after
              ) {
                nodes {
                  ...Audited
                }
                pageInfo {
                  ...Neighbours
                }
              }
            }

            fragment Audited on AuditEntry {
              id
              at
              actor {
                kind
                id
                label
              }
              action
              targetType
              targetId
              targetLabel
              changes {
                field
                before
                after
              }
              requestId
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Neighbours on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "targetId": target_id,
            "requestId": request_id,
            "actorId": actor_id,
            "action": action,
            "since": since,
            "until": until,
            "first": first,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="AuditRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AuditRead.model_validate(data)

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
                sessionLifetimes {
                  lifetimeSeconds
                  idleSeconds
                  maximumLifetimeSeconds
                  maximumIdleSeconds
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
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

    async def session_lifetimes_update(
        self, changes: OrganisationChanges, **kwargs: Any
    ) -> SessionLifetimesUpdate:
        query = gql("""
            mutation SessionLifetimesUpdate($changes: OrganisationChanges!) {
              organisationUpdate(changes: $changes) {
                __typename
                ... on Organisation {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"changes": changes}
        response = await self.execute(
            query=query,
            operation_name="SessionLifetimesUpdate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SessionLifetimesUpdate.model_validate(data)

    async def sign_in_test(
        self, input: MicrosoftSignInInput, **kwargs: Any
    ) -> SignInTest:
        query = gql("""
            mutation SignInTest($input: MicrosoftSignInInput!) {
              signInTest(input: $input) {
                __typename
                ... on SignInTested {
                  claims {
                    name
                    value
                  }
                  rule
                  mustConfirm
                  refusal
                  user {
                    id
                    userName
                    displayName
                  }
                  connection {
                    ...MicrosoftConnection
                  }
                }
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
            query=query, operation_name="SignInTest", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SignInTest.model_validate(data)

    async def connection_setup_link_read(
        self, secret: str, **kwargs: Any
    ) -> ConnectionSetupLinkRead:
        query = gql("""
            query ConnectionSetupLinkRead($secret: String!) {
              connectionSetupLink(secret: $secret) {
                organisationName
                label
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {"secret": secret}
        response = await self.execute(
            query=query,
            operation_name="ConnectionSetupLinkRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConnectionSetupLinkRead.model_validate(data)

    async def connection_setup_link_open(
        self, input: ConnectionSetupLinkOpenInput, **kwargs: Any
    ) -> ConnectionSetupLinkOpen:
        query = gql("""
            mutation ConnectionSetupLinkOpen($input: ConnectionSetupLinkOpenInput!) {
              connectionSetupLinkOpen(input: $input) {
                __typename
                ...DelegateIn
                ...Refusal
                ...Trouble
              }
            }

            fragment DelegateIn on DelegatedSessionStarted {
              secret
              session {
                createdAt
                expiresAt
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
            operation_name="ConnectionSetupLinkOpen",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConnectionSetupLinkOpen.model_validate(data)

    async def setup_links_read(self, **kwargs: Any) -> SetupLinksRead:
        query = gql("""
            query SetupLinksRead {
              viewer {
                ...Desk
              }
              organisation {
                connections {
                  id
                }
                connectionSetupLinks {
                  ...SetupLink
                }
                delegatedSessions {
                  ...Delegate
                }
              }
            }

            fragment Delegate on DelegatedSession {
              id
              label
              reason
              createdAt
              expiresAt
              lastUsedAt
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment SetupLink on ConnectionSetupLink {
              id
              label
              createdBy
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="SetupLinksRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SetupLinksRead.model_validate(data)

    async def connection_setup_link_create(
        self, input: ConnectionSetupLinkInput, **kwargs: Any
    ) -> ConnectionSetupLinkCreate:
        query = gql("""
            mutation ConnectionSetupLinkCreate($input: ConnectionSetupLinkInput!) {
              connectionSetupLinkCreate(input: $input) {
                __typename
                ... on ConnectionSetupLinkCreated {
                  secret
                  connectionSetupLink {
                    ...SetupLink
                  }
                }
                ...Trouble
              }
            }

            fragment SetupLink on ConnectionSetupLink {
              id
              label
              createdBy
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ConnectionSetupLinkCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConnectionSetupLinkCreate.model_validate(data)

    async def connection_setup_link_revoke(
        self, id: str, **kwargs: Any
    ) -> ConnectionSetupLinkRevoke:
        query = gql("""
            mutation ConnectionSetupLinkRevoke($id: ID!) {
              connectionSetupLinkRevoke(id: $id) {
                __typename
                ... on ConnectionSetupLink {
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
            query=query,
            operation_name="ConnectionSetupLinkRevoke",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConnectionSetupLinkRevoke.model_validate(data)

    async def delegated_session_end(
        self, id: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> DelegatedSessionEnd:
        query = gql("""
            mutation DelegatedSessionEnd($id: ID) {
              delegatedSessionEnd(id: $id) {
                __typename
                ... on DelegatedSession {
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
            query=query,
            operation_name="DelegatedSessionEnd",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return DelegatedSessionEnd.model_validate(data)

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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="HomeRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return HomeRead.model_validate(data)

    async def groups_read(
        self,
        search: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupsRead:
        query = gql("""
            query GroupsRead($search: String, $filter: Filter, $sort: Sort, $first: Int, $after: String, $last: Int, $before: String) {
              viewer {
                ...Desk
              }
              groups(
                filter: $filter
                search: $search
                sort: $sort
                first: $first
                after: $after
                last: $last
                before: $before
              ) {
                countUpTo
                nodes {
                  id
                  displayName
                  externalId
                  source
                  meta {
                    lastModified
                  }
                  members(first: 0) {
                    totalCount
                  }
                }
                pageInfo {
                  ...Neighbours
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Neighbours on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "search": search,
            "filter": filter_,
            "sort": sort,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        }
        response = await self.execute(
            query=query, operation_name="GroupsRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupsRead.model_validate(data)

    async def group_read(
        self,
        id: str,
        within: Filter,
        members: int,
        offset: int,
        entries: int,
        entries_after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupRead:
        query = gql("""
            query GroupRead($id: ID!, $within: Filter!, $members: Int!, $offset: Int!, $entries: Int!, $entriesAfter: String) {
              viewer {
                ...Desk
              }
              group(id: $id) {
                id
                displayName
                externalId
                source
                extensions
                meta {
                  created
                  lastModified
                }
                members(first: $members, offset: $offset) {
                  totalCount
                  nodes {
                    ...MemberRow
                  }
                  pageInfo {
                    hasNextPage
                  }
                }
              }
              groups(filter: $within, first: 20) {
                nodes {
                  id
                  displayName
                }
              }
              auditEntries(targetId: $id, first: $entries, after: $entriesAfter) {
                ...Timeline
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment MemberRow on Member {
              value
              display
              type
            }

            fragment Timeline on AuditEntryPage {
              nodes {
                id
                at
                action
                actor {
                  kind
                  id
                  label
                }
                changes {
                  field
                  before
                  after
                }
                requestId
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "within": within,
            "members": members,
            "offset": offset,
            "entries": entries,
            "entriesAfter": entries_after,
        }
        response = await self.execute(
            query=query, operation_name="GroupRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupRead.model_validate(data)

    async def group_members_export(
        self,
        id: str,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupMembersExport:
        query = gql("""
            query GroupMembersExport($id: ID!, $first: Int!, $after: String) {
              viewer {
                ...Desk
              }
              group(id: $id) {
                displayName
                members(first: $first, after: $after) {
                  totalCount
                  nodes {
                    ...MemberRow
                  }
                  pageInfo {
                    hasNextPage
                    endCursor
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment MemberRow on Member {
              value
              display
              type
            }
            """)
        variables: dict[str, object] = {"id": id, "first": first, "after": after}
        response = await self.execute(
            query=query,
            operation_name="GroupMembersExport",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return GroupMembersExport.model_validate(data)

    async def group_named(self, filter_: Filter, **kwargs: Any) -> GroupNamed:
        query = gql("""
            query GroupNamed($filter: Filter!) {
              groups(filter: $filter, first: 1) {
                nodes {
                  id
                  displayName
                }
              }
            }
            """)
        variables: dict[str, object] = {"filter": filter_}
        response = await self.execute(
            query=query, operation_name="GroupNamed", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupNamed.model_validate(data)

    async def operator_read(self, **kwargs: Any) -> OperatorRead:
        query = gql("""
            query OperatorRead {
              viewer {
                ...OperatorDesk
              }
            }

            fragment OperatorDesk on Viewer {
              kind
              label
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="OperatorRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return OperatorRead.model_validate(data)

    async def customers_read(
        self,
        first: int,
        search: Union[Optional[str], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> CustomersRead:
        query = gql("""
            query CustomersRead($search: String, $first: Int!, $after: String) {
              viewer {
                ...OperatorDesk
              }
              organisations(search: $search, first: $first, after: $after) {
                nodes {
                  slug
                  name
                  createdAt
                  microsoftSignIn
                  tenantConnected
                  lastScimRequestAt
                  requests
                  troubledRequests
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }

            fragment OperatorDesk on Viewer {
              kind
              label
            }
            """)
        variables: dict[str, object] = {
            "search": search,
            "first": first,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="CustomersRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CustomersRead.model_validate(data)

    async def customer_read(self, slug: str, **kwargs: Any) -> CustomerRead:
        query = gql("""
            query CustomerRead($slug: String!) {
              viewer {
                ...OperatorDesk
              }
              organisation(slug: $slug) {
                id
                slug
                name
                createdAt
                connections {
                  id
                  name
                  conformance
                  microsoftSignIn
                  tenant {
                    id
                    domain
                  }
                  health {
                    lastRequestAt
                    lastChangeAt
                    requests
                    refused
                    failed
                  }
                }
                connectionSetupLinks {
                  ...SetupLink
                }
                delegatedSessions {
                  ...Delegate
                }
              }
            }

            fragment Delegate on DelegatedSession {
              id
              label
              reason
              createdAt
              expiresAt
              lastUsedAt
            }

            fragment OperatorDesk on Viewer {
              kind
              label
            }

            fragment SetupLink on ConnectionSetupLink {
              id
              label
              createdBy
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
            }
            """)
        variables: dict[str, object] = {"slug": slug}
        response = await self.execute(
            query=query, operation_name="CustomerRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CustomerRead.model_validate(data)

    async def support_session_create(
        self, input: SupportSessionInput, **kwargs: Any
    ) -> SupportSessionCreate:
        query = gql("""
            mutation SupportSessionCreate($input: SupportSessionInput!) {
              supportSessionCreate(input: $input) {
                __typename
                ...DelegateIn
                ...Trouble
              }
            }

            fragment DelegateIn on DelegatedSessionStarted {
              secret
              session {
                createdAt
                expiresAt
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="SupportSessionCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return SupportSessionCreate.model_validate(data)

    async def setup_link_create(
        self, input: SetupLinkInput, **kwargs: Any
    ) -> SetupLinkCreate:
        query = gql("""
            mutation SetupLinkCreate($input: SetupLinkInput!) {
              setupLinkCreate(input: $input) {
                __typename
                ... on SetupLinkCreated {
                  secret
                  setupLink {
                    userName
                    organisationName
                    expiresAt
                  }
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
            query=query, operation_name="SetupLinkCreate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SetupLinkCreate.model_validate(data)

    async def organisation_create(
        self, input: OrganisationInput, **kwargs: Any
    ) -> OrganisationCreate:
        query = gql("""
            mutation OrganisationCreate($input: OrganisationInput!) {
              organisationCreate(input: $input) {
                __typename
                ... on OrganisationCreated {
                  organisation {
                    slug
                    name
                  }
                  owner {
                    userName
                  }
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
            query=query,
            operation_name="OrganisationCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return OrganisationCreate.model_validate(data)

    async def overview_read(
        self, since: Any, span: Span, **kwargs: Any
    ) -> OverviewRead:
        query = gql("""
            query OverviewRead($since: DateTime!, $span: Span!) {
              viewer {
                ...Desk
              }
              directoryCounts {
                active
                provisioned
                linked
                locked
                deactivated
                groups
                neverSignedIn
                oldestUnlinked(first: 8) {
                  id
                  userName
                  displayName
                  meta {
                    created
                  }
                }
              }
              activityCounts(since: $since, span: $span) {
                beginsAt
                kind
                outcome
                entries
              }
              reviewItems(first: 0) {
                totalCount
              }
              organisation {
                connections {
                  microsoftSignIn
                  tenant {
                    id
                  }
                  ...Vitals
                }
                accessTokens(first: 100) {
                  nodes {
                    id
                    name
                    status
                    expiresAt
                    replacedBy
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Vitals on Connection {
              id
              health {
                lastRequestAt
                lastChangeAt
                requests
                refused
                failed
              }
              refusedCredentials {
                prefix
                reason
                uses
                lastAt
              }
            }
            """)
        variables: dict[str, object] = {"since": since, "span": span}
        response = await self.execute(
            query=query, operation_name="OverviewRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return OverviewRead.model_validate(data)

    async def provisioning_read(self, **kwargs: Any) -> ProvisioningRead:
        query = gql("""
            query ProvisioningRead {
              viewer {
                ...Desk
              }
              organisation {
                id
                connections {
                  ...Vitals
                  conformance
                  ruleUses {
                    rule
                    uses
                    lastUsedAt
                  }
                }
                accessTokens(first: 1000) {
                  nodes {
                    ...Token
                  }
                }
                extensionSchemas {
                  ...CustomSchema
                }
              }
            }

            fragment CustomAttribute on SchemaAttribute {
              name
              type
              description
              multiValued
              required
              caseExact
              uniqueness
              canonicalValues
              referenceTypes
            }

            fragment CustomSchema on ExtensionSchema {
              urn
              resourceType
              name
              description
              version
              attributes {
                ...CustomAttribute
                subAttributes {
                  ...CustomAttribute
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Token on AccessToken {
              id
              connectionId
              name
              prefix
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
              replaces
              replacedBy
              status
            }

            fragment Vitals on Connection {
              id
              health {
                lastRequestAt
                lastChangeAt
                requests
                refused
                failed
              }
              refusedCredentials {
                prefix
                reason
                uses
                lastAt
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="ProvisioningRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ProvisioningRead.model_validate(data)

    async def vitals_read(self, **kwargs: Any) -> VitalsRead:
        query = gql("""
            query VitalsRead {
              organisation {
                connections {
                  ...Vitals
                }
                accessTokens(first: 1000) {
                  nodes {
                    prefix
                    status
                  }
                }
              }
            }

            fragment Vitals on Connection {
              id
              health {
                lastRequestAt
                lastChangeAt
                requests
                refused
                failed
              }
              refusedCredentials {
                prefix
                reason
                uses
                lastAt
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="VitalsRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return VitalsRead.model_validate(data)

    async def provisioning_guide_read(self, **kwargs: Any) -> ProvisioningGuideRead:
        query = gql("""
            query ProvisioningGuideRead {
              viewer {
                ...Desk
              }
              organisation {
                id
                name
                connections {
                  ...Vitals
                  microsoftSignIn
                  tenant {
                    id
                  }
                  progress {
                    users
                    objectIds
                    groups
                    microsoftSignIns
                  }
                }
                accessTokens(first: 1000) {
                  nodes {
                    prefix
                    status
                  }
                }
                extensionSchemas {
                  ...CustomSchema
                }
              }
            }

            fragment CustomAttribute on SchemaAttribute {
              name
              type
              description
              multiValued
              required
              caseExact
              uniqueness
              canonicalValues
              referenceTypes
            }

            fragment CustomSchema on ExtensionSchema {
              urn
              resourceType
              name
              description
              version
              attributes {
                ...CustomAttribute
                subAttributes {
                  ...CustomAttribute
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Vitals on Connection {
              id
              health {
                lastRequestAt
                lastChangeAt
                requests
                refused
                failed
              }
              refusedCredentials {
                prefix
                reason
                uses
                lastAt
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="ProvisioningGuideRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ProvisioningGuideRead.model_validate(data)

    async def tokens_read(self, **kwargs: Any) -> TokensRead:
        query = gql("""
            query TokensRead {
              viewer {
                ...Desk
              }
              organisation {
                id
                connections {
                  id
                }
                accessTokens(first: 1000) {
                  nodes {
                    ...Token
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Token on AccessToken {
              id
              connectionId
              name
              prefix
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
              replaces
              replacedBy
              status
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="TokensRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokensRead.model_validate(data)

    async def custom_schemas_read(self, **kwargs: Any) -> CustomSchemasRead:
        query = gql("""
            query CustomSchemasRead {
              viewer {
                ...Desk
              }
              organisation {
                id
                extensionSchemas {
                  ...CustomSchema
                }
              }
            }

            fragment CustomAttribute on SchemaAttribute {
              name
              type
              description
              multiValued
              required
              caseExact
              uniqueness
              canonicalValues
              referenceTypes
            }

            fragment CustomSchema on ExtensionSchema {
              urn
              resourceType
              name
              description
              version
              attributes {
                ...CustomAttribute
                subAttributes {
                  ...CustomAttribute
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query,
            operation_name="CustomSchemasRead",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CustomSchemasRead.model_validate(data)

    async def access_token_create(
        self, input: AccessTokenInput, **kwargs: Any
    ) -> AccessTokenCreate:
        query = gql("""
            mutation AccessTokenCreate($input: AccessTokenInput!) {
              accessTokenCreate(input: $input) {
                __typename
                ... on AccessTokenCreated {
                  secret
                  accessToken {
                    ...Token
                  }
                }
                ...Misfit
                ...Trouble
              }
            }

            fragment Misfit on InvalidInput {
              field
            }

            fragment Token on AccessToken {
              id
              connectionId
              name
              prefix
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
              replaces
              replacedBy
              status
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="AccessTokenCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AccessTokenCreate.model_validate(data)

    async def access_token_rotate(
        self,
        id: str,
        overlap_seconds: int,
        expires_at: Union[Optional[Any], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AccessTokenRotate:
        query = gql("""
            mutation AccessTokenRotate($id: ID!, $overlapSeconds: Int!, $expiresAt: DateTime) {
              accessTokenRotate(
                id: $id
                overlapSeconds: $overlapSeconds
                expiresAt: $expiresAt
              ) {
                __typename
                ... on AccessTokenCreated {
                  secret
                  accessToken {
                    ...Token
                  }
                }
                ...Misfit
                ...Trouble
              }
            }

            fragment Misfit on InvalidInput {
              field
            }

            fragment Token on AccessToken {
              id
              connectionId
              name
              prefix
              createdAt
              expiresAt
              revokedAt
              lastUsedAt
              replaces
              replacedBy
              status
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "overlapSeconds": overlap_seconds,
            "expiresAt": expires_at,
        }
        response = await self.execute(
            query=query,
            operation_name="AccessTokenRotate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AccessTokenRotate.model_validate(data)

    async def access_token_revoke(self, id: str, **kwargs: Any) -> AccessTokenRevoke:
        query = gql("""
            mutation AccessTokenRevoke($id: ID!) {
              accessTokenRevoke(id: $id) {
                __typename
                ... on AccessToken {
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
            query=query,
            operation_name="AccessTokenRevoke",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AccessTokenRevoke.model_validate(data)

    async def conformance_update(
        self, id: str, conformance: Conformance, **kwargs: Any
    ) -> ConformanceUpdate:
        query = gql("""
            mutation ConformanceUpdate($id: ID!, $conformance: Conformance!) {
              connectionUpdate(id: $id, changes: {conformance: $conformance}) {
                __typename
                ... on Connection {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id, "conformance": conformance}
        response = await self.execute(
            query=query,
            operation_name="ConformanceUpdate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ConformanceUpdate.model_validate(data)

    async def custom_schema_create(
        self, input: ExtensionSchemaInput, **kwargs: Any
    ) -> CustomSchemaCreate:
        query = gql("""
            mutation CustomSchemaCreate($input: ExtensionSchemaInput!) {
              extensionSchemaCreate(input: $input) {
                __typename
                ... on ExtensionSchema {
                  urn
                }
                ...Misfit
                ...Nonconforming
                ...Trouble
              }
            }

            fragment Misfit on InvalidInput {
              field
            }

            fragment Nonconforming on DataDoesNotConform {
              resources
              examples {
                id
                attribute
                reason
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="CustomSchemaCreate",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CustomSchemaCreate.model_validate(data)

    async def custom_schema_replace(
        self,
        urn: str,
        input: ExtensionSchemaInput,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> CustomSchemaReplace:
        query = gql("""
            mutation CustomSchemaReplace($urn: ID!, $input: ExtensionSchemaInput!, $expectedVersion: Int) {
              extensionSchemaReplace(
                urn: $urn
                input: $input
                expectedVersion: $expectedVersion
              ) {
                __typename
                ... on ExtensionSchema {
                  urn
                }
                ...Misfit
                ...Nonconforming
                ...Trouble
              }
            }

            fragment Misfit on InvalidInput {
              field
            }

            fragment Nonconforming on DataDoesNotConform {
              resources
              examples {
                id
                attribute
                reason
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {
            "urn": urn,
            "input": input,
            "expectedVersion": expected_version,
        }
        response = await self.execute(
            query=query,
            operation_name="CustomSchemaReplace",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CustomSchemaReplace.model_validate(data)

    async def custom_schema_delete(
        self,
        urn: str,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> CustomSchemaDelete:
        query = gql("""
            mutation CustomSchemaDelete($urn: ID!, $expectedVersion: Int) {
              extensionSchemaDelete(urn: $urn, expectedVersion: $expectedVersion) {
                __typename
                ... on ExtensionSchemaDeleted {
                  urn
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"urn": urn, "expectedVersion": expected_version}
        response = await self.execute(
            query=query,
            operation_name="CustomSchemaDelete",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CustomSchemaDelete.model_validate(data)

    async def review_read(
        self, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> ReviewRead:
        query = gql("""
            query ReviewRead($after: String) {
              viewer {
                ...Desk
              }
              reviewItems(first: 50, after: $after) {
                totalCount
                pageInfo {
                  hasNextPage
                  endCursor
                }
                nodes {
                  id
                  reason
                  tenantId
                  objectId
                  externalId
                  requestId
                  userName
                  displayName
                  userId
                  decisions
                  isSettled
                  attempts
                  firstAt
                  lastAt
                  user {
                    id
                    userName
                    displayName
                    externalId
                    active
                    source
                    microsoftAccounts {
                      tenantId
                      objectId
                      lastSignInAt
                    }
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {"after": after}
        response = await self.execute(
            query=query, operation_name="ReviewRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ReviewRead.model_validate(data)

    async def review_item_decide(
        self,
        id: str,
        decision: ReviewDecision,
        user_id: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ReviewItemDecide:
        query = gql("""
            mutation ReviewItemDecide($id: ID!, $decision: ReviewDecision!, $userId: ID) {
              reviewItemDecide(id: $id, decision: $decision, userId: $userId) {
                __typename
                ... on ReviewItem {
                  id
                  decision
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "decision": decision,
            "userId": user_id,
        }
        response = await self.execute(
            query=query,
            operation_name="ReviewItemDecide",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ReviewItemDecide.model_validate(data)

    async def review_person(self, user_name: str, **kwargs: Any) -> ReviewPerson:
        query = gql("""
            query ReviewPerson($userName: String!) {
              userBy(userName: $userName) {
                id
              }
            }
            """)
        variables: dict[str, object] = {"userName": user_name}
        response = await self.execute(
            query=query, operation_name="ReviewPerson", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ReviewPerson.model_validate(data)

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

    async def users_read(
        self,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        search: Union[Optional[str], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UsersRead:
        query = gql("""
            query UsersRead($filter: Filter, $search: String, $sort: Sort, $first: Int, $after: String, $last: Int, $before: String) {
              viewer {
                ...Desk
              }
              users(
                filter: $filter
                search: $search
                sort: $sort
                first: $first
                after: $after
                last: $last
                before: $before
              ) {
                countUpTo
                nodes {
                  ...UserRow
                }
                pageInfo {
                  ...Neighbours
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Neighbours on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment UserRow on User {
              id
              userName
              displayName
              active
              source
              emails {
                value
                primary
              }
              lock {
                lockedAt
              }
              microsoftAccounts {
                objectId
              }
              meta {
                lastModified
              }
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "search": search,
            "sort": sort,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        }
        response = await self.execute(
            query=query, operation_name="UsersRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UsersRead.model_validate(data)

    async def users_count(
        self,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        search: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UsersCount:
        query = gql("""
            query UsersCount($filter: Filter, $search: String) {
              viewer {
                ...Desk
              }
              users(filter: $filter, search: $search, first: 1) {
                totalCount
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }
            """)
        variables: dict[str, object] = {"filter": filter_, "search": search}
        response = await self.execute(
            query=query, operation_name="UsersCount", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UsersCount.model_validate(data)

    async def users_export(
        self,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        search: Union[Optional[str], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UsersExport:
        query = gql("""
            query UsersExport($filter: Filter, $search: String, $sort: Sort, $first: Int, $after: String) {
              users(
                filter: $filter
                search: $search
                sort: $sort
                first: $first
                after: $after
              ) {
                nodes {
                  id
                  externalId
                  userName
                  displayName
                  name {
                    givenName
                    familyName
                  }
                  title
                  emails {
                    value
                    primary
                  }
                  active
                  source
                  role
                  enterprise {
                    department
                  }
                  lock {
                    reason
                  }
                  microsoftAccounts {
                    objectId
                    lastSignInAt
                  }
                  meta {
                    created
                    lastModified
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "search": search,
            "sort": sort,
            "first": first,
            "after": after,
        }
        response = await self.execute(
            query=query, operation_name="UsersExport", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UsersExport.model_validate(data)

    async def person_named(self, id: str, **kwargs: Any) -> PersonNamed:
        query = gql("""
            query PersonNamed($id: ID!) {
              user(id: $id) {
                id
                userName
                displayName
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="PersonNamed", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return PersonNamed.model_validate(data)

    async def user_read(
        self,
        id: str,
        entries: int,
        entries_after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserRead:
        query = gql("""
            query UserRead($id: ID!, $entries: Int!, $entriesAfter: String) {
              viewer {
                ...Desk
              }
              user(id: $id) {
                ...Profile
                role
                source
                lock {
                  lockedAt
                  lockedBy
                  reason
                }
                groups {
                  value
                  display
                  type
                }
                reports(first: 11) {
                  nodes {
                    id
                    userName
                    displayName
                  }
                }
                microsoftAccounts {
                  tenantId
                  objectId
                  linkedAt
                  lastSignInAt
                }
                sessions {
                  ...OwnSession
                }
                personalTokens {
                  id
                  name
                  prefix
                  createdAt
                  expiresAt
                  revokedAt
                  lastUsedAt
                }
              }
              auditEntries(targetId: $id, first: $entries, after: $entriesAfter) {
                ...Timeline
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
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

            fragment Profile on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName
              nickName
              profileUrl
              title
              userType
              preferredLanguage
              locale
              timezone
              emails {
                ...Value
              }
              phoneNumbers {
                ...Value
              }
              ims {
                ...Value
              }
              photos {
                ...Value
              }
              entitlements {
                ...Value
              }
              roles {
                ...Value
              }
              x509Certificates {
                ...Value
              }
              addresses {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              enterprise {
                employeeNumber
                costCenter
                organization
                division
                department
                manager {
                  value
                  displayName
                }
              }
              extensions
            }

            fragment Timeline on AuditEntryPage {
              nodes {
                id
                at
                action
                actor {
                  kind
                  id
                  label
                }
                changes {
                  field
                  before
                  after
                }
                requestId
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment Value on MultiValue {
              value
              display
              type
              primary
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "entries": entries,
            "entriesAfter": entries_after,
        }
        response = await self.execute(
            query=query, operation_name="UserRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserRead.model_validate(data)

    async def user_update(
        self,
        id: str,
        changes: UserChanges,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserUpdate:
        query = gql("""
            mutation UserUpdate($id: ID!, $changes: UserChanges!, $expectedVersion: Int) {
              userUpdate(id: $id, changes: $changes, expectedVersion: $expectedVersion) {
                __typename
                ... on User {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "changes": changes,
            "expectedVersion": expected_version,
        }
        response = await self.execute(
            query=query, operation_name="UserUpdate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserUpdate.model_validate(data)

    async def user_role_update(
        self, id: str, role: Role, **kwargs: Any
    ) -> UserRoleUpdate:
        query = gql("""
            mutation UserRoleUpdate($id: ID!, $role: Role!) {
              userRoleUpdate(id: $id, role: $role) {
                __typename
                ... on User {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id, "role": role}
        response = await self.execute(
            query=query, operation_name="UserRoleUpdate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserRoleUpdate.model_validate(data)

    async def user_lock(self, id: str, reason: str, **kwargs: Any) -> UserLock:
        query = gql("""
            mutation UserLock($id: ID!, $reason: String!) {
              userLock(id: $id, reason: $reason) {
                __typename
                ... on User {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {"id": id, "reason": reason}
        response = await self.execute(
            query=query, operation_name="UserLock", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserLock.model_validate(data)

    async def user_unlock(self, id: str, **kwargs: Any) -> UserUnlock:
        query = gql("""
            mutation UserUnlock($id: ID!) {
              userUnlock(id: $id) {
                __typename
                ... on User {
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
            query=query, operation_name="UserUnlock", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserUnlock.model_validate(data)

    async def user_sessions_end(self, id: str, **kwargs: Any) -> UserSessionsEnd:
        query = gql("""
            mutation UserSessionsEnd($id: ID!) {
              userSessionsEnd(id: $id) {
                __typename
                ... on User {
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
            query=query, operation_name="UserSessionsEnd", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserSessionsEnd.model_validate(data)

    async def personal_token_revoke(
        self, id: str, **kwargs: Any
    ) -> PersonalTokenRevoke:
        query = gql("""
            mutation PersonalTokenRevoke($id: ID!) {
              personalTokenRevoke(id: $id) {
                __typename
                ... on PersonalToken {
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
            query=query,
            operation_name="PersonalTokenRevoke",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PersonalTokenRevoke.model_validate(data)

    async def microsoft_account_unlink(
        self, user_id: str, tenant_id: str, object_id: str, **kwargs: Any
    ) -> MicrosoftAccountUnlink:
        query = gql("""
            mutation MicrosoftAccountUnlink($userId: ID!, $tenantId: ID!, $objectId: ID!) {
              microsoftAccountUnlink(
                userId: $userId
                tenantId: $tenantId
                objectId: $objectId
              ) {
                __typename
                ... on User {
                  id
                }
                ...Trouble
              }
            }

            fragment Trouble on Problem {
              message
            }
            """)
        variables: dict[str, object] = {
            "userId": user_id,
            "tenantId": tenant_id,
            "objectId": object_id,
        }
        response = await self.execute(
            query=query,
            operation_name="MicrosoftAccountUnlink",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return MicrosoftAccountUnlink.model_validate(data)

    async def user_for_edit(self, id: str, **kwargs: Any) -> UserForEdit:
        query = gql("""
            query UserForEdit($id: ID!) {
              viewer {
                ...Desk
              }
              user(id: $id) {
                id
                userName
                displayName
                active
                version
                source
                name {
                  formatted
                  familyName
                  givenName
                  middleName
                  honorificPrefix
                  honorificSuffix
                }
                emails {
                  ...Value
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
              delegatedSession {
                kind
                label
                reason
                expiresAt
              }
            }

            fragment Value on MultiValue {
              value
              display
              type
              primary
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="UserForEdit", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserForEdit.model_validate(data)
