"""The stylesheet and the modules, held in memory and addressed by their content."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/static/{name}"
"""The route of `static_file`."""


@dataclass(frozen=True)
class _File:
    content: bytes
    media_type: str
    version: str


def _read(path: Path) -> _File:
    content = path.read_bytes()
    media_type = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
    return _File(content, media_type or "application/octet-stream", sha256(content).hexdigest()[:16])


_FILES = {path.name: _read(path) for path in (Path(__file__).parent / "static").iterdir() if path.is_file()}


def static_url(name: str) -> str:
    """The address of a file's present content. Raises `KeyError` when there is no such file."""
    return f"{PATH.format(name=name)}?v={_FILES[name].version}"


async def static_file(request: Request) -> Response:
    """A file; under the address of its content the browser may keep it for ever. Raises `HTTPException` (404)."""
    file = _FILES.get(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    is_current = request.query_params.get("v") == file.version
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": kept})
