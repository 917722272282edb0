"""What the façade knows of the connections whose requests it reads: who calls, and how requests are to be understood.

Identity owns all of it. Nothing is known for longer than identity says: each operation names the version it was read
by, and is refused with `ConnectionChanged` when there is a newer one.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from contract.transport import Caller, ConnectionChanged, Transport
from scim_facade.core.errors import Conflict
from scim_facade.core.profile import Profile
from scim_facade.identity_client import IdentityClient

MAX_KNOWN: Final = 10_000
"""Callers remembered at once, the least recent forgotten first."""

READINGS: Final = 5
"""How often a change is tried because the connection's settings changed under it."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as one caller finds it; `user_id` is the person's own when the caller is a signed-in person."""

    profile: Profile
    version: int | None
    user_id: str | None


class Connections:
    """The connections of recent callers. What one credential was told is never used for another."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._known: OrderedDict[bytes, Connection] = OrderedDict()
        # All callers of a connection share the profile of each of its versions, since schemas may be large.
        self._profiles: WeakValueDictionary[tuple[str, int], Profile] = WeakValueDictionary()

    async def of(self, caller: Caller) -> Connection:
        """The connection the caller addresses, asked of identity if need be. Raises identity's refusal."""
        key = _key(caller)
        known = self._known.get(key)
        if known is None:
            return await self.read(caller)
        self._known.move_to_end(key)
        return known

    async def read(self, caller: Caller) -> Connection:
        """The connection as identity has it now. Raises identity's refusal."""
        client = IdentityClient(self._transport, replace(caller, connection_version=None))
        viewer = (await client.connection_read()).viewer
        known = Connection(Profile(), None, viewer.user.id if viewer.user else None)
        if viewer.connection is not None and viewer.organisation is not None:
            version = viewer.connection.version
            profile = self._profiles.get((viewer.connection.id, version))
            if profile is None:
                schemas = [schema.model_dump(by_alias=True) for schema in viewer.organisation.extension_schemas]
                profile = Profile.of(viewer.connection.conformance.value, schemas)
                self._profiles[viewer.connection.id, version] = profile
            known = replace(known, profile=profile, version=version)
        self._known[_key(caller)] = known
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return known

    async def by_settings(self, caller: Caller, act: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """What `act` comes to by the connection's settings: again, read anew, when identity says there are newer ones.

        Raises `Conflict` when they never keep still.
        """
        for _ in range(READINGS):
            try:
                return await act(await self.of(caller))
            except ConnectionChanged:
                self._known.pop(_key(caller), None)
        raise Conflict("The connection's settings keep changing. Send the request again.")


def _key(caller: Caller) -> bytes:
    """Not the token itself: it is not kept where it need not be."""
    return hashlib.sha256(f"{caller.connection}\n{caller.credential}".encode()).digest()
