"""What identity promises about replacing an access token without an outage."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.transport import Caller
from identity.rules.tokens import EXPIRING_DAYS, TokenStatus, status_of

VIEWER = "{ viewer { label kind } }"
DAY = 24 * 60 * 60


@pytest.fixture
async def old(api: Any, customer: Any) -> dict[str, Any]:
    """A token that never expires, and its secret."""
    made: dict[str, Any] = await api.mutate(
        "accessTokenCreate", input={"connectionId": customer.connection, "name": "Entra"}
    )
    return made


async def is_good(identity: Any, secret: str) -> bool:
    return "errors" not in await identity.execute(VIEWER, None, {}, Caller(secret, "r"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_the_new_token_has_the_old_ones_name_and_both_are_good_for_a_day(
    api_of: Any, clocked: Any, clock: Any, customer: Any, old: Any
) -> None:
    owner = api_of(customer.owner)
    owner.identity = clocked
    made = await owner.mutate("accessTokenRotate", id=old["accessToken"]["id"])
    new = made["accessToken"]
    assert made["__typename"] == "AccessTokenCreated"
    assert (new["name"], new["replaces"], new["expiresAt"], new["status"]) == (
        "Entra",
        old["accessToken"]["id"],
        None,
        "LIVING",
    )
    nodes = {node["id"]: node for node in (await owner.query("accessTokens"))["nodes"]}
    before = nodes[old["accessToken"]["id"]]
    assert (before["replacedBy"], before["status"]) == (new["id"], "EXPIRING")
    assert at(before["expiresAt"]) == clock.time + timedelta(days=1)
    assert nodes[new["id"]]["replaces"] == before["id"]
    clock.advance(hours=23, minutes=59)
    assert await is_good(clocked, old["secret"])
    clock.advance(minutes=1)
    assert not await is_good(clocked, old["secret"])
    assert await is_good(clocked, made["secret"])


async def test_without_an_overlap_the_old_token_ends_at_once(api: Any, identity: Any, old: Any) -> None:
    made = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"], overlapSeconds=0)
    assert not await is_good(identity, old["secret"])
    assert await is_good(identity, made["secret"])


async def test_an_overlap_never_prolongs_a_token(api: Any, customer: Any) -> None:
    expiry = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "expiresAt": expiry})
    id_ = made["accessToken"]["id"]
    later = (datetime.now(UTC) + timedelta(days=180)).isoformat()
    new = await api.mutate("accessTokenRotate", id=id_, overlapSeconds=30 * DAY, expiresAt=later)
    nodes = {node["id"]: node for node in (await api.query("accessTokens"))["nodes"]}
    assert at(nodes[id_]["expiresAt"]) == at(expiry)
    assert at(new["accessToken"]["expiresAt"]) == at(later)
    assert [entry["action"] for entry in await api.audit(made["accessToken"])] == ["accessTokenCreate"]


@pytest.mark.parametrize("seconds", [-1, 30 * DAY + 1])
async def test_an_overlap_is_no_longer_than_thirty_days(api: Any, old: Any, seconds: int) -> None:
    refused = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"], overlapSeconds=seconds)
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "overlapSeconds")


async def test_a_revoked_token_is_not_replaced_and_nor_is_an_expired_one(
    api_of: Any, clocked: Any, clock: Any, customer: Any, old: Any
) -> None:
    owner = api_of(customer.owner)
    owner.identity = clocked
    soon = (clock.time + timedelta(minutes=5)).isoformat()
    expired = await owner.mutate("accessTokenCreate", input={"connectionId": customer.connection, "expiresAt": soon})
    clock.advance(minutes=6)
    await owner.mutate("accessTokenRevoke", id=old["accessToken"]["id"])
    for token, ended in ((old, "was revoked"), (expired, "has expired")):
        refused = await owner.mutate("accessTokenRotate", id=token["accessToken"]["id"])
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", "id")
        assert ended in refused["message"]
    assert (await owner.query("accessTokens"))["totalCount"] == 3


async def test_a_refused_expiry_leaves_the_old_token_as_it_was(api: Any, old: Any) -> None:
    refused = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"], expiresAt="2020-01-01T00:00:00Z")
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "expiresAt")
    (node,) = [each for each in (await api.query("accessTokens"))["nodes"] if each["id"] == old["accessToken"]["id"]]
    assert (node["expiresAt"], node["replacedBy"]) == (None, None)


async def test_whoever_lost_the_new_secret_revokes_it_and_replaces_the_old_token_again(api: Any, old: Any) -> None:
    lost = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"])
    refused = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"])
    assert refused["__typename"] == "InvalidInput"
    assert lost["accessToken"]["prefix"] in refused["message"]
    await api.mutate("accessTokenRevoke", id=lost["accessToken"]["id"])
    again = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"])
    assert again["accessToken"]["replaces"] == old["accessToken"]["id"]
    nodes = {node["id"]: node for node in (await api.query("accessTokens"))["nodes"]}
    assert nodes[old["accessToken"]["id"]]["replacedBy"] == again["accessToken"]["id"]


async def test_of_those_who_replace_a_token_at_once_one_does(api: Any, old: Any) -> None:
    answers = await asyncio.gather(
        *(api.mutate("accessTokenRotate", id=old["accessToken"]["id"], overlapSeconds=60 * n) for n in range(1, 6))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["AccessTokenCreated", *["InvalidInput"] * 4]
    assert (await api.query("accessTokens"))["totalCount"] == 3


async def test_both_tokens_stand_in_the_audit_log_without_a_secret(api: Any, old: Any) -> None:
    made = await api.mutate("accessTokenRotate", id=old["accessToken"]["id"])
    (created,) = await api.audit(made["accessToken"])
    expired, _ = await api.audit(old["accessToken"])
    assert created["action"] == expired["action"] == "accessTokenRotate"
    assert {"field": "replaces", "before": None, "after": old["accessToken"]["id"]} in created["changes"]
    (change,) = expired["changes"]
    assert (change["field"], change["before"]) == ("expiresAt", None)
    assert made["secret"] not in str([created, expired])


async def test_by_a_personal_token_nobody_replaces_one(api: Any, api_of: Any, old: Any, sql: Any) -> None:
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    personal = await api.mutate("personalTokenCreate", input={"name": "script"})
    refused = await api_of(personal["secret"]).mutate("accessTokenRotate", id=old["accessToken"]["id"])
    assert refused["__typename"] == "PermissionDenied"


@given(st.one_of(st.none(), st.floats(-1e9, 1e9)), st.booleans())
def test_a_status_tells_what_a_token_is_good_for(seconds_left: float | None, is_revoked: bool) -> None:  # noqa: FBT001  drawn by hypothesis
    status = status_of(seconds_left, is_revoked=is_revoked)
    is_over = seconds_left is not None and seconds_left <= 0
    assert (status in {TokenStatus.LIVING, TokenStatus.EXPIRING}) == (not is_revoked and not is_over)
    if status is TokenStatus.EXPIRING:
        assert seconds_left is not None
        assert seconds_left <= EXPIRING_DAYS * DAY
