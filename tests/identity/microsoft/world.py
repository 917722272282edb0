"""Accounts at Microsoft, whose ID tokens are really signed, and browsers on their way there and back."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from tests.identity.id_tokens.signing import MICROSOFT, id_token_claims

_numbers = count(1)
_STARTED = """... on SessionStarted { secret session { method tenantId userAgent } user { id userName externalId
    displayName active } organisation { id slug } } ... on TenantUnclaimed { tenantId userName }
    ... on AccountUnconfirmed { tenantId userName }
    ... on SignInRefused { reason message }"""
STARTED = f"{{ __typename {_STARTED} }}"
CONFIRMED = re.sub(r"\.\.\. on \w+ { tenantId userName }", "", STARTED)


@dataclass(frozen=True)
class Account:
    """Somebody at Microsoft: an object of a tenant, and what the tenant calls it today."""

    tenant: str
    user_name: str
    oid: str = field(default_factory=lambda: str(uuid4()))

    def id_token(self, nonce: str, **changed: Any) -> str:
        """What Microsoft says when this account signs in now."""
        at = int(datetime.now(UTC).timestamp())
        claims = {
            "tid": self.tenant,
            "oid": self.oid,
            "preferred_username": self.user_name,
            "name": self.user_name.title(),
            "nonce": nonce,
            "sid": f"sid-{self.oid}",
            "iat": at,
            "nbf": at,
            "exp": at + 3900,
            **changed,
        }
        return MICROSOFT.sign(id_token_claims(**claims))


@dataclass
class Visit:
    """A browser on its way through Microsoft's pages and back: `nonce` is the claim the ID token has to have."""

    api: Any
    browser: str = field(default_factory=lambda: f"browser-{next(_numbers)}")
    nonce: str = field(default_factory=lambda: f"nonce-{next(_numbers)}")

    async def there_and_back(self, **given: Any) -> "Visit":
        """Begin a transaction and redeem it."""
        state = f"state-{next(_numbers)}"
        begun = {"state": state, "browser": self.browser, "nonce": self.nonce, "sealed": "sealed", **given}
        made = await self.api.mutate("signInTransactionCreate", input=begun)
        assert made["__typename"] == "SignInTransactionCreated", made
        redeemed = await self.api.mutate("signInTransactionRedeem", state=state, browser=self.browser)
        assert redeemed["__typename"] == "SignInTransactionRedeemed", redeemed
        return self

    async def sign_in(self, account: Account, **changed: Any) -> dict[str, Any]:
        """Finish with the account's ID token."""
        id_token = account.id_token(**{"nonce": self.nonce, **changed})
        given = {"browser": self.browser, "idToken": id_token, "userAgent": "a browser"}
        return dict(await self.api.mutate("sessionStartWithMicrosoft", STARTED, input=given))

    async def connect(self, account: Account, *, consented: bool = False, **changed: Any) -> dict[str, Any]:
        """Finish with the account's ID token, to connect its tenant."""
        id_token = account.id_token(self.nonce, **changed)
        given = {"browser": self.browser, "idToken": id_token, "adminConsented": consented}
        return dict(await self.api.mutate("tenantConnect", input=given))

    async def confirm(self, customer: Any, user_name: str, password: str) -> dict[str, Any]:
        """Say whose tenant it is, with a password."""
        given = {"browser": self.browser, "organisation": customer.slug, "userName": user_name, "password": password}
        return dict(await self.api.mutate("tenantConfirm", CONFIRMED, input=given))


async def sign_in(api: Any, account: Account, **changed: Any) -> dict[str, Any]:
    """The whole way, from an anonymous browser to a session or a refusal."""
    return await (await Visit(api).there_and_back()).sign_in(account, **changed)


async def connect(
    api: Any, connection: str, account: Account, *, consented: bool = False, **changed: Any
) -> dict[str, Any]:
    """The whole way to connect an account's tenant, as an administrator."""
    visit = await Visit(api).there_and_back(purpose="CONNECT_TENANT", connectionId=connection)
    return await visit.connect(account, consented=consented, **changed)
