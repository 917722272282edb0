"""The web as an ASGI application: every address it has, and what each leads to."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Mount, Route

from web.endings import CROSS_SITE
from web.endpoint import Endpoint, ModuleEndpoint, Nowhere, OperatorEndpoint
from web.log import RequestLog
from web.microsoft import Microsoft
from web.routes import (
    access_tokens,
    account,
    activity,
    activity_entry,
    audit,
    authentication,
    connect,
    connections,
    consent,
    custom_attributes,
    files,
    groups,
    health,
    microsoft,
    operator,
    operator_customer,
    overview,
    passkeys,
    personal_tokens,
    provisioning,
    provisioning_guide,
    review,
    set_up,
    setup_links,
    sign_in,
    sign_in_tests,
    sign_out,
    tenant,
    user,
    user_actions,
    user_edit,
    users,
)
from web.security import CrossSiteGuard, SecurityHeaders
from web.service import Service
from web.static_files import PATH as STATIC_FILE
from web.visit import Visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract.transport import Transport
    from web.endpoint import Handler
    from web.settings import Settings

PAGES: dict[str, dict[str, Handler]] = {
    "/": {"GET": sign_in.home},
    "/sign-in": {"GET": sign_in.read},
    "/sign-in/password": {"POST": sign_in.by_password},
    "/sign-in/microsoft": {"POST": microsoft.begin},
    "/sign-in/microsoft/callback": {"GET": microsoft.callback},
    "/consent/callback": {"GET": consent.callback},
    "/tenant/confirm": {"GET": tenant.read, "POST": tenant.confirm},
    "/set-up/{secret}": {"GET": set_up.read, "POST": set_up.set_password},
    "/connect/{secret}": {"GET": connect.read, "POST": connect.begin},
    "/account": {"GET": account.read},
    "/account/authentication": {"GET": authentication.read},
    "/account/authentication/test": {"POST": sign_in_tests.begin},
    "/account/authentication/lifetimes": {"POST": authentication.set_lifetimes},
    "/account/password": {"GET": account.read_password, "POST": account.change_password},
    "/account/sessions/end-others": {"POST": account.end_other_sessions},
    "/account/sessions/{id}/end": {"POST": account.end_session},
    "/account/tokens": {"POST": personal_tokens.create},
    "/account/tokens/{id}/revoke": {"POST": personal_tokens.revoke},
    "/account/passkeys/{id}/delete": {"POST": passkeys.delete},
    "/account/microsoft": {"POST": connections.switch_microsoft},
    "/account/just-in-time": {"POST": connections.switch_just_in_time},
    "/account/tenant/connect": {"POST": consent.begin},
    "/account/tenant/link": {"POST": consent.link},
    "/account/tenant/disconnect": {"POST": connections.disconnect_tenant},
    "/overview": {"GET": overview.read},
    "/review": {"GET": review.read},
    "/review/{id}": {"POST": review.decide},
    "/users": {"GET": users.read},
    "/users.csv": {"GET": users.export},
    "/users/{id}": {"GET": user.read},
    "/users/{id}/edit": {"GET": user_edit.read, "POST": user_edit.save},
    "/users/{id}/role": {"POST": user_actions.change_role},
    "/users/{id}/lock": {"POST": user_actions.lock},
    "/users/{id}/unlock": {"POST": user_actions.unlock},
    "/users/{id}/sessions/end": {"POST": user_actions.end_sessions},
    "/users/{id}/sessions/{session}/end": {"POST": user_actions.end_session},
    "/users/{id}/tokens/{token}/revoke": {"POST": user_actions.revoke_token},
    "/users/{id}/microsoft/unlink": {"POST": user_actions.unlink_account},
    "/groups": {"GET": groups.read},
    "/groups/{id}": {"GET": groups.read_one},
    "/groups/{id}/members.csv": {"GET": groups.export_members},
    "/account/provisioning": {"GET": provisioning.read},
    "/account/provisioning/guide": {"GET": provisioning_guide.read},
    "/account/provisioning/conformance": {"POST": provisioning.change_conformance},
    "/account/provisioning/tokens/new": {"GET": access_tokens.read_new, "POST": access_tokens.create},
    "/account/provisioning/tokens/{id}/rotate": {"GET": access_tokens.read_rotation, "POST": access_tokens.rotate},
    "/account/provisioning/tokens/{id}/revoke": {"POST": access_tokens.revoke},
    "/account/provisioning/attributes/new": {"GET": custom_attributes.read_new, "POST": custom_attributes.create},
    "/account/provisioning/attributes/edit": {"GET": custom_attributes.read, "POST": custom_attributes.replace},
    "/account/provisioning/attributes/delete": {"POST": custom_attributes.delete},
    "/activity": {"GET": activity.read},
    "/activity.csv": {"GET": activity.export},
    "/activity/{id}": {"GET": activity_entry.read},
    "/account/audit": {"GET": audit.read},
    "/account/audit.csv": {"GET": audit.export},
    "/account/setup-links": {"GET": setup_links.read, "POST": setup_links.create},
    "/account/setup-links/{id}/revoke": {"POST": setup_links.revoke},
    "/account/setup-links/sessions/{id}/end": {"POST": setup_links.end_session},
    "/sign-out": {"POST": sign_out.sign_out},
    sign_out.SIGNED_OUT: {"GET": sign_out.read},
    "/sign-out/front-channel": {"GET": sign_out.by_microsoft},
    STATIC_FILE: {"GET": files.read},
    "/healthz": {"GET": health.alive},
    "/readyz": {"GET": health.ready},
}

FOR_OPERATOR: dict[str, dict[str, Handler]] = {
    "/operator": {"GET": operator.read},
    "/operator/sign-in": {"GET": operator.read_sign_in, "POST": operator.sign_in},
    "/operator/sign-out": {"POST": operator.sign_out},
    "/operator/new": {"GET": operator_customer.read_new, "POST": operator_customer.create},
    "/operator/organisations/{slug}": {"GET": operator_customer.read},
    "/operator/organisations/{slug}/support": {"POST": operator_customer.open_pages},
    "/operator/organisations/{slug}/setup-links": {"POST": operator_customer.make_setup_link},
    "/operator/organisations/{slug}/password-links": {"POST": operator_customer.make_password_link},
}

FOR_MODULES: dict[str, dict[str, Handler]] = {
    "/activity/live": {"GET": activity.live},
    "/sign-in/passkey/options": {"POST": passkeys.sign_in_options},
    "/sign-in/passkey": {"POST": passkeys.sign_in},
    "/account/passkeys/options": {"POST": passkeys.registration_options},
    "/account/passkeys": {"POST": passkeys.create},
    "/account/provisioning/live": {"GET": provisioning.watch},
}


def create_app(settings: Settings, transport: Transport) -> FastAPI:
    """The web over a transport to identity. The transport stays the caller's to close, after the app has stopped.

    Raises `web.client_credentials.CredentialUnreadable` or `OSError` when a file the settings name cannot be used.
    """
    service = Service(settings, transport, Microsoft(settings) if settings.entra_client_id else None)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if service.microsoft is not None:
            service.microsoft.close()

    pages = [Route(path, Endpoint(service, path, handlers)) for path, handlers in PAGES.items()]
    operators = [Route(path, OperatorEndpoint(service, path, handlers)) for path, handlers in FOR_OPERATOR.items()]
    modules = [Route(path, ModuleEndpoint(service, path, handlers)) for path, handlers in FOR_MODULES.items()]
    app = FastAPI(
        title="Narthex web",
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        routes=[*modules, *operators, *pages, Mount("/", Nowhere(service))],
    )
    app.state.product_name = settings.product_name
    app.add_middleware(CrossSiteGuard, public_url=settings.origin, refusal=_cross_site(service))
    app.add_middleware(
        SecurityHeaders,
        public_url=settings.origin,
        form_targets=service.microsoft.origins if service.microsoft is not None else tuple,
    )
    app.add_middleware(RequestLog)
    return app


def _cross_site(service: Service) -> ASGIApp:
    """The answer to a request that another site sent."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit(Request(scope, receive), service)
        visit.record.outcome = CROSS_SITE.title
        await visit.ending(CROSS_SITE)(scope, receive, send)

    return refuse
