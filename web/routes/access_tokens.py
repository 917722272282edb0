"""The tokens by which the directory provisions: made, shown once, replaced, revoked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from web.bodies import read_form
from web.desk import PROVISIONING
from web.endings import NOT_ALLOWED_HERE, NOT_FOUND, Ended
from web.identity_client.fragments import Misfit
from web.identity_client.input_types import AccessTokenInput
from web.provisioning import diagnosis_of
from web.routes.provisioning import only_for_configurers, provisioning_page
from web.scim_addresses import ScimAddresses
from web.token_expiry import DEFAULT, OVERLAPS, PRESETS, NotAnExpiry, expiry_of, overlap_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.bodies import Form
    from web.identity_client.access_token_create import AccessTokenCreateAccessTokenCreateAccessTokenCreated
    from web.identity_client.access_token_rotate import AccessTokenRotateAccessTokenRotateAccessTokenCreated
    from web.identity_client.fragments import Token
    from web.identity_client.tokens_read import TokensRead, TokensReadOrganisation
    from web.visit import Visit

    Made = AccessTokenCreateAccessTokenCreateAccessTokenCreated | AccessTokenRotateAccessTokenRotateAccessTokenCreated

_CHOSEN = {"name": "Microsoft Entra", "expiry": DEFAULT, "expires_on": "", "overlap": next(iter(OVERLAPS))}
_CREATED = 201


async def read_new(visit: Visit) -> Response:
    """The form for a new token."""
    return _form_page(visit, await visit.person().tokens_read())


async def create(visit: Visit) -> Response:
    """Make a token, and show it once: in the answer to this very form, which has no address of its own."""
    form = await read_form(visit.request)
    frame = await visit.person().tokens_read()
    try:
        expires_at = expiry_of(form.find("expiry"), form.find("expires_on"), datetime.now(UTC))
    except NotAnExpiry as refused:
        return _form_page(visit, frame, form=form, errors={"expiry": str(refused)})
    connection = _organisation(frame).connections[0]
    given = AccessTokenInput(
        connection_id=connection.id,
        name=form.find("name") or "",
        expires_at=expires_at.isoformat() if expires_at else None,
    )
    answer = (await visit.person().access_token_create(given)).access_token_create
    if answer.typename__ == "AccessTokenCreated":
        return await _secret_page(visit, frame, answer)
    field = answer.field if isinstance(answer, Misfit) else ""
    return _form_page(visit, frame, form=form, errors={_AT.get(field, "refusal"): answer.message})


async def read_rotation(visit: Visit) -> Response:
    """The form for a token's replacement."""
    frame = await visit.person().tokens_read()
    return _form_page(visit, frame, replaced=_asked(visit, frame))


async def rotate(visit: Visit) -> Response:
    """Make a token in the place of another, and show it once."""
    form = await read_form(visit.request)
    frame = await visit.person().tokens_read()
    replaced = _asked(visit, frame)
    try:
        expires_at = expiry_of(form.find("expiry"), form.find("expires_on"), datetime.now(UTC))
        overlap = overlap_of(form.find("overlap"))
    except NotAnExpiry as refused:
        return _form_page(visit, frame, form=form, replaced=replaced, errors={"expiry": str(refused)})
    expires = expires_at.isoformat() if expires_at else None
    answer = (await visit.person().access_token_rotate(replaced.id, overlap, expires)).access_token_rotate
    if answer.typename__ == "AccessTokenCreated":
        return await _secret_page(visit, await visit.person().tokens_read(), answer)
    return _form_page(visit, frame, form=form, replaced=replaced, errors={"refusal": answer.message})


async def revoke(visit: Visit) -> Response:
    """End a token at once; one that has ended stays as it is."""
    answer = (await visit.person().access_token_revoke(visit.request.path_params["id"])).access_token_revoke
    if answer.typename__ == "AccessToken":
        return visit.redirect(f"{PROVISIONING.path}#tokens")
    return await provisioning_page(visit, answer.message)


_AT = {"name": "name", "expiresAt": "expiry"}
"""Beside which part of the form a sentence about a field of GraphQL's stands."""
_NO_ERRORS = dict.fromkeys(["refusal", "name", "expiry"])


def _form_page(
    visit: Visit,
    frame: TokensRead,
    *,
    form: Form | None = None,
    replaced: Token | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    only_for_configurers(frame.viewer)
    return visit.desk(
        "token_form.html",
        frame.viewer,
        PROVISIONING,
        400 if errors else 200,
        replaced=replaced,
        chosen=_CHOSEN if form is None else {name: form.find(name) or "" for name in _CHOSEN},
        presets=PRESETS,
        overlaps=OVERLAPS,
        errors={**_NO_ERRORS, **(errors or {})},
    )


async def _secret_page(visit: Visit, frame: TokensRead, made: Made) -> Response:
    organisation = (await visit.person().vitals_read()).organisation
    assert organisation is not None
    connection = organisation.connections[0]
    token = made.access_token
    tokens = {each.id: each for each in _organisation(frame).access_tokens.nodes}
    context: dict[str, Any] = {
        "token": token,
        "secret": made.secret,
        "replaced": tokens.get(token.replaces or ""),
        "addresses": ScimAddresses.of(visit.service.settings, token.connection_id),
        "diagnosis": diagnosis_of(
            connection, (each.status for each in organisation.access_tokens.nodes), datetime.now(UTC)
        ),
    }
    return visit.desk("token_secret.html", frame.viewer, PROVISIONING, _CREATED, **context)


def _organisation(frame: TokensRead) -> TokensReadOrganisation:
    if frame.organisation is None or not frame.organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    return frame.organisation


def _asked(visit: Visit, frame: TokensRead) -> Token:
    id_ = visit.request.path_params["id"]
    found = next((token for token in _organisation(frame).access_tokens.nodes if token.id == id_), None)
    if found is None:
        raise Ended(NOT_FOUND)
    return found
