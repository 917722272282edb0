"""How the simulated Entra's pages are made: templates, and headers that let nothing in from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from entra_simulator.sign_in.errors import EntraError, occasion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from entra_simulator.sign_in.authority import SignInSimulator

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE / "static"
SESSION_COOKIE: Final = "simulated_entra_session"
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def page(
    template: str,
    *,
    status: int = 200,
    forms_lead_to: Iterable[str] = (),
    frames: Iterable[str] = (),
    **context: Any,
) -> Response:
    """A page. `forms_lead_to` are addresses that the answer to a form may redirect to, `frames` what it embeds.

    Browsers hold redirects after a form to `form-action`, too, so that the application has to be named there.
    """
    policy = {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": " ".join(("'self'", *map(origin, forms_lead_to))),
        "frame-src": " ".join(map(origin, frames)) or "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render(context), status, headers=headers)


def error_page(simulator: SignInSimulator, error: EntraError) -> Response:
    """A refusal that stays on Microsoft's side: the application never hears of it."""
    return page("error.html", status=400, error=error, of=occasion(simulator.clock()))


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
