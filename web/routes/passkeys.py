"""Passkeys: our module asks the browser, and these addresses ask identity. They speak JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from web.bodies import read_json
from web.desk import OWN
from web.endings import NOT_ALLOWED_HERE, Ended, bad_request, of_refusal
from web.identity_client.fragments import Refusal
from web.identity_client.input_types import PasskeyInput, PasskeySignInInput
from web.return_paths import own_path
from web.routes.account import account_page
from web.sign_ins import with_session

if TYPE_CHECKING:
    from web.visit import Visit


async def sign_in_options(visit: Visit) -> Response:
    """What the browser's `navigator.credentials.get` is called with."""
    await read_json(visit.request)
    begun = (await visit.anonymous().passkey_sign_in_begin()).passkey_sign_in_begin
    return JSONResponse({"publicKey": begun.public_key})


async def sign_in(visit: Visit) -> Response:
    """Sign in with what the browser answered."""
    sent = await read_json(visit.request)
    given = PasskeySignInInput(credential=sent.get("credential"), user_agent=visit.user_agent)
    answer = (await visit.anonymous().session_start_with_passkey(given)).session_start_with_passkey
    if isinstance(answer, Refusal):
        raise Ended(of_refusal(answer))
    return_to = sent.get("returnTo")
    location = own_path(return_to if isinstance(return_to, str) else None)
    return await with_session(visit, answer, JSONResponse({"location": location}))


async def registration_options(visit: Visit) -> Response:
    """What the browser's `navigator.credentials.create` is called with."""
    await read_json(visit.request)
    begun = (await visit.person().passkey_registration_begin()).passkey_registration_begin
    if begun.typename__ == "PermissionDenied":
        raise Ended(NOT_ALLOWED_HERE)
    return JSONResponse({"publicKey": begun.public_key})


async def create(visit: Visit) -> Response:
    """Keep the passkey that the browser has made."""
    sent = await read_json(visit.request)
    name = sent.get("name")
    given = PasskeyInput(name=name if isinstance(name, str) else "", credential=sent.get("credential"))
    made = (await visit.person().passkey_create(given)).passkey_create
    if made.typename__ != "Passkey":
        raise Ended(bad_request(made.message))
    return JSONResponse({"location": OWN.path})


async def delete(visit: Visit) -> Response:
    """Forget a passkey; one that is gone already is forgotten, too."""
    answer = (await visit.person().passkey_delete(visit.request.path_params["id"])).passkey_delete
    if answer.typename__ in {"LastOwner", "PermissionDenied"}:
        return await account_page(visit, answer.message)
    return visit.redirect(OWN.path)
