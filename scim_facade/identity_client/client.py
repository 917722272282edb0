from typing import Any, Optional, Union

from .activity_record import ActivityRecord
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .connection_read import ConnectionRead
from .group_create import GroupCreate
from .group_delete import GroupDelete
from .group_list import GroupList
from .group_read import GroupRead
from .group_replace import GroupReplace
from .group_update import GroupUpdate
from .input_types import (
    Filter,
    GroupChanges,
    GroupInput,
    RuleUseInput,
    Sort,
    UserChanges,
    UserInput,
)
from .me_read import MeRead
from .member_list import MemberList
from .ping import Ping
from .resource_list import ResourceList
from .rule_uses_record import RuleUsesRecord
from .user_create import UserCreate
from .user_delete import UserDelete
from .user_list import UserList
from .user_read import UserRead
from .user_replace import UserReplace
from .user_update import UserUpdate


def gql(q: str) -> str:
    return q


class IdentityClient(BaseClient):
    async def group_read(
        self,
        id: str,
        with_extensions: bool,
        with_members: bool,
        members_first: int,
        **kwargs: Any,
    ) -> GroupRead:
        query = gql("""
            query GroupRead($id: ID!, $withExtensions: Boolean!, $withMembers: Boolean!, $membersFirst: Int!) {
              group(id: $id) {
                ...Group
              }
            }

            fragment Group on Group {
              id
              externalId
              displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "withExtensions": with_extensions,
            "withMembers": with_members,
            "membersFirst": members_first,
        }
        response = await self.execute(
            query=query, operation_name="GroupRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupRead.model_validate(data)

    async def group_list(
        self,
        offset: int,
        with_extensions: bool,
        with_members: bool,
        members_first: int,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupList:
        query = gql("""
            query GroupList($filter: Filter, $sort: Sort, $first: Int, $last: Int, $offset: Int! = 0, $after: String, $before: String, $withExtensions: Boolean!, $withMembers: Boolean!, $membersFirst: Int!) {
              groups(
                filter: $filter
                sort: $sort
                first: $first
                last: $last
                offset: $offset
                after: $after
                before: $before
              ) {
                totalCount
                pageInfo {
                  ...PageInfo
                }
                nodes {
                  ...Group
                }
              }
            }

            fragment Group on Group {
              id
              externalId
              displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment PageInfo on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "sort": sort,
            "first": first,
            "last": last,
            "offset": offset,
            "after": after,
            "before": before,
            "withExtensions": with_extensions,
            "withMembers": with_members,
            "membersFirst": members_first,
        }
        response = await self.execute(
            query=query, operation_name="GroupList", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupList.model_validate(data)

    async def member_list(
        self,
        id: str,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> MemberList:
        query = gql("""
            query MemberList($id: ID!, $first: Int!, $after: String) {
              group(id: $id) {
                members(first: $first, after: $after) {
                  ...MemberPage
                }
              }
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
            """)
        variables: dict[str, object] = {"id": id, "first": first, "after": after}
        response = await self.execute(
            query=query, operation_name="MemberList", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MemberList.model_validate(data)

    async def group_create(
        self,
        input: GroupInput,
        with_members: bool,
        members_first: int,
        with_extensions: bool,
        **kwargs: Any,
    ) -> GroupCreate:
        query = gql("""
            mutation GroupCreate($input: GroupInput!, $withMembers: Boolean!, $membersFirst: Int!, $withExtensions: Boolean!) {
              groupCreate(input: $input) {
                __typename
                ...Group
                ...GroupNameTaken
                ...ValueTaken
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment Group on Group {
              id
              externalId
              displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment GroupNameTaken on GroupNameTaken {
              message
              displayName
              existingId
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }
            """)
        variables: dict[str, object] = {
            "input": input,
            "withMembers": with_members,
            "membersFirst": members_first,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="GroupCreate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupCreate.model_validate(data)

    async def group_update(
        self,
        id: str,
        changes: GroupChanges,
        with_members: bool,
        members_first: int,
        with_extensions: bool,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupUpdate:
        query = gql("""
            mutation GroupUpdate($id: ID!, $changes: GroupChanges!, $expectedVersion: Int, $withMembers: Boolean!, $membersFirst: Int!, $withExtensions: Boolean!) {
              groupUpdate(id: $id, changes: $changes, expectedVersion: $expectedVersion) {
                __typename
                ...Group
                ...GroupNameTaken
                ...ValueTaken
                ...NotFound
                ...VersionConflict
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment Group on Group {
              id
              externalId
              displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment GroupNameTaken on GroupNameTaken {
              message
              displayName
              existingId
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "changes": changes,
            "expectedVersion": expected_version,
            "withMembers": with_members,
            "membersFirst": members_first,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="GroupUpdate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupUpdate.model_validate(data)

    async def group_replace(
        self,
        id: str,
        input: GroupInput,
        with_members: bool,
        members_first: int,
        with_extensions: bool,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupReplace:
        query = gql("""
            mutation GroupReplace($id: ID!, $input: GroupInput!, $expectedVersion: Int, $withMembers: Boolean!, $membersFirst: Int!, $withExtensions: Boolean!) {
              groupReplace(id: $id, input: $input, expectedVersion: $expectedVersion) {
                __typename
                ...Group
                ...GroupNameTaken
                ...ValueTaken
                ...NotFound
                ...VersionConflict
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment Group on Group {
              id
              externalId
              displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment GroupNameTaken on GroupNameTaken {
              message
              displayName
              existingId
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "input": input,
            "expectedVersion": expected_version,
            "withMembers": with_members,
            "membersFirst": members_first,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="GroupReplace", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupReplace.model_validate(data)

    async def group_delete(
        self,
        id: str,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GroupDelete:
        query = gql("""
            mutation GroupDelete($id: ID!, $expectedVersion: Int) {
              groupDelete(id: $id, expectedVersion: $expectedVersion) {
                __typename
                ... on GroupDeleted {
                  id
                }
                ...NotFound
                ...VersionConflict
                ...PermissionDenied
              }
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {"id": id, "expectedVersion": expected_version}
        response = await self.execute(
            query=query, operation_name="GroupDelete", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GroupDelete.model_validate(data)

    async def rule_uses_record(
        self, uses: list[RuleUseInput], **kwargs: Any
    ) -> RuleUsesRecord:
        query = gql("""
            mutation RuleUsesRecord($uses: [RuleUseInput!]!) {
              ruleUsesRecord(uses: $uses) {
                __typename
                ... on RuleUsesRecorded {
                  rules
                }
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }
            """)
        variables: dict[str, object] = {"uses": uses}
        response = await self.execute(
            query=query, operation_name="RuleUsesRecord", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RuleUsesRecord.model_validate(data)

    async def activity_record(
        self, requests: list[Any], **kwargs: Any
    ) -> ActivityRecord:
        query = gql("""
            mutation ActivityRecord($requests: [ScimRequest!]!) {
              activityRecord(requests: $requests) {
                __typename
                ... on ActivityRecorded {
                  entries
                }
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }
            """)
        variables: dict[str, object] = {"requests": requests}
        response = await self.execute(
            query=query, operation_name="ActivityRecord", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ActivityRecord.model_validate(data)

    async def resource_list(
        self,
        offset: int,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        with_groups: bool,
        with_members: bool,
        members_first: int,
        user_filter: Union[Optional[Filter], UnsetType] = UNSET,
        group_filter: Union[Optional[Filter], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ResourceList:
        query = gql("""
            query ResourceList($userFilter: Filter, $groupFilter: Filter, $sort: Sort, $first: Int, $last: Int, $offset: Int! = 0, $after: String, $before: String, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!, $withGroups: Boolean!, $withMembers: Boolean!, $membersFirst: Int!) {
              resources(
                userFilter: $userFilter
                groupFilter: $groupFilter
                sort: $sort
                first: $first
                last: $last
                offset: $offset
                after: $after
                before: $before
              ) {
                totalCount
                pageInfo {
                  ...PageInfo
                }
                nodes {
                  __typename
                  ...User
                  ...FoundGroup
                }
              }
            }

            fragment FoundGroup on Group {
              id
              externalId
              groupName: displayName
              version
              meta {
                created
                lastModified
              }
              extensions @include(if: $withExtensions)
              members(first: $membersFirst) @include(if: $withMembers) {
                ...MemberPage
              }
            }

            fragment MemberPage on MemberPage {
              nodes {
                value
                display
                type
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment PageInfo on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }
            """)
        variables: dict[str, object] = {
            "userFilter": user_filter,
            "groupFilter": group_filter,
            "sort": sort,
            "first": first,
            "last": last,
            "offset": offset,
            "after": after,
            "before": before,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
            "withGroups": with_groups,
            "withMembers": with_members,
            "membersFirst": members_first,
        }
        response = await self.execute(
            query=query, operation_name="ResourceList", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ResourceList.model_validate(data)

    async def user_read(
        self,
        id: str,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        with_groups: bool,
        **kwargs: Any,
    ) -> UserRead:
        query = gql("""
            query UserRead($id: ID!, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!, $withGroups: Boolean!) {
              user(id: $id) {
                ...User
              }
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
            "withGroups": with_groups,
        }
        response = await self.execute(
            query=query, operation_name="UserRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserRead.model_validate(data)

    async def user_list(
        self,
        offset: int,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        with_groups: bool,
        filter_: Union[Optional[Filter], UnsetType] = UNSET,
        sort: Union[Optional[Sort], UnsetType] = UNSET,
        first: Union[Optional[int], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserList:
        query = gql("""
            query UserList($filter: Filter, $sort: Sort, $first: Int, $last: Int, $offset: Int! = 0, $after: String, $before: String, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!, $withGroups: Boolean!) {
              users(
                filter: $filter
                sort: $sort
                first: $first
                last: $last
                offset: $offset
                after: $after
                before: $before
              ) {
                totalCount
                pageInfo {
                  ...PageInfo
                }
                nodes {
                  ...User
                }
              }
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment PageInfo on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }
            """)
        variables: dict[str, object] = {
            "filter": filter_,
            "sort": sort,
            "first": first,
            "last": last,
            "offset": offset,
            "after": after,
            "before": before,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
            "withGroups": with_groups,
        }
        response = await self.execute(
            query=query, operation_name="UserList", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserList.model_validate(data)

    async def user_create(
        self,
        input: UserInput,
        with_groups: bool,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        **kwargs: Any,
    ) -> UserCreate:
        query = gql("""
            mutation UserCreate($input: UserInput!, $withGroups: Boolean!, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!) {
              userCreate(input: $input) {
                __typename
                ...User
                ...UserNameTaken
                ...ValueTaken
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }

            fragment UserNameTaken on UserNameTaken {
              message
              userName
              existingId
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }
            """)
        variables: dict[str, object] = {
            "input": input,
            "withGroups": with_groups,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="UserCreate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserCreate.model_validate(data)

    async def user_update(
        self,
        id: str,
        changes: UserChanges,
        with_groups: bool,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserUpdate:
        query = gql("""
            mutation UserUpdate($id: ID!, $changes: UserChanges!, $expectedVersion: Int, $withGroups: Boolean!, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!) {
              userUpdate(id: $id, changes: $changes, expectedVersion: $expectedVersion) {
                __typename
                ...User
                ...UserNameTaken
                ...ValueTaken
                ...NotFound
                ...VersionConflict
                ...LastOwner
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment LastOwner on LastOwner {
              message
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }

            fragment UserNameTaken on UserNameTaken {
              message
              userName
              existingId
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "changes": changes,
            "expectedVersion": expected_version,
            "withGroups": with_groups,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="UserUpdate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserUpdate.model_validate(data)

    async def user_replace(
        self,
        id: str,
        input: UserInput,
        with_groups: bool,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserReplace:
        query = gql("""
            mutation UserReplace($id: ID!, $input: UserInput!, $expectedVersion: Int, $withGroups: Boolean!, $withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!) {
              userReplace(id: $id, input: $input, expectedVersion: $expectedVersion) {
                __typename
                ...User
                ...UserNameTaken
                ...ValueTaken
                ...NotFound
                ...VersionConflict
                ...LastOwner
                ...InvalidInput
                ...PermissionDenied
              }
            }

            fragment InvalidInput on InvalidInput {
              message
              field
            }

            fragment LastOwner on LastOwner {
              message
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }

            fragment UserNameTaken on UserNameTaken {
              message
              userName
              existingId
            }

            fragment ValueTaken on ValueTaken {
              message
              attribute
              value
              existingId
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "input": input,
            "expectedVersion": expected_version,
            "withGroups": with_groups,
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
        }
        response = await self.execute(
            query=query, operation_name="UserReplace", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserReplace.model_validate(data)

    async def user_delete(
        self,
        id: str,
        expected_version: Union[Optional[int], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UserDelete:
        query = gql("""
            mutation UserDelete($id: ID!, $expectedVersion: Int) {
              userDelete(id: $id, expectedVersion: $expectedVersion) {
                __typename
                ... on UserDeleted {
                  id
                }
                ...NotFound
                ...VersionConflict
                ...LastOwner
                ...PermissionDenied
              }
            }

            fragment LastOwner on LastOwner {
              message
            }

            fragment NotFound on NotFound {
              message
              id
            }

            fragment PermissionDenied on PermissionDenied {
              message
            }

            fragment VersionConflict on VersionConflict {
              message
              currentVersion
            }
            """)
        variables: dict[str, object] = {"id": id, "expectedVersion": expected_version}
        response = await self.execute(
            query=query, operation_name="UserDelete", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UserDelete.model_validate(data)

    async def connection_read(self, **kwargs: Any) -> ConnectionRead:
        query = gql("""
            query ConnectionRead {
              viewer {
                kind
                user {
                  id
                }
                connection {
                  id
                  version
                  conformance
                }
                organisation {
                  extensionSchemas {
                    ...ExtensionSchema
                  }
                }
              }
            }

            fragment ExtensionSchema on ExtensionSchema {
              urn
              resourceType
              name
              description
              attributes {
                ...SchemaAttribute
                subAttributes {
                  ...SchemaAttribute
                }
              }
            }

            fragment SchemaAttribute on SchemaAttribute {
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
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="ConnectionRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ConnectionRead.model_validate(data)

    async def me_read(
        self,
        with_profile: bool,
        with_enterprise: bool,
        with_manager: bool,
        with_extensions: bool,
        with_groups: bool,
        **kwargs: Any,
    ) -> MeRead:
        query = gql("""
            query MeRead($withProfile: Boolean!, $withEnterprise: Boolean!, $withManager: Boolean!, $withExtensions: Boolean!, $withGroups: Boolean!) {
              viewer {
                user {
                  ...User
                }
              }
            }

            fragment MultiValue on MultiValue {
              value
              display
              type
              primary
            }

            fragment User on User {
              id
              externalId
              userName
              active
              version
              meta {
                created
                lastModified
              }
              name @include(if: $withProfile) {
                formatted
                familyName
                givenName
                middleName
                honorificPrefix
                honorificSuffix
              }
              displayName @include(if: $withProfile)
              nickName @include(if: $withProfile)
              profileUrl @include(if: $withProfile)
              title @include(if: $withProfile)
              userType @include(if: $withProfile)
              preferredLanguage @include(if: $withProfile)
              locale @include(if: $withProfile)
              timezone @include(if: $withProfile)
              emails @include(if: $withProfile) {
                ...MultiValue
              }
              phoneNumbers @include(if: $withProfile) {
                ...MultiValue
              }
              ims @include(if: $withProfile) {
                ...MultiValue
              }
              photos @include(if: $withProfile) {
                ...MultiValue
              }
              addresses @include(if: $withProfile) {
                formatted
                streetAddress
                locality
                region
                postalCode
                country
                type
                primary
              }
              entitlements @include(if: $withProfile) {
                ...MultiValue
              }
              roles @include(if: $withProfile) {
                ...MultiValue
              }
              x509Certificates @include(if: $withProfile) {
                ...MultiValue
              }
              groups @include(if: $withGroups) {
                value
                display
                type
              }
              enterprise @include(if: $withEnterprise) {
                employeeNumber
                costCenter
                organization
                division
                department
                manager @include(if: $withManager) {
                  value
                  displayName
                }
              }
              extensions @include(if: $withExtensions)
            }
            """)
        variables: dict[str, object] = {
            "withProfile": with_profile,
            "withEnterprise": with_enterprise,
            "withManager": with_manager,
            "withExtensions": with_extensions,
            "withGroups": with_groups,
        }
        response = await self.execute(
            query=query, operation_name="MeRead", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MeRead.model_validate(data)

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
