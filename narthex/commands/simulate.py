"""`narthex simulate`: a simulated Entra provisions any SCIM endpoint, and tells what the real one would say of it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entra_simulator.default_mappings import DEFAULT_MAPPING, RECOMMENDED_MAPPING
from entra_simulator.directory import Directory
from entra_simulator.job_settings import JobSettings
from entra_simulator.mapping_files import mapping_to_yaml
from entra_simulator.people import generated_directory
from entra_simulator.quarantine import Quarantined
from narthex.commands.options import AsJSON
from narthex.commands.output import print_json
from narthex.commands.simulate_cycle import cycle
from narthex.commands.simulate_on_demand import on_demand
from narthex.commands.simulate_sign_in import sign_in
from narthex.commands.simulation_options import Groups, Seed, TenantUrl, Token, Users, save_directory, tenant_of
from narthex.errors import CommandRefused
from narthex.serving import run
from narthex.simulated_job import Aim, dialect_of

if TYPE_CHECKING:
    from entra_simulator.mapping import Mapping

app = typer.Typer(help="A simulated Entra, aimed at any SCIM endpoint.", no_args_is_help=True)
app.command()(cycle)
app.command("on-demand")(on_demand)
app.command("sign-in")(sign_in)


class KnownMapping(StrEnum):
    """The mappings that are not read from a file."""

    RECOMMENDED = "recommended"
    DEFAULT = "default"


@app.command("test-connection")
def connection_test(*, tenant_url: TenantUrl, token: Token, as_json: AsJSON = False) -> None:
    """Do what Test Connection does in Entra. Users and groups are both asked for."""
    problem = run(_problem_with(Aim(tenant_url, token, JobSettings(dialect=dialect_of(tenant_url)))))
    if as_json:
        print_json({"ok": problem is None, "problem": problem})
    elif problem is not None:
        raise CommandRefused(problem)
    else:
        typer.echo("The connection test succeeded: Entra could provision here.")
    raise typer.Exit(0 if problem is None else 1)


async def _problem_with(aim: Aim) -> str | None:
    async with aim.job(Directory()) as job:
        try:
            await job.test_connection()
        except Quarantined as quarantined:
            return str(quarantined)
    return None


@app.command()
def people(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .json file, a .csv for people only, or a folder.")],
    *,
    users: Users = None,
    groups: Groups = None,
    seed: Seed = 1,
) -> None:
    """Write a generated directory to a file. `--directory` reads it."""
    save_directory(generated_directory(tenant_of(users, groups, seed)), file)


@app.command()
def mapping(
    *,
    of: Annotated[
        KnownMapping, typer.Option(help="With objectId → externalId, or with mailNickname as Entra has it.")
    ] = KnownMapping.RECOMMENDED,
) -> None:
    """Print attribute mappings as YAML. Edited, it is what `--mapping` reads."""
    known: dict[KnownMapping, Mapping] = {
        KnownMapping.RECOMMENDED: RECOMMENDED_MAPPING,
        KnownMapping.DEFAULT: DEFAULT_MAPPING,
    }
    typer.echo(mapping_to_yaml(known[of]), nl=False)
