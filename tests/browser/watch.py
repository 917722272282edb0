"""What goes wrong in a page without anybody seeing it: the console, the policy, requests to somewhere else."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response

from web.security import origin_of

# A document or an answer to a module with such a status is a page of ours like any other; a missing file is not.
_MAY_FAIL = {"document", "fetch"}
_STATUS_LINE = "Failed to load resource: the server responded with a status of"

_AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}  # nothing of ours comes from elsewhere

_REPORTING = """addEventListener("securitypolicyviolation", (event) =>
    reportTrouble(`policy ${event.violatedDirective}: ${event.blockedURI} on ${location.pathname}`));
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    // Words that grow by a letter while the page is open are no such thing.
    if (entry.hadRecentInput || entry.value < 0.001) return;
    reportTrouble(`layout shift of ${entry.value} on ${location.pathname}`);
})).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Watch:
    """Watches every page of a browser context. `origins` are where requests may go."""

    origins: set[str]
    troubles: list[str] = field(default_factory=list)

    async def begin(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self._report(f"exception: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        await context.expose_function("reportTrouble", self._report)
        await context.add_init_script(_REPORTING)

    def _report(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_STATUS_LINE):
            self._report(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and origin_of(request.url) not in self.origins:
            self._report(f"request to elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in _MAY_FAIL:
            self._report(f"{response.status} for {response.url}")


async def accessibility_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is shown now, a line each."""
    found: Any = (await Axe().run(page, options=_AXE_OPTIONS)).response
    return [
        f"{violation['id']}: {violation['help']}: {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in found["violations"]
    ]


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
