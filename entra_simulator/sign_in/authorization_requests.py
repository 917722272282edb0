"""The authorization request: what an application asks for, and whether it may.

Source: Microsoft, "Microsoft identity platform and OAuth 2.0 authorization code flow". Until the redirect URI is known
to be the application's, a refusal stays on Microsoft's page; from then on it goes back to the application.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from entra_simulator.sign_in.errors import EntraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS: Final = {"login", "none", "consent", "select_account"}
RESPONSE_MODES: Final = ("query", "fragment", "form_post")


@dataclass(frozen=True)
class ReturnAddress:
    """Where the answer goes: to a registered redirect URI, with the state that came along."""

    redirect_uri: str
    response_mode: str
    state: str | None

    def fields(self, answer: Mapping[str, str]) -> dict[str, str]:
        """The answer as the application gets it."""
        return {**answer, **({} if self.state is None else {"state": self.state})}

    def url(self, answer: Mapping[str, str]) -> str:
        """The address with the answer in it, after `?` or `#`."""
        parts = urlsplit(self.redirect_uri)
        encoded = urlencode(self.fields(answer))
        if self.response_mode == "fragment":
            return urlunsplit(parts._replace(fragment=encoded))
        query = "&".join(filter(None, (parts.query, encoded)))
        # What was registered without a path comes back with one.
        return urlunsplit(parts._replace(path=parts.path or "/", query=query))


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request that may be shown to a person. `scopes` are in the order in which they were asked for."""

    segment: str
    application: Application
    address: ReturnAddress
    scopes: tuple[str, ...]
    nonce: str | None
    code_challenge: str | None
    prompt: str | None
    login_hint: str | None
    domain_hint: str | None


def return_address(simulator: SignInSimulator, parameters: Mapping[str, str]) -> tuple[Application, ReturnAddress]:
    """Who asks, and where the answer goes.

    Raises EntraError 900144, 700016 or 50011, none of which the application hears of.
    """
    application = simulator.get_application(_required(parameters, "client_id"))
    redirect_uri = _required(parameters, "redirect_uri")
    if not any(_is_same(redirect_uri, registered) for registered in application.redirect_uris):
        raise EntraError(
            50011,
            f"The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured "
            f"for the application '{application.client_id}'.",
        )
    mode = parameters.get("response_mode", "query")
    return application, ReturnAddress(
        redirect_uri, mode if mode in RESPONSE_MODES else "query", parameters.get("state")
    )


def authorization_request(
    segment: str, application: Application, address: ReturnAddress, parameters: Mapping[str, str]
) -> AuthorizationRequest:
    """The request, once it is known where the answer goes. Raises EntraError, of which the application hears."""
    _check_response(parameters)
    prompt = parameters.get("prompt") or None
    if prompt is not None and prompt not in _PROMPTS:
        raise EntraError(90023, f"Unsupported 'prompt' value: '{prompt}'.")
    return AuthorizationRequest(
        segment=segment,
        application=application,
        address=address,
        scopes=_scopes(parameters),
        nonce=parameters.get("nonce"),
        code_challenge=_code_challenge(parameters),
        prompt=prompt,
        login_hint=parameters.get("login_hint") or None,
        domain_hint=parameters.get("domain_hint") or None,
    )


def _check_response(parameters: Mapping[str, str]) -> None:
    response_type = set(_required(parameters, "response_type").split())
    if "id_token" in response_type:
        raise EntraError(700054)
    if response_type != {"code"}:
        raise EntraError(700051, f"response_type '{parameters['response_type']}' is not enabled for the application.")
    mode = parameters.get("response_mode", "query")
    if mode not in RESPONSE_MODES:
        raise EntraError(90023, f"Unsupported 'response_mode' value: '{mode}'.")


def _scopes(parameters: Mapping[str, str]) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(parameters.get("scope", "").split()))
    if not scopes:
        raise EntraError(900144, "The request must contain the following parameter: 'scope'.")
    if "openid" not in scopes:
        raise EntraError(70011, "The simulated Entra signs people in and nothing else: scope has to have 'openid'.")
    return scopes


def _code_challenge(parameters: Mapping[str, str]) -> str | None:
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    if method != "S256":
        raise EntraError(501491, "The code_challenge_method has to be S256.")
    if challenge is None or not _CHALLENGE.fullmatch(challenge):
        raise EntraError(501491, "The code_challenge has to be 43 characters of base64url.")
    return challenge


def _required(parameters: Mapping[str, str], name: str) -> str:
    if not (value := parameters.get(name)):
        raise EntraError(900144, f"The request must contain the following parameter: '{name}'.")
    return value


def _is_same(asked: str, registered: str) -> bool:
    """Equal to the letter; for http://localhost the port does not count (RFC 8252 section 7.3)."""
    return asked == registered or (
        registered.startswith("http:") and _without_localhost_port(asked) == _without_localhost_port(registered)
    )


def _without_localhost_port(uri: str) -> str:
    return re.sub(r"^http://localhost(:\d+)?(?=/|\?|$)", "http://localhost", uri)


def parameters_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The parameters of an address. Raises EntraError 9002313 for one that is given twice (RFC 6749 section 3.1)."""
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name in parameters:
            raise EntraError(9002313, f"The parameter '{name}' is given more than once.")
        parameters[name] = value
    return parameters
