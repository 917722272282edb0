"""ID tokens that are no good, each in one way only: everything else about them is as it should be."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from joserfc.util import urlsafe_b64encode

from entra_simulator.sign_in.id_tokens import times
from entra_simulator.sign_in.misbehaviour import Forgery
from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.id_tokens import Draft
    from entra_simulator.sign_in.misbehaviour import OrderedForgery

_FOREIGN_TENANT: Final = str(uuid.uuid5(uuid.NAMESPACE_DNS, "fabrikam.example"))
_FAR_OFF: Final = timedelta(hours=2)


def forged(order: OrderedForgery, draft: Draft, simulator: SignInSimulator) -> str:
    """The token that was ordered, made from the one that would have been issued."""
    return _FORGERS[order.kind](draft, simulator, order.value)


def _with_claims(draft: Draft, **claims: Any) -> Draft:
    return replace(draft, claims=draft.claims | claims)


def _wrong_tenant(draft: Draft, simulator: SignInSimulator, value: str | None) -> str:
    tenant_id = value or _FOREIGN_TENANT
    return _with_claims(draft, tid=tenant_id, iss=simulator.addresses.issuer(tenant_id)).signed()


def _expired(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    return _with_claims(draft, **times(simulator.clock() - _FAR_OFF)).signed()


def _not_yet_valid(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    return _with_claims(draft, **times(simulator.clock() + _FAR_OFF)).signed()


def _alg_none(draft: Draft, _: SignInSimulator, __: str | None) -> str:
    return f"{_unsigned({**draft.header, 'alg': 'none'}, draft.claims)}."


def _wrong_key(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    return replace(draft, key=simulator.keys.unpublished).signed()


def _unknown_key(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    key = simulator.keys.unpublished
    return replace(draft, key=key, header=draft.header | {"kid": key.kid}).signed()


def _wrong_audience(draft: Draft, _: SignInSimulator, value: str | None) -> str:
    return _with_claims(draft, aud=value or str(uuid.uuid5(uuid.NAMESPACE_DNS, "another application"))).signed()


def _wrong_issuer(draft: Draft, simulator: SignInSimulator, value: str | None) -> str:
    return _with_claims(draft, iss=value or simulator.addresses.issuer(_FOREIGN_TENANT)).signed()


def _hs256_with_public_key(draft: Draft, _: SignInSimulator, __: str | None) -> str:
    unsigned = _unsigned({**draft.header, "alg": "HS256"}, draft.claims)
    return f"{unsigned}.{_text(hmac.digest(draft.key.public_pem, unsigned.encode(), hashlib.sha256))}"


def _swapped_nonce(draft: Draft, _: SignInSimulator, value: str | None) -> str:
    return _with_claims(draft, nonce=value or hashlib.sha256(b"another sign-in").hexdigest()).signed()


def _unverified_email(draft: Draft, _: SignInSimulator, value: str | None) -> str:
    return _with_claims(draft, email=value or "victim@target.example").signed()


def _guest(draft: Draft, _: SignInSimulator, value: str | None) -> str:
    return _with_claims(draft, acct=1, idp=f"https://sts.windows.net/{value or _FOREIGN_TENANT}/").signed()


def _personal_account(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    key = simulator.keys.personal
    personal = _with_claims(draft, tid=PERSONAL_TENANT_ID, iss=simulator.addresses.issuer(PERSONAL_TENANT_ID))
    return replace(personal, key=key, header=draft.header | {"kid": key.kid}).signed()


def _key_of_other_issuer(draft: Draft, simulator: SignInSimulator, _: str | None) -> str:
    key = simulator.keys.personal
    return replace(draft, key=key, header=draft.header | {"kid": key.kid}).signed()


_FORGERS: Final[dict[Forgery, Callable[[Draft, SignInSimulator, str | None], str]]] = {
    Forgery.WRONG_TENANT: _wrong_tenant,
    Forgery.EXPIRED: _expired,
    Forgery.NOT_YET_VALID: _not_yet_valid,
    Forgery.ALG_NONE: _alg_none,
    Forgery.WRONG_KEY: _wrong_key,
    Forgery.UNKNOWN_KEY: _unknown_key,
    Forgery.WRONG_AUDIENCE: _wrong_audience,
    Forgery.WRONG_ISSUER: _wrong_issuer,
    Forgery.HS256_WITH_PUBLIC_KEY: _hs256_with_public_key,
    Forgery.SWAPPED_NONCE: _swapped_nonce,
    Forgery.UNVERIFIED_EMAIL: _unverified_email,
    Forgery.GUEST: _guest,
    Forgery.PERSONAL_ACCOUNT: _personal_account,
    Forgery.KEY_OF_OTHER_ISSUER: _key_of_other_issuer,
}


def _unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()
