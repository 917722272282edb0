"""The way through Microsoft's pages and back, by MSAL. Nobody here believes what comes back: identity verifies it.

MSAL is synchronous, so it runs in threads. What its exceptions say may hold claims of a token and is never logged.
"""

from __future__ import annotations

import logging
import math
import ssl
import time
import warnings
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import anyio.to_thread
import httpx2
import msal
from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS
from msal.exceptions import MsalServiceError

from web.aadsts import codes_in
from web.client_credentials import CredentialUnreadable, client_credential
from web.hints import ORGANISATIONS, Authority, Hints
from web.microsoft_addresses import (
    AddressRefused,
    MicrosoftAddresses,
    addresses_in,
    documented_addresses,
    fit_for_browsers,
)
from web.security import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.settings import Settings

MAX_AUTHORITIES: Final = 64
"""Tenants whose sign-in pages are kept in mind at once, the least recent forgotten first."""

_MAX_THREADS = 16
_DISCOVERY_SECONDS = 24 * 60 * 60
_RETRY_SECONDS = 30
_PATIENCE_SECONDS = 2

Answer = TypeVar("Answer")

logging.getLogger("msal").setLevel(logging.CRITICAL)  # it logs answers it cannot read, tokens included


class MicrosoftUnavailable(Exception):
    """Microsoft did not answer, or with an error of its own."""


class MicrosoftRefused(Exception):
    """Microsoft answered with an OAuth error: its `error`, and the numbers of the AADSTS codes."""

    def __init__(self, error: str, codes: tuple[int, ...]) -> None:
        super().__init__(error)
        self.error = error
        self.codes = codes


class AnswerUnusable(Exception):
    """Microsoft's answer has no ID token, or one not made for this sign-in; the message tells the log which."""


class AuthorityUnknown(Exception):
    """Microsoft knows no tenant of this name."""


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A browser is to visit `url`; `flow` is what it takes to go on when it comes back.

    `nonce` is the claim that the ID token will have: MSAL sends the hash of what it keeps.
    """

    url: str
    state: str
    nonce: str
    flow: dict[str, Any]


class _NoTokens(msal.TokenCache):  # type: ignore[misc]  # MSAL is untyped
    """Signing in needs a token once. MSAL's own cache grows with every sign-in."""

    def add(self, event: dict[str, Any], now: float | None = None) -> None:
        """Keep nothing."""


class _NoResponses(dict[str, Any]):
    """MSAL answers a token request that follows a failure within seconds with that failure, whoever's it was.

    So it remembers no response; the application, once made, knows what discovery said.
    """

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep nothing."""


class _FormsOfText(httpx2.Client):
    """MSAL's client assertions are bytes, which httpx2 would put into a form as Python writes them: `b'…'`."""

    def post(self, url: httpx2.URL | str, **options: Any) -> httpx2.Response:
        """POST a form whose values are text or ASCII bytes."""
        form: dict[str, Any] = options.pop("data", None) or {}
        text = {name: value.decode("ascii") if isinstance(value, bytes) else value for name, value in form.items()}
        return super().post(url, data=text, **options)


