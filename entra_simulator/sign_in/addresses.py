"""Where the simulated sign-in is reached, and which address is for whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """`authority` is what programs see (https; issuer, tokens, keys); `browser` is what people's browsers visit.

    They differ so that no browser warns of a certificate nobody knows. Discovery tells both: whoever derives the
    consent page from the authority instead of `authorization_endpoint` sends people to the one with the warning.
    """

    authority: str
    browser: str

    def issuer(self, tenant_id: str) -> str:
        """The issuer of a tenant's ID tokens; `{tenantid}` makes the template of the shared endpoints."""
        return f"{self.authority}/{tenant_id}/v2.0"

    def authorize(self, segment: str) -> str:
        """The authorization endpoint."""
        return f"{self.browser}/{segment}/oauth2/v2.0/authorize"

    def logout(self, segment: str) -> str:
        """The end-session endpoint."""
        return f"{self.browser}/{segment}/oauth2/v2.0/logout"

    def token(self, segment: str) -> str:
        """The token endpoint."""
        return f"{self.authority}/{segment}/oauth2/v2.0/token"

    def keys(self, segment: str) -> str:
        """Where the signing keys are."""
        return f"{self.authority}/{segment}/discovery/v2.0/keys"

    def error(self, code: int) -> str:
        """The page that explains an AADSTS code."""
        return f"{self.browser}/error?code={code}"
