"""`narthex demo`: a simulated Entra plays a company's life, against a server of our own or one that is named."""

from typing import Annotated
from urllib.parse import urlsplit

import typer

from entra_simulator.people import Tenant
from narthex.commands.demo_at_home import play_at_home
from narthex.commands.options import AsJSON, Dialect, Host, web_address
from narthex.commands.play import Play
from narthex.serving import run


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
    play = Play(Tenant(seed=seed, users=users, groups=groups), dialect, as_json)
    if (endpoint is None) != (token is None):
        raise typer.BadParameter("--endpoint and --token belong together")
    if endpoint is not None and token is not None:
        target = {"endpoint": endpoint, "token": token, "graphql": graphql or graphql_beside(endpoint)}
        result = run(play.against(target))
        play.tell(result, target)
    else:
        result = play_at_home(play, host, port, once=once)
    raise typer.Exit(0 if result.ok else 1)


def graphql_beside(endpoint: str) -> str:
    """Where GraphQL is when one process serves it and SCIM."""
    address = urlsplit(endpoint)
    return f"{address.scheme}://{address.netloc}/graphql"
