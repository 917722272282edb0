"""Connecting a tenant: its administrator accepts for everybody, then proves by signing in that it is theirs.

Once it is connected, another administrator signs in likewise to have their own account linked to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.endings import CONSENTED, Ended, bad_request
from web.hints import Authority, Hints, guid_of, hints_of
from web.identity_client.enums import SignInPurpose
from web.microsoft_endings import refuse_error
from web.routes.connections import own_connection
from web.transactions import Aim, Step, redeem, send_to_consent, send_to_sign_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def begin(visit: Visit) -> Response:
    """To Microsoft's page where an administrator accepts for their whole organisation.

    The form names the tenant that is to make room, if there is one: nobody replaces a tenant they have not seen.
    """
    replacing = guid_of((await read_form(visit.request)).find("replacing") or "")
    connection = await own_connection(visit)
    return await send_to_consent(visit, visit.person(), connection.id, kept={"replacing": replacing})


async def callback(visit: Visit) -> Response:
    """Back from that page, and on to sign in.

    Anybody can write the tenant into this address, and Microsoft writes `admin_consent=True` beside errors, too. So
    neither is believed: the tenant only has to be the one of the account that signs in next.
    """
    if visit.query("state") is None:
        await refuse_error(visit)
        return visit.ending(CONSENTED)  # an administrator who was sent the plain link
    redeemed = await redeem(visit, Step.CONSENT)
    tenant = guid_of(visit.query("tenant") or "")
    if visit.query("admin_consent") != "True" or tenant is None:
        raise Ended(bad_request("Microsoft's answer does not say for which tenant somebody accepted."))
    aim = Aim(SignInPurpose.CONNECT_TENANT, redeemed.content["connection"], expected_tenant_id=tenant)
    kept = {"consented": True, "replacing": redeemed.content["replacing"]}
    return await send_to_sign_in(visit, visit.person(), aim, authority=Authority(), hints=Hints(), kept=kept)


async def link(visit: Visit) -> Response:
    """To Microsoft's sign-in page of the tenant that is connected: the account is to become the administrator's."""
    connection = await own_connection(visit)
    if connection.tenant is None:
        raise Ended(bad_request("Your organisation has no Microsoft tenant connected, so you have no account to link."))
    tenant = connection.tenant.id
    aim = Aim(SignInPurpose.CONNECT_TENANT, connection.id, expected_tenant_id=tenant)
    authority, hints = Authority(tenant, tenant), hints_of(None)
    return await send_to_sign_in(visit, visit.person(), aim, authority=authority, hints=hints, kept={"linking": tenant})
