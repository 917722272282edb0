"""The form by which a link for a customer's IT is made, and the address the link has. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from web.identity_client.input_types import ConnectionSetupLinkInput

if TYPE_CHECKING:
    from web.bodies import Form

LIVES: Final = {"1": "1 day", "3": "3 days", "7": "7 days", "14": "14 days", "28": "28 days"}
"""For how many days a link is good; identity takes 30 at most."""
DEFAULT: Final = "7"


def asked_of(form: Form, connection_id: str, now: datetime) -> ConnectionSetupLinkInput:
    """What the form asks for. A number of days that is not offered is as good as none."""
    chosen = form.find("days")
    days = int(chosen if chosen in LIVES else DEFAULT)
    return ConnectionSetupLinkInput(
        connection_id=connection_id,
        label=form.find("label") or "",
        expires_at=(now + timedelta(days=days)).isoformat(),
        reason=form.find("reason"),
    )


def chosen_in(form: Form | None) -> dict[str, str]:
    """What the form shows: what was sent with it, or what it begins with."""
    sent = {name: (form.find(name) or "") if form else "" for name in ("label", "reason", "days")}
    return {**sent, "days": sent["days"] if sent["days"] in LIVES else DEFAULT}


def address_of(origin: str, secret: str) -> str:
    """The link."""
    return f"{origin}/connect/{secret}"
