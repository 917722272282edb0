"""What the service says about itself (RFC 7644 §4), to those who may use it."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from scim_facade.core import discovery
from scim_facade.core.errors import Forbidden
from scim_facade.core.listing import PageSizes, whole_list
from scim_facade.responses import ScimResponse, resource_not_found
from scim_facade.scim_request import ScimRequest


async def service_provider_config(request: ScimRequest) -> Response:
    """GET /ServiceProviderConfig (RFC 7643 §5)."""
    await request.identity.connection_read()
    settings = request.service.settings
    described = discovery.service_provider_config(
        request.base_url,
        PageSizes(settings.default_page_size, settings.max_page_size),
        max_body_bytes=settings.max_body_bytes,
        documentation_url=str(settings.documentation_url or f"{request.base_url}/openapi.json"),
    )
    return ScimResponse(described)


async def resource_types(request: ScimRequest) -> Response:
    """GET /ResourceTypes (RFC 7643 §6)."""
    return await _list(request, _resource_types(request))


async def resource_type(request: ScimRequest) -> Response:
    """GET /ResourceTypes/{name}."""
    return await _one(request, {kind["name"]: kind for kind in _resource_types(request)})


async def schemas(request: ScimRequest) -> Response:
    """GET /Schemas (RFC 7643 §7), with those that the organisation declared."""
    return await _list(request, _schemas(request))


async def schema(request: ScimRequest) -> Response:
    """GET /Schemas/{id}, by the schema's URN."""
    return await _one(request, {schema["id"]: schema for schema in _schemas(request)})


def _resource_types(request: ScimRequest) -> list[dict[str, Any]]:
    return discovery.resource_types(request.profile.resource_types, request.base_url)


def _schemas(request: ScimRequest) -> list[dict[str, Any]]:
    return discovery.schemas(request.profile.resource_types, request.base_url)


async def _list(request: ScimRequest, resources: list[dict[str, Any]]) -> Response:
    await request.identity.connection_read()
    if "filter" in request.query:
        # RFC 7644 §4 wants a refusal, so that nobody takes the whole list for a filtered one.
        raise Forbidden("This list cannot be filtered. Read it whole, or one entry by its name.")
    return ScimResponse(whole_list(resources))


async def _one(request: ScimRequest, resources: Mapping[str, dict[str, Any]]) -> Response:
    await request.identity.connection_read()
    wanted = request.path["id"].lower()
    for name, resource in resources.items():
        if name.lower() == wanted:
            return ScimResponse(resource)
    raise resource_not_found(request.path["id"])
