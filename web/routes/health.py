"""Whether this process lives, and whether it can serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from contract.transport import IdentityError

if TYPE_CHECKING:
    from web.visit import Visit


async def alive(_visit: Visit) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


async def ready(visit: Visit) -> Response:
    """Identity answers, too. Microsoft need not: people have other ways in."""
    try:
        await visit.anonymous().ping()
    except IdentityError as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, status_code=503)
    return JSONResponse({"status": "ready"})
