"""What the generated client stands on: one caller, one transport.

`make generate` copies this file into each service's `identity_client/`, beside the code that inherits from it; edit
it here.
"""

from collections.abc import AsyncIterator
from typing import Any

from pydantic import BaseModel

from contract.transport import Caller, Transport

from .base_model import UNSET


class BaseClient:
    """Runs a service's operations for one caller, in process or over HTTP: only the transport knows which."""

    def __init__(self, transport: Transport, caller: Caller) -> None:
        self._transport = transport
        self._caller = caller

    async def execute(self, query: str, operation_name: str, variables: dict[str, object]) -> dict[str, Any]:
        """Return the operation's `data`; raises the `IdentityError` that says why there is none."""
        present = {name: _to_json(value) for name, value in variables.items() if value is not UNSET}
        return await self._transport.execute(query, operation_name, present, self._caller)

    async def execute_ws(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> AsyncIterator[dict[str, Any]]:
        """The `data` of each event of a subscription; the generator's name for it, whatever carries it."""
        present = {name: _to_json(value) for name, value in variables.items() if value is not UNSET}
        async for data in self._transport.subscribe(query, operation_name, present, self._caller):
            yield data

    def get_data(self, response: dict[str, Any]) -> dict[str, Any]:
        """Part of the generator's protocol; the transport has already told data from errors."""
        return response


def _to_json(value: object) -> object:
    """Absent and null mean different things to identity, so a field that was never set stays away."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return [_to_json(item) for item in value] if isinstance(value, list) else value
