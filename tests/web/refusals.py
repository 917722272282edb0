"""What every refusal has in common: its page, no session, a line by which the operator finds the cause, no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.web.browsing import heading
from web import cookies

if TYPE_CHECKING:
    import httpx2
    import pytest

    from tests.web.browsing import Browser

_NEVER_SHOWN = ("AADSTS", "Trace ID", "Traceback", "eyJ", "nx_")
"""Microsoft's own words, a defect's, the beginning of every JWT, and that of our own tokens."""


@dataclass(frozen=True)
class Refusals:
    """What the log holds of a test."""

    log: pytest.LogCaptureFixture

    def check(
        self, browser: Browser, response: httpx2.Response, page: tuple[int, str], *, cause: str | None = None
    ) -> None:
        """The answer to the browser's last request is this page, status and heading, and that is all it got.

        `cause` is what was wrong with Microsoft's answer, which the web notices or identity.
        """
        assert (response.status_code, heading(response)) == page
        assert [line for line in browser.set_cookie if line.startswith(f"{cookies.SESSION}=nx_")] == []
        number = response.headers["X-Request-Id"]
        assert number in response.text
        lines = [record for record in self.log.records if record.__dict__.get("request_id") == number]
        (line,) = [record.__dict__ for record in lines if record.name == "web"]
        assert (line["status"], line["outcome"]) == page
        causes = [record.getMessage() for record in lines if record.name == "identity"]
        causes += [f"ID token refused: {line['cause']}"] if "cause" in line else []
        assert causes == ([] if cause is None else [f"ID token refused: {cause}"])
        self._tells_no_secret(browser, response)

    def _tells_no_secret(self, browser: Browser, response: httpx2.Response) -> None:
        # The tests' own clients and the simulated Microsoft's server log addresses, as any browser's history has them.
        records = (record for record in self.log.records if not record.name.startswith(("http", "uvicorn")))
        told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in records)
        assert [secret for secret in browser.secrets if secret in response.text or secret in told] == []
        assert [words for words in _NEVER_SHOWN if words in response.text] == []
