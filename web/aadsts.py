"""Microsoft's error codes (AADSTS…): which way a sign-in ended. Pure: no I/O, no clock, no framework.

Source: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes". The text that comes with a
code is never shown: anybody can put any text into the address of our own page.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_CODE = re.compile(r"\bAADSTS([0-9]{4,8})\b")


class Outcome(Enum):
    """What a code means to the person in front of the screen."""

    CANCELLED = auto()
    ADMIN_APPROVAL_NEEDED = auto()
    ACCOUNT_NOT_IN_TENANT = auto()
    ACCOUNT_DISABLED = auto()
    NOT_ASSIGNED = auto()
    CONDITIONAL_ACCESS = auto()
    INTERACTION_NEEDED = auto()
    START_AGAIN = auto()
    TENANT_UNKNOWN = auto()
    APP_NOT_IN_TENANT = auto()
    APP_DISABLED = auto()
    OUR_REGISTRATION = auto()
    """The app registration and the settings of this service disagree: only its operator can help."""
    MICROSOFT_UNAVAILABLE = auto()
    UNKNOWN = auto()


_CODES: dict[int, Outcome] = {
    **dict.fromkeys((65004,), Outcome.CANCELLED),
    **dict.fromkeys((65001, 90094, 90095), Outcome.ADMIN_APPROVAL_NEEDED),
    **dict.fromkeys((16000, 50020, 50034, 90072), Outcome.ACCOUNT_NOT_IN_TENANT),
    50057: Outcome.ACCOUNT_DISABLED,
    50105: Outcome.NOT_ASSIGNED,
    **dict.fromkeys((53000, 53001, 53002, 53003), Outcome.CONDITIONAL_ACCESS),
    **dict.fromkeys((50058, 50072, 50076, 50079, 50126, 50140), Outcome.INTERACTION_NEEDED),
    **dict.fromkeys((54005, 70000, 70008, 700005, 700082, 700084, 501481), Outcome.START_AGAIN),
    90002: Outcome.TENANT_UNKNOWN,
    **dict.fromkeys((700016, 7000229, 650052, 500011), Outcome.APP_NOT_IN_TENANT),
    **dict.fromkeys((70001, 7000112), Outcome.APP_DISABLED),
    **dict.fromkeys(
        (50011, 50194, 90014, 650056, 650057, 700054, 7000215, 7000218, 7000222, 9001023, 9002313),
        Outcome.OUR_REGISTRATION,
    ),
}

_ERRORS: dict[str, Outcome] = {
    # OAuth's own words (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6), for when there is no code.
    "access_denied": Outcome.CANCELLED,
    "permission_denied": Outcome.CANCELLED,
    "consent_required": Outcome.ADMIN_APPROVAL_NEEDED,
    "login_required": Outcome.INTERACTION_NEEDED,
    "interaction_required": Outcome.INTERACTION_NEEDED,
    "account_selection_required": Outcome.INTERACTION_NEEDED,
    "invalid_grant": Outcome.START_AGAIN,
    "server_error": Outcome.MICROSOFT_UNAVAILABLE,
    "temporarily_unavailable": Outcome.MICROSOFT_UNAVAILABLE,
    "invalid_client": Outcome.OUR_REGISTRATION,
    "unauthorized_client": Outcome.OUR_REGISTRATION,
    "invalid_request": Outcome.OUR_REGISTRATION,
    "invalid_resource": Outcome.OUR_REGISTRATION,
    "invalid_scope": Outcome.OUR_REGISTRATION,
    "unsupported_response_type": Outcome.OUR_REGISTRATION,
    "unsupported_grant_type": Outcome.OUR_REGISTRATION,
}


def codes_in(description: str | None, listed: Any = None) -> tuple[int, ...]:
    """The codes of an error: those listed in a token response's `error_codes`, or those its text names."""
    if isinstance(listed, list) and (numbers := [code for code in listed if type(code) is int]):
        return tuple(numbers)
    return tuple(int(code) for code in _CODE.findall((description or "")[:10_000]))


def outcome_of(error: str, codes: Iterable[int] = (), subcode: str | None = None) -> Outcome:
    """How it ended: the first code that is known decides, then OAuth's `error`.

    Microsoft marks a person's own cancelling by `error_subcode=cancel`, beside various codes.
    """
    if subcode == "cancel":
        return Outcome.CANCELLED
    known = (_CODES[code] for code in codes if code in _CODES)
    return next(known, _ERRORS.get(error, Outcome.UNKNOWN))
