"""What identity tells of how a connection does, and how far its set-up has come."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from identity.access.credentials import identify
from identity.last_used import LastUsed

HEALTH = """{ connections {
    health { lastRequestAt lastChangeAt requests refused failed }
    progress { users objectIds groups microsoftSignIns } } }"""
NOTHING = {"lastRequestAt": None, "lastChangeAt": None, "requests": 0, "refused": 0, "failed": 0}
OBJECT_ID = "0f9c64a1-b2c3-4d5e-8f90-a1b2c3d4e5f6"


async def asked(api: Any) -> dict[str, Any]:
    (connection,) = (await api.query("organisation", HEALTH))["connections"]
    found: dict[str, Any] = connection
    return found


async def test_at_first_there_is_nothing_to_tell(api: Any) -> None:
    assert await asked(api) == {
        "health": NOTHING,
        "progress": {"users": 0, "objectIds": 0, "groups": False, "microsoftSignIns": False},
    }


async def test_a_call_of_entras_is_told_and_so_is_what_it_changed(
    api: Any, scim: Any, identity: Any, customer: Any
) -> None:
    last_used = LastUsed(identity.database)
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        identified = await identify(reader, customer.token, None, now)
    last_used.note(identified, now)
    await last_used.flush()
    health = (await asked(api))["health"]
    assert datetime.fromisoformat(health["lastRequestAt"]) == now
    assert health["lastChangeAt"] is None
    await scim.user("ada")
    assert (await asked(api))["health"]["lastChangeAt"] is not None


async def test_what_an_admin_changes_is_no_change_of_the_directorys(api: Any) -> None:
    await api.user("ada")
    assert (await asked(api))["health"]["lastChangeAt"] is None


async def test_requests_are_counted_over_a_day(api: Any, customer: Any, sql: Any) -> None:
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for hours, kind, outcome, entries in (
        (0, "SCIM_REQUEST", "SUCCEEDED", 90),
        (23, "SCIM_REQUEST", "REFUSED", 7),
        (1, "SCIM_REQUEST", "FAILED", 3),
        (2, "SIGN_IN", "FAILED", 1000),
        (26, "SCIM_REQUEST", "FAILED", 1000),
    ):
        await sql.execute(
            "INSERT INTO activity_counts (organisation_id, hour, kind, outcome, entries, duration_ms)"
            " VALUES ($1, $2, $3, $4, $5, 1)",
            UUID(customer.id),
            hour - timedelta(hours=hours),
            kind,
            outcome,
            entries,
        )
    health = (await asked(api))["health"]
    assert (health["requests"], health["refused"], health["failed"]) == (100, 7, 3)


async def test_progress_tells_what_the_directory_has_sent(api: Any, scim: Any) -> None:
    await api.user("local", externalId="local")
    await scim.user("ada", externalId=OBJECT_ID)
    await scim.user("ben", externalId="ben")
    await scim.user("cy")
    await scim.group("Sales")
    assert (await asked(api))["progress"] == {"users": 3, "objectIds": 1, "groups": True, "microsoftSignIns": False}


async def test_another_organisations_calls_are_its_own(other_api: Any, scim: Any) -> None:
    await scim.user("ada", externalId=OBJECT_ID)
    assert (await asked(other_api))["health"] == NOTHING
    assert (await asked(other_api))["progress"]["users"] == 0


@pytest.mark.parametrize("field", ["health { requests }", "progress { users }"])
async def test_whoever_may_not_read_tokens_reads_no_health(api: Any, api_of: Any, customer: Any, field: str) -> None:
    await api.user("member")
    for token in (await customer.session_of("member"), customer.token):
        response = await api_of(token).response(f"{{ organisation {{ connections {{ {field} }} }} }}")
        assert response["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"
