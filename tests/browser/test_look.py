"""Every page, in daylight and in the evening, on a desk and on a phone."""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.gallery import ENDINGS, PAGES
from tests.browser.watch import accessibility_violations, overflow

WIDTHS = {"light": (360, 1280), "dark": (1280, 360)}
"""By colour scheme, the widths of windows; axe-core takes its time and looks at the last one only."""
_ROW = 40
"""Pixels; what stands side by side need not begin at one height."""
_FOCUS = """() => [
    document.activeElement.closest("header.masthead, nav, main, body").tagName,
    Math.round(document.activeElement.getBoundingClientRect().top + scrollY),
    getComputedStyle(document.activeElement).outlineStyle,
]"""


@pytest.mark.parametrize("scheme", WIDTHS)
async def test_a_page_fits_and_everybody_can_use_it(
    open_page: OpenPage, gallery_url: str, keep_screenshot: Callable[[Page, str], Awaitable[None]], scheme: str
) -> None:
    page = await open_page(origins=(gallery_url,), color_scheme=scheme)
    problems: dict[str, list[str]] = {}
    for name in PAGES:
        found = problems[name] = []
        for width in WIDTHS[scheme]:
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(f"{gallery_url}/{name}")
            await keep_screenshot(page, f"{name}-{width}-{scheme}")
            if wider := await overflow(page):
                found.append(f"{wider} pixels wider than {width}")
        found += await accessibility_violations(page)
        if await page.locator("h1").count() != 1 or not (await page.title()).endswith(" · Narthex"):
            found.append("no heading, or no title")
    assert {name: found for name, found in problems.items() if found} == {}


async def test_every_ending_fits_a_phone_and_leads_on(
    open_page: OpenPage, gallery_url: str, keep_screenshot: Callable[[Page, str], Awaitable[None]]
) -> None:
    page = await open_page(origins=(gallery_url,), viewport={"width": 360, "height": 640})
    too_wide: dict[str, int] = {}
    for name in ENDINGS:
        await page.goto(f"{gallery_url}/{name}")
        await keep_screenshot(page, name)
        if wider := await overflow(page):
            too_wide[name] = wider
        await expect(page.locator("a.button.primary")).to_be_in_viewport()
    assert too_wide == {}


async def test_a_page_works_without_scripts(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,), java_script_enabled=False)
    only_for_scripts = page.locator("button:disabled:visible, show-password button:visible, copy-button button:visible")
    dead: dict[str, int] = {}
    for name in PAGES:
        await page.goto(f"{gallery_url}/{name}")
        dead[name] = await only_for_scripts.count()
    assert {name: count for name, count in dead.items() if count} == {}


async def test_the_keyboard_reaches_everything_in_the_order_of_the_page(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,))
    out_of_order: dict[str, list[tuple[str, int]]] = {}
    for name in PAGES:
        await page.goto(f"{gallery_url}/{name}")
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await expect(page.locator(".skip")).to_be_in_viewport()
        stops = await _walk(page)
        if any(part == next_part and below < above - _ROW for (part, above), (next_part, below) in pairwise(stops)):
            out_of_order[name] = stops
    assert out_of_order == {}


async def _walk(page: Page) -> list[tuple[str, int]]:
    """Go through the page with the Tab key; return of each stop in which part of the page it is, and how far down."""
    stops = page.locator("a:visible, button:enabled:visible, input:visible:not([tabindex='-1']), summary:visible")
    tops: list[tuple[str, int]] = []
    for _ in range(await stops.count() - 1):
        await page.keyboard.press("Tab")
        part, top, outline = await page.evaluate(_FOCUS)
        assert outline == "solid", "nobody sees where they are"
        tops.append((part, top))
    assert await page.evaluate("document.activeElement !== document.body"), "fewer stops than there are controls"
    return tops


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
