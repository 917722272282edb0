"""The page on which an account is picked: no password, but a search for directories with many people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from entra_simulator.sign_in.pages import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator

SHOWN: Final = 20
SEARCH: Final = "search"


def account_picker(
    simulator: SignInSimulator, segment: str, application: Application, parameters: Mapping[str, str]
) -> Response:
    """The page. `parameters` are the request's: the page carries them on, and takes hints and search from them."""
    accounts = _offered(simulator, segment, parameters)
    search, hint = parameters.get(SEARCH, ""), parameters.get("login_hint", "")
    found = [account for account in accounts if account.matches(search)]
    hinted = [account for account in found if hint and account.user_name.casefold() == hint.casefold()]
    return page(
        "account_picker.html",
        forms_lead_to=application.redirect_uris,
        application=application,
        accounts=_administrators_first(hinted or found)[:SHOWN],
        hidden=0 if hinted else max(0, len(found) - SHOWN),
        search=search,
        hint=hint,
        hinted=bool(hinted),
        parameters={name: value for name, value in parameters.items() if name != SEARCH},
        search_field=SEARCH,
    )


def _offered(simulator: SignInSimulator, segment: str, parameters: Mapping[str, str]) -> list[Account]:
    """Everybody the domain hint leaves: a domain, or the words for one of the two kinds of accounts."""
    accounts = simulator.accounts_of(segment)
    match parameters.get("domain_hint", "").casefold():
        case "" | "common":
            return accounts
        case "organizations":
            return [account for account in accounts if not account.tenant.is_personal]
        case "consumers":
            return [account for account in accounts if account.tenant.is_personal]
        case domain:
            of_domain = [account for account in accounts if account.user_name.casefold().endswith(f"@{domain}")]
            # Microsoft shows its ordinary page for a domain it does not know.
            return of_domain or accounts


def _administrators_first(accounts: list[Account]) -> list[Account]:
    return sorted(accounts, key=lambda account: not account.is_administrator)
