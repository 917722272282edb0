"""The token endpoint: Authlib's code grant, with Entra's rules and Entra's refusals."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, cast

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.errors import UnsupportedGrantTypeError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants.code import OpenIDToken
from joserfc import jwt
from joserfc.jws import JWSRegistry
from starlette.responses import JSONResponse

from entra_simulator.sign_in.client_authentication import authenticated_application
from entra_simulator.sign_in.errors import EntraError, occasion, token_error_body
from entra_simulator.sign_in.forgeries import forged
from entra_simulator.sign_in.id_tokens import id_token_draft, times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authlib.oauth2.rfc6750 import BearerTokenGenerator
    from starlette.requests import Request
    from starlette.responses import Response

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.applications import Application
    from entra_simulator.sign_in.authority import SignInSimulator
    from entra_simulator.sign_in.codes import AuthorizationCode

_GRAPH: Final = "00000003-0000-0000-c000-000000000000"
_LIFETIME_SECONDS: Final = 3599
_SHARED: Final = {"common", "organizations"}


async def token_response(simulator: SignInSimulator, request: Request) -> Response:
    """The answer to a token request: tokens, or a refusal with its AADSTS code."""
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    answer = _TokenServer(simulator).create_token_response(_TokenRequest(simulator, request, fields))
    return cast("Response", answer)


class _TokenRequest(OAuth2Request):
    """A token request, as Authlib reads it. Its address is the published one, whatever port it came to."""

    def __init__(self, simulator: SignInSimulator, request: Request, fields: dict[str, str]) -> None:
        self.segment: str = request.path_params["tenant"]
        super().__init__(request.method, simulator.addresses.token(self.segment), headers=request.headers)
        self.payload = BasicOAuth2Payload(fields)
        self._fields = fields

    @property
    def form(self) -> dict[str, str]:
        return self._fields


class _Client(ClientMixin):
    """An application that proved who it is, as Authlib asks for it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def get_client_id(self) -> str:
        return self.application.client_id

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - Authlib's signature
        return method in _CodeGrant.TOKEN_ENDPOINT_AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == _CodeGrant.GRANT_TYPE


class _CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("entra",)
    server: _TokenServer
    request: _TokenRequest

    def query_authorization_code(self, code: str, client: ClientMixin) -> AuthorizationCode:
        simulator = self.server.simulator
        found = simulator.codes.redeem(code, client_id=client.get_client_id(), now=simulator.clock())
        if found.account.tenant not in simulator.tenants_of(self.request.segment):
            raise EntraError(700005)
        if self.request.form.get("redirect_uri") != found.redirect_uri:
            raise EntraError(500112)
        return found

    def authenticate_user(self, authorization_code: AuthorizationCode) -> Account:
        """The account as it is by now: the directory may have changed since the code was issued."""
        then = authorization_code.account
        account = self.server.simulator.find_account(then.object_id, [then.tenant])
        if account is None or account.person.soft_deleted:
            raise EntraError(50034, error="invalid_grant")
        if not account.person.account_enabled:
            raise EntraError(50057)
        return account

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """It was deleted when it was queried: of two requests at once only one may find it."""


class _Pkce(CodeChallenge):
    """The code challenge, which an application that holds a secret must keep to as well if it sent one."""

    def validate_code_verifier(self, grant: _CodeGrant, result: Any) -> None:
        try:
            super().validate_code_verifier(grant, result)
        except OAuth2Error as error:
            raise EntraError(501481) from error


class _IdToken(OpenIDToken):
    def __init__(self, simulator: SignInSimulator) -> None:
        self._simulator = simulator

    def encode_id_token(self, token: dict[str, Any], request: OAuth2Request) -> str:
        code = cast("AuthorizationCode", request.authorization_code)
        draft = id_token_draft(
            self._simulator,
            cast("Account", request.user),
            client_id=code.client_id,
            scopes=frozenset(token["scope"].split()),
            nonce=code.nonce,
            sid=code.sid,
        )
        order = self._simulator.misbehaviour.take_forgery()
        return draft.signed() if order is None else forged(order, draft, self._simulator)


class _TokenServer(AuthorizationServer):
    def __init__(self, simulator: SignInSimulator) -> None:
        super().__init__()
        self.simulator = simulator
        self.register_client_auth_method(_CodeGrant.TOKEN_ENDPOINT_AUTH_METHODS[0], self._authenticate)
        self.register_token_generator("default", cast("BearerTokenGenerator", self._tokens))
        self.register_grant(_CodeGrant, [_Pkce(required=False), _IdToken(simulator)])

    def create_oauth2_request(self, request: _TokenRequest) -> _TokenRequest:
        return request

    def _authenticate(self, _query_client: object, request: _TokenRequest) -> _Client:
        if (code := self.simulator.misbehaviour.take_token_error()) is not None:
            raise EntraError(code)
        addresses = self.simulator.addresses
        audiences = {addresses.token(segment) for segment in (request.segment, *_SHARED)}
        audiences |= {addresses.issuer(tenant.tenant_id) for tenant in self.simulator.tenants_of(request.segment)}
        authorization = (request.headers or {}).get("authorization")
        return _Client(authenticated_application(self.simulator, request.form, authorization, audiences))

    def _tokens(self, *, user: Account, scope: str, **_: object) -> dict[str, str | int]:
        """The token response before the ID token is added. There is nothing to refresh: sign-in needs it once."""
        return {
            "token_type": "Bearer",
            "scope": scope,
            "expires_in": _LIFETIME_SECONDS,
            "ext_expires_in": _LIFETIME_SECONDS,
            "access_token": self._access_token(user),
        }

    def _access_token(self, account: Account) -> str:
        """A token for Graph. Its header has a nonce, so that nobody but Graph can verify it."""
        key = self.simulator.keys.active
        header = {"typ": "JWT", "alg": "RS256", "kid": key.kid, "nonce": secrets.token_urlsafe(32)}
        claims = {"aud": _GRAPH, "oid": account.object_id, **times(self.simulator.clock())}
        lenient = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        return jwt.encode(header, claims, key.private_jwk, registry=lenient)

    def save_token(self, token: dict[str, str | int], request: OAuth2Request) -> None:
        """Nothing asks for a token again."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Mapping[str, object], headers: Any) -> Response:
        wanted = {name: value for name, value in dict(headers).items() if name.lower() != "content-type"}
        return JSONResponse(body, status, headers=wanted)

    def handle_error_response(self, request: OAuth2Request, error: OAuth2Error) -> Response:
        refusal = error if isinstance(error, EntraError) else _in_entras_words(request, error)
        correlation_id = (request.headers or {}).get("client-request-id")
        of = occasion(self.simulator.clock(), correlation_id)
        body = token_error_body(refusal, of, self.simulator.addresses.error(refusal.code))
        headers = {"Cache-Control": "no-store", "Pragma": "no-cache", "x-ms-request-id": of.trace_id}
        return JSONResponse(body, refusal.status_code, headers=headers)


def _in_entras_words(request: OAuth2Request, error: OAuth2Error) -> EntraError:
    """What Authlib itself refuses: requests without the grant type, with another one, or without the code."""
    if isinstance(error, UnsupportedGrantTypeError) and error.grant_type:
        return EntraError(70003, f"The app requested an unsupported grant type '{error.grant_type}'.")
    missing = "code" if "grant_type" in request.form else "grant_type"
    return EntraError(900144, f"The request body must contain the following parameter: '{missing}'.")
