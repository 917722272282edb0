"""What the simulator may be told to do while it runs, as JSON."""

from pydantic import BaseModel, ConfigDict

from entra_simulator.sign_in.misbehaviour import Forgery, Outage


class Order(BaseModel):
    """What is not known is refused: a misspelt order would seem to be carried out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ForgeryOrder(Order):
    """The next ID token; `value` takes the place of what would be put in."""

    kind: Forgery
    value: str | None = None


class ErrorOrder(Order):
    """The next request is refused with this AADSTS code."""

    code: int


class OutageOrder(Order):
    """From now on the service is down in this way; null ends it."""

    kind: Outage | None


class KeysOrder(Order):
    """A new signing key; the earlier ones may be withdrawn."""

    withdraw_earlier: bool = False


class PersonOrder(Order):
    """What is to become of a person; `purged` people are gone for good."""

    account: str
    enabled: bool | None = None
    assigned: bool | None = None
    deleted: bool | None = None
    purged: bool = False


class TenantOrder(Order):
    """What a tenant, by its id, allows from now on. What is not given stays."""

    tenant: str
    user_consent_allowed: bool | None = None
    assignment_required: bool | None = None
    revoke_consents: bool = False
