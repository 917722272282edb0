"""ID tokens (version 2.0), as Microsoft fills them.

Source: Microsoft, "ID token claims reference" and "Optional claims reference".
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from joserfc import jwt
from joserfc.util import urlsafe_b64encode

if TYPE_CHECKING:
    from datetime import datetime

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.signing_keys import SigningKey

_LIFETIME: Final = timedelta(minutes=60)
# Microsoft issues its tokens five minutes ago, for whoever's clock is slow.
_BACKDATED: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Draft:
    """An ID token before it is signed."""

    header: dict[str, Any]
    claims: dict[str, Any]
    key: SigningKey

    def signed(self) -> str:
        """The token, signed with RS256."""
        return jwt.encode(self.header, self.claims, self.key.private_jwk, algorithms=["RS256"])


def id_token_draft(
    simulator: SignInSimulator,
    account: Account,
    *,
    client_id: str,
    scopes: frozenset[str] = frozenset({"openid", "profile"}),
    nonce: str | None = None,
    sid: str | None = None,
) -> Draft:
    """What the application is told of an account. Without the scopes `profile` and `email` that is little."""
    tenant = account.tenant
    key = simulator.keys.personal if tenant.is_personal else simulator.keys.active
    claims = {
        "aud": client_id,
        "iss": simulator.addresses.issuer(tenant.tenant_id),
        **times(simulator.clock()),
        "sub": _pairwise_subject(client_id, account),
        "tid": tenant.tenant_id,
        "ver": "2.0",
        "rh": f"1.{secrets.token_urlsafe(40)}.",
        "uti": secrets.token_urlsafe(16),
        **(_profile(simulator, account) if "profile" in scopes else {}),
    }
    if account.person.mail is not None and "email" in scopes:
        claims["email"] = account.person.mail
    if nonce is not None:
        claims["nonce"] = nonce
    if sid is not None:
        claims["sid"] = sid
    return Draft({"typ": "JWT", "alg": "RS256", "kid": key.kid}, claims, key)


def times(now: datetime) -> dict[str, int]:
    """The three times of a token, in seconds since 1970."""
    issued = int((now - _BACKDATED).timestamp())
    return {"iat": issued, "nbf": issued, "exp": int((now + _LIFETIME).timestamp())}


def _profile(simulator: SignInSimulator, account: Account) -> dict[str, Any]:
    person = account.person
    profile: dict[str, Any] = {
        "oid": person.object_id,
        "name": person.display_name,
        "preferred_username": account.user_name,
        "login_hint": f"O.{urlsafe_b64encode(account.user_name.encode()).decode()}",
        "acct": 1 if account.is_guest else 0,
    }
    if account.is_guest:
        profile["idp"] = f"https://sts.windows.net/{simulator.home_tenant_id(person)}/"
    if person.app_role_assignments:
        profile["roles"] = [role.value for role in person.app_role_assignments]
    return profile


def _pairwise_subject(client_id: str, account: Account) -> str:
    digest = hashlib.sha256(f"{client_id}|{account.tenant.tenant_id}|{account.object_id}".encode()).digest()
    return urlsafe_b64encode(digest).decode()
