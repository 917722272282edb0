"""Values of an organisation's own schemas that must be unique, over SCIM."""

from typing import Any

from tests.identity.own_schema import UNIQUE_TAG, URN, definition


async def test_a_value_that_another_user_holds_is_a_conflict_that_names_them(scim: Any, customer: Any) -> None:
    await customer.declare(definition(UNIQUE_TAG))
    first = await scim.post("/Users", json={"userName": "ada", URN: {"tag": "701984"}})
    assert first.json()[URN] == {"tag": "701984"}
    second = await scim.post("/Users", json={"userName": "bob", URN: {"tag": "701984"}})
    assert (second.status_code, second.json()["scimType"]) == (409, "uniqueness")
    detail = f'{URN}:tag "701984" is already in use by user {first.json()["id"]}'
    assert second.json()["detail"].startswith(detail)
