"""How requests reach the SCIM endpoint: one HTTP request, one answer, no opinion about either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it came.

    `retry_after` is the header's value in seconds, when it has one; `request_id` is what the target calls the request.
    """

    status: int
    content_type: str
    body: bytes
    retry_after: float | None = None
    request_id: str = ""


class Unreachable(Exception):
    """No answer came: refused connection, broken connection or time-out. The request may have taken effect."""


class Transport(Protocol):
    """Sends one request. Redirects are answers: Entra does not follow them."""

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Return the answer. Raises Unreachable when there is none."""
        ...


class HttpTransport:
    """The transport over a session of aiohttp."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send over HTTP; see `Transport.send`."""
        try:
            async with self._session.request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as response:
                return Answer(
                    status=response.status,
                    content_type=response.headers.get("Content-Type", ""),
                    body=await response.read(),
                    retry_after=_seconds(response.headers.get("Retry-After")),
                    request_id=response.headers.get("X-Request-Id", ""),
                )
        except TimeoutError as error:
            raise Unreachable("no answer in time") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error


def open_session(*, concurrency: int, timeout_seconds: float) -> aiohttp.ClientSession:
    """A session with at most `concurrency` connections; a request is given up after `timeout_seconds`."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=concurrency),
        timeout=aiohttp.ClientTimeout(total=timeout_seconds),
    )


def _seconds(retry_after: str | None) -> float | None:
    """RFC 9110 §10.2.3 also allows a date, which nobody sends with 429; it is treated as absent."""
    return float(retry_after) if retry_after is not None and retry_after.strip().isdecimal() else None
