"""What the façade keeps of the connections whose requests it reads."""

from typing import Any

from contract.transport import Caller
from narthex.in_process import InProcessTransport
from scim_facade.connections import Connections

SCHEMA = {
    "urn": "urn:ietf:params:scim:schemas:extension:Seats:2.0:User",
    "name": "Seats",
    "attributes": [{"name": "floor", "type": "integer"}],
}


async def test_the_callers_of_a_connection_share_what_is_known_of_it_until_it_changes(
    identity: Any, customer: Any
) -> None:
    connections = Connections(InProcessTransport(identity))
    callers = [Caller(token, "r", customer.connection) for token in (customer.token, customer.owner)]
    client, owner = [await connections.of(caller) for caller in callers]
    assert client.profile is owner.profile
    assert (client.user_id, owner.user_id) == (None, customer.owner_id)
    await customer.declare(SCHEMA)
    changed = await connections.read(callers[0])
    assert changed.profile is not client.profile
    assert changed.profile.user.find_schema(SCHEMA["urn"]) is not None
