"""The command `narthex`."""

from __future__ import annotations

import io
import signal
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from contract.transport import IdentityError
from identity.errors import DomainError
from narthex.commands import connections, operator_tokens, organisations, scim_tokens, sessions, setup_links, simulate
from narthex.commands.demo import demo
from narthex.commands.migrate import migrate
from narthex.commands.output import complain
from narthex.commands.serve import serve
from narthex.embedded import EmbeddedDatabaseError
from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from types import FrameType

app = typer.Typer(
    help="The entrance hall between Microsoft Entra and a SaaS product.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)
app.command()(demo)
app.add_typer(organisations.app, name="organisation")
app.add_typer(connections.app, name="connection")
app.add_typer(scim_tokens.app, name="scim-token")
app.add_typer(operator_tokens.app, name="operator-token")
app.add_typer(sessions.app, name="session")
app.add_typer(setup_links.app, name="setup-link")
app.add_typer(simulate.app, name="simulate")


def _print_version(asked: bool) -> None:  # noqa: FBT001 - the option's value, as Typer passes it
    if asked:
        typer.echo(metadata.version("narthex"))
        raise typer.Exit


@app.callback()
def narthex(
    *,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version.")
    ] = False,
) -> None:
    """The entrance hall between Microsoft Entra and a SaaS product."""


def main() -> None:
    """Run the command line. An expected refusal is one sentence on standard error and the exit code 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that the terminal's encoding lacks is shown by its number, as standard error does by itself.
        sys.stdout.reconfigure(errors="backslashreplace")
    for wish in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, _end_in_good_order)
    try:
        app()
    except (CommandRefused, EmbeddedDatabaseError, DomainError, IdentityError) as error:
        complain(str(error))
    else:
        return
    sys.exit(1)


def _end_in_good_order(number: int, _frame: FrameType | None) -> NoReturn:
    # Unwinding, and not dying at once, lets the embedded database stop.
    sys.exit(128 + number)
