"""The demonstration over real HTTP, with a small SCIM target whose state a small GraphQL tells."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rich.console import Console

from entra_simulator.life import whole_life
from entra_simulator.mapping import ENTERPRISE_SCHEMA
from entra_simulator.people import Tenant
from narthex.demo import DemoResult, print_result, run_demo
from narthex.demo_sign_in import SignInResult
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from entra_simulator.job_settings import DialectChoice


@dataclass(frozen=True)
class Address:
    endpoint: str
    graphql_url: str


async def play(address: Address, dialect: DialectChoice = "flag", console: Console | None = None) -> DemoResult:
    return await run_demo(
        whole_life(Tenant(seed=1, users=30, groups=6)),
        endpoint=address.endpoint,
        token="secret",
        graphql_url=address.graphql_url,
        dialect=dialect,
        console=console,
    )


def node_of_user(user: dict[str, Any]) -> dict[str, Any]:
    lists = {name: user.get(name, []) for name in ("emails", "phoneNumbers", "addresses")}
    single = {name: user.get(name) for name in ("externalId", "displayName", "title", "preferredLanguage", "name")}
    return {
        "id": user["id"],
        "userName": user["userName"],
        "active": user["active"],
        **single,
        **lists,
        "enterprise": user.get(ENTERPRISE_SCHEMA) or None,
    }


class Witness:
    """Tells a target's state as GraphQL does, a few rows at a time."""

    def __init__(self, target: ScimTarget) -> None:
        self.target = target
        self.errors: list[dict[str, str]] = []

    async def scim(self, request: web.Request) -> web.Response:
        answer = await self.target.send(
            request.method, f"http://x{request.raw_path}", dict(request.headers), await request.read() or None
        )
        return web.Response(status=answer.status, body=answer.body, headers={"Content-Type": answer.content_type})

    async def graphql(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        asked = await request.json()
        if self.errors:
            return web.json_response({"data": None, "errors": self.errors})
        if "group(id: $id)" in asked["query"]:
            members = self.target.groups[asked["variables"]["id"]]["members"]
            page = self._page([{"value": member} for member in members], asked["variables"])
            return web.json_response({"data": {"group": {"members": page}}})
        if "users(" in asked["query"]:
            nodes = [node_of_user(user) for user in self.target.users.values()]
            return web.json_response({"data": {"users": self._page(nodes, asked["variables"])}})
        nodes = [
            {name: group[name] for name in ("id", "externalId", "displayName")} for group in self.target.groups.values()
        ]
        return web.json_response({"data": {"groups": self._page(nodes, asked["variables"])}})

    @staticmethod
    def _page(nodes: list[dict[str, Any]], variables: dict[str, Any]) -> dict[str, Any]:
        assert variables["first"] == 500
        start = int(variables["after"] or 0)
        more = start + 7 < len(nodes)
        return {"nodes": nodes[start : start + 7], "pageInfo": {"hasNextPage": more, "endCursor": str(start + 7)}}


@asynccontextmanager
async def served(witness: Witness) -> AsyncIterator[Address]:
    application = web.Application()
    application.router.add_post("/graphql", witness.graphql)
    application.router.add_route("*", "/scim/{tail:.*}", witness.scim)
    async with TestServer(application) as server:
        root = f"http://127.0.0.1:{server.port}"
        yield Address(f"{root}/scim", f"{root}/graphql")


@pytest.mark.parametrize("dialect", ["legacy", "flag", "both"])
async def test_a_life_ends_without_difference_and_so_does_its_repetition(dialect: DialectChoice) -> None:
    target = ScimTarget()
    async with served(Witness(target)) as address:
        first = await play(address, dialect)
        second = await play(address, dialect)
    assert (first.ok, first.differences, first.unexpected) == (True, [], [])
    assert (second.ok, second.differences, second.unexpected) == (True, [], [])
    assert first.requests + second.requests == len(target.received)


async def test_a_target_that_holds_other_things_is_left_alone() -> None:
    target = ScimTarget()
    target.users["owner"] = {"id": "owner", "userName": "owner@x.example", "externalId": None, "active": True}
    target.groups["local"] = {"id": "local", "displayName": "Local", "externalId": "local", "members": ["owner"]}
    async with served(Witness(target)) as address:
        result = await play(address, "both")
    assert result.ok
    assert target.users["owner"]["userName"] == "owner@x.example"
    assert target.groups["local"]["members"] == ["owner"]


async def test_a_target_that_loses_something_is_found_out() -> None:
    target = ScimTarget()
    target.intercept = lambda request: (
        scim_answer(204) if "displayName" in str(request.body) and request.method == "PATCH" else None
    )
    async with served(Witness(target)) as address:
        result = await play(address)
    assert not result.ok
    assert any("displayName" in line for line in result.differences or ())


async def test_trouble_is_told_in_the_result() -> None:
    target = ScimTarget()
    target.intercept = lambda _: scim_answer(401, {"detail": "The token expired."})
    async with served(Witness(target)) as address:
        result = await play(address)
    assert not result.ok
    assert any("The token expired." in line for line in result.unexpected)


async def test_nobody_at_the_address_is_told_in_the_result() -> None:
    result = await play(Address("http://127.0.0.1:1/scim", "http://127.0.0.1:1/graphql"))
    assert not result.ok
    assert any("The connection test failed" in line for line in result.unexpected)
    assert result.differences is None


async def test_graphql_that_refuses_is_told_in_the_result() -> None:
    witness = Witness(ScimTarget())
    witness.errors = [{"message": "You may not read this."}]
    async with served(witness) as address:
        result = await play(address)
        elsewhere = await play(Address(address.endpoint, address.endpoint))
    assert any("You may not read this." in line for line in result.unexpected)
    assert not elsewhere.ok
    assert any("--graphql" in line for line in elsewhere.unexpected)


async def test_progress_is_shown_on_a_console() -> None:
    screen = io.StringIO()
    async with served(Witness(ScimTarget())) as address:
        console = Console(file=screen, width=120)
        assert (await play(address, "both", console)).ok
    for line in ("Initial cycle: ", "People leave: ", "Nothing happens: 2 requests"):
        assert line in screen.getvalue()


def test_the_result_is_told_as_json_and_as_a_table() -> None:
    result = DemoResult(
        9, 8, 7, 6, 5, 4, [f"difference {number}" for number in range(30)], ["GET /[x]: bad"], 1.5, 3, 2
    )
    assert result.as_json() == {
        "ok": False,
        "requests": 9,
        "created": 8,
        "updated": 7,
        "disabled": 6,
        "restored": 5,
        "deleted": 4,
        "differences": result.differences,
        "unexpected": ["GET /[x]: bad"],
        "seconds": 1.5,
        "members_added": 3,
        "members_removed": 2,
    }
    screen = io.StringIO()
    print_result(Console(file=screen, width=120), result)
    assert "difference 19" in screen.getvalue()
    assert "difference 20" not in screen.getvalue()
    assert "… and 10 more" in screen.getvalue()
    assert "GET /[x]: bad" in screen.getvalue()


def test_a_good_result_says_so() -> None:
    screen = io.StringIO()
    result = DemoResult(9, 8, 7, 6, 5, 4, [], [], 1.5)
    print_result(Console(file=screen, width=120), result)
    assert result.ok
    assert "GraphQL tells exactly what the directory holds." in screen.getvalue()


def test_who_signed_in_is_told_and_trouble_on_the_way_is_a_failure() -> None:
    fine = SignInResult(
        "t-1",
        "ada@contoso.example",
        connected=True,
        signed_in=True,
        refused_once_disabled=True,
        signed_in_once_restored=True,
    )
    halfway = SignInResult("t-1", "ada@contoso.example", connected=True, trouble="The page [x] has no form.")
    for sign_in, told in ((fine, "ada@contoso.example signed in"), (halfway, "The page [x] has no form.")):
        screen = io.StringIO()
        result = DemoResult(9, 8, 7, 6, 5, 4, [], [], 1.5, sign_in=sign_in)
        print_result(Console(file=screen, width=120), result)
        assert told in screen.getvalue()
        assert result.ok is sign_in.ok
    assert result.as_json()["signIn"] == {
        "ok": False,
        "tenant": "t-1",
        "person": "ada@contoso.example",
        "connected": True,
        "signedIn": False,
        "refusedOnceDisabled": False,
        "signedInOnceRestored": False,
        "trouble": "The page [x] has no form.",
    }
