"""What an admin is told to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from web.attention import Facts, attention
from web.provisioning import Pulse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WELL = Facts(
    microsoft_sign_in=True,
    tenant_connected=True,
    pulse=Pulse.WELL,
    expiring=(("Entra", NOW + timedelta(days=29)),),
    last_request_at=NOW - timedelta(minutes=30),
    review_items=0,
    refused=0,
    failed=0,
    never_signed_in=3,
    active=10,
)


def test_nothing_is_said_when_all_is_well() -> None:
    assert attention(WELL, NOW) == []


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        ({"pulse": Pulse.CANNOT_CALL, "last_request_at": None}, "neutral", "there is no access token that is good"),
        ({"pulse": Pulse.CANNOT_CALL}, "bad", "No access token is good any more"),
        ({"pulse": Pulse.REFUSED}, "bad", "came with a token that is not good"),
        ({"expiring": (("Entra", NOW + timedelta(days=3)),)}, "warning", "“Entra” expires in 3 days"),
        ({"pulse": Pulse.WAITING, "last_request_at": None}, "neutral", "has not called yet"),
        ({"pulse": Pulse.QUIET, "last_request_at": NOW - timedelta(hours=5)}, "bad", "has not called for 5 hours"),
        ({"review_items": 1}, "warning", "One sign-in or conflict waits"),
        ({"review_items": 1200}, "warning", "1,200 items wait"),
        ({"refused": 1}, "warning", "One request was refused"),
        ({"failed": 2}, "bad", "2 times within a day this service failed"),
        ({"microsoft_sign_in": False}, "neutral", "switched off"),
        ({"tenant_connected": False}, "warning", "no tenant is connected"),
        ({"never_signed_in": 9}, "neutral", "9 of 10 active people"),
    ],
)
def test_each_trouble_is_told_with_where_to_go(changed: dict[str, object], kind: str, words: str) -> None:
    (told,) = attention(replace(WELL, **changed), NOW)  # type: ignore[arg-type]  # one field each
    assert told.kind == kind
    assert words in told.sentence
    assert told.path.startswith("/")
    assert told.link


def test_the_most_pressing_comes_first() -> None:
    facts = replace(WELL, microsoft_sign_in=False, review_items=2, failed=1)
    assert [each.kind for each in attention(facts, NOW)] == ["bad", "warning", "neutral"]
