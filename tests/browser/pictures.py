"""Takes the README's pictures from a running `narthex demo`: python -m tests.browser.pictures PASSWORD PERSON [URL].

What it needs the demo tells: the password of its administrator, and who was disabled while they were signed in.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import find_browser
from tests.browser.steps import turn_to

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


async def take_all(url: str, password: str, person: str) -> None:
    """Overwrite each picture, in both colour schemes."""
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        await page.goto(f"{url}/sign-in?reason=needed")
        if not await page.get_by_label("User name").is_visible():
            await page.get_by_text("Use a password").click()
        await page.get_by_label("Organisation").fill("contoso")
        await page.get_by_label("User name").fill("ada@contoso.example")
        await page.get_by_label("Password", exact=True).fill(password)
        await page.keyboard.press("Enter")
        for section in ("Overview", "Users", "Provisioning"):
            await turn_to(page, section)
            await take(page, section.lower())
        await turn_to(page, "Activity")
        await page.get_by_label("Person").fill(person)
        await page.get_by_role("button", name="Show").click()
        # The newest let them in again; the one before put them out.
        await page.get_by_role("link", name=f"Updated user {person}").nth(1).click()
        await page.get_by_role("heading", name="What followed").wait_for()
        await take(page, "explained")
        await browser.close()


async def take(page: Page, name: str) -> None:
    """Keep what the window shows, by day and by night."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=FOLDER / f"{name}-{scheme}.png", animations="disabled")


if __name__ == "__main__":
    asyncio.run(take_all((sys.argv[3:] or ["http://localhost:8000"])[0], *sys.argv[1:3]))
