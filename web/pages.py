"""Templates into pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from web.differences import difference_of
from web.json_text import laid_out, shown
from web.static_files import static_url
from web.user_agents import browser_name

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["in_words", "render", "static_url"]

_STEPS = [("day", 24 * 60 * 60), ("hour", 60 * 60), ("minute", 60)]


def render(
    request: Request, template: str, status: int = 200, *, now: datetime | None = None, **context: Any
) -> Response:
    """A page. Each template says at its top what `context` it wants; nothing of it may be missing.

    `app.state.product_name` is how the product calls itself; times are told as seen from `now`.
    """
    page = _environment.get_template(template).render(
        context, product_name=request.app.state.product_name, now=now or datetime.now(UTC)
    )
    return HTMLResponse(page, status)


def in_words(moment: datetime, now: datetime) -> str:
    """How far a moment is from now, in the largest unit that fits: `3 minutes ago`, `in 2 days`, `just now`."""
    seconds = int((moment - now).total_seconds())
    for unit, length in _STEPS:
        if abs(seconds) >= length:
            count = round(abs(seconds) / length)
            amount = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {amount}" if seconds > 0 else f"{amount} ago"
    return "just now" if seconds <= 0 else "in a moment"


def _moment(value: str | datetime) -> datetime:
    """A time as GraphQL writes it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _in_full(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{there.day} {there:%B %Y, %H:%M} UTC"


_environment = Environment(
    loader=PackageLoader("web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.globals["static_url"] = static_url
_environment.filters |= {
    "moment": _moment,
    "in_full": _in_full,
    "in_words": in_words,
    "browser_name": browser_name,
    "difference": difference_of,
    "shown": shown,
    "laid_out": laid_out,
}
