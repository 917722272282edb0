"""The stylesheet and the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from web.endings import NOT_FOUND, Ended
from web.static_files import static_file

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def read(visit: Visit) -> Response:
    """One of them."""
    try:
        return await static_file(visit.request)
    except HTTPException as error:
        raise Ended(NOT_FOUND) from error
