"""What an admin should look at today: facts of the organisation → sentences, the most pressing first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from web.provisioning import Pulse

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPIRES_SOON: Final = timedelta(days=14)
_PROVISIONING: Final = "/account/provisioning"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known.

    `pulse` and `last_request_at` are the directory's; `expiring` are tokens that no other one has replaced, with when.
    """

    microsoft_sign_in: bool
    tenant_connected: bool
    pulse: Pulse
    expiring: tuple[tuple[str, datetime], ...]
    last_request_at: datetime | None
    review_items: int
    refused: int
    failed: int
    never_signed_in: int
    active: int


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at; `kind` is how pressing it is: bad, warning or neutral."""

    kind: str
    sentence: str
    path: str
    link: str


def attention(facts: Facts, now: datetime) -> list[Attention]:
    """What needs attention, nothing if all is well."""
    found = [*_provisioning(facts, now), *_tokens(facts, now), *_people(facts), *_sign_in(facts)]
    order = ("bad", "warning", "neutral")
    return sorted(found, key=lambda each: order.index(each.kind))


def _provisioning(facts: Facts, now: datetime) -> Iterable[Attention]:
    match facts.pulse, facts.last_request_at:
        case Pulse.CANNOT_CALL, None:
            sentence = "Provisioning is not set up: there is no access token that is good."
            yield Attention("neutral", sentence, _PROVISIONING, "Set up provisioning")
        case Pulse.CANNOT_CALL, _:
            sentence = "No access token is good any more, so your directory is refused."
            yield Attention("bad", sentence, _PROVISIONING, "Create a token")
        case Pulse.REFUSED, _:
            sentence = "Your directory's latest call came with a token that is not good."
            yield Attention("bad", sentence, f"{_PROVISIONING}#refused", "See why")
        case Pulse.WAITING, _:
            sentence = "Your directory has not called yet."
            yield Attention("neutral", sentence, f"{_PROVISIONING}/guide", "Follow the guide")
        case Pulse.QUIET, datetime() as last_request_at:
            sentence = (
                f"Your directory has not called for {_in_words(now - last_request_at)}. In Entra, look whether "
                "provisioning is switched off or in quarantine."
            )
            yield Attention("bad", sentence, _PROVISIONING, "Look at its health")


def _tokens(facts: Facts, now: datetime) -> Iterable[Attention]:
    for name, expires_at in facts.expiring:
        if now < expires_at <= now + EXPIRES_SOON:
            sentence = f"The access token “{name}” expires in {_in_words(expires_at - now)}. Rotate it before."
            yield Attention("warning", sentence, f"{_PROVISIONING}#tokens", "Rotate it")


def _people(facts: Facts) -> list[Attention]:
    found = []
    if facts.review_items:
        waits = "One sign-in or conflict waits" if facts.review_items == 1 else f"{facts.review_items:,} items wait"
        found.append(Attention("warning", f"{waits} for a decision.", "/review", "Decide"))
    if facts.failed:
        times = "Once" if facts.failed == 1 else f"{facts.failed:,} times"
        found.append(
            Attention(
                "bad",
                f"{times} within a day this service failed. Entra tries again by itself.",
                "/activity?kind=SCIM_REQUEST&outcome=FAILED&within=day",
                "See which",
            )
        )
    if facts.refused:
        requests = "One request was" if facts.refused == 1 else f"{facts.refused:,} requests were"
        found.append(
            Attention(
                "warning",
                f"{requests} refused within a day.",
                "/activity?kind=SCIM_REQUEST&outcome=REFUSED&within=day",
                "See why",
            )
        )
    return found


def _sign_in(facts: Facts) -> list[Attention]:
    if not facts.microsoft_sign_in:
        return [
            Attention(
                "neutral",
                "Signing in with Microsoft is switched off.",
                "/account/authentication",
                "Switch it on",
            )
        ]
    if not facts.tenant_connected:
        return [
            Attention(
                "warning",
                "Signing in with Microsoft is switched on, and no tenant is connected.",
                "/account/authentication",
                "Connect your tenant",
            )
        ]
    if facts.active and facts.never_signed_in * 2 > facts.active:
        return [
            Attention(
                "neutral",
                f"{facts.never_signed_in:,} of {facts.active:,} active people have never signed in.",
                "/users?linked=no&state=active",
                "See who",
            )
        ]
    return []


def _in_words(span: timedelta) -> str:
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if span >= length:
            count = round(span / length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than an hour"
