"""Templates into pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from web.activity_words import act, headline
from web.differences import difference_of
from web.json_text import laid_out, shown
from web.static_files import static_url
from web.user_agents import browser_name

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["fragment", "in_words", "render", "static_url"]

_SECOND_MS = 1000
_TEN_MS = 10
_WITHHELD = re.compile(r"(\[withheld: [^\]\n]{1,60}\])")
_SEPARATOR = re.compile(r"([:.])(?=\w)")
_RESOURCE = re.compile(r"https?://[^\s()<>&]+/scim/v2/[0-9a-f-]{36}/(Users|Groups)/([0-9a-f-]{36})\b")
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


def fragment(template: str, *, now: datetime, **context: Any) -> str:
    """A part of a page, as the page itself has it."""
    return _environment.get_template(template).render(context, now=now)


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


def _precisely(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{there.day} {there:%B %Y, %H:%M:%S}.{there.microsecond // 1000:03} UTC"


def _milliseconds(duration: float) -> str:
    if duration >= _SECOND_MS:
        return f"{duration / _SECOND_MS:.1f} s"
    return f"{duration:.0f} ms" if duration >= _TEN_MS else f"{duration:.1f} ms"


def _breakable(name: str) -> Markup:
    """A path that may be broken behind its separators."""
    return Markup(_SEPARATOR.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704  escaped, but for what is put in


def _with_pages(text: str) -> Markup:
    """A sentence in which the address of a user or a group at the endpoint leads to its page."""
    page = _RESOURCE.sub(
        lambda found: f'<a href="/{found[1].lower()}/{found[2]}">/{found[1]}/{found[2]}</a>', str(escape(text))
    )
    return Markup(page)  # noqa: S704  escaped, but for what is put in


def _marked(text: str) -> Markup:
    """A text in which what was withheld can be seen to be."""
    return Markup(_WITHHELD.sub(r"<mark>\1</mark>", str(escape(text))))  # noqa: S704  escaped, but for what is put in


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
    "marked": _marked,
    "with_pages": _with_pages,
    "breakable": _breakable,
    "precisely": _precisely,
    "milliseconds": _milliseconds,
    "headline": headline,
    "act": act,
}
