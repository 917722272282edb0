"""Reading back through GraphQL what a demonstration sent through SCIM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.expectation import GroupState, TargetState, UserState
from entra_simulator.mapping import ENTERPRISE_SCHEMA, MANAGER_PATH, held_values
from entra_simulator.scim_path import value_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

PAGE_SIZE = 500

_USERS = """
query Users($first: Int!, $after: String) {
  users(first: $first, after: $after) {
    nodes {
      id externalId userName active displayName title preferredLanguage
      name { formatted familyName givenName }
      emails { value type }
      phoneNumbers { value type }
      addresses { formatted streetAddress locality region postalCode country type }
      enterprise { employeeNumber department manager { value } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

_GROUPS = """
query Groups($first: Int!, $after: String) {
  groups(first: $first, after: $after) {
    nodes { id externalId displayName }
    pageInfo { hasNextPage endCursor }
  }
}
"""

_MEMBERS = """
query Members($id: ID!, $first: Int!, $after: String) {
  group(id: $id) {
    members(first: $first, after: $after) {
      nodes { value }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


class ReadBackFailed(Exception):
    """GraphQL did not tell what stands there; the message says why."""


class GraphQLReader:
    """Reads one organisation with the bearer token that its directory provisions with."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def read_target(self, groups_with_members: Collection[str]) -> TargetState:
        """Every user and group that has an externalId; members only of the groups with these externalIds.

        Raises ReadBackFailed.
        """
        users = [node async for node in self._pages(_USERS, "users")]
        groups = [node async for node in self._pages(_GROUPS, "groups")]
        external_ids = {user["id"]: user["externalId"] or user["id"] for user in users}
        return TargetState(
            users=tuple(_user_state(user, external_ids) for user in users if user["externalId"]),
            groups=tuple(
                [
                    GroupState(
                        group["externalId"],
                        group["displayName"],
                        await self._members(group["id"], external_ids)
                        if group["externalId"] in groups_with_members
                        else frozenset(),
                    )
                    for group in groups
                    if group["externalId"]
                ]
            ),
        )

    async def _members(self, group_id: str, external_ids: dict[str, str]) -> frozenset[str]:
        members = [node["value"] async for node in self._pages(_MEMBERS, "group", "members", id=group_id)]
        return frozenset(external_ids.get(member, member) for member in members)

    async def _pages(self, document: str, *field: str, **variables: Any) -> AsyncIterator[dict[str, Any]]:
        """The nodes of the paged list at `field`, page after page."""
        after: str | None = None
        while True:
            page: Any = await self._data(document, {**variables, "first": PAGE_SIZE, "after": after})
            for name in field:
                page = page[name]
                if page is None:
                    raise ReadBackFailed(f"{name} vanished while it was being read.")
            for node in page["nodes"]:
                yield node
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    async def _data(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        body = orjson.dumps({"query": document, "variables": variables})
        try:
            async with self._session.post(self._url, data=body, headers=self._headers) as response:
                answer = orjson.loads(await response.read())
        except TimeoutError as error:
            raise ReadBackFailed(f"{self._url} did not answer in time.") from error
        except (aiohttp.ClientError, OSError) as error:
            raise ReadBackFailed(f"{self._url} did not answer GraphQL: {error}.") from error
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or answer.get("errors") or not isinstance(answer.get("data"), dict):
            raise ReadBackFailed(f"{self._url} refused to tell what stands there: {_reason(answer)}")
        data: dict[str, Any] = answer["data"]
        return data


def _user_state(node: dict[str, Any], external_ids: dict[str, str]) -> UserState:
    resource = {**node, ENTERPRISE_SCHEMA: node["enterprise"] or {}}
    manager = value_at(resource, f"{MANAGER_PATH}.value")
    return UserState(
        external_id=node["externalId"],
        attributes=held_values(resource, RECOMMENDED_MAPPING.users),
        manager=external_ids.get(manager, manager),
    )


def _reason(answer: Any) -> str:
    match answer:
        case {"errors": [{"message": str(message)}, *_]}:
            return message
    return "its answer is not GraphQL; name the address with --graphql if it is another."
