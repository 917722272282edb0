"""What Entra is told when identity refuses a whole operation, or cannot answer at all."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

import httpx2
import pytest
from aiohttp.test_utils import unused_port

from contract.http_transport import HTTPTransport
from contract.transport import (
    Caller,
    ConnectionMismatch,
    Forbidden,
    Internal,
    Refused,
    Transport,
    Unauthenticated,
    Unavailable,
)
from scim_facade.app import create_app
from scim_facade.routes import attempts
from scim_facade.settings import Settings

NOBODY: dict[str, Any] = {"viewer": {"kind": "SCIM_CLIENT", "user": None, "connection": None, "organisation": None}}


class Failing:
    """A transport to an identity that fails in one way, whatever it is asked."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        del document, operation_name, variables, caller
        raise self.failure


class FailingLater(Failing):
    """The same, once it has said how to read the request."""

    asked = False

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        if self.asked:
            return await super().execute(document, operation_name, variables, caller)
        self.asked = True
        return NOBODY


async def request(transport: Transport, method: str, path: str, **options: Any) -> httpx2.Response:
    asgi = httpx2.ASGITransport(create_app(Settings(), transport))
    headers = {"Authorization": "Bearer nx_scim_1_secret", "X-Request-Id": "r-1"}
    async with httpx2.AsyncClient(transport=asgi, base_url="http://scim.test/scim/v2/c-1", headers=headers) as client:
        return await client.request(method, path, **options)


@pytest.mark.parametrize(
    ("failure", "status", "scim_type"),
    [
        (Unauthenticated("The token has expired."), 401, None),
        (ConnectionMismatch("Not this one."), 404, None),
        (Forbidden("Reading only."), 403, None),
        (Refused("Too deep."), 400, "invalidValue"),
        (Unavailable("The database is down."), 503, None),
        (Internal("Defect."), 500, None),
        (KeyError("a defect of our own"), 500, None),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        ("GET", "/Users", None),
        ("GET", "/Users/u1", None),
        ("POST", "/Users", {"userName": "a@x.com"}),
        ("PUT", "/Users/u1", {"userName": "a@x.com"}),
        ("PATCH", "/Users/u1", {"Operations": [{"op": "replace", "path": "active", "value": False}]}),
        ("DELETE", "/Users/u1", None),
        ("GET", "/Groups", None),
        ("GET", "/Groups/g1", None),
        ("POST", "/Groups", {"displayName": "Sales"}),
        ("PUT", "/Groups/g1", {"displayName": "Sales"}),
        ("PATCH", "/Groups/g1", {"Operations": [{"op": "replace", "path": "displayName", "value": "Sales"}]}),
        ("DELETE", "/Groups/g1", None),
        ("GET", "/Schemas", None),
        ("GET", "/ServiceProviderConfig", None),
    ],
)
@pytest.mark.parametrize("failing", [Failing, FailingLater])
async def test_every_route_reports_a_failure_of_identity_in_scim(
    failing: type[Failing], failure: Exception, status: int, scim_type: str | None, call: tuple[str, str, object]
) -> None:
    method, path, body = call
    response = await request(failing(failure), method, path, json=body)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/scim+json"
    error = response.json()
    assert error["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert error["status"] == str(status)
    assert error.get("scimType") == scim_type
    assert error["detail"].endswith("(request r-1)")


async def test_a_refusal_of_a_filtered_list_names_the_filter_as_the_cause() -> None:
    identity = FailingLater(Refused("Too deep.", "filter"))
    response = await request(identity, "GET", "/Users", params={"filter": 'userName eq "a"'})

    assert response.status_code == 400
    assert response.json()["scimType"] == "invalidFilter"


async def test_an_outage_says_when_to_come_back_and_never_blames_the_token() -> None:
    transport = HTTPTransport(f"http://127.0.0.1:{unused_port()}/graphql")

    response = await request(transport, "GET", "/Users")
    await transport.aclose()

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "WWW-Authenticate" not in response.headers


async def test_a_token_that_identity_refuses_is_called_invalid() -> None:
    response = await request(Failing(Unauthenticated("Unknown.")), "GET", "/Users")

    assert response.headers["WWW-Authenticate"] == 'Bearer realm="narthex", error="invalid_token"'


async def test_a_defect_is_logged_with_its_traceback_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "scim_facade"):
        response = await request(Failing(KeyError("inner working")), "GET", "/Users")

    assert "inner working" not in response.text
    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert line.exc_info is not None
    assert vars(line)["request_id"] == "r-1"


async def test_readiness_follows_identity_and_liveness_does_not() -> None:
    transport = Failing(Unavailable("The database is down."))
    asgi = httpx2.ASGITransport(create_app(Settings(), transport))
    async with httpx2.AsyncClient(transport=asgi, base_url="http://scim.test") as client:
        alive = await client.get("/healthz")
        ready = await client.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json() == {"status": "not ready", "reason": "The database is down."}


class Restless:
    """A transport to an identity where somebody else always changes the user first."""

    user: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("externalId", "name", "displayName", "nickName", "profileUrl", "title", "userType")),
        **dict.fromkeys(("preferredLanguage", "locale", "timezone", "enterprise")),
        **dict.fromkeys(("emails", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles"), ()),
        "x509Certificates": [],
        "groups": [],
        "extensions": {},
        "id": "u1",
        "userName": "a@x.com",
        "active": True,
        "meta": {"created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-01T00:00:00Z"},
    }

    def __init__(self) -> None:
        self.version = 0

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        del document, variables, caller
        if operation_name == "ConnectionRead":
            return NOBODY
        self.version += 1
        if operation_name == "UserRead":
            return {"user": {**self.user, "version": self.version}}
        problem = {"__typename": "VersionConflict", "message": "Changed.", "currentVersion": self.version}
        return {"userUpdate": problem}


async def test_a_change_that_never_meets_a_quiet_moment_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "LONGEST_PAUSE_SECONDS", 0)
    identity = Restless()

    body = {"Operations": [{"op": "replace", "path": "title", "value": "Engineer"}]}
    response = await request(identity, "PATCH", "/Users/u1", json=body)

    assert response.status_code == 409
    assert "Send it again" in response.json()["detail"]
    assert identity.version == 2 * attempts.ATTEMPTS
