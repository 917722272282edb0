"""The web over the real identity in one process, and the simulated Microsoft over real TLS."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
import pytest
from pydantic import HttpUrl, SecretStr

from contract.transport import Caller
from entra_simulator.directory import Directory, Person
from entra_simulator.sign_in.applications import registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import running
from entra_simulator.sign_in.tenants import SignInTenant, tenant_id_of
from identity.app import Identity
from identity.graphql.context import SignIn
from identity.id_tokens.microsoft import microsoft_id_tokens
from narthex.in_process import InProcessTransport
from tests.web.browsing import ORIGIN, Browser
from tests.web.refusals import Refusals
from web.app import create_app
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from contract.transport import Transport
    from entra_simulator.sign_in.running import RunningAuthority
    from identity.database import Database
    from tests.conftest import Customer

PASSWORD = "seven geese over the narrow bridge"

_SET_UP = """mutation($input: SetupLinkInput!) { setupLinkCreate(input: $input) {
    __typename ... on SetupLinkCreated { secret } ... on Problem { message } } }"""
_PROVISION = """mutation($input: UserInput!) { userCreate(input: $input) {
    __typename ... on User { id } ... on Problem { message } } }"""
_ACTIVE = """mutation($id: ID!, $changes: UserChanges!) { userUpdate(id: $id, changes: $changes) {
    __typename ... on Problem { message } } }"""


def person(number: int, domain: str, name: str, user_type: str = "Member") -> Person:
    upn = f"{name}@{domain}"
    return Person(
        object_id=str(UUID(int=number)),
        user_principal_name=upn,
        mail_nickname=name,
        display_name=name.title(),
        mail=upn,
        user_type=user_type,
    )


def tenant(domain: str, first_id: int, *names: str) -> SignInTenant:
    directory = Directory()
    for number, name in enumerate(names, first_id):
        directory.put_person(person(number, domain, name))
    administrator = str(UUID(int=first_id))
    return SignInTenant(
        tenant_id=tenant_id_of(domain),
        domain=domain,
        display_name=domain.partition(".")[0].title(),
        directory=directory,
        administrators={administrator},
    )


CONTOSO, FABRIKAM = "contoso.example", "fabrikam.example"
ADA, BEN, CLEO = (f"{name}@{CONTOSO}" for name in ("ada", "ben", "cleo"))
ZOE = f"zoe@{FABRIKAM}"


def tenants() -> list[SignInTenant]:
    return [tenant(CONTOSO, 100, "ada", "ben", "cleo"), tenant(FABRIKAM, 200, "zoe", "yan")]


@dataclass(frozen=True)
class Microsoft:
    """The simulated Microsoft: what it is told to do, and where it runs."""

    simulator: SignInSimulator
    at: RunningAuthority

    def oid(self, upn: str) -> str:
        account = self.simulator.find_account(upn)
        assert account is not None
        return account.object_id


@pytest.fixture(scope="session")
async def running_microsoft(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Microsoft]:
    application = registered_application(f"{ORIGIN}/sign-in/microsoft/callback", f"{ORIGIN}/consent/callback")
    simulator = SignInSimulator(tenants(), [application])
    async with running(simulator, ca_file=tmp_path_factory.mktemp("entra") / "ca.pem") as at:
        yield Microsoft(simulator, at)


@pytest.fixture
def microsoft(running_microsoft: Microsoft) -> Microsoft:
    """Microsoft as on the first day: nobody has consented to anything, and nothing is ordered to go wrong."""
    simulator = running_microsoft.simulator
    for fresh in tenants():
        simulator.tenants[fresh.tenant_id] = fresh
    simulator.misbehaviour.__init__()  # type: ignore[misc]  # the running pages hold on to this very object
    return running_microsoft


@pytest.fixture(scope="session")
def settings(running_microsoft: Microsoft) -> Settings:
    return Settings(
        public_url=HttpUrl(ORIGIN),
        entra_client_id=UUID(running_microsoft.at.client_id),
        entra_client_secret=SecretStr(running_microsoft.at.client_secret),
        entra_authority_host=HttpUrl(running_microsoft.at.authority_host),
        entra_extra_ca_file=running_microsoft.at.ca_file,
        entra_timeout_seconds=5,
    )


@pytest.fixture(scope="session")
async def lasting_identity(database: Database, running_microsoft: Microsoft) -> AsyncIterator[Identity]:
    """Identity that verifies what the simulated Microsoft signs."""
    async with microsoft_id_tokens(
        client_id=running_microsoft.at.client_id,
        authority_host=running_microsoft.at.authority_host,
        extra_ca_file=running_microsoft.at.ca_file,
        timeout_seconds=5,
    ) as id_tokens:
        yield Identity(database, sign_in=SignIn(id_tokens=id_tokens, public_url=ORIGIN))


@pytest.fixture
async def identity(
    lasting_identity: Identity,
    sweeper: Callable[[], Awaitable[None]],
    microsoft: Microsoft,  # noqa: ARG001 - its first day is the test's
) -> AsyncIterator[Identity]:
    """The same over an empty database, and Microsoft as on the first day."""
    yield lasting_identity
    await sweeper()


@asynccontextmanager
async def opened(settings: Settings, transport: Transport) -> AsyncIterator[httpx2.AsyncClient]:
    """The web, reached without a socket."""
    app = create_app(settings, transport)
    async with app.router.lifespan_context(app):
        inside = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=inside, base_url=ORIGIN) as client:
            yield client


@pytest.fixture(scope="session")
async def lasting_web(settings: Settings, lasting_identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    """A web that knows Microsoft's addresses from the second test on."""
    async with opened(settings, InProcessTransport(lasting_identity)) as client:
        yield client


