"""Microsoft down, identity down: each has a page, and nobody's failure is anybody else's."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from pydantic import HttpUrl, SecretStr

from contract.transport import Internal, Unavailable
from entra_simulator.sign_in.misbehaviour import Outage
from narthex.in_process import InProcessTransport
from tests.web.browsing import ORIGIN, Browser, heading
from tests.web.conftest import BEN, opened
from web import cookies
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    import httpx2

    from contract.transport import Caller
    from identity.app import Identity
    from tests.web.conftest import Microsoft
    from tests.web.refusals import Refusals

DOWN = (503, "Microsoft cannot be reached")


@pytest.fixture
async def inside(settings: Settings, identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    """A web that has just started and knows nothing of Microsoft."""
    async with opened(settings, InProcessTransport(identity)) as client:
        yield client


async def test_while_microsoft_is_down_the_sign_in_page_is_there_and_says_so_when_pressed(
    browser: Browser, microsoft: Microsoft
) -> None:
    microsoft.simulator.misbehaviour.begin_outage(Outage.UNAVAILABLE)
    assert (await browser.get("/sign-in")).status_code == 200
    response = await browser.post("/sign-in/microsoft")
    assert (response.status_code, heading(response)) == DOWN
    assert int(response.headers["Retry-After"]) > 0

    microsoft.simulator.misbehaviour.end_outage()
    assert await browser.begin()


@pytest.mark.usefixtures("ben")
async def test_an_outage_on_the_way_back_is_over_for_everybody_when_it_is_over(
    browser: Browser, microsoft: Microsoft, new_browser: Callable[[], Browser]
) -> None:
    others = new_browser()
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    others_callback = await others.at_microsoft(await others.begin(), BEN)
    microsoft.simulator.misbehaviour.begin_outage(Outage.UNAVAILABLE)
    assert heading(await browser.get(callback)) == DOWN[1]

    microsoft.simulator.misbehaviour.end_outage()
    assert (await others.get(others_callback)).headers["Location"] == "/"


@pytest.mark.usefixtures("ben")
async def test_one_persons_refusal_is_not_another_persons(
    browser: Browser, microsoft: Microsoft, new_browser: Callable[[], Browser]
) -> None:
    others = new_browser()
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    others_callback = await others.at_microsoft(await others.begin(), BEN)
    microsoft.simulator.misbehaviour.fail_next_token_request(54005)
    assert heading(await browser.get(callback)) == "This sign-in cannot go on"
    assert (await others.get(others_callback)).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("code", "page"),
    [
        (7000222, (500, "Microsoft does not accept this service")),
        (50105, (403, "You are not assigned to this application")),
        (65001, (403, "An administrator has to approve this")),
        (53003, (403, "A policy of your organisation blocks this")),
    ],
)
async def test_what_microsoft_refuses_the_server_has_a_page_without_microsofts_words(
    browser: Browser, microsoft: Microsoft, code: int, page: tuple[int, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "web")
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    microsoft.simulator.misbehaviour.fail_next_token_request(code)

    response = await browser.get(callback)

    assert (response.status_code, heading(response)) == page
    assert "AADSTS" not in response.text
    assert "Trace ID" not in response.text
    (line,) = [record for record in caplog.records if getattr(record, "aadsts", None)]
    assert line.__dict__["aadsts"] == [code]


@pytest.mark.parametrize("code", [90094, 65004, 50057, 7000112, 700016])
async def test_what_microsoft_refuses_the_browser_has_a_page_too(
    browser: Browser, microsoft: Microsoft, code: int
) -> None:
    microsoft.simulator.misbehaviour.fail_next_authorization(code)
    back = await browser.outside.get(await browser.begin())
    response = await browser.get(back.headers["Location"].removeprefix(ORIGIN))
    assert 400 <= response.status_code < 500
    assert "AADSTS" not in response.text


async def test_pages_do_not_wait_for_a_hanging_microsoft(
    settings: Settings, identity: Identity, microsoft: Microsoft
) -> None:
    microsoft.simulator.misbehaviour.begin_outage(Outage.HANG)
    patient = settings.model_copy(update={"entra_timeout_seconds": 600})
    async with asyncio.timeout(60), opened(patient, InProcessTransport(identity)) as web:
        assert (await web.get("/sign-in")).status_code == 200
    microsoft.simulator.misbehaviour.end_outage()


class Broken:
    """An identity that answers nothing but this error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def execute(
        self, _document: str, _name: str | None, _variables: Mapping[str, Any], _caller: Caller
    ) -> dict[str, Any]:
        raise self.error


@pytest.fixture
async def without_identity() -> AsyncIterator[Callable[[Exception], Awaitable[Browser]]]:
    unreachable = Settings(
        entra_client_id=UUID(int=1),
        entra_client_secret=SecretStr("s"),
        entra_authority_host=HttpUrl("https://localhost:1"),
    )
    async with AsyncExitStack() as stack:

        async def browser(error: Exception) -> Browser:
            client = await stack.enter_async_context(opened(unreachable, Broken(error)))
            return Browser(client, client, {cookies.SESSION: "nx_ses_good"})

        yield browser


@pytest.mark.parametrize("path", ["/account", "/account/password"])
async def test_while_identity_is_down_a_good_cookie_is_kept(
    without_identity: Callable[[Exception], Awaitable[Browser]], refusals: Refusals, path: str
) -> None:
    browser = await without_identity(Unavailable("down"))
    refusals.check(browser, await browser.get(path), (503, "We cannot answer at the moment"))
    assert browser.session == "nx_ses_good"


async def test_while_identity_is_down_nobody_is_told_they_are_signed_out(
    without_identity: Callable[[Exception], Awaitable[Browser]],
) -> None:
    browser = await without_identity(Unavailable("down"))
    assert (await browser.post("/sign-out")).status_code == 503
    assert browser.session == "nx_ses_good"


@pytest.mark.parametrize("error", [Internal("a defect"), ZeroDivisionError("a secret detail")])
async def test_a_defect_has_a_page_and_its_details_stay_in_the_log(
    without_identity: Callable[[Exception], Awaitable[Browser]], error: Exception
) -> None:
    response = await (await without_identity(error)).get("/account")
    assert (response.status_code, heading(response)) == (500, "Something went wrong")
    assert "secret detail" not in response.text
    assert response.headers["X-Request-Id"] in response.text


async def test_readiness_is_identitys_and_not_microsofts(
    without_identity: Callable[[Exception], Awaitable[Browser]], browser: Browser, microsoft: Microsoft
) -> None:
    microsoft.simulator.misbehaviour.begin_outage(Outage.UNAVAILABLE)
    assert (await browser.get("/readyz")).json() == {"status": "ready"}
    down = await (await without_identity(Unavailable("No answer."))).get("/readyz")
    assert (down.status_code, down.json()["reason"]) == (503, "No answer.")
    assert (await browser.get("/healthz")).json() == {"status": "alive"}
