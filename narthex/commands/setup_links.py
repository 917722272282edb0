from typing import Annotated

import typer

from narthex.announcement import browser_url
from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, Slug
from narthex.commands.output import print_facts, print_json, readable_time
from narthex.settings import Settings, load

app = typer.Typer(help="Links by which people set their first password, or a new one.", no_args_is_help=True)


@app.callback()
def setup_links() -> None:
    """Links by which people set their first password, or a new one."""


def setup_page(server: str, secret: str) -> str:
    """The page to be opened once. The secret stands in its path, so that it works without scripts."""
    return f"{server}/set-up/{secret}"


@app.command()
def create(
    *,
    organisation: Slug,
    user: Annotated[str, typer.Option(metavar="USERNAME", help="The userName of the person.")],
    reason: Annotated[str, typer.Option(help="Why they need it; it stands in their organisation's audit log.")],
    as_json: AsJSON = False,
) -> None:
    """Make a one-time link for a person who cannot sign in, good for three days. It replaces those before it."""
    settings = load(Settings)
    made = as_operator(
        settings,
        lambda operator: operator.create_setup_link(organisation=organisation, user_name=user, reason=reason),
    )
    page, link_id = setup_page(browser_url(settings), made["secret"]), made["setupLink"]["id"]
    expires_at = made["setupLink"]["expiresAt"]
    if as_json:
        print_json({"setUp": page, "id": link_id, "expiresAt": expires_at})
        return
    headline = f"The link is shown only now. Whoever opens it first sets the password of {user}."
    print_facts(headline, {"set-up": page, "id": link_id, "good until": readable_time(expires_at)})
