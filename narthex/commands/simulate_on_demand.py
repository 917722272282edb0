"""`narthex simulate on-demand`: one person or group, at once."""

from typing import Annotated

import typer

from entra_simulator.directory import Directory
from entra_simulator.job_settings import JobSettings
from entra_simulator.log_export import to_graph
from entra_simulator.on_demand import NotOnDemand, OnDemandResult
from entra_simulator.people import generated_directory
from entra_simulator.quarantine import Quarantined
from narthex.commands.options import AsJSON
from narthex.commands.output import print_json
from narthex.commands.simulation_options import (
    DirectoryFile,
    Groups,
    MappingFile,
    Seed,
    TenantUrl,
    Token,
    Users,
    directory_of,
    mapping_of,
    refuse_both,
    tenant_of,
)
from narthex.commands.simulation_output import tell_on_demand
from narthex.errors import CommandRefused
from narthex.serving import run
from narthex.simulated_job import Aim


def on_demand(
    *,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A person's user principal name, a group's name, or an object id.")
    ],
    tenant_url: TenantUrl,
    token: Token,
    member: Annotated[
        list[str] | None, typer.Option("--member", metavar="NAME", help="A member to send with a group; up to five.")
    ] = None,
    directory: DirectoryFile = None,
    users: Users = None,
    groups: Groups = None,
    seed: Seed = 1,
    mapping: MappingFile = None,
    as_json: AsJSON = False,
) -> None:
    """Provision one person or group at once. Each of the four steps is shown as in Entra's portal."""
    refuse_both(directory, users, groups)
    people = generated_directory(tenant_of(users, groups, seed)) if directory is None else directory_of(directory)
    aim = Aim(tenant_url, token, JobSettings(), mapping_of(mapping))
    result = run(_provision_on_demand(aim, people, name, member or []))
    if as_json:
        print_json({"ok": result.succeeded, "entries": [to_graph(entry) for entry in result.entries]})
    else:
        tell_on_demand(result)
    raise typer.Exit(0 if result.succeeded else 1)


async def _provision_on_demand(aim: Aim, people: Directory, name: str, members: list[str]) -> OnDemandResult:
    person, group = find_person(people, name), find_group(people, name)
    if person is None and group is None:
        raise CommandRefused(f"The directory has no person and no group '{name}'.")
    async with aim.job(people) as job:
        try:
            await job.test_connection()
            if person is not None:
                return await job.on_demand.provision_person(person)
            return await job.on_demand.provision_group(group or "", [_member(people, one) for one in members])
        except (Quarantined, NotOnDemand) as error:
            raise CommandRefused(str(error)) from error


def find_person(directory: Directory, name: str) -> str | None:
    """The object id of the person with this user principal name or object id."""
    if name in directory.people:
        return name
    wanted = name.casefold()
    everybody = directory.people.values()
    return next((one.object_id for one in everybody if one.user_principal_name.casefold() == wanted), None)


def find_group(directory: Directory, name: str) -> str | None:
    """The object id of the group with this name or object id."""
    if name in directory.groups:
        return name
    return next((one.object_id for one in directory.groups.values() if one.display_name == name), None)


def _member(directory: Directory, name: str) -> str:
    person = find_person(directory, name)
    if person is None:
        raise CommandRefused(f"The directory has no person '{name}'.")
    return person
