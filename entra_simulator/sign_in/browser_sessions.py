"""Who is signed in to the simulated Entra in which browser, and at which applications."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field


@dataclass
class BrowserSession:
    """A browser's session. `accounts` are object ids, the latest last; `applications` are client ids with tenants."""

    sid: str
    accounts: list[str] = field(default_factory=list)
    applications: dict[str, str] = field(default_factory=dict)

    def sign_in(self, object_id: str, client_id: str, tenant_id: str) -> None:
        """Remember that an account was used for an application."""
        if object_id in self.accounts:
            self.accounts.remove(object_id)
        self.accounts.append(object_id)
        self.applications[client_id] = tenant_id


class BrowserSessions:
    """All sessions, by `sid`."""

    def __init__(self) -> None:
        self._sessions: dict[str, BrowserSession] = {}

    def find(self, sid: str | None) -> BrowserSession | None:
        """The session a browser's cookie names."""
        return None if sid is None else self._sessions.get(sid)

    def begin(self) -> BrowserSession:
        """A new session."""
        session = BrowserSession(str(uuid.uuid4()))
        self._sessions[session.sid] = session
        return session

    def end(self, sid: str) -> None:
        """Forget a session."""
        self._sessions.pop(sid, None)
