"""Who is at the operator's pages, and where these are. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.endings import SignedOut
from web.identity_client.enums import ActorKind

if TYPE_CHECKING:
    from web.identity_client.fragments import OperatorDesk

CUSTOMERS: Final = "/operator"
SIGN_IN: Final = "/operator/sign-in"


def path_of(slug: str) -> str:
    """The page of an organisation."""
    return f"{CUSTOMERS}/organisations/{slug}"


def only_the_operator(viewer: OperatorDesk) -> str:
    """What the operator's token is called. Raises `SignedOut` for a credential that is good but not the operator's."""
    if viewer.kind is not ActorKind.OPERATOR:
        raise SignedOut
    return viewer.label
