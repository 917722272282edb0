"""What the commands of `narthex simulate` have in common: their options, and what is made of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.directory_files import DirectoryFileInvalid, read_directory, write_directory
from entra_simulator.mapping_files import MappingInvalid, read_mapping
from entra_simulator.people import Tenant
from narthex.commands.options import web_address
from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from entra_simulator.directory import Directory
    from entra_simulator.mapping import Mapping

USERS, GROUPS = 100, 10

TenantUrl = Annotated[
    str,
    typer.Option(
        "--tenant-url", parser=web_address, metavar="URL", help="The SCIM endpoint, as it is entered in Entra."
    ),
]
Token = Annotated[
    str,
    typer.Option(
        "--token",
        envvar="NARTHEX_SIMULATE_TOKEN",
        help="The secret token. In the variable it stays out of the list of processes.",
    ),
]
DirectoryFile = Annotated[
    Path | None,
    typer.Option(
        "--directory",
        metavar="FILE",
        help="A .json, .csv or folder to read people and groups from.",
    ),
]
Users = Annotated[int | None, typer.Option(min=0, max=100_000, help=f"People to generate; by default {USERS}.")]
Groups = Annotated[int | None, typer.Option(min=0, max=10_000, help=f"Groups to generate; by default {GROUPS}.")]
Seed = Annotated[int, typer.Option(help="Another number makes another company.")]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping", metavar="FILE", help="Attribute mappings in YAML; by default Entra's, with objectId → externalId."
    ),
]


def tenant_of(users: int | None, groups: int | None, seed: int) -> Tenant:
    """The company to generate."""
    return Tenant(seed=seed, users=USERS if users is None else users, groups=GROUPS if groups is None else groups)


def refuse_both(directory: Path | None, users: int | None, groups: int | None) -> None:
    """A directory is read or generated; to ask for both is a wrong use."""
    if directory is not None and (users is not None or groups is not None):
        raise typer.BadParameter("--directory takes the place of --users and --groups")


class Duplicates(StrEnum):
    """What becomes of user principal names in a file that differ in case only."""

    REFUSE = "refuse"
    KEEP = "keep"


def directory_of(path: Path, duplicates: Duplicates = Duplicates.REFUSE) -> Directory:
    """The directory in a file. Raises CommandRefused."""
    try:
        return read_directory(path, duplicates=duplicates.value)
    except OSError as error:
        raise CommandRefused(f"{path} cannot be read: {error.strerror}.") from error
    except DirectoryFileInvalid as error:
        raise CommandRefused(str(error)) from error


def mapping_of(path: Path | None) -> Mapping:
    """The mapping in a file, or the recommended one. Raises CommandRefused."""
    if path is None:
        return RECOMMENDED_MAPPING
    try:
        return read_mapping(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandRefused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandRefused(f"{path} is no text in UTF-8.") from error
    except MappingInvalid as error:
        raise CommandRefused(f"{path}: {error}") from error


def save_directory(directory: Directory, path: Path) -> None:
    """Write a directory to a file. Raises CommandRefused."""
    try:
        write_directory(directory, path)
    except OSError as error:
        raise CommandRefused(f"{path} cannot be written: {error.strerror}.") from error
    except DirectoryFileInvalid as error:
        raise CommandRefused(str(error)) from error
