from typing import Annotated

import typer

from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON
from narthex.commands.output import print_facts, print_json
from narthex.settings import Settings, load

app = typer.Typer(help="The customers.", no_args_is_help=True)


@app.callback()
def organisations() -> None:
    """The customers."""


@app.command()
def create(
    *,
    name: Annotated[str, typer.Argument(help='The name people see, such as "Contoso".')],
    slug: Annotated[str, typer.Option(help="The short name commands use: lower-case letters, digits, hyphens.")],
    owner: Annotated[str, typer.Option(help="The userName of its first owner, such as ada@contoso.example.")],
    as_json: AsJSON = False,
) -> None:
    """Take a customer in, with its first owner and its SCIM connection."""
    made = as_operator(load(Settings), lambda operator: operator.create_organisation(name=name, slug=slug, owner=owner))
    if as_json:
        print_json(made)
        return
    facts = {
        "organisation": made["organisation"]["id"],
        "connection": made["connection"]["id"],
        "owner": made["owner"]["id"],
    }
    print_facts(f"{name} is in.", facts)
