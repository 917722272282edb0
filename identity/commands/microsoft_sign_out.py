"""Signing out because Microsoft says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from identity.access.tenants import tenants_of_microsoft_session
from identity.actor import Actor, ActorKind
from identity.audit import Act, Target, record
from identity.commands import sessions
from identity.rules.attributes import MAX_KEY
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from identity.database import Writer

MICROSOFT = Actor(ActorKind.ANONYMOUS, id="", label="Microsoft's sign-out")
"""Who ends these sessions, as the audit log has it: whoever knows the id."""


async def end_sessions(writer: Writer, act: Act, sid: str, issuer: str | None) -> int:
    """End the sessions that came of one at Microsoft; return how many (OpenID Connect Front-Channel Logout 1.0).

    Nobody vouches for the caller: `sid` is Microsoft's own id, the ID token's claim, which cannot be guessed. An
    `issuer` that is not the one of a session's tenant does not end it; Microsoft does not promise to send one.
    """
    if unstorable(sid, MAX_KEY):
        return 0
    ended = [
        each
        for tenant_id in await tenants_of_microsoft_session(writer, sid)
        if issuer is None or issuer.endswith(f"/{tenant_id}/v2.0")
        for each in await sessions.end_sessions_of_microsoft_session(writer, tenant_id, sid, act.now)
    ]
    act = replace(act, actor=MICROSOFT)
    for organisation_id, session in ended:
        target = Target("Session", session.id, str(session.user_id))
        changes = [{"field": "endedAt", "before": None, "after": act.now.isoformat()}]
        await record(writer, act, organisation_id, target, changes)
    return len(ended)
