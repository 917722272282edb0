"""A connection is lenient until its admin makes it strict, and every process knows at once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest

from identity.app import Identity
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings

Resource = dict[str, Any]
UNTIDY = {"Operations": [{"op": "Replace", "path": "title", "value": "T"}]}


@pytest.fixture
async def facades(identity: Identity, scim: Any) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """Two processes' worth of façades over one identity."""
    headers = {"Authorization": f"Bearer {scim.token}"}
    async with AsyncExitStack() as opened:
        yield [
            await opened.enter_async_context(
                httpx2.AsyncClient(
                    transport=httpx2.ASGITransport(create_app(Settings(), InProcessTransport(identity))),
                    base_url=f"http://narthex.test{scim.base}",
                    headers=headers,
                )
            )
            for _ in range(2)
        ]


async def test_every_process_obeys_with_the_very_next_request(
    facades: list[httpx2.AsyncClient], customer: Any, user: Resource
) -> None:
    path = f"/Users/{user['id']}"
    for conformance, expected in (("LENIENT", 200), ("STRICT", 400), ("LENIENT", 200), ("STRICT", 400)):
        await customer.set_conformance(conformance)
        for facade in facades:
            answer = await facade.patch(path, json=UNTIDY)
            assert answer.status_code == expected, (conformance, answer.text)


async def test_a_strict_connection_says_which_rule_it_misses_and_what_to_do(
    scim: Any, customer: Any, user: Resource
) -> None:
    await customer.set_conformance("STRICT")
    refused = (await scim.patch(f"/Users/{user['id']}", json=UNTIDY)).json()
    assert refused["scimType"] == "invalidSyntax"
    assert "(rule missing-patch-schema)" in refused["detail"]
    assert "Name urn:ietf:params:scim:api:messages:2.0:PatchOp in `schemas`." in refused["detail"]
    assert "title" not in (await scim.get(f"/Users/{user['id']}")).json()


async def test_only_the_connection_that_was_made_strict_is(other_scim: Any, customer: Any) -> None:
    await customer.set_conformance("STRICT")
    assert (await other_scim.post("/Users", json={"userName": "a@x.com"})).status_code == 201