@pytest.fixture
def inside(lasting_web: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The web that browsers reach."""
    return lasting_web


@pytest.fixture
async def new_browser(
    inside: httpx2.AsyncClient,
    identity: Identity,  # noqa: ARG001 - its database is swept afterwards
) -> AsyncIterator[Callable[[], Browser]]:
    """Opens browsers that know nobody yet, all on the same web."""
    async with AsyncExitStack() as stack:

        def opened_browser() -> Browser:
            outside = httpx2.AsyncClient(trust_env=False, timeout=10, verify=False)
            stack.push_async_callback(outside.aclose)
            return Browser(inside, outside)

        yield opened_browser


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def refusals(caplog: pytest.LogCaptureFixture) -> Refusals:
    caplog.set_level(logging.INFO)
    return Refusals(caplog)


async def set_up(browser: Browser, customer: Customer) -> str:
    """Let the customer's first owner set a password by a set-up link; return the link's secret."""
    user_name = f"owner@{customer.slug}.example"
    given = {"organisation": customer.slug, "userName": user_name, "reason": "first day"}
    made = (await customer.as_operator(_SET_UP, {"input": given}))["setupLinkCreate"]
    secret: str = made["secret"]
    response = await browser.post(f"/set-up/{secret}", {"password": PASSWORD})
    assert response.status_code == 303, response.text
    return secret


@dataclass(frozen=True)
class Provisioned:
    """Somebody whom Entra has provisioned, and may deactivate."""

    id: str
    customer: Customer
    _identity: Identity

    async def set_active(self, *, active: bool) -> None:
        changes = {"id": self.id, "changes": {"active": active}}
        answer = await self._identity.execute(_ACTIVE, None, changes, Caller(self.customer.token, "test-request"))
        assert answer["data"]["userUpdate"]["__typename"] == "User", answer


async def provision(identity: Identity, customer: Customer, microsoft: Microsoft, upn: str) -> Provisioned:
    """Create a person as Entra does: by their userName, with their object id as externalId."""
    given = {"userName": upn, "externalId": microsoft.oid(upn), "active": True}
    answer = await identity.execute(_PROVISION, None, {"input": given}, Caller(customer.token, "test-request"))
    assert answer["data"]["userCreate"]["__typename"] == "User", answer
    return Provisioned(answer["data"]["userCreate"]["id"], customer, identity)


async def connect(browser: Browser, account: str = ADA) -> httpx2.Response:
    """As a signed-in owner: switch Microsoft on, let an administrator accept, sign in, and the tenant is connected."""
    switched = await browser.post("/account/microsoft", {"enabled": "true"})
    assert switched.status_code == 303, switched.text
    begun = await browser.post("/account/tenant/connect")
    assert begun.status_code == 303, begun.text
    accepted = await browser.get(await browser.at_microsoft(begun.headers["Location"], account))
    assert accepted.status_code == 303, accepted.text
    return await browser.get(await browser.at_microsoft(accepted.headers["Location"], account))


@pytest.fixture
async def ben(
    identity: Identity, customer: Customer, microsoft: Microsoft, new_browser: Callable[[], Browser]
) -> Provisioned:
    """Ben of Contoso, provisioned to a customer whose owner has connected that tenant."""
    owners = new_browser()
    await set_up(owners, customer)
    assert (await connect(owners)).status_code == 303
    return await provision(identity, customer, microsoft, BEN)
