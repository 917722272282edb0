"""Account > Provisioning: how the directory's provisioning does, what it opens with, and how strictly it is read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from contract.transport import IdentityError
from web.bodies import read_form
from web.desk import PROVISIONING, Desk
from web.endings import NOT_ALLOWED_HERE, Ended, bad_request
from web.event_stream import Event, EventStream
from web.identity_client.enums import Conformance, TokenStatus
from web.provisioning import Diagnosis, diagnosis_of
from web.scim_addresses import ScimAddresses

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.responses import Response

    from web.identity_client.fragments import Desk as Viewer
    from web.identity_client.fragments import Token
    from web.identity_client.provisioning_read import ProvisioningReadOrganisation
    from web.visit import Visit

_REFUSED = 409
_EVERY_SECONDS: Final = 1.5
_OVER = frozenset({TokenStatus.EXPIRED, TokenStatus.REVOKED})


async def read(visit: Visit) -> Response:
    """The page."""
    return await provisioning_page(visit)


async def provisioning_page(visit: Visit, refusal: str | None = None) -> Response:
    """The page; `refusal` says why nothing was changed."""
    answer = await visit.person().provisioning_read()
    organisation = answer.organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    connection = organisation.connections[0]
    tokens = organisation.access_tokens.nodes
    return visit.desk(
        "provisioning.html",
        answer.viewer,
        PROVISIONING,
        200 if refusal is None else _REFUSED,
        addresses=ScimAddresses.of(visit.service.settings, connection.id),
        diagnosis=diagnosis_of(connection, (token.status for token in tokens), datetime.now(UTC)),
        tokens=_newest_first(organisation, over=False),
        past_tokens=_newest_first(organisation, over=True),
        names={token.prefix: token for token in tokens} | {token.id: token for token in tokens},
        refused=connection.refused_credentials,
        connection=connection,
        schemas=organisation.extension_schemas,
        refusal=refusal,
    )


def only_for_configurers(viewer: Viewer) -> None:
    """A form is for whoever identity lets do what it does. Raises `Ended`."""
    if not Desk.of(viewer).configures:
        raise Ended(NOT_ALLOWED_HERE)


async def watch(visit: Visit) -> Response:
    """The card that tells whether the directory calls, whenever something of it has changed."""
    first = await _diagnosis(visit)
    return EventStream(_changes(visit, first))


async def change_conformance(visit: Visit) -> Response:
    """Read requests strictly from now on, or leniently."""
    chosen = (await read_form(visit.request)).find("conformance")
    if chosen not in set(Conformance):
        raise Ended(bad_request("The field `conformance` is `STRICT` or `LENIENT`."))
    organisation = (await visit.person().tokens_read()).organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    connection = organisation.connections[0]
    answer = (await visit.person().conformance_update(connection.id, Conformance(chosen))).connection_update
    if answer.typename__ == "Connection":
        return visit.redirect(f"{PROVISIONING.path}#dialect")
    return await provisioning_page(visit, answer.message)


async def _diagnosis(visit: Visit) -> Diagnosis:
    organisation = (await visit.person().vitals_read()).organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    statuses = (token.status for token in organisation.access_tokens.nodes)
    return diagnosis_of(organisation.connections[0], statuses, datetime.now(UTC))


async def _changes(visit: Visit, told: Diagnosis) -> AsyncGenerator[Event]:
    """The card at once, since the page may be older, and then each time that it says something else."""
    yield _card(visit, told)
    # Whoever has no session any more, or no identity for a while, is told so when the browser connects anew.
    with suppress(IdentityError):
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            now = await _diagnosis(visit)
            if now != told:
                yield _card(visit, now)
                told = now


def _card(visit: Visit, diagnosis: Diagnosis) -> Event:
    card = visit.page("provisioning_pulse.html", diagnosis=diagnosis)
    return Event("pulse", bytes(card.body).decode(), id=diagnosis.pulse)


def _newest_first(organisation: ProvisioningReadOrganisation, *, over: bool) -> list[Token]:
    tokens = organisation.access_tokens.nodes
    return [token for token in reversed(tokens) if (token.status in _OVER) is over]
