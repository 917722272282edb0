"""Every page with made-up facts: short and long ones, and what is there, missing, or refused."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Facts
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.aadsts import Outcome
from web.claims import telling
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
from web.identity_client.enums import ActorKind, Role, SignInRefusal, SignInRule
from web.identity_client.fragments import Refusal
from web.pages import render
from web.security import SecurityHeaders
from web.sign_in_verdicts import checks_of, verdict_of
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
        delegated_session=None,
    )
    return {"desk": Desk.of(viewer), "section": section}  # type: ignore[arg-type]  # facts stand for what GraphQL says


def _account(role: str, *, passkeys: int = 0, user_name: str = "ada@contoso.example", **changed: Any) -> dict[str, Any]:
    sessions = [
        _session("1", "MICROSOFT", CHROME, _at(seconds=-20)),
        _session("2", "SETUP_LINK", None, None),
        _session("3", "PASSKEY", "x" * 300, _at(hours=-5)),
    ]
    viewer = Facts(
        user=_person(None if passkeys else "Ada Lovelace", user_name, linked=bool(passkeys)),
        organisation=Facts(name=LONG_NAME if passkeys else "Contoso", slug="contoso"),
        role=role,
        has_password=bool(passkeys),
        session=sessions[0],
        sessions=sessions,
        passkeys=[
            Facts(id=str(n), name=f"Key {n}", created_at=_at(days=-n), last_used_at=None) for n in range(passkeys)
        ],
    )
    tokens = [
        Facts(id="1", name=name, prefix="nx_pat_01a20c6e", created_at=_at(days=-1), last_used_at=used, expires_at=ends)
        for name, used, ends in (("Nightly report", None, _at(days=89)), (LONG_NAME, _at(hours=-2), None))
    ]
    facts = {"viewer": viewer, "tokens": tokens if passkeys else [], "created": None, "refusal": None}
    return {**_desk(role, OWN), **facts, **changed}


def _person(display_name: str | None, user_name: str, *, linked: bool) -> Facts:
    account = Facts(tenant_id=TENANT_ID, object_id=TENANT_ID, linked_at=_at(days=-9), last_sign_in_at=_at(hours=-1))
    enterprise = Facts(department="Research", employee_number="4711", manager=Facts(display_name=LONG_NAME))
    return Facts(
        display_name=display_name,
        user_name=user_name,
        source="SCIM" if linked else "LOCAL",
        name=Facts(given_name="Wilhelmina", family_name=None),
        title="Head of Laboratories" if linked else None,
        emails=[Facts(value=LONG_USER, type_="work")] if linked else [],
        phone_numbers=[Facts(value="+44 20 7946 0000", type_="mobile")] if linked else [],
        enterprise=enterprise if linked else None,
        groups=[Facts(display=LONG_NAME, type_="direct"), Facts(display="All", type_="indirect")] if linked else [],
        microsoft_accounts=[account] if linked else [],
    )


def _authentication(connection: Facts, **changed: Any) -> dict[str, Any]:
    facts = {**_desk("OWNER", AUTHENTICATION), "connection": connection, "is_linked": True}
    facts |= {
        "spans": {"lifetime": ("", ""), "idle": ("0", "30")},
        "longest": {"lifetime": "8 hours", "idle": "1 hour"},
    }
    return {**facts, "microsoft": True, "refusal": None, **changed}


def _tested(**changed: Any) -> dict[str, Any]:
    claims = {"iss": f"https://login.example/{TENANT_ID}/v2.0", "oid": TENANT_ID, "preferred_username": LONG_USER}
    facts: dict[str, Any] = {"rule": SignInRule.USER_NAME, "must_confirm": False, "refusal": None}
    facts |= {"user": Facts(id="1", user_name=LONG_USER, display_name=None), "connection": _connection(connected=True)}
    tested: Any = Facts(**facts | changed)
    return {
        **_desk("OWNER", AUTHENTICATION),
        "verdict": verdict_of(tested),
        "checks": checks_of(tested),
        "claims": telling([Facts(name=name, value=value) for name, value in claims.items()]),  # type: ignore[misc]
        "user": tested.user,
    }


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
    "signed-out": (
        "signed_out.html",
        {"microsoft_logout_url": "https://login.example/", "organisation": "contoso", "came_by": "microsoft"},
    ),
    "signed-out-of-a-link": (
        "signed_out.html",
        {"microsoft_logout_url": None, "organisation": "contoso", "came_by": "link"},
    ),
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
    "sign-in-test": ("sign_in_test.html", _tested()),
    "sign-in-test-refused": (
        "sign_in_test.html",
        _tested(rule=None, refusal=SignInRefusal.ACCOUNT_LINKED_OTHERWISE),
    ),
    "account-token": (
        "account.html",
        _account(
            "MEMBER",
            created=Facts(secret="nx_pat_01a20c6e_" + "x" * 43, personal_token=Facts(name="Nightly report")),
        ),
    ),
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
