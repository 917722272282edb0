"""Entra's own screens in words, in order, filled in with this organisation's values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from web.desk import ACTIVITY, PROVISIONING, Desk
from web.endings import NOT_ALLOWED_HERE, Ended
from web.guide_steps import steps_done
from web.provisioning import diagnosis_of
from web.scim_addresses import ScimAddresses

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def read(visit: Visit) -> Response:
    """The guide, with a mark at each step of which it shows here that it is done."""
    answer = await visit.person().provisioning_guide_read()
    organisation = answer.organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    connection = organisation.connections[0]
    statuses = [token.status for token in organisation.access_tokens.nodes]
    diagnosis = diagnosis_of(connection, statuses, datetime.now(UTC))
    return visit.desk(
        "provisioning_guide.html",
        answer.viewer,
        PROVISIONING,
        addresses=ScimAddresses.of(visit.service.settings, connection.id),
        organisation=organisation,
        connection=connection,
        diagnosis=diagnosis,
        is_reader=Desk.of(answer.viewer).shows(ACTIVITY),
        done=steps_done(diagnosis, connection.progress, signs_in=connection.microsoft_sign_in and connection.tenant),
    )
