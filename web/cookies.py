"""The cookies, and what the browser is told of each.

`__Host-` (RFC 6265bis §4.1.3.2) makes the browser insist that this very host set it, securely and for every path:
no neighbouring subdomain can plant one. Lax lets it come along when Microsoft sends the browser back to us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

SESSION = "__Host-session"
"""The session's token."""

BROWSER = "__Host-sign-in"
"""The secret that ties a way through Microsoft's pages to this browser."""

OPERATOR = "__Host-operator"
"""The token of whoever runs the service, beside a session and never mixed with it. It goes with the browser."""

UNCONFIRMED = "__Host-tenant"
"""What Microsoft said of an account, or of its tenant, that is to be confirmed, sealed with that secret; shown only."""

TRANSACTION_SECONDS = 10 * 60


def find(header: str, name: str) -> str | None:
    """The value of the one cookie of exactly this name in a `Cookie` header.

    Starlette strips what Python takes for white space, such as U+00A0, and browsers do not: there a neighbour's cookie
    whose name begins with it would pass for ours, and `__Host-` for nothing.
    """
    parts = (part.strip(" ").partition("=") for part in header.split(";"))
    values = [value for found, _, value in parts if found == name]
    return values[0].strip('"') if len(values) == 1 else None


def put(response: Response, name: str, value: str, max_age: int | None = TRANSACTION_SECONDS) -> None:
    """Set a cookie; `max_age` is in seconds, `None` for as long as the browser stays open."""
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="lax")


def clear(response: Response, *names: str) -> None:
    """Have the browser forget cookies."""
    for name in names:
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
