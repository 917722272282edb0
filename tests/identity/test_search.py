"""Looking for people and groups, as an admin types."""

from typing import Any

import pytest

NAMES = "{ nodes { userName } totalCount countUpTo pageInfo { hasNextPage endCursor } }"


async def found(api: Any, search: str, **arguments: Any) -> list[str]:
    """The userNames that a search finds, without the customer's owner."""
    page = await api.query("users", NAMES, search=search, **arguments)
    assert page["totalCount"] == page["countUpTo"]
    return sorted(node["userName"] for node in page["nodes"] if not node["userName"].startswith("owner@"))


@pytest.fixture
async def people(api: Any) -> dict[str, Any]:
    """Some people."""
    return {
        "zoe": await api.user(
            "zoe@contoso.example",
            displayName="Zoë Müller-Lüdenscheidt",
            name={"givenName": "Zoë", "familyName": "Müller"},
            externalId="5c09ac2e-6d1f-4b1e-9a57-0123456789ab",
            emails=[{"value": "z.mueller@fabrikam.example"}],
        ),
        "jo": await api.user("jo@contoso.example", displayName="Jo O'Brien"),
        "mu": await api.user("mu@contoso.example", displayName="Mu, Called !"),
    }


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("zoe", ["zoe"]),
        ("ZOË lud", ["zoe"]),
        ("fabrikam", ["zoe"]),
        ("z.mueller@", ["zoe"]),
        ("5c09ac2e-6d1f", ["zoe"]),
        ("contoso", ["jo", "mu", "zoe"]),
        ("contoso o'b", ["jo"]),
        ("nobody", []),
        ("!", ["mu"]),
        ("' | !", []),
        ("z:* | jo", []),
        ("\\", []),
        ("  ", ["jo", "mu", "zoe"]),
    ],
)
@pytest.mark.usefixtures("people")
async def test_people_are_found_by_name_user_name_e_mail_and_external_id(
    api: Any, search: str, expected: list[str]
) -> None:
    assert await found(api, search) == [f"{name}@contoso.example" for name in expected]


async def test_somebody_is_found_by_what_they_are_called_now(api: Any, people: dict[str, Any]) -> None:
    changes = {"emails": [{"value": "new@elsewhere.example"}]}
    await api.mutate("userUpdate", id=people["zoe"]["id"], changes=changes)
    assert await found(api, "elsewhere") == ["zoe@contoso.example"]
    assert await found(api, "fabrikam") == []
    await api.mutate("userUpdate", id=people["jo"]["id"], changes={"displayName": "Joan"})
    assert await found(api, "joan") == ["jo@contoso.example"]
    assert await found(api, "brien") == []


@pytest.mark.usefixtures("people")
async def test_a_search_goes_with_filter_order_and_pages(api: Any) -> None:
    by_name = {"attribute": "userName", "descending": True}
    first = await api.query("users", NAMES, search="contoso", sort=by_name, first=2)
    assert [node["userName"] for node in first["nodes"]] == ["zoe@contoso.example", "mu@contoso.example"]
    assert first["pageInfo"]["hasNextPage"]
    rest = await api.query(
        "users", NAMES, search="contoso", sort=by_name, first=2, after=first["pageInfo"]["endCursor"]
    )
    assert [node["userName"] for node in rest["nodes"]] == ["jo@contoso.example"]
    assert await found(api, "contoso", sort=by_name, first=1, offset=2) == ["jo@contoso.example"]
    only_zoe = {"compare": {"attribute": "userName", "operator": "SW", "value": "z"}}
    assert await found(api, "contoso", filter=only_zoe) == ["zoe@contoso.example"]


async def test_groups_are_found_by_name_and_external_id(api: Any) -> None:
    await api.group("Sales EMEA", externalId="g-1")
    await api.group("Finance")
    names = "{ nodes { displayName } totalCount countUpTo }"
    for search in ("emea", "g-1", "sales em"):
        page = await api.query("groups", names, search=search)
        assert page == {"nodes": [{"displayName": "Sales EMEA"}], "totalCount": 1, "countUpTo": 1}
    group = (await api.query("groups", search="finance"))["nodes"][0]
    await api.mutate("groupUpdate", id=group["id"], changes={"displayName": "Treasury"})
    assert (await api.query("groups", names, search="finance"))["nodes"] == []
    assert (await api.query("groups", names, search="treas"))["nodes"] == [{"displayName": "Treasury"}]


@pytest.mark.usefixtures("people")
async def test_nobody_of_another_organisation_is_found(other_api: Any) -> None:
    assert await found(other_api, "contoso") == []


async def test_a_search_that_is_too_long_is_refused(api: Any) -> None:
    refusal = await api.refusal("query", "users", search="x" * 201)
    assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "search")


@pytest.mark.usefixtures("people")
async def test_counting_stops_one_beyond_its_limit(api: Any) -> None:
    page = "{ two: countUpTo(limit: 2) many: countUpTo(limit: 10) }"
    assert await api.query("users", page) == {"two": 3, "many": 4}
    assert await api.query("users", page, search="contoso") == {"two": 3, "many": 3}
    response = await api.response("{ users { countUpTo(limit: -1) } }")
    assert response["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "limit"}
