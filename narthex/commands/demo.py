"""`narthex demo`: a simulated Entra plays a company's life, against a server of our own or one that is named."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from entra_simulator.scim_client import Exchange
from identity.app import Identity, open_identity
from identity.settings import Settings as IdentitySettings
from narthex.announcement import announced
from narthex.commands.follow import followed, is_a_leaver
from narthex.commands.options import AsJSON, Dialect, Host, moment_after, web_address
from narthex.commands.output import print_facts, print_json
from narthex.commands.scim_tokens import scim_endpoint
from narthex.composition import whole_house
from narthex.database import Database, ensure_schema, open_database
from narthex.demo import DemoResult, print_result, run_demo
from narthex.errors import CommandRefused
from narthex.logs import configure_logging
from narthex.operator import Operator
from narthex.serving import listen, port_of, run, serving
from narthex.settings import Settings, load
from scim_facade.settings import Settings as FacadeSettings

ORGANISATION = {"name": "Contoso", "slug": "contoso", "owner": "ada@contoso.example"}
TOKENS_LAST = timedelta(days=7)


@dataclass(frozen=True)
class Play:
    """What is played, and how it is told."""

    users: int
    groups: int
    dialect: Dialect
    seed: int
    as_json: bool

    async def against(
        self, target: Mapping[str, str], on_exchange: Callable[[Exchange], None] = lambda _: None
    ) -> DemoResult:
        """Play it against a target's `endpoint`, `token` and `graphql` address."""
        return await run_demo(
            endpoint=target["endpoint"],
            token=target["token"],
            graphql_url=target["graphql"],
            users=self.users,
            groups=self.groups,
            dialect=self.dialect.value,
            seed=self.seed,
            console=None if self.as_json else Console(),
            on_exchange=on_exchange,
        )

    def tell(self, result: DemoResult, target: Mapping[str, str]) -> None:
        """Say how it ended."""
        if self.as_json:
            print_json({**result.as_json(), **target})
        else:
            print_result(Console(), result)


def demo(
    *,
    users: Annotated[int, typer.Option(min=1, max=100_000, help="People in the simulated directory.")] = 100,
    groups: Annotated[int, typer.Option(min=0, max=10_000, help="Groups in it.")] = 10,
    dialect: Annotated[Dialect, typer.Option(help="Which of Entra's two PATCH dialects to speak.")] = Dialect.BOTH,
    seed: Annotated[int, typer.Option(help="Another number makes another company.")] = 1,
    once: Annotated[bool, typer.Option("--once", help="End when it is played; succeed if nothing differs.")] = False,
    endpoint: Annotated[
        str | None,
        typer.Option(parser=web_address, metavar="URL", help="A SCIM endpoint to aim at, in place of a server here."),
    ] = None,
    token: Annotated[str | None, typer.Option(help="The token for that endpoint.")] = None,
    graphql: Annotated[str | None, typer.Option(help="Its GraphQL address; by default /graphql on that host.")] = None,
    host: Host = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; by default NARTHEX_PORT or 8000, or any if taken.")
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """Play a company's life in a simulated Entra. It goes over real HTTP, and what arrived is compared."""
    play = Play(users=users, groups=groups, dialect=dialect, seed=seed, as_json=as_json)
    if (endpoint is None) != (token is None):
        raise typer.BadParameter("--endpoint and --token belong together")
    if endpoint is not None and token is not None:
        target = {"endpoint": endpoint, "token": token, "graphql": graphql or graphql_beside(endpoint)}
        result = run(play.against(target))
        play.tell(result, target)
    else:
        result = _at_home(play, host, port, once=once)
    raise typer.Exit(0 if result.ok else 1)


def graphql_beside(endpoint: str) -> str:
    """Where GraphQL is when one process serves it and SCIM."""
    address = urlsplit(endpoint)
    return f"{address.scheme}://{address.netloc}/graphql"


def _at_home(play: Play, host: str | None, port: int | None, *, once: bool) -> DemoResult:
    # Requests go straight to the server, whatever public address it may have, and the screen is the demonstration's.
    settings = load(Settings).model_copy(update={"public_url": None, "log_level": "warning"})
    configure_logging(settings)
    with _listen(settings, host, port) as listener, open_database(settings) as database:
        base_url = settings.base_url(host, port_of(listener))
        with announced(settings, base_url):
            return run(_serve_and_play(play, database, listener, base_url, once=once))


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
    play: Play, database: Database, listener: socket.socket, base_url: str, *, once: bool
) -> DemoResult:
    await ensure_schema(database)
    settings = load(IdentitySettings, database_url=database.url, graphiql=True)
    async with (
        open_identity(settings) as identity,
        whole_house(identity, settings, load(FacadeSettings)) as app,
        serving(app, listener) as answering,
    ):
        operator = Operator(identity)
        target = await _target(operator, base_url)
        leavers: list[Exchange] = []
        playing = play.against(target, lambda exchange: leavers.append(exchange) if is_a_leaver(exchange) else None)
        result = await _unless_stopped(asyncio.create_task(playing), answering)
        play.tell(result, target)
        if leavers and not play.as_json:
            await _follow(identity, operator, leavers[0])
        if not once:
            if not play.as_json:
                _suggest(target, await _operator_token(operator))
            await answering
    return result


async def _target(operator: Operator, base_url: str) -> dict[str, str]:
    slug = ORGANISATION["slug"]
    if await operator.find_organisation(slug) is None:
        await operator.create_organisation(**ORGANISATION)
    connection = await operator.get_connection(slug)
    made = await operator.create_scim_token(
        connection=connection, name="narthex demo", expires_at=moment_after(TOKENS_LAST)
    )
    return {
        "endpoint": scim_endpoint(base_url, connection),
        "token": made["secret"],
        "graphql": f"{base_url}/graphql",
    }


async def _follow(identity: Identity, operator: Operator, leaver: Exchange) -> None:
    try:
        session = await operator.create_session(
            organisation=ORGANISATION["slug"], user_name=ORGANISATION["owner"], reason="narthex demo"
        )
    except CommandRefused:
        return  # an organisation that was here before may have other owners, and nobody to show this to
    if facts := await followed(identity, leaver, session["secret"]):
        print_facts("\nOne of these requests, followed through:", facts)


async def _operator_token(operator: Operator) -> str:
    made = await operator.create_operator_token(name="narthex demo", expires_at=moment_after(TOKENS_LAST))
    token: str = made["secret"]
    return token


async def _unless_stopped(playing: asyncio.Task[DemoResult], answering: asyncio.Task[None]) -> DemoResult:
    await asyncio.wait({playing, answering}, return_when=asyncio.FIRST_COMPLETED)
    if not playing.done():
        playing.cancel()
        await asyncio.wait({playing})
        raise CommandRefused("The demonstration was stopped before its end; running it again takes it up.")
    return playing.result()


def _suggest(target: Mapping[str, str], operator_token: str) -> None:
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
    headers = f'{{"Authorization": "Bearer {operator_token}"}}'
    print_facts("\nGraphiQL, for the operator:", {"open": graphql, "put under Headers": headers})
