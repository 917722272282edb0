"""One of a demonstration's requests, followed from Entra's body to the row in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from contract.transport import Caller

if TYPE_CHECKING:
    from entra_simulator.scim_client import Exchange
    from identity.app import Identity

_ENTRY = """
query Entry($request: String) { auditEntries(requestId: $request, first: 1) { nodes {
  action at actor { label } targetType targetLabel changes { field before after }
} } }"""


def is_a_leaver(exchange: Exchange) -> bool:
    """Whether Entra disables a person with this request, in either of its dialects."""
    operations = (exchange.sent or {}).get("Operations", ())
    return exchange.expected and any(_disables(operation) for operation in operations)


def _disables(operation: dict[str, Any]) -> bool:
    value = operation.get("value")
    told = value.get("active") if isinstance(value, dict) else value if operation.get("path") == "active" else None
    return str(told).lower() == "false"


async def followed(identity: Identity, exchange: Exchange, session: str) -> dict[str, str]:
    """What happened to a request, step by step, as the owner whose `session` token this is can read it."""
    caller = Caller(session, "narthex-demo")
    response = await identity.execute(_ENTRY, None, {"request": exchange.request_id}, caller)
    (entry,) = response["data"]["auditEntries"]["nodes"]
    changes = (
        f"{change['field']} {_shown(change['before'])} → {_shown(change['after'])}" for change in entry["changes"]
    )
    return {
        "Entra sent": f"{exchange.method} {exchange.path}",
        "": orjson.dumps(exchange.sent).decode(),
        "as GraphQL": f"mutation {entry['action']}, with the token of {entry['actor']['label']}",
        "in PostgreSQL": f"{entry['targetType'].lower()} {entry['targetLabel']}: {', '.join(changes)}",
        "audited": f"in the same transaction, {entry['at']}, request {exchange.request_id}",
        "answered": str(exchange.status),
    }


def _shown(value: Any) -> str:
    return "nothing" if value is None else orjson.dumps(value).decode()
