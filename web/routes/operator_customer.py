"""One organisation, as whoever runs the service sees it: how its connection does, and the ways to help."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from web.bodies import read_form
from web.endings import NOT_FOUND, Ended
from web.identity_client.fragments import DelegateIn
from web.identity_client.input_types import OrganisationInput, SetupLinkInput, SupportSessionInput
from web.operator_desk import only_the_operator, path_of
from web.setup_link_form import LIVES, address_of, asked_of, chosen_in
from web.sign_ins import as_delegate

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.bodies import Form
    from web.identity_client.customer_read import CustomerReadOrganisation
    from web.visit import Visit

_CREATED, _INVALID, _CONFLICT = 201, 400, 409
_FIRST_DAY = "The organisation's first owner."


async def read(visit: Visit) -> Response:
    """The organisation's page."""
    return _page(visit, *await _customer(visit))


async def open_pages(visit: Visit) -> Response:
    """Look at the organisation's own pages, for a reason it can read; whoever is signed in here is signed out first.

    Only if the form said so: they may have signed in since it was shown.
    """
    form = await read_form(visit.request)
    operator, customer = await _customer(visit)
    if visit.session is not None and form.find("replace") != "yes":
        return _page(visit, operator, customer, _CONFLICT, form=form, refused={"support": _SIGNED_IN})
    given = SupportSessionInput(organisation=customer.slug, reason=form.find("reason") or "")
    answer = (await visit.operator().support_session_create(given)).support_session_create
    if isinstance(answer, DelegateIn):
        return await as_delegate(visit, answer, "/")
    return _page(visit, operator, customer, _INVALID, form=form, refused={"support": answer.message})


async def make_setup_link(visit: Visit) -> Response:
    """A link for the organisation's IT, shown once."""
    form = await read_form(visit.request)
    operator, customer = await _customer(visit)
    given = asked_of(form, customer.connections[0].id, datetime.now(UTC))
    answer = (await visit.operator().connection_setup_link_create(given)).connection_setup_link_create
    if answer.typename__ != "ConnectionSetupLinkCreated":
        return _page(visit, operator, customer, _INVALID, form=form, refused={"setup": answer.message})
    link = answer.connection_setup_link
    return visit.page(
        "operator_link.html",
        _CREATED,
        operator=operator,
        customer=customer,
        title=f"A link for {link.label}",
        sentence="Whoever has it sets up sign-in and provisioning there, and nothing else. It can be opened again.",
        address=address_of(visit.service.settings.origin, answer.secret),
        expires_at=link.expires_at,
    )


async def make_password_link(visit: Visit) -> Response:
    """A link by which a person sets a password, shown once."""
    form = await read_form(visit.request)
    operator, customer = await _customer(visit)
    user_name, reason = form.find("user_name") or "", form.find("reason") or ""
    return await _password_link(visit, operator, customer, form, user_name=user_name, reason=reason)


async def read_new(visit: Visit) -> Response:
    """The form for a new organisation."""
    return _new_page(visit, only_the_operator((await visit.operator().operator_read()).viewer))


async def create(visit: Visit) -> Response:
    """Take an organisation in, and show the link by which its first owner comes in, once."""
    form = await read_form(visit.request)
    operator = only_the_operator((await visit.operator().operator_read()).viewer)
    given = OrganisationInput(
        name=form.find("name") or "", slug=form.find("slug") or "", owner=form.find("owner") or ""
    )
    answer = (await visit.operator().organisation_create(given)).organisation_create
    if answer.typename__ != "OrganisationCreated":
        return _new_page(visit, operator, _INVALID, form=form, refusal=answer.message)
    customer = await _named(visit, answer.organisation.slug)
    owner = answer.owner.user_name
    return await _password_link(visit, operator, customer, form, user_name=owner, reason=_FIRST_DAY)


_SIGNED_IN = (
    "Somebody is signed in to this browser. Opening these pages signs them out: send the form again if that is right."
)


async def _password_link(
    visit: Visit, operator: str, customer: CustomerReadOrganisation, form: Form, *, user_name: str, reason: str
) -> Response:
    given = SetupLinkInput(organisation=customer.slug, user_name=user_name, reason=reason)
    answer = (await visit.operator().setup_link_create(given)).setup_link_create
    if answer.typename__ != "SetupLinkCreated":
        return _page(visit, operator, customer, _INVALID, form=form, refused={"password": answer.message})
    return visit.page(
        "operator_link.html",
        _CREATED,
        operator=operator,
        customer=customer,
        title=f"A link for {answer.setup_link.user_name}",
        sentence="Whoever opens it first sets their password. It works once.",
        address=f"{visit.service.settings.origin}/set-up/{answer.secret}",
        expires_at=answer.setup_link.expires_at,
    )


async def _customer(visit: Visit) -> tuple[str, CustomerReadOrganisation]:
    answer = await visit.operator().customer_read(visit.request.path_params["slug"])
    operator = only_the_operator(answer.viewer)
    if answer.organisation is None:
        raise Ended(NOT_FOUND)
    return operator, answer.organisation


async def _named(visit: Visit, slug: str) -> CustomerReadOrganisation:
    organisation = (await visit.operator().customer_read(slug)).organisation
    if organisation is None:
        raise Ended(NOT_FOUND)
    return organisation


def _page(
    visit: Visit,
    operator: str,
    customer: CustomerReadOrganisation,
    status: int = 200,
    *,
    form: Form | None = None,
    refused: dict[str, str] | None = None,
) -> Response:
    refused = refused or {}
    sent = {part: form if part in refused else None for part in ("support", "setup", "password")}
    return visit.page(
        "operator_customer.html",
        status,
        operator=operator,
        customer=customer,
        connection=customer.connections[0],
        here=path_of(customer.slug),
        links=customer.connection_setup_links,
        sessions=customer.delegated_sessions,
        lives=LIVES,
        signed_in=visit.session is not None,
        reason=_sent(sent["support"], "reason"),
        chosen=chosen_in(sent["setup"]),
        password={name: _sent(sent["password"], name) for name in ("user_name", "reason")},
        refused={"support": None, "setup": None, "password": None, **refused},
    )


def _new_page(
    visit: Visit, operator: str, status: int = 200, *, form: Form | None = None, refusal: str | None = None
) -> Response:
    given = {name: _sent(form, name) for name in ("name", "slug", "owner")}
    return visit.page("operator_new.html", status, operator=operator, given=given, refusal=refusal)


def _sent(form: Form | None, name: str) -> str:
    return (form.find(name) or "") if form else ""
