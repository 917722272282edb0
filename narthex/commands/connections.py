from typing import Any

import typer

from narthex.commands.administration import as_operator
from narthex.commands.options import AsJSON, Slug
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


def _set_conformance(organisation: str, conformance: str, *, as_json: bool) -> None:
    async def work(operator: Operator) -> dict[str, Any]:
        connection = await operator.get_connection(organisation)
        return await operator.set_conformance(connection=connection, conformance=conformance)

    changed = as_operator(load(Settings), work)
    if as_json:
        print_json(changed)
        return
    print_facts(f"{changed['name']} is {conformance.lower()} from its next request on.", {"connection": changed["id"]})
