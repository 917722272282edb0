"""What the operator asks of identity, as functions: each is one GraphQL operation, in process, over the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from identity.app import Identity

LABEL = "command line"
"""Whom the audit log names for what is done here."""

ACCESS_TOKEN = "fragment Token on AccessToken { id connectionId name prefix createdAt expiresAt revokedAt lastUsedAt }"  # noqa: S105 - a GraphQL fragment
OPERATOR_TOKEN = "fragment Token on OperatorToken { id name prefix createdAt expiresAt revokedAt lastUsedAt }"  # noqa: S105 - likewise

ORGANISATION_CREATE = """
mutation OrganisationCreate($input: OrganisationInput!) { result: organisationCreate(input: $input) {
  __typename
  ... on OrganisationCreated { organisation { id slug name } connection { id } owner { id userName } }
  ... on Problem { message }
} }"""

CONNECTIONS = """
query Connections($slug: String!) { organisation(slug: $slug) { id slug name connections { id } } }"""

CONNECTION_FACTS = """
query Connection($slug: String!) { organisation(slug: $slug) { connections {
  id name conformance createdAt ruleUses { rule uses firstUsedAt lastUsedAt }
} } }"""

CONNECTION_UPDATE = """
mutation ConnectionUpdate($id: ID!, $changes: ConnectionChanges!) {
  result: connectionUpdate(id: $id, changes: $changes) {
    __typename
    ... on Connection { id name conformance }
    ... on Problem { message }
  }
}"""

ACCESS_TOKENS = f"""{ACCESS_TOKEN}
query AccessTokens($slug: String!, $after: String) {{ organisation(slug: $slug) {{
  accessTokens(first: 100, after: $after) {{ nodes {{ ...Token }} pageInfo {{ hasNextPage endCursor }} }}
}} }}"""

ACCESS_TOKEN_CREATE = f"""{ACCESS_TOKEN}
mutation AccessTokenCreate($input: AccessTokenInput!) {{ result: accessTokenCreate(input: $input) {{
  __typename
  ... on AccessTokenCreated {{ secret accessToken {{ ...Token }} }}
  ... on Problem {{ message }}
}} }}"""

ACCESS_TOKEN_REVOKE = f"""{ACCESS_TOKEN}
mutation AccessTokenRevoke($id: ID!) {{ result: accessTokenRevoke(id: $id) {{
  __typename
  ...Token
  ... on Problem {{ message }}
}} }}"""

OPERATOR_TOKEN_CREATE = f"""{OPERATOR_TOKEN}
mutation OperatorTokenCreate($input: OperatorTokenInput!) {{ result: operatorTokenCreate(input: $input) {{
  __typename
  ... on OperatorTokenCreated {{ secret operatorToken {{ ...Token }} }}
  ... on Problem {{ message }}
}} }}"""

OPERATOR_TOKEN_REVOKE = f"""{OPERATOR_TOKEN}
mutation OperatorTokenRevoke($id: ID!) {{ result: operatorTokenRevoke(id: $id) {{
  __typename
  ...Token
  ... on Problem {{ message }}
}} }}"""

SESSION_CREATE = """
mutation SessionCreate($input: SessionInput!) { result: sessionCreate(input: $input) {
  __typename
  ... on SessionCreated { secret session { id userId createdAt expiresAt } }
  ... on Problem { message }
} }"""

SETUP_LINK_CREATE = """
mutation SetupLinkCreate($input: SetupLinkInput!) { result: setupLinkCreate(input: $input) {
  __typename
  ... on SetupLinkCreated { secret setupLink { id userName expiresAt } }
  ... on Problem { message }
} }"""

CONNECTION_SETUP_LINK_CREATE = """
mutation ConnectionSetupLinkCreate($input: ConnectionSetupLinkInput!) {
  result: connectionSetupLinkCreate(input: $input) {
    __typename
    ... on ConnectionSetupLinkCreated { secret connectionSetupLink { id label expiresAt } }
    ... on Problem { message }
  }
}"""


@dataclass(frozen=True)
class Operator:
    """The operator at an opened identity. Every refusal of identity's is raised as `CommandRefused`."""

    identity: Identity

    async def create_organisation(self, *, name: str, slug: str, owner: str) -> dict[str, Any]:
        """`{"organisation": {id, slug, name}, "connection": {id}, "owner": {id, userName}}`."""
        return await self._change(ORGANISATION_CREATE, input={"name": name, "slug": slug, "owner": owner})

    async def find_organisation(self, slug: str) -> dict[str, Any] | None:
        """`{id, slug, name, connections: [{id}]}`."""
        found: dict[str, Any] | None = (await self._ask(CONNECTIONS, slug=slug))["organisation"]
        return found

    async def get_connection(self, slug: str) -> str:
        """The id of an organisation's connection."""
        organisation = await self.find_organisation(slug)
        if organisation is None:
            raise _no_organisation(slug)
        connection: str = organisation["connections"][0]["id"]
        return connection

    async def connections(self, slug: str) -> list[dict[str, Any]]:
        """`{id, name, conformance, createdAt, ruleUses: [{rule, uses, firstUsedAt, lastUsedAt}]}` of each."""
        organisation = (await self._ask(CONNECTION_FACTS, slug=slug))["organisation"]
        if organisation is None:
            raise _no_organisation(slug)
        found: list[dict[str, Any]] = organisation["connections"]
        return found

    async def set_conformance(self, *, connection: str, conformance: str) -> dict[str, Any]:
        """`{id, name, conformance}`, as it is from now on."""
        return await self._change(CONNECTION_UPDATE, id=connection, changes={"conformance": conformance})

    async def create_scim_token(self, *, connection: str, name: str, expires_at: datetime | None) -> dict[str, Any]:
        """`{"secret": …, "accessToken": {…}}`."""
        given = {"connectionId": connection, "name": name, **_until(expires_at)}
        return await self._change(ACCESS_TOKEN_CREATE, input=given)

    async def scim_tokens(self, slug: str) -> list[dict[str, Any]]:
        """Every access token of an organisation, those revoked and expired included."""
        tokens: list[dict[str, Any]] = []
        page = {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            organisation = (await self._ask(ACCESS_TOKENS, slug=slug, after=page["endCursor"]))["organisation"]
            if organisation is None:
                raise _no_organisation(slug)
            tokens += organisation["accessTokens"]["nodes"]
            page = organisation["accessTokens"]["pageInfo"]
        return tokens

    async def revoke_scim_token(self, token_id: str) -> dict[str, Any]:
        """The token, now revoked."""
        return await self._change(ACCESS_TOKEN_REVOKE, id=token_id)

    async def create_operator_token(self, *, name: str, expires_at: datetime | None) -> dict[str, Any]:
        """`{"secret": …, "operatorToken": {…}}`."""
        return await self._change(OPERATOR_TOKEN_CREATE, input={"name": name, **_until(expires_at)})

    async def revoke_operator_token(self, token_id: str) -> dict[str, Any]:
        """The token, now revoked."""
        return await self._change(OPERATOR_TOKEN_REVOKE, id=token_id)

    async def create_session(self, *, organisation: str, user_name: str, reason: str) -> dict[str, Any]:
        """`{"secret": …, "session": {…}}`: what that person may do, for a reason that stands in the audit log."""
        given = {"organisation": organisation, "userName": user_name, "reason": reason}
        return await self._change(SESSION_CREATE, input=given)

    async def create_setup_link(self, *, organisation: str, user_name: str, reason: str) -> dict[str, Any]:
        """`{"secret": …, "setupLink": {id, userName, expiresAt}}`: the secret is what the page's address ends with."""
        given = {"organisation": organisation, "userName": user_name, "reason": reason}
        return await self._change(SETUP_LINK_CREATE, input=given)

    async def create_connection_setup_link(
        self, *, connection: str, label: str, reason: str, expires_at: datetime | None
    ) -> dict[str, Any]:
        """`{"secret": …, "connectionSetupLink": {id, label, expiresAt}}`: the secret is what the link ends with."""
        given = {"connectionId": connection, "label": label, "reason": reason, **_until(expires_at)}
        return await self._change(CONNECTION_SETUP_LINK_CREATE, input=given)

    async def _change(self, document: str, **variables: Any) -> dict[str, Any]:
        result: dict[str, Any] = (await self._ask(document, **variables))["result"]
        if "message" in result:
            raise CommandRefused(result["message"])
        return {name: value for name, value in result.items() if name != "__typename"}

    async def _ask(self, document: str, **variables: Any) -> Mapping[str, Any]:
        data: Mapping[str, Any] = await self.identity.execute_as_operator(document, variables, label=LABEL)
        return data


def _until(expires_at: datetime | None) -> dict[str, str]:
    return {} if expires_at is None else {"expiresAt": expires_at.isoformat()}


def _no_organisation(slug: str) -> CommandRefused:
    return CommandRefused(f"There is no organisation '{slug}': create it with `narthex organisation create`.")
