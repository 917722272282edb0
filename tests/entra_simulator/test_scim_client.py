"""What goes over the wire, and what Entra says of each kind of answer."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from entra_simulator.error_codes import BAD_REQUEST, SERVICE_INCOMPATIBLE
from entra_simulator.failures import CredentialsRefused, InvalidAnchor, UnexpectedAnswer
from entra_simulator.scim_client import Exchange, ScimClient
from entra_simulator.transport import Answer, HttpTransport, Unreachable, open_session
from tests.entra_simulator.scim_target import Received, ScimTarget, scim_answer

EMPTY = scim_answer(200, {"totalResults": 0, "Resources": []})


def client_of(
    target: ScimTarget, *, url: str = "https://scim.example/scim", sleeps: list[float] | None = None
) -> tuple[ScimClient, list[Exchange]]:
    exchanges: list[Exchange] = []

    async def sleep(seconds: float) -> None:
        assert sleeps is not None
        sleeps.append(seconds)

    return ScimClient(target, url, "secret", exchanges.append, sleep=sleep), exchanges


def answering(*answers: Answer) -> ScimTarget:
    target, left = ScimTarget(), list(answers)
    target.intercept = lambda _: left.pop(0)
    return target


async def test_a_user_is_matched_by_an_encoded_filter() -> None:
    target = ScimTarget()
    client, _ = client_of(target)
    await client.find("Users", "userName", 'o\'brien+x#EXT#@"x".example')
    assert target.received[0].line == (
        "GET /Users?filter=userName+eq+%22o%27brien%2Bx%23EXT%23%40%5C%22x%5C%22.example%22"
    )
    assert target.received[0].headers == {"Authorization": "Bearer secret", "Accept": "application/scim+json"}


async def test_a_group_is_matched_and_read_without_its_members() -> None:
    target = ScimTarget()
    target.groups["g1"] = {"id": "g1", "displayName": "Sales", "members": ["u1"]}
    client, _ = client_of(target)
    await client.find("Groups", "displayName", "sales")
    await client.read("Groups", "g1")
    assert [received.line for received in target.received] == [
        "GET /Groups?excludedAttributes=members&filter=displayName+eq+%22sales%22",
        "GET /Groups/g1?excludedAttributes=members",
    ]


@pytest.mark.parametrize(
    "url", ["https://scim.example/scim?aadOptscim062020", "https://scim.example/scim/?aadOptscim062020"]
)
async def test_the_query_of_the_tenant_url_comes_first_on_every_request(url: str) -> None:
    target = ScimTarget()
    client, _ = client_of(target, url=url)
    await client.find("Users", "userName", "a@x.example")
    user = await client.create("Users", {"userName": "a@x.example"})
    await client.patch("Users", user["id"], {"Operations": []})
    await client.has_manager(user["id"], "m1")
    await client.delete("Users", user["id"])
    assert [received.line for received in target.received] == [
        "GET /Users?aadOptscim062020&filter=userName+eq+%22a%40x.example%22",
        "POST /Users?aadOptscim062020",
        f"PATCH /Users/{user['id']}?aadOptscim062020",
        f"GET /Users?aadOptscim062020&filter=id+eq+%22{user['id']}%22+and+manager+eq+%22m1%22&attributes=id",
        f"DELETE /Users/{user['id']}?aadOptscim062020",
    ]
    assert target.received[1].headers["Content-Type"] == "application/scim+json; charset=utf-8"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (scim_answer(400, {"detail": "odd"}), f"{BAD_REQUEST}: HTTP 400, odd"),
        (scim_answer(403, {"detail": "no"}), "InsufficientRights: HTTP 403, no"),
        (
            scim_answer(404, {"detail": "no match"}),
            f"{SERVICE_INCOMPATIBLE}: a filter that matches nothing must",
        ),
        (scim_answer(409, {"detail": "taken"}), "EntryConflict: HTTP 409, taken"),
        (scim_answer(503), "InternalServerError: HTTP 503 without a reason"),
        (Answer(302, "text/html", b"<html>"), "UnexpectedStatus: HTTP 302, <html>"),
        (Answer(200, "text/html", b"<html>"), f"{SERVICE_INCOMPATIBLE}: the content type is 'text/html'"),
        (Answer(200, "application/scim+json", b"{"), f"{SERVICE_INCOMPATIBLE}: the body is not JSON"),
        (scim_answer(200, []), f"{SERVICE_INCOMPATIBLE}: the body is not a JSON object"),
        (scim_answer(200, {"Resources": []}), f"{SERVICE_INCOMPATIBLE}: the answer to a filter is not a ListResponse"),
        (scim_answer(200, {"id": "g1", "displayName": "x"}), f"{SERVICE_INCOMPATIBLE}: the answer to a filter is not"),
        (scim_answer(200, {"totalResults": 1, "resources": [{}]}), f"{SERVICE_INCOMPATIBLE}: the list's resources are"),
        (scim_answer(200, {"totalResults": 1}), f"{SERVICE_INCOMPATIBLE}: totalResults is 1, but there is no list"),
        (scim_answer(200, {"totalResults": 1, "Resources": [{}]}), f"{SERVICE_INCOMPATIBLE}: a resource has no id"),
        (
            scim_answer(200, {"totalResults": 1, "Resources": [{"id": "g1", "displayName": "y"}]}),
            f'{SERVICE_INCOMPATIBLE}: the filter displayName eq "x" found a resource that holds "y"',
        ),
        (
            scim_answer(200, {"totalResults": 1, "Resources": [{"id": "u1", "active": "True"}]}),
            f"{SERVICE_INCOMPATIBLE}: active is not a boolean",
        ),
        (
            scim_answer(200, {"totalResults": 2, "Resources": [{"id": "u1"}, {"id": "u2"}]}),
            "DuplicateTargetEntries: 2 resources match",
        ),
        (
            scim_answer(200, {"totalResults": 1, "Resources": [{"id": "g1", "members": []}]}),
            f"{SERVICE_INCOMPATIBLE}: members came although",
        ),
    ],
)
async def test_an_answer_that_fails_entra_is_named_as_its_log_names_it(answer: Answer, problem: str) -> None:
    client, exchanges = client_of(answering(answer))
    with pytest.raises(UnexpectedAnswer):
        await client.find("Groups", "displayName", "x")
    [exchange] = exchanges
    assert not exchange.expected
    assert exchange.status == answer.status
    assert f"{exchange.code}: {exchange.detail}".startswith(problem)


async def test_401_condemns_the_whole_job() -> None:
    client, _ = client_of(answering(scim_answer(401, {"detail": "expired"})))
    with pytest.raises(CredentialsRefused, match="expired"):
        await client.find("Users", "userName", "x")


async def test_a_created_resource_must_have_an_id_and_the_status_201() -> None:
    client, exchanges = client_of(answering(scim_answer(201, {}), scim_answer(200, {"id": "u1"})))
    for _ in range(2):
        with pytest.raises(UnexpectedAnswer):
            await client.create("Users", {})
    assert [exchange.expected for exchange in exchanges] == [False, False]


async def test_a_patch_answers_with_the_changed_resource_or_with_nothing() -> None:
    shown, nothing, other = scim_answer(200, {"id": "u1"}), scim_answer(204), scim_answer(200, {"id": "u2"})
    client, _ = client_of(answering(shown, nothing, other))
    assert await client.patch("Users", "u1", {}) == {"id": "u1"}
    assert await client.patch("Users", "u1", {}) is None
    with pytest.raises(UnexpectedAnswer, match="shows the resource u2"):
        await client.patch("Users", "u1", {})


async def test_a_deletion_that_answers_200_is_done_and_still_told() -> None:
    client, exchanges = client_of(answering(scim_answer(200, {})))
    await client.delete("Users", "u1")
    [exchange] = exchanges
    assert str(exchange) == (
        "DELETE /Users/u1: UnexpectedStatus: a DELETE must answer 204 without a body (RFC 7644 §3.6), not 200."
    )


async def test_an_id_that_leads_nowhere_is_an_invalid_anchor() -> None:
    client, _ = client_of(ScimTarget())
    with pytest.raises(InvalidAnchor):
        await client.read("Users", "u/1 ?")
    with pytest.raises(InvalidAnchor):
        await client.patch("Groups", "u1", {})
    with pytest.raises(InvalidAnchor):
        await client.delete("Users", "u1")


async def test_a_throttled_request_waits_as_long_as_it_is_told() -> None:
    sleeps: list[float] = []
    throttled = Answer(429, "application/scim+json", b"{}", retry_after=2.0)
    client, exchanges = client_of(answering(throttled, throttled, EMPTY), sleeps=sleeps)
    assert await client.find("Users", "userName", "x") is None
    assert sleeps == [2.0, 2.0]
    assert [exchange.status for exchange in exchanges] == [429, 429, 200]


async def test_a_target_that_throttles_without_end_or_reason_fails_the_object() -> None:
    throttled = Answer(429, "application/scim+json", b"{}", retry_after=1.0)
    client, _ = client_of(answering(*[throttled] * 6), sleeps=[])
    with pytest.raises(UnexpectedAnswer, match="TooManyRequests"):
        await client.find("Users", "userName", "x")
    client, _ = client_of(answering(scim_answer(429)))
    with pytest.raises(UnexpectedAnswer, match="TooManyRequests"):
        await client.find("Users", "userName", "x")


async def test_requests_arrive_over_http_exactly_as_written() -> None:
    received: list[tuple[str, str, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        received.append((request.raw_path, request.headers["Content-Type"], await request.json()))
        return web.Response(status=429, headers={"Retry-After": "7"}, text="slow", content_type="text/plain")

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handle)
    raw = "/scim/Users?aadOptscim062020&filter=userName+eq+%22a%2Bb%23%5B%22"
    async with TestServer(application) as server, open_session(concurrency=1, timeout_seconds=5) as session:
        answer = await HttpTransport(session).send(
            "POST",
            f"http://127.0.0.1:{server.port}{raw}",
            {"Content-Type": "application/scim+json; charset=utf-8"},
            b"{}",
        )
    assert received == [(raw, "application/scim+json; charset=utf-8", {})]
    assert answer == Answer(429, "text/plain; charset=utf-8", b"slow", retry_after=7.0)


async def test_a_port_where_nobody_listens_is_unreachable() -> None:
    async with open_session(concurrency=1, timeout_seconds=5) as session:
        with pytest.raises(Unreachable):
            await HttpTransport(session).send("GET", "http://127.0.0.1:1/scim/Users", {}, None)


async def test_a_lost_answer_is_recorded_as_a_time_out() -> None:
    class Silent(ScimTarget):
        async def send(self, *_: Any) -> Answer:
            raise Unreachable("no answer in time")

    client, exchanges = client_of(Silent())
    with pytest.raises(UnexpectedAnswer, match="Timeout"):
        await client.read("Users", "u1")
    assert exchanges == [Exchange("GET", "/Users/u1", None, code="Timeout", detail="no answer in time")]


def test_an_exchange_reads_as_a_line_of_a_log() -> None:
    assert str(Exchange("GET", "/Users", 200)) == "GET /Users: 200"
    assert str(Exchange("GET", "/Users", 404, code="NotFound", detail="x")) == "GET /Users: NotFound: x"
    assert Received("GET", "/Users", "", {}, None).line == "GET /Users"
