"""The demonstration at home: the product and a simulated Entra, up together in this process."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console

from narthex.announcement import announced
from narthex.commands.follow import followed, is_a_leaver
from narthex.commands.options import moment_after
from narthex.commands.output import print_facts
from narthex.commands.scim_tokens import scim_endpoint
from narthex.commands.setup_links import setup_page
from narthex.composition import identity_over, whole_house
from narthex.database import Database, open_database
from narthex.demo_provisioning import provision_changes
from narthex.demo_sign_in import Administrator, administrator_of, play_sign_in, simulator_of
from narthex.errors import CommandRefused
from narthex.logs import configure_logging
from narthex.operator import Operator
from narthex.services import load_services
from narthex.serving import listen, port_of, run, serving
from narthex.settings import Settings, load

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Mapping

    from entra_simulator.scim_client import Exchange
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.running import RunningAuthority
    from identity.app import Identity
    from narthex.commands.play import Play
    from narthex.demo import DemoResult
    from narthex.demo_sign_in import Cycle, SignInResult

ORGANISATION = {"name": "Contoso", "slug": "contoso", "owner": "ada@contoso.example"}
TOKENS_LAST = timedelta(days=7)


@dataclass(frozen=True)
class Addresses:
    """Where the demonstration is found: by programs, and by browsers."""

    base_url: str
    web_url: str


@dataclass(frozen=True)
class Home:
    """What is up: the product, and the Entra it believes."""

    identity: Identity
    operator: Operator
    addresses: Addresses
    simulator: SignInSimulator
    authority: RunningAuthority
    answering: asyncio.Task[None]


def play_at_home(play: Play, host: str | None, port: int | None, *, once: bool) -> DemoResult:
    """Serve, play, and unless it is `once`, go on serving until asked to stop."""
    # Requests go straight to the server, whatever public address it may have, and the screen is the demonstration's.
    settings = load(Settings).model_copy(update={"public_url": None, "log_level": "warning"})
    configure_logging(settings)
    with _listen(settings, host, port) as listener, open_database(settings) as database:
        at = port_of(listener)
        addresses = Addresses(settings.base_url(host, at), settings.browser_url(host, at))
        with announced(settings, addresses.base_url):
            return run(_serve_and_play(play, database, listener, addresses, once=once))


def _listen(settings: Settings, host: str | None, port: int | None) -> socket.socket:
    host = host or settings.host
    if port is not None:
        return listen(host, port)
    try:
        return listen(host, settings.port)
    except CommandRefused:
        # Nobody asked for this port: a demonstration beside a running server takes another.
        return listen(host, 0)


async def _serve_and_play(
    play: Play, database: Database, listener: socket.socket, addresses: Addresses, *, once: bool
) -> DemoResult:
    async with _home(play, database, listener, addresses) as home:
        target = await _target(home)
        administrator = await _administrator(play, home)
        leavers: list[Exchange] = []

        async def epilogue(cycle: Cycle) -> SignInResult:
            assert administrator is not None
            return await play_sign_in(addresses.web_url, administrator, home.simulator, cycle)

        playing = play.against(
            target,
            epilogue if administrator else None,
            lambda exchange: leavers.append(exchange) if is_a_leaver(exchange) else None,
        )
        result = await _unless_stopped(asyncio.create_task(playing), home.answering)
        play.tell(result, target)
        if leavers and not play.as_json:
            await _follow(home, leavers[0])
        if not once:
            if not play.as_json:
                await _suggest(home, target, administrator)
            await _go_on(play, home, target)
    return result


@asynccontextmanager
async def _home(play: Play, database: Database, listener: socket.socket, addresses: Addresses) -> AsyncIterator[Home]:
    try:
        from entra_simulator.sign_in.running import running  # noqa: PLC0415 - a server does without what this needs
    except ModuleNotFoundError as error:
        raise CommandRefused("The simulated Entra signs nobody in without the extra narthex[simulator].") from error

    administrator = administrator_of(play.tenant)
    simulator = simulator_of(play.life, play.tenant, administrator, addresses.web_url)
    with TemporaryDirectory(prefix="narthex-demo-") as directory:
        async with running(simulator, ca_file=Path(directory) / "ca.pem") as authority:
            services = load_services(addresses.web_url, graphiql=True).believing(authority)
            async with (
                identity_over(database, services.identity) as identity,
                whole_house(identity, services) as app,
                serving(app, listener) as answering,
            ):
                yield Home(identity, Operator(identity), addresses, simulator, authority, answering)


async def _target(home: Home) -> dict[str, str]:
    slug, operator = ORGANISATION["slug"], home.operator
    if await operator.find_organisation(slug) is None:
        await operator.create_organisation(**ORGANISATION)
    connection = await operator.get_connection(slug)
    made = await operator.create_scim_token(
        connection=connection, name="narthex demo", expires_at=moment_after(TOKENS_LAST)
    )
    return {
        "endpoint": scim_endpoint(home.addresses.base_url, connection),
        "token": made["secret"],
        "graphql": f"{home.addresses.base_url}/graphql",
    }


async def _administrator(play: Play, home: Home) -> Administrator | None:
    try:
        made = await home.operator.create_setup_link(
            organisation=ORGANISATION["slug"], user_name=ORGANISATION["owner"], reason="narthex demo"
        )
    except CommandRefused:
        return None  # an organisation that was here before may have other owners, whose tenant is not ours to connect
    return Administrator(
        account=administrator_of(play.tenant),
        setup_link=setup_page(home.addresses.web_url, made["secret"]),
        password=secrets.token_urlsafe(18),
    )


async def _follow(home: Home, leaver: Exchange) -> None:
    try:
        session = await home.operator.create_session(
            organisation=ORGANISATION["slug"], user_name=ORGANISATION["owner"], reason="narthex demo"
        )
    except CommandRefused:
        return  # likewise: nobody to show this to
    if facts := await followed(home.identity, leaver, session["secret"]):
        print_facts("\nOne of these requests, followed through:", facts)


async def _unless_stopped(playing: asyncio.Task[DemoResult], answering: asyncio.Task[None]) -> DemoResult:
    await asyncio.wait({playing, answering}, return_when=asyncio.FIRST_COMPLETED)
    if not playing.done():
        playing.cancel()
        await asyncio.wait({playing})
        raise CommandRefused("The demonstration was stopped before its end; running it again takes it up.")
    return playing.result()


async def _go_on(play: Play, home: Home, target: Mapping[str, str]) -> None:
    """Serve until asked to stop, and provision what becomes of people in the simulated Entra."""
    told = Console(quiet=play.as_json)
    provisioning = asyncio.create_task(
        provision_changes(
            play.life.directory,
            target,
            dialect=play.dialect.value,
            tell=partial(told.print, markup=False, highlight=False, soft_wrap=True),
        )
    )
    await asyncio.wait({provisioning, home.answering}, return_when=asyncio.FIRST_COMPLETED)
    provisioning.cancel()
    await asyncio.gather(provisioning, home.answering, return_exceptions=True)


async def _suggest(home: Home, target: Mapping[str, str], administrator: Administrator | None) -> None:
    endpoint, token, graphql = target["endpoint"], target["token"], target["graphql"]
    authorised = f"curl -s -H 'Authorization: Bearer {token}'"
    department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
    print_facts(
        "\nThe server stays up; Ctrl-C stops it. Entra would be given:", {"Tenant URL": endpoint, "Token": token}
    )
    print_facts(
        "\nTry:",
        {
            "a page of people": f"{authorised} '{endpoint}/Users?count=3'",
            "a filter": f"{authorised} -G {endpoint}/Users --data-urlencode 'filter={department} eq \"Engineering\"'",
            "the same in GraphQL": f"{authorised} -H 'Content-Type: application/json' {graphql} "
            """-d '{"query":"{ users(first: 3) { totalCount nodes { userName active } } }"}'""",
        },
    )
    made = await home.operator.create_operator_token(name="narthex demo", expires_at=moment_after(TOKENS_LAST))
    headers = f'{{"Authorization": "Bearer {made["secret"]}"}}'
    print_facts("\nGraphiQL, for the operator:", {"open": graphql, "put under Headers": headers})
    if administrator is not None:
        print_facts(
            f"\nNow open {home.addresses.web_url}, press Sign in with Microsoft and pick anybody.",
            {
                "as the owner": administrator.account.user_principal_name,
                "without Microsoft": f"organisation {ORGANISATION['slug']}, user name {ORGANISATION['owner']}, "
                f"password {administrator.password}",
                "simulated Entra": home.authority.browser_url,
            },
        )
        order = '{"account": "<user name>", "enabled": false}'
        print_facts(
            "\nDisable somebody in the simulated Entra while they are signed in; provisioning follows in seconds:",
            {
                "disable": f"curl -s {home.authority.browser_url}/simulator/people "
                f"-H 'Content-Type: application/json' -d '{order}'"
            },
        )
