from typing import Annotated, Any

import typer

from narthex.announcement import base_url
from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, ExpiresIn, Slug, TokenId, moment_after
from narthex.commands.output import print_facts, print_json, print_table, readable_time
from narthex.operator import Operator
from narthex.settings import Settings, load

TIMES = {"created": "createdAt", "expires": "expiresAt", "last used": "lastUsedAt", "revoked": "revokedAt"}

app = typer.Typer(help="The tokens with which Entra provisions an organisation.", no_args_is_help=True)


def scim_endpoint(server: str, connection: str) -> str:
    """What the customer's admin enters in Entra as the tenant URL."""
    return f"{server}/scim/v2/{connection}"


@app.command()
def create(
    *,
    organisation: Slug,
    name: Annotated[str, typer.Option(help="By which the organisation's admins tell their tokens apart.")] = "SCIM",
    expires_in: ExpiresIn = None,
    as_json: AsJSON = False,
) -> None:
    """Create an access token and show it, once. With it comes the endpoint it is for."""
    settings = load(Settings)

    async def work(operator: Operator) -> dict[str, Any]:
        connection = await operator.get_connection(organisation)
        return await operator.create_scim_token(connection=connection, name=name, expires_at=moment_after(expires_in))

    made = as_operator(settings, work)
    token = made["accessToken"]
    shown = {
        "endpoint": scim_endpoint(base_url(settings), token["connectionId"]),
        "token": made["secret"],
        "id": token["id"],
        "expiresAt": token["expiresAt"],
    }
    if as_json:
        print_json(shown)
        return
    headline = "The token is shown only now. In Entra, the endpoint is the Tenant URL and the token the Secret Token."
    print_facts(headline, {**shown, "expiresAt": readable_time(shown["expiresAt"])})


@app.command("list")
def list_tokens(*, organisation: Slug, as_json: AsJSON = False) -> None:
    """List an organisation's access tokens. Those revoked and expired are included."""
    tokens = as_operator(load(Settings), lambda operator: operator.scim_tokens(organisation))
    if as_json:
        print_json(tokens)
        return
    print_table(
        ("id", "name", *TIMES),
        ([token["id"], token["name"], *(readable_time(token[field]) for field in TIMES.values())] for token in tokens),
    )


@app.command()
def revoke(
    *,
    token: TokenId,
    as_json: AsJSON = False,
) -> None:
    """End an access token. Requests that carry it are refused from now on."""
    revoked = as_operator(load(Settings), lambda operator: operator.revoke_scim_token(token))
    if as_json:
        print_json(revoked)
        return
    print_facts(
        f"{revoked['name']} ({revoked['prefix']}…) is revoked.", {"revoked": readable_time(revoked["revokedAt"])}
    )
