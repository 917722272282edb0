"""Every page, in daylight and in the evening, on a desk and on a phone."""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.gallery import PAGES
from tests.browser.watch import accessibility_violations, overflow

WIDTHS = {"light": (360, 1280), "dark": (1280, 360)}
"""By colour scheme, the widths of windows; axe-core takes its time and looks at the last one only."""
_FOCUS = """() => [
    Math.round(document.activeElement.getBoundingClientRect().top + scrollY),
    getComputedStyle(document.activeElement).outlineStyle,
]"""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", WIDTHS)
async def test_a_page_fits_and_everybody_can_use_it(
    open_page: OpenPage,
    gallery_url: str,
    keep_screenshot: Callable[[Page, str], Awaitable[None]],
    name: str,
    scheme: str,
) -> None:
    page = await open_page(origins=(gallery_url,), color_scheme=scheme)
    for width in WIDTHS[scheme]:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(f"{gallery_url}/{name}")
        await keep_screenshot(page, f"{name}-{width}-{scheme}")
        assert await overflow(page) == 0
    assert await accessibility_violations(page) == []
    assert await page.locator("h1").count() == 1
    title = await page.title()
    assert title.endswith(" · Narthex")


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_works_without_scripts(open_page: OpenPage, gallery_url: str, name: str) -> None:
    page = await open_page(origins=(gallery_url,), java_script_enabled=False)
    await page.goto(f"{gallery_url}/{name}")
    assert await page.locator("button:disabled:visible").count() == 0, "a button that only a script could wake"
    assert await page.locator("show-password button:visible, copy-button button:visible").count() == 0


@pytest.mark.parametrize("name", PAGES)
async def test_the_keyboard_reaches_everything_in_the_order_of_the_page(
    open_page: OpenPage, gallery_url: str, name: str
) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/{name}")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    wanted = await page.locator(
        "a:visible, button:enabled:visible, input:visible:not([tabindex='-1']), summary:visible"
    ).count()
    tops: list[float] = []
    for _ in range(wanted - 1):
        await page.keyboard.press("Tab")
        top, outline = await page.evaluate(_FOCUS)
        assert outline == "solid"
        tops.append(top)
    assert await page.locator(":focus").count() == 1
    rows = [top for top in tops if top > 60]
    assert all(later >= earlier - 40 for earlier, later in pairwise(rows)), rows


async def test_microsofts_button_is_the_one_microsoft_asks_for(open_page: OpenPage, gallery_url: str) -> None:
    for scheme, ground, ink in (
        ("light", "rgb(255, 255, 255)", "rgb(94, 94, 94)"),
        ("dark", "rgb(47, 47, 47)", "rgb(255, 255, 255)"),
    ):
        page = await open_page(origins=(gallery_url,), color_scheme=scheme)
        await page.goto(f"{gallery_url}/sign-in")
        button = page.get_by_role("button", name="Sign in with Microsoft", exact=True)
        box = await button.bounding_box()
        assert box
        assert box["height"] == 41
        await expect(button).to_have_css("background-color", ground)
        await expect(button).to_have_css("color", ink)
        await expect(button).to_have_css("border-color", "rgb(140, 140, 140)")
        assert await button.locator("svg rect").count() == 4
