"""A real Chromium, and what it may visit.

`NARTHEX_TEST_BROWSER` names another browser than the one on the path; `NARTHEX_TEST_SCREENSHOTS` a folder in which
pictures of the pages are kept.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from identity.app import Identity
from narthex.serving import listen, port_of, serving
from tests.browser.gallery import gallery
from tests.browser.house import House, open_house
from tests.browser.steps import inside, set_password
from tests.browser.watch import Watch
from tests.conftest import Customer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 30_000
"""A test waits no longer than it has to; a busy machine has to be waited for."""
expect.set_options(PATIENCE_MS)
NO_BROWSER = "No browser: install Debian's chromium, or name one in NARTHEX_TEST_BROWSER"


_SET_UP = """mutation($input: SetupLinkInput!) { setupLinkCreate(input: $input) {
    __typename ... on SetupLinkCreated { secret } ... on Problem { message } } }"""


def find_browser() -> str | None:
    if named := os.environ.get("NARTHEX_TEST_BROWSER"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = find_browser()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    # Chromium's own sandbox refuses to run as root, as which containers run tests.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        await browser.close()


class OpenPage(Protocol):
    """Opens a browser of somebody else: with cookies, storage and a window of its own.

    The options are those of Playwright's `new_context`. `origins` are where its requests may go besides.
    """

    def __call__(self, *, origins: tuple[str, ...] = (), **options: Any) -> Awaitable[Page]: ...


@pytest.fixture
async def open_page(chromium: Browser) -> AsyncIterator[OpenPage]:
    """Whatever goes wrong in one of these pages fails the test when it is over."""
    watches: list[Watch] = []
    async with AsyncExitStack() as contexts:

        async def open_one(*, origins: tuple[str, ...] = (), **options: Any) -> Page:
            context = await chromium.new_context(**{"locale": "en-GB", "timezone_id": "UTC", **options})
            contexts.push_async_callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            watch = Watch(set(origins))
            await watch.begin(context)
            watches.append(watch)
            return await context.new_page()

        yield open_one
    assert [trouble for watch in watches for trouble in watch.troubles] == []


@pytest.fixture(scope="session")
async def gallery_url() -> AsyncIterator[str]:
    """Where every template is shown with everything it can show, at `/{name}`."""
    with listen("127.0.0.1", 0) as listener:
        url = f"http://localhost:{port_of(listener)}"
        async with serving(gallery(url), listener):
            yield url


@pytest.fixture(scope="session")
async def opened_house(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(database_url, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(opened_house: House, identity: Identity) -> House:  # noqa: ARG001  identity sweeps the database afterwards
    """The whole product over an empty database, and Microsoft as on the first day."""
    opened_house.begin_anew()
    return opened_house


@pytest.fixture(scope="session")
def keep_screenshot() -> Callable[[Page, str], Awaitable[None]]:
    """Keeps a picture of the whole page under a name, when somebody wants to look at it."""
    folder = os.environ.get("NARTHEX_TEST_SCREENSHOTS")

    async def keep(page: Page, name: str) -> None:
        if folder:
            await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep


@pytest.fixture
async def owner_page(open_page: OpenPage, house: House, customer: Customer) -> Page:
    """The page of the first owner, who has just set their password by their link."""
    given = {"organisation": customer.slug, "userName": f"owner@{customer.slug}.example", "reason": "first day"}
    secret = (await customer.as_operator(_SET_UP, {"input": given}))["setupLinkCreate"]["secret"]
    page = await open_page(origins=house.origins)
    await page.goto(f"{house.url}/set-up/{secret}")
    await set_password(page)
    await inside(page, f"owner@{customer.slug}.example")
    return page
