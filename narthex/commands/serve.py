import gc
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from starlette.types import ASGIApp

from identity.settings import Settings as IdentitySettings
from narthex.announcement import announced
from narthex.commands.options import AsJSON, Host
from narthex.commands.output import print_facts, print_json
from narthex.composition import facade_alone, identity_alone, identity_over, web_alone, whole_house
from narthex.database import Database, open_database
from narthex.logs import configure_logging
from narthex.services import UNDECIDED, ServiceSettings, load_services
from narthex.serving import listen, port_of, run, serving
from narthex.settings import Settings, load
from scim_facade.settings import Settings as FacadeSettings
from web.settings import Settings as WebSettings


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
    host, port = host or settings.host, settings.port if port is None else port
    # Before anything else: a taken port must not cost a database start or a migration.
    with listen(host, port) as listener:
        addresses = _addresses(service, settings, host, port_of(listener))
        with _house(service, settings, addresses) as house:
            run(_answer(house, listener, addresses, as_json=as_json))


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


@contextmanager
def _house(
    service: Service, settings: Settings, addresses: dict[str, str]
) -> Iterator[AbstractAsyncContextManager[ASGIApp]]:
    """The chosen services. Each reads its own settings only, and all of them before anything is started."""
    match service:
        case Service.SCIM:
            yield facade_alone(load(FacadeSettings))
        case Service.WEB:
            yield web_alone(load(WebSettings, public_url=addresses["web"]))
        case Service.IDENTITY:
            own = load(IdentitySettings, database_url=UNDECIDED)
            with open_database(settings) as database:
                yield _identity_on(database, own)
        case Service.ALL:
            services = load_services(addresses["web"])
            # Identity alone is no address for Entra, so only this is announced.
            with open_database(settings) as database, announced(settings, addresses["url"]):
                yield _everything_on(database, services)


@asynccontextmanager
async def _identity_on(database: Database, settings: IdentitySettings) -> AsyncIterator[ASGIApp]:
    async with identity_over(database, settings) as identity, identity_alone(identity, settings) as app:
        yield app


@asynccontextmanager
async def _everything_on(database: Database, services: ServiceSettings) -> AsyncIterator[ASGIApp]:
    async with identity_over(database, services.identity) as identity, whole_house(identity, services) as app:
        yield app


async def _answer(
    house: AbstractAsyncContextManager[ASGIApp], listener: socket.socket, addresses: dict[str, str], *, as_json: bool
) -> None:
    async with house as app, serving(app, listener) as answering:
        # What has been loaded stays, and looking through it again and again takes from 5 to 22 % of a request's time.
        gc.collect()
        gc.freeze()
        if as_json:
            print_json({**addresses, "pid": os.getpid()})
        else:
            print_facts("Narthex is listening; Ctrl-C stops it.", addresses)
        await answering
