"""What pages filter people by beyond what SCIM knows: who keeps them, who is linked, who is locked."""

from typing import Any

import pytest


def compare(attribute: str, value: Any, operator: str = "EQ") -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}


async def names(api: Any, filter_: dict[str, Any]) -> set[str]:
    page = await api.query("users", "{ nodes { userName } totalCount }", filter=filter_)
    found = {node["userName"].partition("@")[0] for node in page["nodes"]}
    assert len(found) == page["totalCount"]
    return found


@pytest.fixture
async def people(api: Any, scim: Any, customer: Any, sql: Any) -> None:
    """One person of the directory's, who has signed in, and one of ours, who is locked."""
    linked, locked = await scim.user("entra"), await api.user("ours")
    await sql.execute(
        "INSERT INTO microsoft_accounts VALUES ($1, gen_random_uuid(), gen_random_uuid(), $2, now(), 'X', now())",
        customer.id,
        linked["id"],
    )
    await sql.execute("UPDATE users SET locked_at = now(), locked_by = 'x' WHERE id = $1", locked["id"])


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (compare("source", "SCIM"), {"entra"}),
        (compare("source", "LOCAL"), {"ours", "owner"}),
        (compare("source", "NOBODY"), set()),
        (compare("linked", value=True), {"entra"}),
        (compare("linked", value=False), {"ours", "owner"}),
        (compare("linked", value=True, operator="NE"), {"ours", "owner"}),
        (compare("locked", value=True), {"ours"}),
        (compare("locked", value=False), {"entra", "owner"}),
        ({"not": compare("locked", value=True)}, {"entra", "owner"}),
        ({"or": [compare("locked", value=True), compare("linked", value=True)]}, {"entra", "ours"}),
        ({"and": [compare("locked", value=False), compare("source", "LOCAL")]}, {"owner"}),
    ],
)
async def test_people_are_filtered_by_source_link_and_lock(
    api: Any, filter_: dict[str, Any], expected: set[str]
) -> None:
    assert await names(api, filter_) == expected


async def test_groups_are_filtered_by_source(api: Any, scim: Any) -> None:
    await scim.group("Entra's")
    await api.group("Ours")
    page = await api.query("groups", "{ nodes { displayName source } }", filter=compare("source", "SCIM"))
    assert page["nodes"] == [{"displayName": "Entra's", "source": "SCIM"}]


@pytest.mark.parametrize(
    ("attribute", "value", "operator"), [("linked", "yes", "EQ"), ("locked", 1, "EQ"), ("locked", True, "GT")]
)
async def test_what_is_so_or_not_is_compared_with_true_or_false(
    api: Any, attribute: str, value: object, operator: str
) -> None:
    refusal = await api.refusal("query", "users", filter=compare(attribute, value, operator))
    assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "filter")


async def test_groups_are_neither_linked_nor_locked(api: Any) -> None:
    refusal = await api.refusal("query", "groups", filter=compare("locked", value=True))
    assert refusal["message"] == "A group cannot be filtered by 'locked'."
