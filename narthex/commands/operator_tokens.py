from typing import Annotated

import typer

from narthex.announcement import base_url
from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, ExpiresIn, TokenId, moment_after
from narthex.commands.output import print_facts, print_json, readable_time
from narthex.settings import Settings, load

app = typer.Typer(help="The tokens of whoever runs the service, for GraphQL.", no_args_is_help=True)


@app.command()
def create(
    *,
    name: Annotated[str, typer.Option(help="Whose token it is; the audit log names it.")] = "operator",
    expires_in: ExpiresIn = None,
    as_json: AsJSON = False,
) -> None:
    """Create an operator token and show it, once."""
    settings = load(Settings)
    made = as_operator(
        settings, lambda operator: operator.create_operator_token(name=name, expires_at=moment_after(expires_in))
    )
    token = made["operatorToken"]
    shown = {
        "graphql": f"{base_url(settings)}/graphql",
        "token": made["secret"],
        "id": token["id"],
        "expiresAt": token["expiresAt"],
    }
    if as_json:
        print_json(shown)
        return
    print_facts("The token is shown only now.", {**shown, "expiresAt": readable_time(shown["expiresAt"])})


@app.command()
def revoke(
    *,
    token: TokenId,
    as_json: AsJSON = False,
) -> None:
    """End an operator token. Requests that carry it are refused from now on."""
    revoked = as_operator(load(Settings), lambda operator: operator.revoke_operator_token(token))
    if as_json:
        print_json(revoked)
        return
    print_facts(
        f"{revoked['name']} ({revoked['prefix']}…) is revoked.", {"revoked": readable_time(revoked["revokedAt"])}
    )
