"""Lists over HTTP: searching in a body, walking by cursors, sorting, and reading no more than is asked for."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from contract.transport import Caller
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.routes import groups, lists
from scim_facade.settings import Settings

SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PEOPLE = 'userName sw "p-"'


def searched(**fields: object) -> dict[str, Any]:
    return {"schemas": [SEARCH], **fields}


def names(answer: Mapping[str, Any]) -> list[str]:
    return [resource.get("userName") or resource["displayName"] for resource in answer["Resources"]]


@pytest.fixture
async def people(create_user: Any) -> list[str]:
    """Seven people, whose titles run against their names, the last two without one."""
    made = [f"p-{number}" for number in range(7)]
    for number, name in enumerate(made):
        titled = {"title": f"T{9 - number}"} if number < 5 else {}
        await create_user(name, emails=[{"value": f"{name}@x.com", "type": "work"}], **titled)
    return made


# --- searching in a body ----------------------------------------------------------------------------------------------


async def test_a_search_in_a_body_finds_what_the_same_search_in_an_address_finds(scim: Any, people: list[str]) -> None:
    address = {"filter": PEOPLE, "sortBy": "userName", "sortOrder": "descending", "startIndex": 2, "count": 3}
    by_address = (await scim.get("/Users", params={**address, "attributes": "userName"})).json()
    by_body = (await scim.post("/Users/.search", json=searched(**address, attributes=["userName"]))).json()
    assert by_body == by_address
    assert names(by_body) == people[5:2:-1]
    assert (by_body["totalResults"], by_body["startIndex"], by_body["itemsPerPage"]) == (7, 2, 3)


async def test_groups_are_searched_by_their_members(scim: Any, group: Any, user: Any) -> None:
    found = (await scim.post("/Groups/.search", json=searched(filter=f'members.value eq "{user["id"]}"'))).json()
    assert [resource["id"] for resource in found["Resources"]] == [group["id"]]


@pytest.mark.usefixtures("group", "user")
async def test_the_root_is_searched_for_users_and_groups_together(scim: Any) -> None:
    found = (await scim.post("/.search", json=searched(filter='meta.created gt "2020-01-01T00:00:00Z"'))).json()
    kinds = {resource["meta"]["resourceType"] for resource in found["Resources"]}
    assert kinds == {"User", "Group"}
    assert found["totalResults"] == len(found["Resources"])
    by_address = (await scim.get("", params={"filter": 'meta.created gt "2020-01-01T00:00:00Z"'})).json()
    assert by_address == found


@pytest.mark.usefixtures("group", "user", "second_user")
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('userName eq "a@x.com"', ["a@x.com"]),
        ('displayName eq "Sales"', ["Sales"]),
        ('displayName eq "Sales" or userName eq "b@x.com"', ["b@x.com", "Sales"]),
        ('meta.resourceType eq "Group"', ["Sales"]),
        ('meta.resourceType eq "User" and userName ew "@x.com"', ["a@x.com", "b@x.com"]),
        ('not (userName pr) and displayName sw "S"', ["Sales"]),
        ("members pr", ["Sales"]),
    ],
)
async def test_what_only_one_kind_has_matches_nothing_of_the_other(scim: Any, condition: str, found: list[str]) -> None:
    answer = await scim.post("/.search", json=searched(filter=condition))
    assert answer.status_code == 200, answer.text
    assert names(answer.json()) == found


@pytest.mark.usefixtures("group", "user")
async def test_a_root_search_shows_of_each_kind_what_was_asked_for(scim: Any) -> None:
    asked = searched(attributes=["userName", "members.value"], filter='externalId eq "e1" or externalId eq "g-e1"')
    person, team = (await scim.post("/.search", json=asked)).json()["Resources"]
    assert person.keys() == {"schemas", "id", "meta", "userName"}
    assert team.keys() == {"schemas", "id", "meta", "members"}
    assert all(member.keys() == {"value"} for member in team["members"])


async def test_a_root_search_is_sorted_and_cut_across_both_kinds(
    scim: Any, create_user: Any, create_group: Any
) -> None:
    for name in ("b", "d"):
        await create_user(f"{name}@x.com", displayName=name)
    for name in ("a", "c"):
        await create_group(name)
    asked = searched(filter="displayName pr", sortBy="displayName", count=3, cursor="")
    first = (await scim.post("/.search", json=asked)).json()
    second = (await scim.post("/.search", json={**asked, "cursor": first["nextCursor"]})).json()
    shown = [resource["displayName"] for page in (first, second) for resource in page["Resources"]]
    assert shown == ["a", "b", "c", "d"]
    assert "nextCursor" not in second


@pytest.mark.parametrize("path", ["/.search", "/Users/.search", "/Groups/.search"])
@pytest.mark.parametrize(
    ("body", "scim_type"),
    [
        (searched(filter="nonsense"), "invalidFilter"),
        (searched(filter='shoeSize eq "44"'), "invalidFilter"),
        (searched(filter='password eq "x"'), "invalidFilter"),
        (searched(count="many"), "invalidValue"),
        (searched(cursor="x"), "invalidCursor"),
        (searched(cursor="", count="x"), "invalidCount"),
        ([], "invalidSyntax"),
    ],
)
async def test_a_search_that_makes_no_sense_is_refused(scim: Any, path: str, body: object, scim_type: str) -> None:
    response = await scim.post(path, json=body)
    assert response.status_code == 400
    assert response.json()["scimType"] == scim_type


async def test_a_search_looks_inside_its_own_organisation_only(other_scim: Any, people: list[str]) -> None:
    assert people
    for path in ("/.search", "/Users/.search"):
        assert (await other_scim.post(path, json=searched(filter=PEOPLE))).json()["totalResults"] == 0


# --- cursors ----------------------------------------------------------------------------------------------------------


async def walked(scim: Any, query: dict[str, Any], towards: str) -> list[list[str]]:
    pages = []
    cursor: str | None = query.get("cursor", "")
    while cursor is not None:
        answer = (await scim.get("/Users", params={**query, "cursor": cursor})).json()
        assert answer["totalResults"] == 7
        assert "startIndex" not in answer
        pages.append((names(answer), answer))
        cursor = answer.get(towards)
    return pages


@pytest.mark.parametrize("order", [{}, {"sortBy": "title"}, {"sortBy": "emails", "sortOrder": "descending"}])
async def test_a_list_is_walked_there_and_back_by_cursors(scim: Any, people: list[str], order: dict[str, str]) -> None:
    query = {"filter": PEOPLE, "count": 3, **order}
    whole = names((await scim.get("/Users", params={**query, "count": 100})).json())
    assert sorted(whole) == people
    there = await walked(scim, query, "nextCursor")
    assert [page for page, _ in there] == [whole[:3], whole[3:6], whole[6:]]
    assert "previousCursor" not in there[0][1]
    back = await walked(scim, {**query, "cursor": there[-1][1]["previousCursor"]}, "previousCursor")
    assert [page for page, _ in back] == [whole[3:6], whole[:3]]


async def test_whoever_is_created_on_the_way_shifts_no_page(scim: Any, create_user: Any, people: list[str]) -> None:
    query = {"filter": PEOPLE, "count": 3, "sortBy": "userName"}
    first = (await scim.get("/Users", params={**query, "cursor": ""})).json()
    await create_user("p-00")
    second = (await scim.get("/Users", params={**query, "cursor": first["nextCursor"]})).json()
    assert names(first) + names(second) == people[:6]


async def test_a_cursor_of_another_query_is_refused(scim: Any, people: list[str]) -> None:
    assert people
    first = (await scim.get("/Users", params={"filter": PEOPLE, "count": 3, "cursor": ""})).json()
    for path, query in (("/Users", {"count": 3}), ("/Groups", {"filter": PEOPLE.replace("userName", "displayName")})):
        response = await scim.get(path, params={**query, "cursor": first["nextCursor"]})
        assert (response.status_code, response.json()["scimType"]) == (400, "invalidCursor")


async def test_a_count_of_zero_asks_for_the_total_alone(scim: Any, people: list[str]) -> None:
    for standing in ({}, {"cursor": ""}):
        answer = (await scim.get("/Users", params={"filter": PEOPLE, "count": 0, **standing})).json()
        assert answer["totalResults"] == len(people)
        assert answer["Resources"] == []
        assert "nextCursor" not in answer


# --- order ------------------------------------------------------------------------------------------------------------


async def test_whoever_has_no_value_comes_last_upwards_and_first_downwards(scim: Any, people: list[str]) -> None:
    upwards = names((await scim.get("/Users", params={"filter": PEOPLE, "sortBy": "title"})).json())
    assert upwards == [*people[4::-1], *people[5:]]
    query = {"filter": PEOPLE, "sortBy": "title", "sortOrder": "descending"}
    assert names((await scim.get("/Users", params=query)).json()) == upwards[::-1]


@pytest.mark.parametrize("name", ["shoeSize", "name", "groups", "schemas"])
async def test_an_order_that_cannot_be_kept_is_that_of_creation(scim: Any, people: list[str], name: str) -> None:
    assert names((await scim.get("/Users", params={"filter": PEOPLE, "sortBy": name})).json()) == people


# --- reading no more than is asked for --------------------------------------------------------------------------------


class Recording(InProcessTransport):
    """Keeps the variables of the latest operation."""

    def __init__(self, identity: Any) -> None:
        super().__init__(identity)
        self.variables: Mapping[str, Any] = {}

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        self.variables = variables
        return await super().execute(document, operation_name, variables, caller)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/Users?attributes=userName", set()),
        ("/Users/{id}?attributes=userName,title", {"withProfile"}),
        ("/Users/{id}?attributes=groups", {"withGroups"}),
        (f"/Users/{{id}}?attributes={ENTERPRISE}:department", {"withEnterprise"}),
        ("/Groups?excludedAttributes=members", {"withExtensions"}),
        ("/?attributes=id", set()),
    ],
)
async def test_what_is_not_asked_for_is_not_selected(
    identity: Any, scim: Any, user: Any, path: str, wanted: set[str]
) -> None:
    transport = Recording(identity)
    asgi = httpx2.ASGITransport(create_app(Settings(), transport))
    headers = {"Authorization": f"Bearer {scim.token}"}
    async with httpx2.AsyncClient(transport=asgi, base_url="http://narthex.test", headers=headers) as client:
        response = await client.get(scim.base + path.format(id=user["id"]))
    assert response.status_code == 200
    assert {name for name, value in transport.variables.items() if name.startswith("with") and value} == wanted


@pytest.mark.usefixtures("group")
async def test_a_page_of_groups_with_endless_members_is_refused_and_is_given_without_them(
    scim: Any, create_group: Any, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (groups, lists):
        monkeypatch.setattr(module, "MAX_LISTED_MEMBERS", 3)
    assert (await scim.get("/Groups")).status_code == 200
    await create_group("Support", user)
    await create_group("Service", user)
    for path in ("/Groups", "/"):
        refused = await scim.get(path)
        assert (refused.status_code, refused.json()["scimType"]) == (400, "tooMany")
        assert "excludedAttributes=members" in refused.json()["detail"]
    assert (await scim.get("/Groups?count=2")).status_code == 200
    assert (await scim.get("/Groups?excludedAttributes=members")).json()["totalResults"] == 3
