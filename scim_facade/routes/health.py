"""Whether this process lives, and whether it can serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contract.transport import Caller, IdentityError, Transport
from scim_facade.identity_client import IdentityClient
from scim_facade.log import record_of


def health_routes(transport: Transport) -> list[Route]:
    """`/healthz`: the process answers. `/readyz`: identity answers, too; 503 otherwise."""

    async def alive(request: Request) -> Response:
        record_of(request.scope).route = "/healthz"
        return JSONResponse({"status": "alive"})

    async def ready(request: Request) -> Response:
        record = record_of(request.scope)
        record.route = "/readyz"
        try:
            await IdentityClient(transport, Caller(credential=None, request_id=record.request_id)).ping()
        except IdentityError as error:
            return JSONResponse({"status": "not ready", "reason": str(error)}, status_code=503)
        return JSONResponse({"status": "ready"})

    return [Route("/healthz", alive), Route("/readyz", ready)]
