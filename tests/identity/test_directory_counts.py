"""How many people there are of each kind, and who has waited longest."""

from typing import Any

import pytest

COUNTS = "{ users active deactivated provisioned linked locked neverSignedIn groups }"


@pytest.fixture
async def link(customer: Any, sql: Any) -> Any:
    """Link somebody to an account of a tenant."""

    async def linked(user: dict[str, Any]) -> None:
        account = "gen_random_uuid(), gen_random_uuid(), $2, now(), 'X', now()"
        await sql.execute(f"INSERT INTO microsoft_accounts VALUES ($1, {account})", customer.id, user["id"])  # noqa: S608  ours

    return linked


async def test_people_are_counted_by_what_they_are(api: Any, scim: Any, link: Any, customer: Any, sql: Any) -> None:
    people = [await scim.user(f"user{n}", active=n != 1) for n in range(5)]
    await api.user("local")
    await api.group("group")
    for user in (people[0], people[0], people[1]):  # one of two tenants, and one who has left
        await link(user)
    await api.mutate("userLock", id=people[2]["id"], reason="test")
    await sql.execute("INSERT INTO passwords VALUES ($1, $2, 'x', now())", customer.id, customer.owner_id)
    await sql.execute("INSERT INTO passwords VALUES ($1, $2, 'x', now())", customer.id, people[0]["id"])
    assert await api.query("directoryCounts", COUNTS) == {
        "users": 7,
        "active": 6,
        "deactivated": 1,
        "provisioned": 5,
        "linked": 2,
        "locked": 1,
        "neverSignedIn": 4,
        "groups": 1,
    }


async def test_who_has_waited_longest_to_be_linked_comes_first(api: Any, scim: Any, link: Any) -> None:
    people = [await scim.user(f"user{n}") for n in range(4)]
    await link(people[1])
    await scim.mutate("userUpdate", id=people[2]["id"], changes={"active": False})
    selection = "{ oldestUnlinked(first: 3) { userName } }"
    waiting = (await api.query("directoryCounts", selection))["oldestUnlinked"]
    assert [user["userName"].partition("@")[0] for user in waiting] == ["owner", "user0", "user3"]


async def test_the_counts_of_an_organisation_are_its_own(api: Any, other_api: Any) -> None:
    await api.user("x")
    assert (await other_api.query("directoryCounts", COUNTS))["users"] == 1
