"""Those who act in an organisation without being one of its people, as tokens of their sessions."""

from typing import Any

REASON = "ticket 4711: provisioning fails"
STARTED = """{ __typename ... on Problem { message } ... on DelegatedSessionStarted {
    secret session { id kind label reason expiresAt } organisation { slug } } }"""
LINK_MADE = """{ __typename ... on Problem { message } ... on InvalidInput { field } ... on ConnectionSetupLinkCreated {
    secret connectionSetupLink { id connectionId label createdBy createdAt expiresAt revokedAt lastUsedAt } } }"""


async def make_link(api: Any, customer: Any, **changed: Any) -> dict[str, Any]:
    """A set-up link for the customer's connection, made by an owner or the operator; or why there is none."""
    given = {"connectionId": customer.connection, "label": "Jo of IT", "reason": REASON, **changed}
    made: dict[str, Any] = await api.mutate("connectionSetupLinkCreate", LINK_MADE, input=given)
    return made


async def follow(operator: Any, customer: Any) -> str:
    """The session of somebody who followed a link that the operator made."""
    return await open_link(operator, (await make_link(operator, customer))["secret"])


async def open_link(api: Any, secret: str) -> str:
    """The session of somebody who follows a link."""
    started = await api.mutate("connectionSetupLinkOpen", STARTED, input={"secret": secret})
    token: str = started["secret"]
    return token


async def look(operator: Any, customer: Any) -> str:
    """The session of the operator's support desk."""
    given = {"organisation": customer.slug, "reason": REASON}
    started = await operator.mutate("supportSessionCreate", STARTED, input=given)
    token: str = started["secret"]
    return token
