"""Every page with made-up facts: short and long ones, and what is there, missing, or refused."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Facts
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.aadsts import Outcome
from web.desk import AUTHENTICATION, OWN, Desk, Section
from web.endings import (
    ACCOUNT_NOT_LINKED,
    BROKEN,
    CONSENTED,
    CROSS_SITE,
    IDENTITY_UNAVAILABLE,
    NOT_ALLOWED_HERE,
    NOT_FOUND,
    Ending,
    of_outcome,
    of_refusal,
)
from web.identity_client.enums import ActorKind, Role, SignInRefusal
from web.identity_client.fragments import Refusal
from web.pages import render
from web.security import SecurityHeaders
from web.static_files import PATH, static_file

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
TENANT_ID = "11111111-2222-4333-8444-555555555555"
CONSENT = f"https://login.example/organizations/v2.0/adminconsent?client_id={TENANT_ID}&scope=openid+profile"
LONG_NAME = "Contoso Pharmaceuticals and Associated Laboratories of Northern and Eastern Europe"
LONG_USER = "wilhelmina.featherstonehaugh-cholmondeley@laboratories.northern-europe.contoso.example"
REFUSAL = "The organisation, the user name, or the password or passkey is wrong."


def _at(**from_now: float) -> str:
    return (NOW + timedelta(**from_now)).isoformat()


def _sign_in(**changed: Any) -> dict[str, Any]:
    given = dict.fromkeys(["organisation", "tenant", "return_to", "login_hint", "user_name", "refusal"])
    return {"microsoft": True, **given, **changed}


def _confirm(*, tenant_connected: bool) -> dict[str, Any]:
    given = {"tenant_connected": tenant_connected, "tenant_id": TENANT_ID, "account": LONG_USER}
    return {**given, **dict.fromkeys(["organisation", "user_name", "refusal"])}


def _set_up(refusal: str | None = None) -> dict[str, Any]:
    link = Facts(organisation_name=LONG_NAME, organisation_slug="contoso", user_name=LONG_USER, expires_at=_at(days=3))
    return {"setup_link": link, "refusal": refusal}


def _ending(ending: Ending) -> tuple[str, dict[str, Any]]:
    return "ending.html", {"ending": ending, "request_id": "01a20c6e-099f-76e0-9000-0123456789ab"}


def _refused(reason: SignInRefusal) -> tuple[str, dict[str, Any]]:
    return _ending(of_refusal(Refusal(reason=reason, retry_after_seconds=None)))


def _session(session_id: str, method: str, user_agent: str | None, last_used_at: str | None) -> Facts:
    return Facts(
        id=session_id,
        method=method,
        user_agent=user_agent,
        created_at=_at(days=-1),
        last_used_at=last_used_at,
        expires_at=_at(hours=8),
    )


def _desk(role: str, section: Section, name: str = "Ada Lovelace", organisation: str = "Contoso") -> dict[str, Any]:
    viewer = Facts(
        kind=ActorKind.PERSON,
        label=name,
        role=Role(role),
        user=Facts(id="1", user_name=name, display_name=None),
        organisation=Facts(id="2", slug="contoso", name=organisation),
    )
    return {"desk": Desk.of(viewer), "section": section}  # type: ignore[arg-type]  # facts stand for what GraphQL says


def _account(role: str, *, passkeys: int = 0, user_name: str = "ada@contoso.example", **changed: Any) -> dict[str, Any]:
    sessions = [
        _session("1", "MICROSOFT", CHROME, _at(seconds=-20)),
        _session("2", "SETUP_LINK", None, None),
        _session("3", "PASSKEY", "x" * 300, _at(hours=-5)),
    ]
    viewer = Facts(
        user=Facts(display_name=None if passkeys else "Ada Lovelace", user_name=user_name),
        organisation=Facts(name=LONG_NAME if passkeys else "Contoso", slug="contoso"),
        role=role,
        has_password=bool(passkeys),
        session=sessions[0],
        sessions=sessions,
        passkeys=[
            Facts(id=str(n), name=f"Key {n}", created_at=_at(days=-n), last_used_at=None) for n in range(passkeys)
        ],
    )
    return {**_desk(role, OWN), "viewer": viewer, "refusal": None, **changed}


def _authentication(connection: Facts, **changed: Any) -> dict[str, Any]:
    facts = {**_desk("OWNER", AUTHENTICATION), "connection": connection, "is_linked": True}
    return {**facts, "microsoft": True, "refusal": None, **changed}


def _connection(*, microsoft: bool = True, connected: bool = False, domain: str | None = None) -> Facts:
    tenant = Facts(id=TENANT_ID, domain=domain, connected_at=_at(days=-3), connected_by=LONG_USER)
    return Facts(
        microsoft_sign_in=microsoft,
        tenant=tenant if connected else None,
        admin_consented_at=_at(days=-3) if domain else None,
        just_in_time=connected and not domain,
    )


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "sign-in": ("sign_in.html", _sign_in()),
    "sign-in-again": ("sign_in.html", _sign_in(organisation="contoso", user_name=LONG_USER, refusal=REFUSAL)),
    "sign-in-ended": ("sign_in.html", _sign_in(refusal="Your session has ended. Sign in again to go on.")),
    "sign-in-without-microsoft": ("sign_in.html", _sign_in(microsoft=False, return_to="/account")),
    "tenant-confirm": ("tenant_confirm.html", _confirm(tenant_connected=False)),
    "account-confirm": ("tenant_confirm.html", _confirm(tenant_connected=True)),
    "set-up": ("set_up.html", _set_up()),
    "set-up-again": ("set_up.html", _set_up("The password is too short.")),
    "password": ("password.html", {"has_password": True, "user_name": "ada", "refusal": REFUSAL}),
    "password-none": ("password.html", {"has_password": False, "user_name": "ada", "refusal": None}),
    "signed-out": ("signed_out.html", {"microsoft_logout_url": "https://login.example/", "organisation": "contoso"}),
    "ending": _ending(of_outcome(Outcome.CANCELLED, None)),
    "ending-link": _ending(of_outcome(Outcome.ADMIN_APPROVAL_NEEDED, CONSENT)),
    "authentication-new": ("authentication.html", _authentication(_connection(microsoft=False))),
    "authentication-connect": (
        "authentication.html",
        _authentication(_connection(), refusal="The last owner would be locked out."),
    ),
    "authentication-connected": (
        "authentication.html",
        _authentication(
            _connection(connected=True, domain="laboratories.northern-europe.contoso.example"),
            **_desk("OWNER", AUTHENTICATION, LONG_USER, LONG_NAME),
        ),
    ),
    "authentication-open": ("authentication.html", _authentication(_connection(connected=True), is_linked=False)),
    "authentication-unregistered": ("authentication.html", _authentication(_connection(), microsoft=False)),
    "account": ("account.html", _account("OWNER", passkeys=2, user_name=LONG_USER)),
    "account-member": ("account.html", _account("MEMBER")),
}
"""By name, the template and what it is given."""


_OTHERS = (ACCOUNT_NOT_LINKED, CONSENTED, NOT_FOUND, CROSS_SITE, NOT_ALLOWED_HERE, IDENTITY_UNAVAILABLE, BROKEN)
ENDINGS: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"ending-{outcome.name.lower()}": _ending(of_outcome(outcome, CONSENT)) for outcome in Outcome},
    **{f"ending-{reason.lower()}": _refused(reason) for reason in SignInRefusal},
    **{f"ending-{ending.status}-{number}": _ending(ending) for number, ending in enumerate(_OTHERS)},
}
"""The same of every way a request ends other than well; two of them are among the pages, too."""


def gallery(url: str) -> SecurityHeaders:
    """An application at `url` that shows each page at `/{name}`, under the headers of the real ones."""

    async def show(request: Request) -> Response:
        template, context = (PAGES | ENDINGS)[request.path_params["name"]]
        return render(request, template, now=NOW, **context)

    async def refuse(_request: Request) -> Response:
        return JSONResponse({"message": "Not today."}, 403)

    app = Starlette(
        routes=[
            Route(PATH, static_file),
            Route("/sign-in/passkey/options", refuse, methods=["POST"]),
            Route("/{name}", show),
        ]
    )
    app.state.product_name = "Narthex"
    return SecurityHeaders(app, public_url=url)
