from typing import Annotated

import typer

from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, Slug
from narthex.commands.output import print_facts, print_json, readable_time
from narthex.settings import Settings, load

app = typer.Typer(help="Sessions of people.", no_args_is_help=True)


@app.callback()
def sessions() -> None:
    """Sessions of people."""


@app.command()
def create(
    *,
    organisation: Slug,
    user: Annotated[str, typer.Option(metavar="USERNAME", help="The userName of the person.")],
    reason: Annotated[str, typer.Option(help="Why you look with this person's eyes; it stands in the audit log.")],
    as_json: AsJSON = False,
) -> None:
    """Open a person's session and show its token, once. GraphQL then answers what that person may see."""
    made = as_operator(
        load(Settings),
        lambda operator: operator.create_session(organisation=organisation, user_name=user, reason=reason),
    )
    shown = {"token": made["secret"], "id": made["session"]["id"], "expiresAt": made["session"]["expiresAt"]}
    if as_json:
        print_json(shown)
        return
    headline = f"The session of {user} is open. Its token is shown only now."
    print_facts(headline, {**shown, "expiresAt": readable_time(shown["expiresAt"])})
