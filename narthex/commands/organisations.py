from typing import Annotated, Any

import typer

from narthex.announcement import browser_url
from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON
from narthex.commands.output import print_facts, print_json, readable_time
from narthex.commands.setup_links import setup_page
from narthex.operator import Operator
from narthex.settings import Settings, load

FIRST_DAY = "The organisation's first owner."
"""Why there is a set-up link; the customer can read it."""

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
    """Take a customer in, with its SCIM connection, its first owner, and a one-time link by which they sign in."""
    settings = load(Settings)

    async def work(operator: Operator) -> tuple[dict[str, Any], dict[str, Any]]:
        made = await operator.create_organisation(name=name, slug=slug, owner=owner)
        their_name = made["owner"]["userName"]
        return made, await operator.create_setup_link(organisation=slug, user_name=their_name, reason=FIRST_DAY)

    made, link = as_operator(settings, work)
    page, expires_at = setup_page(browser_url(settings), link["secret"]), link["setupLink"]["expiresAt"]
    if as_json:
        print_json({**made, "setUp": page, "setUpExpiresAt": expires_at})
        return
    facts = {
        "organisation": made["organisation"]["id"],
        "connection": made["connection"]["id"],
        "owner": made["owner"]["id"],
        "set-up": page,
        "good until": readable_time(expires_at),
    }
    print_facts(
        f"{name} is in. The set-up link is for {made['owner']['userName']}, works once, and is shown only now.", facts
    )
