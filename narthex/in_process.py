"""The transport of one process: an operation is a function call, with no socket and no JSON in between."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from contract.transport import Caller, error_from

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from identity.app import Identity


class InProcessTransport:
    """Executes operations on an opened identity, which stays its owner's to close."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Return the operation's `data`; raises the `IdentityError` that says why there is none."""
        response = await self._identity.execute(document, operation_name, variables, caller)
        if errors := response.get("errors"):
            raise error_from(errors)
        data: dict[str, Any] = response["data"]
        return data

    async def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncIterator[dict[str, Any]]:
        """The `data` of each event of a subscription."""
        async with aclosing(self._identity.subscribe(document, operation_name, variables, caller)) as responses:
            async for response in responses:
                if errors := response.get("errors"):
                    raise error_from(errors)
                yield response["data"]
