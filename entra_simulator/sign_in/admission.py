"""Who is let in to which application, and who may consent to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.sign_in.errors import EntraError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.browser_sessions import BrowserSession


def get_account(simulator: SignInSimulator, segment: str, name: str, application: Application) -> Account:
    """The account of that name or object id, if it is let in.

    Raises EntraError 50034 (there is none), 50020 (not in this tenant), 50057 (disabled) or 50105 (not assigned), all
    of which Microsoft shows on its own page.
    """
    account = simulator.find_account(name, simulator.tenants_of(segment))
    if account is None:
        if simulator.find_account(name) is not None:
            raise EntraError(50020, f"The account '{name}' is of another tenant and cannot be used here.")
        raise EntraError(50034, f"The account '{name}' does not exist.")
    if account.person.soft_deleted:
        raise EntraError(50034, f"The account '{account.user_name}' does not exist.")
    if account.tenant.is_personal and not application.personal_accounts:
        raise EntraError(50020, "This application cannot be used with a personal account. Use a work or school one.")
    if not account.person.account_enabled:
        raise EntraError(50057)
    if account.tenant.assignment_required and not account.person.assigned:
        raise EntraError(50105, "Your administrator has let only people in to whom the application is assigned.")
    return account


def find_signed_in(
    simulator: SignInSimulator, segment: str, session: BrowserSession | None, login_hint: str | None
) -> str | None:
    """The object id that needs not be picked: the hint's, or the only one that is signed in to this browser."""
    if session is None:
        return None
    tenants = simulator.tenants_of(segment)
    found = (simulator.find_account(object_id, tenants) for object_id in session.accounts)
    accounts = [account for account in found if account is not None and not account.person.soft_deleted]
    if login_hint is not None:
        accounts = [account for account in accounts if account.user_name.casefold() == login_hint.casefold()]
    return accounts[0].object_id if len(accounts) == 1 else None


def needs_consent(account: Account, application: Application, scopes: Iterable[str]) -> bool:
    """Whether somebody has to consent before the application hears of this account."""
    return not account.tenant.consents.cover(application.client_id, account.object_id, scopes)


def may_consent(account: Account, application: Application) -> bool:
    """Whether this person may: an administrator always, others as the tenant and the application allow."""
    allowed = account.tenant.user_consent_allowed and not application.needs_admin_approval
    return account.is_administrator or allowed
