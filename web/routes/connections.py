"""What an organisation's administrators decide on the way its people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import AUTHENTICATION
from web.endings import NOT_ALLOWED_HERE, Ended, bad_request
from web.identity_client.fragments import MicrosoftConnection
from web.identity_client.input_types import ConnectionChanges
from web.routes.authentication import authentication_page

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.connections_read import ConnectionsReadViewerOrganisationConnections as OwnConnection
    from web.visit import Visit

_SWITCH = {"true": True, "false": False}


async def switch_microsoft(visit: Visit) -> Response:
    """Switch Microsoft sign-in on or off; SCIM goes on either way."""
    return await _change(visit, ConnectionChanges(microsoft_sign_in=await _enabled(visit)))


async def switch_just_in_time(visit: Visit) -> Response:
    """Whether a first sign-in creates a person."""
    return await _change(visit, ConnectionChanges(just_in_time=await _enabled(visit)))


async def disconnect_tenant(visit: Visit) -> Response:
    """Let the tenant go."""
    answer = (await visit.person().tenant_disconnect((await own_connection(visit)).id)).tenant_disconnect
    if isinstance(answer, MicrosoftConnection):
        return visit.redirect(AUTHENTICATION.path)
    return await authentication_page(visit, answer.message)


async def own_connection(visit: Visit) -> OwnConnection:
    """The connection of the person's organisation: its id, and its tenant. Raises `Ended`."""
    organisation = (await visit.person().connections_read()).viewer.organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    return organisation.connections[0]


async def _change(visit: Visit, changes: ConnectionChanges) -> Response:
    connection = await own_connection(visit)
    answer = (await visit.person().connection_update(connection.id, changes)).connection_update
    if isinstance(answer, MicrosoftConnection):
        return visit.redirect(AUTHENTICATION.path)
    return await authentication_page(visit, answer.message)


async def _enabled(visit: Visit) -> bool:
    enabled = _SWITCH.get((await read_form(visit.request)).find("enabled") or "")
    if enabled is None:
        raise Ended(bad_request("The field `enabled` is `true` or `false`."))
    return enabled