class Microsoft:
    """The application that is registered with Microsoft. Raises `CredentialUnreadable`, `OSError` when it is made.

    Nothing is asked of Microsoft before somebody needs it, and what failed is tried again the next time.
    """

    def __init__(self, settings: Settings, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        assert settings.entra_client_id is not None
        self.client_id = str(settings.entra_client_id)
        self._redirect_uri = f"{settings.origin}/sign-in/microsoft/callback"
        self._host = settings.authority_host
        self._credential = client_credential(settings)
        self._http = _http_client(settings)
        self._monotonic = monotonic
        self._applications: OrderedDict[str, Any] = OrderedDict()
        self._addresses = documented_addresses(f"{self._host}/{ORGANISATIONS}")
        self._ask_again_at = -math.inf
        self._lock = Lock()
        self._threads = anyio.CapacityLimiter(_MAX_THREADS)

    async def authorization_request(self, authority: Authority, hints: Hints) -> AuthorizationRequest:
        """Begin (authorization code flow with PKCE). Raises `AuthorityUnknown`, `MicrosoftUnavailable`."""
        return self._begin(await self._in_thread(partial(self._application, authority)), hints)

    async def id_token(self, authority: Authority, flow: dict[str, Any], code: str) -> str:
        """Redeem the code that a browser brought back for an ID token, which nobody has verified.

        Raises `MicrosoftRefused`, `AnswerUnusable`, `AuthorityUnknown`, `MicrosoftUnavailable`.
        """
        return await self._in_thread(partial(self._redeem, authority, flow, code))

    async def addresses(self) -> MicrosoftAddresses:
        """What browsers visit, as discovery has it, asked once a day.

        Pages do not wait for Microsoft: while it does not answer they have what was known before, or at first what
        Microsoft documents.
        """
        now = self._monotonic()
        if now >= self._ask_again_at:
            self._ask_again_at = now + _RETRY_SECONDS
            with anyio.move_on_after(_PATIENCE_SECONDS), suppress(httpx2.HTTPError, ValueError, AttributeError):
                self._addresses = await anyio.to_thread.run_sync(
                    self._discover, limiter=self._threads, abandon_on_cancel=True
                )
                self._ask_again_at = now + _DISCOVERY_SECONDS
        return self._addresses

    def origins(self) -> list[str]:
        """Where forms may lead to, and who may frame the front-channel logout."""
        known = (self._host, self._addresses.authorize, self._addresses.logout)
        return list(dict.fromkeys(map(origin_of, known)))

    def close(self) -> None:
        """Close the connections to Microsoft."""
        self._http.close()

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        except (httpx2.HTTPError, MsalServiceError) as error:
            raise MicrosoftUnavailable from error

    def _discover(self) -> MicrosoftAddresses:
        answer = self._http.get(f"{self._host}/{ORGANISATIONS}/v2.0/.well-known/openid-configuration")
        return addresses_in(answer.raise_for_status().json())

    def _begin(self, application: Any, hints: Hints) -> AuthorizationRequest:
        # Microsoft's answer as a form (`form_post`) would be a cross-site POST, to which browsers add no Lax cookie.
        # What Python knows of warnings is the process's, so this runs in the event loop's thread only.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "response_mode='form_post' is recommended")
            flow = application.initiate_auth_code_flow(
                [],
                redirect_uri=self._redirect_uri,
                login_hint=hints.login_hint,
                domain_hint=hints.domain_hint,
                prompt=hints.prompt,
            )
        url = flow.pop("auth_uri")
        return AuthorizationRequest(url, flow["state"], sha256(flow["nonce"].encode("ascii")).hexdigest(), flow)

    def _redeem(self, authority: Authority, flow: dict[str, Any], code: str) -> str:
        application = self._application(authority)
        came_back = {"code": code, "state": flow["state"]}
        try:
            answer = application.acquire_token_by_auth_code_flow(dict(flow), came_back)
        except (httpx2.HTTPError, MsalServiceError, CredentialUnreadable):
            raise
        except RuntimeError:  # MSAL's name for it
            raise AnswerUnusable("nonce is another") from None
        except Exception:  # noqa: BLE001 - not JSON, or not a token: MSAL has no name for it
            raise AnswerUnusable("it cannot be read") from None
        if "error" in answer:
            codes = codes_in(answer.get("error_description"), answer.get("error_codes"))
            raise MicrosoftRefused(str(answer["error"]), codes)
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise AnswerUnusable("it has no ID token")
        return id_token

    def _application(self, authority: Authority) -> Any:
        """MSAL's application for an authority; making it asks Microsoft for its addresses."""
        with self._lock:
            if (known := self._applications.get(authority.segment)) is not None:
                self._applications.move_to_end(authority.segment)
                return known
        made = self._new_application(authority)
        with self._lock:
            self._applications[authority.segment] = made
            while len(self._applications) > MAX_AUTHORITIES:
                self._applications.popitem(last=False)
        return made

    def _new_application(self, authority: Authority) -> Any:
        try:
            made = msal.ConfidentialClientApplication(
                self.client_id,
                client_credential=self._credential,
                authority=f"{self._host}/{authority.segment}",
                http_client=self._http,
                http_cache=_NoResponses(),
                token_cache=_NoTokens(),
                exclude_scopes=["offline_access"],
                # MSAL asks Microsoft whether it knows a host; one that an operator chose outside its clouds, it cannot.
                instance_discovery=None if urlsplit(self._host).hostname in WELL_KNOWN_AUTHORITY_HOSTS else False,
            )
            fit_for_browsers(made.authority.authorization_endpoint)
        except AddressRefused as error:
            raise MicrosoftUnavailable from error
        except ValueError as error:
            raise (MicrosoftUnavailable if authority.segment == ORGANISATIONS else AuthorityUnknown) from error
        except (RuntimeError, KeyError) as error:
            raise MicrosoftUnavailable from error
        return made


def _http_client(settings: Settings) -> httpx2.Client:
    trusted = ssl.create_default_context()
    if settings.entra_extra_ca_file is not None:
        trusted.load_verify_locations(cafile=settings.entra_extra_ca_file)
    return _FormsOfText(
        verify=trusted,
        timeout=settings.entra_timeout_seconds,
        follow_redirects=False,
        trust_env=False,
    )
