"""An application that signs people in at a simulated Entra through MSAL, and a client that stands for a browser."""

import asyncio
import warnings
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import msal

from entra_simulator.directory import AppRole, Directory, Person
from entra_simulator.sign_in.applications import Application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.running import RunningAuthority
from entra_simulator.sign_in.tenants import SignInTenant

REDIRECT_URI = "http://localhost:8000/auth/microsoft/callback"
ADA, BOB, GIL, DAN, UMA = (f"{number:08}-0000-4000-8000-000000000000" for number in range(1, 6))


@dataclass
class Clock:
    """The real time, put forward by what a test adds."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Office:
    """The running simulator, and what a relying party does with it."""

    simulator: SignInSimulator
    authority: RunningAuthority
    clock: Clock
    browser: httpx2.AsyncClient
    programs: httpx2.Client
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def tenant(self) -> SignInTenant:
        return next(iter(self.simulator.tenants.values()))

    @property
    def application(self) -> Application:
        return next(iter(self.simulator.applications.values()))

    def register(self, **changes: Any) -> None:
        changed = replace(self.application, **changes)
        self.simulator.applications[changed.client_id] = changed

    def person(self, object_id: str, **changes: Any) -> None:
        directory = self.tenant.directory
        directory.put_person(replace(directory.people[object_id], **changes))

    def client(self, credential: Any = None, segment: str = "organizations") -> msal.ConfidentialClientApplication:
        return msal.ConfidentialClientApplication(
            self.authority.client_id,
            client_credential=credential or self.authority.client_secret,
            authority=f"{self.authority.authority_host}/{segment}",
            instance_discovery=False,
            http_client=_HttpForMsal(self.programs),
        )

    async def begin(self, segment: str = "organizations", scopes: tuple[str, ...] = (), **parameters: Any) -> str:
        """The address of a new sign-in, whose flow is kept by its state."""

        def initiate() -> dict[str, Any]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # MSAL advises a response mode
                flow: dict[str, Any] = self.client(segment=segment).initiate_auth_code_flow(
                    list(scopes), redirect_uri=REDIRECT_URI, **parameters
                )
                return flow

        flow = await asyncio.to_thread(initiate)
        self.flows[flow["state"]] = flow
        return str(flow["auth_uri"])

    async def pick(self, address: str, account: str, **form: str) -> httpx2.Response:
        return await self.browser.post(address, data={"account": account, **form})

    async def callback(self, address: str, account: str = BOB) -> dict[str, str]:
        """What comes back to the application when the account is picked and consents."""
        return answer(await self.pick(address, account, decision="accept"))

    async def redeem(self, callback: dict[str, str], credential: Any = None, **changes: Any) -> dict[str, Any]:
        """What MSAL makes of the way back."""
        flow = self.flows[callback["state"]] | changes

        def acquire() -> dict[str, Any]:
            tenant = urlsplit(flow["auth_uri"]).path.split("/")[1]
            client = self.client(credential, tenant)
            result: dict[str, Any] = client.acquire_token_by_auth_code_flow(dict(flow), callback)
            return result

        return await asyncio.to_thread(acquire)

    async def sign_in(self, account: str = BOB, **asked: Any) -> dict[str, Any]:
        """The whole of it: what MSAL has in the end."""
        return await self.redeem(await self.callback(await self.begin(**asked), account))

    async def get(self, path: str) -> httpx2.Response:
        return await asyncio.to_thread(self.programs.get, f"{self.authority.authority_host}{path}")

    async def post_token(self, headers: dict[str, str] | None = None, /, **form: str) -> httpx2.Response:
        url = f"{self.authority.authority_host}/organizations/oauth2/v2.0/token"
        return await asyncio.to_thread(self.programs.post, url, data=form, headers=headers)


class _HttpForMsal:
    """Sends what MSAL says. A client assertion comes in bytes, which httpx2 would send as `b'…'`."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def get(self, url: str, **options: Any) -> httpx2.Response:
        return self._client.get(url, **options)

    def post(self, url: str, *, data: dict[str, Any], **options: Any) -> httpx2.Response:
        text = {name: value.decode() if isinstance(value, bytes) else value for name, value in data.items()}
        return self._client.post(url, data=text, **options)


def answer(response: httpx2.Response) -> dict[str, str]:
    """The parameters a browser is sent back to the application with."""
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith(REDIRECT_URI)
    return dict(parse_qsl(urlsplit(location).query))


def directory() -> Directory:
    people = Directory()

    def person(object_id: str, name: str, **more: Any) -> None:
        given = {"user_principal_name": f"{name.lower()}@contoso.example", "mail_nickname": name.lower()} | more
        people.put_person(Person(object_id=object_id, display_name=name, **given))

    person(ADA, "Ada", mail="ada@contoso.example")
    person(BOB, "Bob", mail="bob@contoso.example", app_role_assignments=(AppRole("auditor", "Auditor"),))
    person(GIL, "Gil", user_principal_name="gil_partner.example#EXT#@contoso.example", user_type="Guest")
    person(DAN, "Dan", account_enabled=False)
    person(UMA, "Uma", assigned=False)
    return people
