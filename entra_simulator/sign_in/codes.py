"""Authorization codes: good once, for ten minutes, for what they were asked for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin

from entra_simulator.sign_in.errors import EntraError

if TYPE_CHECKING:
    from datetime import datetime

    from entra_simulator.sign_in.accounts import Account

_LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class AuthorizationCode(AuthorizationCodeMixin):
    """What a code stands for. `sid` is the browser session it was asked for in."""

    client_id: str
    redirect_uri: str
    scope: str
    account: Account
    sid: str
    nonce: str | None
    code_challenge: str | None
    issued_at: datetime

    @property
    def code_challenge_method(self) -> str:
        """S256: an authorization request with another method is refused."""
        return "S256"

    def get_redirect_uri(self) -> str:
        """The redirect URI, for Authlib."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """The scopes, separated by spaces, for Authlib."""
        return self.scope


class AuthorizationCodes:
    """Every code that was issued, the redeemed ones included."""

    def __init__(self) -> None:
        self._live: dict[str, AuthorizationCode] = {}
        self._redeemed: set[str] = set()

    def issue(self, code: AuthorizationCode) -> str:
        """A new code, as it appears in the redirect."""
        text = f"1.{secrets.token_urlsafe(48)}"
        self._live[text] = code
        return text

    def redeem(self, text: str, *, client_id: str, now: datetime) -> AuthorizationCode:
        """What the code stands for; from now on it stands for nothing, whatever becomes of the request.

        Raises EntraError 70000 (unknown, or another application's), 54005 (redeemed before) or 70008 (expired).
        """
        if text in self._redeemed:
            raise EntraError(54005)
        if (code := self._live.get(text)) is None or code.client_id != client_id:
            raise EntraError(70000)
        del self._live[text]
        self._redeemed.add(text)
        if now - code.issued_at >= _LIFETIME:
            raise EntraError(70008)
        return code
