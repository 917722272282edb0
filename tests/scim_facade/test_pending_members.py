"""A member who is not known yet is remembered, since Entra does not send a skipped member again."""

from typing import Any


async def test_a_member_named_before_their_account_exists_joins_when_it_does(
    create_group: Any, create_user: Any, patch: Any, member_ids: Any
) -> None:
    group = await create_group("Early")
    added = await patch(f"/Groups/{group['id']}", {"op": "Add", "path": "members", "value": [{"value": "object-7"}]})
    assert added.status_code == 200
    assert await member_ids(group) == []
    late = await create_user("late@x.com", externalId="object-7")
    assert await member_ids(group) == [late["id"]]


async def test_an_account_that_learns_its_external_id_later_joins_then(
    create_group: Any, create_user: Any, patch: Any, member_ids: Any
) -> None:
    group = await create_group("Early")
    await patch(f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": "object-8"}]})
    user = await create_user("found@x.com")
    linked = await patch(f"/Users/{user['id']}", {"op": "Add", "path": "externalId", "value": "object-8"})
    assert linked.status_code == 200
    assert linked.json()["externalId"] == "object-8"
    assert await member_ids(group) == [user["id"]]


async def test_a_member_taken_out_before_their_account_exists_does_not_join(
    create_group: Any, create_user: Any, patch: Any, member_ids: Any
) -> None:
    group = await create_group("Early")
    await patch(f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": "object-9"}]})
    await patch(f"/Groups/{group['id']}", {"op": "remove", "path": 'members[value eq "object-9"]'})
    await create_user("gone@x.com", externalId="object-9")
    assert await member_ids(group) == []
