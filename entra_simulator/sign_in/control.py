"""The simulator's own controls, in JSON: what to do wrong next, and what to change while it runs.

Every change has to be sent as `application/json`, which no page of another origin may do unasked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.responses import JSONResponse
from starlette.routing import Route

from entra_simulator.sign_in.errors import KNOWN_CODES
from entra_simulator.sign_in.orders import (
    ErrorOrder,
    ForgeryOrder,
    KeysOrder,
    Order,
    OutageOrder,
    PersonOrder,
    TenantOrder,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from entra_simulator.sign_in.accounts import Account
    from entra_simulator.sign_in.authority import SignInSimulator


class _Refused(Exception):
    """An order that cannot be carried out, with the sentence that says why."""


def control_routes(simulator: SignInSimulator, prefix: str) -> list[Route]:
    """The controls below `prefix`."""
    control = _Control(simulator)
    orders: dict[str, tuple[type[Order], Callable[[Any], None]]] = {
        "forgeries": (ForgeryOrder, control.forge),
        "token-errors": (ErrorOrder, control.fail_token_request),
        "authorize-errors": (ErrorOrder, control.fail_authorization),
        "outage": (OutageOrder, control.set_outage),
        "keys": (KeysOrder, control.rotate_keys),
        "people": (PersonOrder, control.change_person),
        "tenants": (TenantOrder, control.change_tenant),
    }
    return [Route(f"{prefix}/{name}", _taking(kind, obey), methods=["POST"]) for name, (kind, obey) in orders.items()]


def _taking(kind: type[Order], obey: Callable[[Any], None]) -> Callable[..., Any]:
    async def endpoint(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"error": "Send it as application/json."}, 415)
        try:
            obey(kind.model_validate_json(await request.body()))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            return JSONResponse({"error": f"{place}: {first['msg']}." if place else f"{first['msg']}."}, 400)
        except _Refused as refused:
            return JSONResponse({"error": str(refused)}, 400)
        return JSONResponse({"done": True})

    return endpoint


class _Control:
    def __init__(self, simulator: SignInSimulator) -> None:
        self._simulator = simulator

    def forge(self, order: ForgeryOrder) -> None:
        self._simulator.misbehaviour.forge_next_id_token(order.kind, order.value)

    def fail_token_request(self, order: ErrorOrder) -> None:
        self._simulator.misbehaviour.fail_next_token_request(_known(order.code))

    def fail_authorization(self, order: ErrorOrder) -> None:
        self._simulator.misbehaviour.fail_next_authorization(_known(order.code))

    def set_outage(self, order: OutageOrder) -> None:
        if order.kind is None:
            self._simulator.misbehaviour.end_outage()
        else:
            self._simulator.misbehaviour.begin_outage(order.kind)

    def rotate_keys(self, order: KeysOrder) -> None:
        self._simulator.keys.rotate()
        if order.withdraw_earlier:
            self._simulator.keys.withdraw_earlier()

    def change_person(self, order: PersonOrder) -> None:
        account = self._account(order.account)
        if order.purged:
            account.tenant.directory.purge_person(account.object_id)
            return
        person = account.person
        changed = replace(
            person,
            account_enabled=person.account_enabled if order.enabled is None else order.enabled,
            assigned=person.assigned if order.assigned is None else order.assigned,
            soft_deleted=person.soft_deleted if order.deleted is None else order.deleted,
        )
        account.tenant.directory.put_person(changed)

    def change_tenant(self, order: TenantOrder) -> None:
        tenant = self._simulator.tenants.get(order.tenant)
        if tenant is None:
            raise _Refused(f"There is no tenant {order.tenant}: give its id.")
        if order.user_consent_allowed is not None:
            tenant.user_consent_allowed = order.user_consent_allowed
        if order.assignment_required is not None:
            tenant.assignment_required = order.assignment_required
        if order.revoke_consents:
            tenant.consents.revoke()

    def _account(self, name: str) -> Account:
        if (account := self._simulator.find_account(name)) is None:
            raise _Refused(f"There is no account {name}: give a user principal name or an object id.")
        return account


def _known(code: int) -> int:
    if code not in KNOWN_CODES:
        raise _Refused(f"AADSTS{code} is not among the codes that can be answered with.")
    return code
