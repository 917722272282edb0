"""`narthex simulate sign-in`: the sign-in half of the simulated Entra, for a product that is told to believe it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entra_simulator.people import generated_directory
from entra_simulator.sign_in.applications import Application, registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.tenants import tenant_of_directory
from narthex.commands.options import AsJSON
from narthex.commands.output import print_facts, print_json
from narthex.commands.simulation_options import (
    DirectoryFile,
    Groups,
    Seed,
    Users,
    directory_of,
    refuse_both,
    tenant_of,
)
from narthex.errors import CommandRefused
from narthex.serving import run

if TYPE_CHECKING:
    from entra_simulator.directory import Directory
    from entra_simulator.sign_in.running import RunningAuthority

HTTPS_PORT, HTTP_PORT = 8443, 8442


def sign_in(
    *,
    redirect_uri: Annotated[
        list[str],
        typer.Option(metavar="URI", help="Where the product takes answers; to be repeated for each of its addresses."),
    ],
    ca_file: Annotated[
        Path, typer.Option(metavar="FILE", help="Written at every start: the certificate authority to be trusted.")
    ],
    front_channel_logout_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Told in a hidden frame when somebody signs out here.")
    ] = None,
    client_id: Annotated[
        str | None,
        typer.Option(envvar="NARTHEX_ENTRA_CLIENT_ID", metavar="ID", help="The product's id; by default a new one."),
    ] = None,
    client_secret: Annotated[
        str | None,
        typer.Option(
            envvar="NARTHEX_ENTRA_CLIENT_SECRET", metavar="SECRET", help="The product's secret; by default a new one."
        ),
    ] = None,
    directory: DirectoryFile = None,
    users: Users = None,
    groups: Groups = None,
    seed: Seed = 1,
    administrator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A user principal name or object id; may be repeated. By default the first member."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The name by which the product finds it.")] = "localhost",
    browser_host: Annotated[str, typer.Option(help="The name by which browsers find it.")] = "localhost",
    listen_on: Annotated[str | None, typer.Option(help="The address to listen on; by default that of --host.")] = None,
    https_port: Annotated[int, typer.Option(min=0, max=65535, help="For the product; 0 takes any.")] = HTTPS_PORT,
    http_port: Annotated[int, typer.Option(min=0, max=65535, help="For browsers; 0 takes any.")] = HTTP_PORT,
    as_json: AsJSON = False,
) -> None:
    """Sign people in, in Microsoft's place, until asked to stop. Prints what the product has to be told."""
    refuse_both(directory, users, groups)
    people = generated_directory(tenant_of(users, groups, seed)) if directory is None else directory_of(directory)
    application = _application(redirect_uri, client_id, client_secret, front_channel_logout_url)
    simulator = _simulator(people, application, administrator or [])
    # Its certificates need an extra that a server does without.
    from entra_simulator.sign_in.running import running  # noqa: PLC0415

    answering = running(
        simulator,
        ca_file=ca_file,
        host=host,
        browser_host=browser_host,
        listen_on=listen_on,
        https_port=https_port,
        http_port=http_port,
    )
    try:
        run(_answer(answering, _people_told(simulator), as_json=as_json))
    except OSError as error:
        raise CommandRefused(
            f"The simulated Entra cannot listen on ports {https_port} and {http_port} of {listen_on or host}, or write "
            f"{ca_file}: {error.strerror}. Other ports are had with --https-port and --http-port."
        ) from error


def _application(
    redirect_uris: list[str], client_id: str | None, client_secret: str | None, logout_url: str | None
) -> Application:
    try:
        made = registered_application(*redirect_uris, client_id=client_id)
    except ValueError as error:
        raise CommandRefused(str(error)) from error
    secrets = (client_secret,) if client_secret else made.secrets
    return replace(made, secrets=secrets, front_channel_logout_url=logout_url)


def _simulator(people: "Directory", application: Application, administrators: list[str]) -> SignInSimulator:
    try:
        tenant = tenant_of_directory(people)
    except ValueError as error:
        raise CommandRefused(str(error)) from error
    simulator = SignInSimulator([tenant], [application])
    found = {name: simulator.find_account(name, [tenant]) for name in administrators}
    if strangers := [name for name, account in found.items() if account is None]:
        raise CommandRefused(f"The directory has no {', '.join(strangers)}: name a user principal name or object id.")
    if found:
        tenant.administrators = {account.object_id for account in found.values() if account is not None}
    return simulator


def _people_told(simulator: SignInSimulator) -> dict[str, str]:
    """What a person needs to know: in which tenant, and who may consent for it."""
    tenant = next(tenant for tenant in simulator.tenants.values() if not tenant.is_personal)
    names = sorted(tenant.directory.people[object_id].user_principal_name for object_id in tenant.administrators)
    return {"tenant": f"{tenant.tenant_id} ({tenant.domain})", "administrator": ", ".join(names)}


async def _answer(
    answering: AbstractAsyncContextManager["RunningAuthority"], people: dict[str, str], *, as_json: bool
) -> None:
    stop = asyncio.Event()
    with _setting(stop):
        async with answering as authority:
            settings = {
                "NARTHEX_ENTRA_AUTHORITY_HOST": authority.authority_host,
                "NARTHEX_ENTRA_CLIENT_ID": authority.client_id,
                "NARTHEX_ENTRA_CLIENT_SECRET": authority.client_secret,
                "NARTHEX_ENTRA_EXTRA_CA_FILE": str(authority.ca_file.resolve()),
            }
            if as_json:
                print_json({**people, "browser": authority.browser_url, "settings": settings})
            else:
                facts = people | {"pages": authority.browser_url}
                print_facts("The simulated Entra is listening; Ctrl-C stops it.", facts)
                print_facts("The product believes it with these settings:", _assignments(settings))
            await stop.wait()


def _assignments(settings: dict[str, str]) -> dict[str, str]:
    """Each setting as one line of a shell or of `.env`."""
    return {f"{name}={value}": "" for name, value in settings.items()}


@contextmanager
def _setting(stop: asyncio.Event) -> Iterator[None]:
    """Take signals as the wish to stop, so that what was begun is finished."""
    loop = asyncio.get_running_loop()
    wishes = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    earlier = {wish: signal.signal(wish, lambda *_: loop.call_soon_threadsafe(stop.set)) for wish in wishes}
    try:
        yield
    finally:
        for wish, handler in earlier.items():
            signal.signal(wish, handler)
