"""The endpoint's description of itself for tools, as OpenAPI 3.1."""

import orjson
from starlette.responses import Response

from scim_facade.core.openapi import openapi
from scim_facade.scim_request import ScimRequest


async def read(request: ScimRequest) -> Response:
    """GET /openapi.json, with the schemas that the organisation declared."""
    await request.identity.connection_read()
    document = openapi(request.profile.resource_types, request.base_url)
    return Response(orjson.dumps(document), media_type="application/json")
