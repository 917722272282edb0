"""Which part of the audit log an address asks for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from web.activity_words import act
from web.log_query import SPANS, LogQuery

if TYPE_CHECKING:
    from datetime import datetime

ACTIONS: Final = (
    *("userCreate", "userUpdate", "userReplace", "userDelete", "userRoleUpdate", "userLock", "userUnlock"),
    *("groupCreate", "groupUpdate", "groupReplace", "groupDelete"),
    *("accessTokenCreate", "accessTokenRotate", "accessTokenRevoke"),
    *("connectionUpdate", "tenantConnect", "tenantConfirm", "tenantDisconnect"),
    *(
        "sessionCreate",
        "sessionStartWithMicrosoft",
        "sessionStartWithPassword",
        "sessionStartWithPasskey",
        "sessionEnd",
    ),
    *("passkeyCreate", "passkeyDelete", "passwordSetUp", "passwordChange"),
    *("personalTokenCreate", "personalTokenRevoke", "setupLinkCreate"),
)
"""What can be chosen by its name; any other action can stand in the address."""


@dataclass(frozen=True, slots=True)
class AuditQuery(LogQuery):
    """What was asked for. `actor` and `target` are ids, as the links of the page have them."""

    actor: str = ""
    action: str = ""
    target: str = ""

    @property
    def actions(self) -> list[tuple[str, str]]:
        """The actions to choose from, in words."""
        known = sorted(((action, act(action)) for action in ACTIONS), key=lambda each: each[1])
        stranger = [(self.action, act(self.action))] if self.action and self.action not in ACTIONS else []
        return [*stranger, *known]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What the list is narrowed by, in words, each with the address of the list without it."""
        words = {"action": act(self.action)} | ({"within": SPANS[self.within][0]} if self.within in SPANS else {})
        return [
            (_LABELS[name], words.get(name, self.given[name]), self.without(name).address("/account/audit"))
            for name in self.narrowed_by
        ]

    def arguments(self, now: datetime) -> dict[str, str]:
        """As the client's method has it: what was asked for, and nothing else. Raises `Unreadable`."""
        asked = {
            "actor_id": self.actor,
            "action": self.action,
            "target_id": self.target,
            "request_id": self.request,
            **self.times(now),
        }
        return {name: value for name, value in asked.items() if value}


_LABELS = {
    "actor": "Who",
    "action": "Action",
    "target": "About",
    "request": "Request",
    "within": "When",
    "since": "From",
    "until": "Until",
}
