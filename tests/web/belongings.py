"""An organisation with one of everything, for those who walk over all routes with its ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

from contract.transport import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from identity.app import Identity
    from tests.conftest import Customer

MARK = "Hohenzollern"
"""Stands in every name of these things, and in nothing that is asked for."""

_PREPARE = """mutation($user: UserInput!, $twin: UserInput!, $group: GroupInput!) {
    user: userCreate(input: $user) { ... on User { id } }
    twin: userCreate(input: $twin) { __typename }
    group: groupCreate(input: $group) { ... on Group { id } }
}"""
_RECORD = """mutation($requests: [ScimRequest!]!) { activityRecord(requests: $requests) {
    __typename ... on Problem { message } } }"""
SEEN = """{
    users { nodes { id userName active role sessions { id } lock { reason } } }
    groups { nodes { id displayName members { nodes { value } } } }
    accessTokens { nodes { id name expiresAt revokedAt } }
    reviewItems { nodes { id closedAt } }
    organisation {
        name extensionSchemas { urn version }
        connections { id name microsoftSignIn justInTime conformance tenant { id } }
    }
}"""
_IDS = """{
    users { nodes { id sessions { id } } } groups { nodes { id } } accessTokens { nodes { id } }
    reviewItems { nodes { id } } auditEntries { nodes { id requestId targetId } }
    activityEntries { nodes { id requestId } } organisation { id connections { id } }
}"""


@dataclass(frozen=True)
class Belongings:
    """An organisation with one of everything, and the ids of all of it."""

    customer: Customer
    identity: Identity
    ids: tuple[str, ...]

    async def ask(self, document: str) -> dict[str, Any]:
        answer = await self.identity.execute(document, None, {}, Caller(self.customer.owner, "looking"))
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


async def tell(identity: Identity, customer: Customer, number: int) -> None:
    entry = {
        "requestId": f"vctm-{number}",
        "at": datetime.now(UTC).isoformat(),
        "action": "PATCH /Users/{id}",
        "status": 409,
        "message": MARK,
        "advice": MARK,
        "targetLabel": MARK,
        "durationMs": 1.0,
        "explanation": {"understood": [{"op": "add", "path": MARK}], "rules": [], "operations": [], "steps": []},
    }
    caller = Caller(customer.token, "vctm-report", customer.connection)
    answer = await identity.execute(_RECORD, None, {"requests": [entry]}, caller)
    assert answer["data"]["activityRecord"]["__typename"] == "ActivityRecorded", answer


async def with_everything(identity: Identity, customer: Customer) -> Belongings:
    """Give an organisation one of everything there is, and of what waits for a decision."""
    named = {"displayName": f"Vctm {MARK}", "externalId": "vctm-1", "emails": [{"value": f"vctm@{MARK}.example"}]}
    given = {
        "user": {"userName": f"vctm.{MARK}@x.example", **named},
        "twin": {"userName": f"vctm.{MARK}@x.example", "externalId": "vctm-2"},
        "group": {"displayName": f"Vctm {MARK}", "externalId": "vctm-g"},
    }
    made = await identity.execute(_PREPARE, None, given, Caller(customer.token, "vctm-0"))
    assert made["data"]["twin"]["__typename"] == "UserNameTaken", made
    await customer.session_of(given["user"]["userName"])
    await customer.declare(
        {
            "urn": f"urn:ietf:params:scim:schemas:extension:Vctm{MARK}:2.0:User",
            "name": MARK,
            "attributes": [{"name": "tag", "type": "string"}],
        }
    )
    await tell(identity, customer, 1)
    belongings = Belongings(customer, identity, ())
    found = str(await belongings.ask(_IDS))
    ids = sorted({*re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", found), "vctm-0", "vctm-1"})
    assert len(ids) >= 12
    return Belongings(customer, identity, tuple(ids))


def paths(routes: dict[str, Any], method: str, ids: tuple[str, ...]) -> Iterator[str]:
    """The addresses of routes that answer to a method, with every id in every place one can stand."""
    for path, handlers in routes.items():
        names = re.findall(r"{(\w+)}", path)
        if method not in handlers or "secret" in names or path == "/static/{name}":
            continue
        # In routes with several ids the first may be one's own or not: the second has to be refused by itself.
        for values in product(ids, repeat=len(names)) if len(names) < 2 else ((each, each) for each in ids):
            yield path.format(**dict(zip(names, values, strict=True)))
