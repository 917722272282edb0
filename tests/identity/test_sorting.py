"""Lists in every order they can have, walked both ways while rows come and go."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.access.groups import groups
from identity.access.users import users

LIGHT = "{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
NAMES = ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
ENTERPRISE = ("employeeNumber", "costCenter", "organization", "division", "department")
TEXTS = ("displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone")
ELEMENTS = ("emails", "phoneNumbers", "ims", "photos", "entitlements", "roles", "x509Certificates")
ADDRESS = ("formatted", "streetAddress", "locality", "region", "postalCode", "country", "type")
EXACT = {
    *("profileUrl", "externalId", "photos", "photos.value", "x509Certificates", "x509Certificates.value"),
    "enterprise.manager.value",
}


def everything(text: str, **others: Any) -> dict[str, Any]:
    """A user with this text in every attribute; of several values it is the primary one, which is not the first."""
    elements: list[dict[str, Any]] = [{"value": "first", "display": "first", "type": "first"}]
    elements += [{"value": text, "display": text, "type": text, "primary": True}]
    address = dict.fromkeys(ADDRESS, text)
    return {
        "externalId": text,
        **dict.fromkeys(TEXTS, text),
        "name": dict.fromkeys(NAMES, text),
        "enterprise": {**dict.fromkeys(ENTERPRISE, text), "manager": text},
        **dict.fromkeys(ELEMENTS, elements),
        "addresses": [{**dict.fromkeys(ADDRESS, "first")}, {**address, "primary": True}],
        **others,
    }


PEOPLE: list[dict[str, Any]] = [
    {"userName": "delta", **everything("b")},
    {"userName": "Alpha", **everything("C", active=False)},
    {"userName": "charlie"},
    {"userName": "bravo", **everything("a")},
    {"userName": "echo", **everything("b", active=False)},
    {"userName": "foxtrot", "emails": [{"value": "z", "type": "work"}, {"value": "a"}]},
]


@pytest.fixture
async def people(api: Any, customer: Any) -> list[dict[str, Any]]:
    """The people above, as created in this order after the organisation's owner."""
    owner = await api.query("user", id=customer.owner_id)
    made = [owner, *[await api.mutate("userCreate", input=person) for person in PEOPLE]]
    # Whose manager has a name is found by it; the others' managers are nobody.
    await api.mutate("userUpdate", id=made[3]["id"], changes={"enterprise": {"manager": made[1]["id"]}})
    await api.mutate("userUpdate", id=made[1]["id"], changes={"enterprise": {"manager": made[2]["id"]}})
    return [await api.query("user", id=person["id"]) for person in made]


def read(node: Any, attribute: str) -> Any:
    """The value by which RFC 7644 §3.4.2.3 sorts: of several the primary one's, else the first one's."""
    outer, _, rest = attribute.partition(".")
    value = node.get(outer)
    if outer == "meta" and rest == "version":
        return node["version"]
    if isinstance(value, list):
        chosen = next((element for element in value if element["primary"]), value[0] if value else {})
        value, rest = chosen, rest or "value"
    for part in filter(None, rest.split(".")):
        value = (value or {}).get(part)
    return value.lower() if isinstance(value, str) and attribute not in EXACT else value


def in_order(nodes: list[Any], attribute: str, *, descending: bool) -> list[str]:
    """Without a value: last in ascending order, first in descending order."""

    def key(node: Any) -> tuple[Any, ...]:
        value = read(node, attribute)
        return (value is None, "" if value is None else value, node["id"])

    # Values of one attribute are of one type; an absent one is never compared with them.
    present = sorted((node for node in nodes if read(node, attribute) is not None), key=key, reverse=descending)
    absent = sorted((node for node in nodes if read(node, attribute) is None), key=key, reverse=descending)
    return [node["id"] for node in (absent + present if descending else present + absent)]


async def test_users_are_sorted_by_every_attribute_that_has_one_value_to_sort_by(api: Any, people: Any) -> None:
    assert {*TEXTS, *ELEMENTS, *(f"name.{part}" for part in NAMES)} <= users.sort_keys.keys()
    for attribute, descending in itertools.product(["id", *users.sort_keys], (False, True)):
        page = await api.query("users", "{ nodes { id } }", sort={"attribute": attribute, "descending": descending})
        found = [node["id"] for node in page["nodes"]]
        assert found == in_order(people, attribute, descending=descending), (attribute, descending)


async def test_groups_are_sorted_by_every_attribute_that_has_one_value_to_sort_by(api: Any) -> None:
    names = ("beta", "Alpha", "gamma", "Delta")
    made = [await api.group(name, **({"externalId": name} if "l" in name else {})) for name in names]
    await api.mutate("groupUpdate", id=made[0]["id"], changes={"externalId": "Alpha"})
    nodes = (await api.query("groups"))["nodes"]
    for attribute, descending in itertools.product(["id", *groups.sort_keys], (False, True)):
        page = await api.query("groups", "{ nodes { id } }", sort={"attribute": attribute, "descending": descending})
        found = [node["id"] for node in page["nodes"]]
        assert found == in_order(nodes, attribute, descending=descending), (attribute, descending)


