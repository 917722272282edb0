from datetime import timedelta
from typing import Annotated, Any

import typer

from narthex.announcement import browser_url
from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, Slug, duration, moment_after
from narthex.commands.output import print_facts, print_json, print_table, readable_time
from narthex.operator import Operator
from narthex.settings import Settings, load
from scim_facade.core.dialect import RULES

_MEANINGS = {rule.name: rule.meaning for rule in RULES}

app = typer.Typer(help="The directories that provision customers.", no_args_is_help=True)


@app.callback()
def connections() -> None:
    """The directories that provision customers."""


@app.command("list")
def list_connections(*, organisation: Slug, as_json: AsJSON = False) -> None:
    """List an organisation's connections, and how strictly their requests are read."""
    found = as_operator(load(Settings), lambda operator: operator.connections(organisation))
    shown = [{name: each[name] for name in ("id", "name", "conformance", "createdAt")} for each in found]
    if as_json:
        print_json(shown)
        return
    print_table(
        ("id", "name", "conformance", "created"),
        ([each["id"], each["name"], each["conformance"].lower(), readable_time(each["createdAt"])] for each in shown),
    )


@app.command()
def strict(*, organisation: Slug, as_json: AsJSON = False) -> None:
    """Refuse what departs from the standard, from the next request on. `rules` tells what will be missed."""
    _set_conformance(organisation, "STRICT", as_json=as_json)


@app.command()
def lenient(*, organisation: Slug, as_json: AsJSON = False) -> None:
    """Understand what directories really send, as a new connection does."""
    _set_conformance(organisation, "LENIENT", as_json=as_json)


@app.command()
def rules(*, organisation: Slug, as_json: AsJSON = False) -> None:
    """List which tolerances an organisation's requests have needed, the most used first."""
    found = as_operator(load(Settings), lambda operator: operator.connections(organisation))
    if as_json:
        print_json([{"connection": each["id"], "ruleUses": each["ruleUses"]} for each in found])
        return
    print_table(
        ("rule", "uses", "last used", "meaning"),
        (
            [use["rule"], str(use["uses"]), readable_time(use["lastUsedAt"]), _MEANINGS.get(use["rule"], "")]
            for each in found
            for use in each["ruleUses"]
        ),
    )


@app.command("setup-link")
def setup_link(
    *,
    organisation: Slug,
    label: Annotated[str, typer.Option("--for", metavar="WHOM", help='Whom it is for, such as "Jo of IT".')],
    reason: Annotated[str, typer.Option(help="Why they need it; it stands in their organisation's audit log.")],
    expires_in: Annotated[
        timedelta | None,
        typer.Option(parser=duration, metavar="DURATION", help="Such as 12h or 30d, which is the most; else 7 days."),
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """Make a link by which somebody sets up sign-in and provisioning, and nothing else."""
    settings = load(Settings)

    async def work(operator: Operator) -> dict[str, Any]:
        connection = await operator.get_connection(organisation)
        return await operator.create_connection_setup_link(
            connection=connection, label=label, reason=reason, expires_at=moment_after(expires_in)
        )

    made = as_operator(settings, work)
    link, address = made["connectionSetupLink"], f"{browser_url(settings)}/connect/{made['secret']}"
    if as_json:
        print_json({"link": address, "id": link["id"], "expiresAt": link["expiresAt"]})
        return
    headline = f"The link is shown only now. Whoever has it sets up sign-in and provisioning of {organisation}."
    print_facts(headline, {"link": address, "id": link["id"], "good until": readable_time(link["expiresAt"])})


def _set_conformance(organisation: str, conformance: str, *, as_json: bool) -> None:
    async def work(operator: Operator) -> dict[str, Any]:
        connection = await operator.get_connection(organisation)
        return await operator.set_conformance(connection=connection, conformance=conformance)

    changed = as_operator(load(Settings), work)
    if as_json:
        print_json(changed)
        return
    print_facts(f"{changed['name']} is {conformance.lower()} from its next request on.", {"connection": changed["id"]})
