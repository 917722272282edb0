"""A look at a page of the running product: both themes, desk and phone, and what axe-core says of it."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from tests.browser.watch import accessibility_violations, overflow

Keep = Callable[[Page, str], Awaitable[None]]

WIDTHS = (1280, 360)


async def look_at(page: Page, keep_screenshot: Keep, name: str) -> list[str]:
    """What is wrong with the page that is open, at any width and in either theme; pictures are kept under the name."""
    wrong: list[str] = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            await keep_screenshot(page, f"{name}-{width}-{scheme}")
            if wider := await overflow(page):
                wrong.append(f"{name}: {wider} pixels wider than {width}")
        wrong += [f"{name} ({scheme}): {violation}" for violation in await accessibility_violations(page)]
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    if await page.locator("h1").count() != 1:
        wrong.append(f"{name}: it has not one heading of the first level")
    return wrong