@pytest.mark.parametrize("field", ["users", "groups", "resources"])
async def test_what_lists_cannot_be_sorted_by_is_refused(api: Any, field: str) -> None:
    for attribute in ("", "name", "addresses", "groups", "members", "emails.x", "username", "\x00", "x" * 10_000):
        refusal = await api.refusal("query", field, sort={"attribute": attribute})
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "sort"), attribute
        assert "sorted" in refusal["message"]


# One for each type of key that SQL compares, with values for all, for some, and with ties.
KEYS = (
    *("id", "userName", "externalId", "title", "active", "meta.created", "meta.version"),
    *("emails", "emails.primary", "addresses.region", "enterprise.manager.displayName"),
)
sorts = st.builds(
    lambda attribute, descending: {"attribute": attribute, "descending": descending},
    st.sampled_from(KEYS),
    st.booleans(),
)
sizes = st.lists(st.integers(1, 3), min_size=8, max_size=8)
Moment = Callable[[], Coroutine[Any, Any, None]]


async def nothing() -> None:
    """What happens between two pages when nothing does."""


async def walk(api: Any, sort: Any, sizes: list[int], between: Moment, start: str | None, *, back: bool) -> list[Any]:
    """The pages from one end of a list, or from a cursor, to the other end, in the order in which they are met."""
    amount, mark, edge, more = (
        ("last", "before", "startCursor", "hasPreviousPage") if back else ("first", "after", "endCursor", "hasNextPage")
    )
    found: list[Any] = []
    cursor = start
    for size in itertools.cycle(sizes):
        page = await api.query("users", LIGHT, sort=sort, **{amount: size}, **({mark: cursor} if cursor else {}))
        found.append(page)
        if not page["pageInfo"][more]:
            return found
        cursor = page["pageInfo"][edge]
        await between()
    raise AssertionError


def ids(pages: list[Any]) -> list[str]:
    return [node["id"] for page in pages for node in page["nodes"]]


async def run(
    loop: asyncio.AbstractEventLoop, test: Callable[..., Coroutine[Any, Any, None]], **strategies: Any
) -> None:
    """Run a property whose examples are coroutines of the test's own loop."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(**strategies)
    def examples(**drawn: Any) -> None:
        asyncio.run_coroutine_threadsafe(test(**drawn), loop).result(timeout=30)

    await asyncio.to_thread(examples)


@pytest.mark.usefixtures("people")
async def test_a_walk_forwards_and_a_walk_backwards_meet_the_same_rows_in_any_order(api: Any) -> None:
    async def same(sort: Any, there: list[int], back: list[int]) -> None:
        whole = ids([await api.query("users", LIGHT, sort=sort)])
        forwards = await walk(api, sort, there, nothing, None, back=False)
        assert ids(forwards) == whole
        backwards = await walk(api, sort, back, nothing, None, back=True)
        assert ids(backwards[::-1]) == whole
        again = await walk(api, sort, back, nothing, forwards[-1]["pageInfo"]["startCursor"], back=True)
        assert ids(again[::-1]) + ids(forwards[-1:]) == whole
        assert [page["pageInfo"]["hasPreviousPage"] for page in forwards] == [
            index > 0 for index in range(len(forwards))
        ]
        assert [page["pageInfo"]["hasNextPage"] for page in backwards] == [index > 0 for index in range(len(backwards))]

    await run(asyncio.get_running_loop(), same, sort=sorts, there=sizes, back=sizes)


@pytest.fixture
async def passers_by(api: Any) -> AsyncIterator[Callable[[str, bool], Coroutine[Any, Any, None]]]:
    """Lets a user in whose every attribute has this text, or takes the user out again."""
    present: dict[str, str] = {}

    async def toggle(text: str, active: bool) -> None:  # noqa: FBT001  a drawn value like the other
        if text in present:
            await api.mutate("userDelete", id=present.pop(text))
        else:
            person = {"userName": f"passer-{text}", **everything(text, active=active)}
            present[text] = (await api.mutate("userCreate", "{ ... on User { id } }", input=person))["id"]

    yield toggle
    for text in list(present):
        await toggle(text, active=True)


async def test_a_walk_meets_every_row_that_stays_once_and_in_order_while_others_come_and_go(
    api: Any, people: Any, passers_by: Any
) -> None:
    staying = {person["id"] for person in people}

    async def undisturbed(sort: Any, steps: list[int], moves: list[Any], back: bool) -> None:  # noqa: FBT001  drawn
        coming = iter(moves)

        async def between() -> None:
            for text, active in itertools.islice(coming, 2):
                await passers_by(text, active)

        pages = await walk(api, sort, steps, between, None, back=back)
        met = ids(pages[::-1] if back else pages)
        assert len(met) == len(set(met))
        order = in_order(people, sort["attribute"], descending=sort["descending"])
        assert [id_ for id_ in met if id_ in staying] == order

    moves = st.lists(st.tuples(st.sampled_from(["0", "a", "B", "bb", "d", "é"]), st.booleans()), max_size=12)
    await run(asyncio.get_running_loop(), undisturbed, sort=sorts, steps=sizes, moves=moves, back=st.booleans())
