import os
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, nullcontext
from enum import StrEnum
from typing import Annotated

import typer
from starlette.types import ASGIApp

from identity.app import open_identity
from narthex.announcement import announced
from narthex.commands.options import AsJSON, Host
from narthex.commands.output import print_facts, print_json
from narthex.composition import facade_alone, identity_alone, web_alone, whole_house
from narthex.database import Database, ensure_schema, open_database
from narthex.logs import configure_logging
from narthex.services import ServiceSettings, load_services
from narthex.serving import listen, port_of, run, serving
from narthex.settings import Settings, load


class Service(StrEnum):
    """What one process can be."""

    ALL = "all"
    IDENTITY = "identity"
    SCIM = "scim"
    WEB = "web"

    def includes(self, service: "Service") -> bool:
        """Whether a process that is this answers for that service."""
        return self in {Service.ALL, service}


def serve(
    *,
    service: Annotated[Service, typer.Argument(help="All services in one process, or one of them.")] = Service.ALL,
    host: Host = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; by default NARTHEX_PORT or 8000, and 0 takes any.")
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """Answer requests until asked to stop."""
    settings = load(Settings)
    configure_logging(settings)
    services = load_services()
    host, port = host or settings.host, settings.port if port is None else port
    # Before anything else: a taken port must not cost a database start or a migration.
    with listen(host, port) as listener:
        addresses = _addresses(service, settings, host, port_of(listener))
        if service.includes(Service.WEB):
            services = services.found_at(addresses["web"])
        if service is Service.SCIM:
            run(_answer(facade_alone(services.facade), listener, addresses, as_json=as_json))
        elif service is Service.WEB:
            run(_answer(web_alone(services.web), listener, addresses, as_json=as_json))
        else:
            with open_database(settings) as database, _announced(service, settings, addresses):
                house = _over_database(service, database, services)
                run(_answer(house, listener, addresses, as_json=as_json))


def _announced(service: Service, settings: Settings, addresses: dict[str, str]) -> AbstractContextManager[None]:
    """Identity alone is no address for Entra, so it is not announced."""
    return announced(settings, addresses["url"]) if service is Service.ALL else nullcontext()


def _addresses(service: Service, settings: Settings, host: str, port: int) -> dict[str, str]:
    base_url = settings.base_url(host, port)
    addresses = {"url": base_url}
    if service.includes(Service.WEB):
        addresses["web"] = settings.browser_url(host, port)
    if service.includes(Service.SCIM):
        addresses["scim"] = f"{base_url}/scim/v2/<connection>"
    if service.includes(Service.IDENTITY):
        addresses["graphql"] = f"{base_url}/graphql"
    return addresses


@asynccontextmanager
async def _over_database(service: Service, database: Database, services: ServiceSettings) -> AsyncIterator[ASGIApp]:
    await ensure_schema(database)
    services = services.over(database.url)
    async with open_identity(services.identity) as identity:
        whole = service is Service.ALL
        house = whole_house(identity, services) if whole else identity_alone(identity, services.identity)
        async with house as app:
            yield app


async def _answer(
    house: AbstractAsyncContextManager[ASGIApp], listener: socket.socket, addresses: dict[str, str], *, as_json: bool
) -> None:
    async with house as app, serving(app, listener) as answering:
        if as_json:
            print_json({**addresses, "pid": os.getpid()})
        else:
            print_facts("Narthex is listening; Ctrl-C stops it.", addresses)
        await answering
