"""The other half of the demonstration: an owner connects the tenant, and somebody signs in, is shut out and comes back.

All of it goes over HTTP and through the pages, since a tenant is connected by nobody but an administrator who proves
that it is theirs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urljoin

import httpx2

from entra_simulator.directory import Person
from entra_simulator.sign_in.applications import Application, registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.tenants import SignInTenant, tenant_id_of
from narthex.form_browser import FormBrowser, Page, PageUnexpected, form_browser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from entra_simulator.directory import Directory
    from entra_simulator.life import Life
    from entra_simulator.people import Tenant

REDIRECT_PATHS: Final = ("/sign-in/microsoft/callback", "/consent/callback", "/signed-out")
"""Where Microsoft leads people back to: after a sign-in, an administrator's consent, a sign-out."""
_LANDING: Final = "/account"
"""Where somebody lands who is no administrator."""
_AUTHENTICATION: Final = "/account/authentication"
_DOOR: Final = "/sign-in"
_MOST_PAGES: Final = 6
"""Two accounts to pick and two requests to accept, with room to spare."""

Cycle: TypeAlias = "Callable[[], Awaitable[None]]"
"""Runs one provisioning cycle."""


@dataclass(frozen=True)
class SignInResult:
    """What became of the tenant, and of one person of it. `trouble` is the page that was not as it should be."""

    tenant: str
    person: str
    connected: bool = False
    signed_in: bool = False
    refused_once_disabled: bool = False
    signed_in_once_restored: bool = False
    trouble: str | None = None

    @property
    def ok(self) -> bool:
        """Whether everything went as it should."""
        return self.signed_in_once_restored and self.trouble is None

    def as_json(self) -> dict[str, Any]:
        """The fields and the verdict, ready for JSON."""
        return {"ok": self.ok, **{_camel_case(name): value for name, value in asdict(self).items()}}


@dataclass(frozen=True)
class Administrator:
    """The organisation's owner, who administers the tenant, too: as Microsoft knows them, and a one-time link here."""

    account: Person
    setup_link: str
    password: str


def simulator_of(life: Life, tenant: Tenant, administrator: Person, web_url: str) -> SignInSimulator:
    """A sign-in for the people of a life, at which the web at this address is registered."""
    known = SignInTenant(
        tenant_id=tenant_id_of(tenant.domain),
        domain=tenant.domain,
        display_name="Contoso",
        directory=life.directory,
        administrators={administrator.object_id},
    )
    return SignInSimulator([known], [_application(web_url)])


def administrator_of(tenant: Tenant) -> Person:
    """The same account for the same tenant, every time. It is not assigned, so provisioning leaves it alone."""
    return Person(
        object_id=tenant.object_id("administrator", 0),
        user_principal_name=f"admin@{tenant.domain}",
        mail_nickname="admin",
        display_name="Ada, who administers the tenant",
        assigned=False,
    )


async def play_sign_in(
    web_url: str, administrator: Administrator, simulator: SignInSimulator, cycle: Cycle
) -> SignInResult:
    """Connect the tenant as its administrator, then sign in as one of its people, whom Entra disables and restores.

    The administrator stays in the directory; nothing else in it is changed in the end. Trouble is told in the result,
    not raised.
    """
    tenant = next(tenant for tenant in simulator.tenants.values() if not tenant.is_personal)
    person = _somebody(tenant.directory)
    tenant.directory.put_person(administrator.account)
    result = SignInResult(tenant.tenant_id, person.user_principal_name)
    try:
        async with form_browser() as admins, form_browser() as theirs:
            await connect_tenant(admins, administrator)
            result = replace(result, connected=True)
            await sign_in(theirs, web_url, person.user_principal_name)
            result = replace(result, signed_in=True)
            tenant.directory.put_person(replace(person, account_enabled=False))
            await cycle()
            await _expect(theirs, web_url, _DOOR)
            result = replace(result, refused_once_disabled=True)
            tenant.directory.put_person(person)
            await cycle()
            await sign_in(theirs, web_url, person.user_principal_name)
            return replace(result, signed_in_once_restored=True)
    except (PageUnexpected, httpx2.HTTPError) as trouble:
        tenant.directory.put_person(person)
        return replace(result, trouble=str(trouble))


async def connect_tenant(browser: FormBrowser, administrator: Administrator) -> Page:
    """From the set-up link to the tenant that is connected. One that was connected before makes room."""
    page = await browser.open(administrator.setup_link)
    page = await browser.send(page, page.get_form(button="Set password"), password=administrator.password)
    page = await browser.open(urljoin(administrator.setup_link, _AUTHENTICATION))
    if form := page.find_form(path="/account/microsoft", button="Switch on"):
        page = await browser.send(page, form)
    if form := page.find_form(path="/account/tenant/disconnect"):
        page = await browser.send(page, form)
    page = await browser.send(page, page.get_form(path="/account/tenant/connect"))
    page = await _through_microsoft(browser, page, administrator.account.user_principal_name)
    page.get_form(path="/account/tenant/disconnect")
    return page


async def sign_in(browser: FormBrowser, web_url: str, user_name: str) -> Page:
    """From the sign-in page to one's account. Raises `PageUnexpected` when it ends elsewhere."""
    page = await browser.open(f"{web_url}{_DOOR}")
    page = await browser.send(page, page.get_form(path="/sign-in/microsoft"), email=user_name)
    page = await _through_microsoft(browser, page, user_name)
    return _at(page, _LANDING)


async def _through_microsoft(browser: FormBrowser, page: Page, user_name: str) -> Page:
    """Pick an account and accept what is asked for, as often as Microsoft's pages ask."""
    for _ in range(_MOST_PAGES):
        pressed = next((text for text in (user_name, "Accept") if page.find_form(button=text)), None)
        if pressed is None:
            break
        page = await browser.send(page, page.get_form(button=pressed), pressed)
    return page


async def _expect(browser: FormBrowser, web_url: str, path: str) -> None:
    _at(await browser.open(f"{web_url}{_LANDING}"), path)


def _at(page: Page, path: str) -> Page:
    if page.path != path:
        raise PageUnexpected(f"{path} was expected, and not {page.path} ({page.status}, '{page.heading}').")
    return page


def _somebody(directory: Directory) -> Person:
    """Somebody whom Entra provisions, and who is at home in the tenant."""
    return next(
        person for person in directory.people.values() if person.user_type == "Member" and not person.is_soft_deleted
    )


def _application(web_url: str) -> Application:
    return replace(
        registered_application(*(f"{web_url}{path}" for path in REDIRECT_PATHS)),
        front_channel_logout_url=f"{web_url}/sign-out/front-channel",
    )


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
