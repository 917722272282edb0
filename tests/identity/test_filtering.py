"""Filters in SQL against the same filters in Python, and what no filter may do."""

import asyncio
from collections.abc import Callable  # noqa: TC003  the annotation of a local variable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Tree = dict[str, Any]
EMAILS = ("value", "type", "display", "primary")
CASELESS = ("userName", "displayName", "title", "name.givenName", "enterprise.department")
EXACT = ("externalId", "profileUrl", "enterprise.manager.value")
TEXT_OPERATORS = ("EQ", "NE", "CO", "SW", "EW", "GT", "GE", "LT", "LE")

USERS: list[dict[str, Any]] = [
    {"userName": "ada", "displayName": "Ada", "externalId": "E-1", "title": "a%", "profileUrl": "http://x/A"},
    {"userName": "BOB", "displayName": "bob", "externalId": "e-1", "title": "a_b", "active": False},
    {
        "userName": "cyn\\thia",
        "name": {"givenName": "Ada"},
        "enterprise": {"department": "Sales", "manager": "M-1"},
        "emails": [{"value": "Ada@x", "type": "work", "primary": True}, {"value": "b@x", "type": "home"}],
    },
    {
        "userName": "dora",
        "title": "É*",
        "enterprise": {"department": "SALES"},
        "emails": [{"value": "ada@X", "type": "home", "primary": False}, {"type": "work"}],
    },
]


def read(user: dict[str, Any], attribute: str) -> Any:
    value: Any = {"active": True, **user}
    for part in attribute.removesuffix(".value").split("."):
        value = (value or {}).get(part)
    return value


def compares(stored: Any, operator: str, value: Any) -> bool:
    """One comparison as RFC 7644 means it; an absent value differs from every value."""
    if stored is None:
        return operator == "NE"
    answers: dict[str, Callable[[], bool]] = {
        "EQ": lambda: stored == value,
        "NE": lambda: stored != value,
        "CO": lambda: value in stored,
        "SW": lambda: stored.startswith(value),
        "EW": lambda: stored.endswith(value),
        "GT": lambda: stored > value,
        "GE": lambda: stored >= value,
        "LT": lambda: stored < value,
        "LE": lambda: stored <= value,
    }
    return answers[operator]()


def matches(tree: Tree, of: dict[str, Any]) -> bool:  # noqa: PLR0911  one return per kind of node
    """The filter's meaning, on a user or on one element."""
    ((node, inner),) = tree.items()
    if node in {"and", "or"}:
        return {"and": all, "or": any}[node](matches(part, of) for part in inner)
    if node == "not":
        return not matches(inner, of)
    if node == "element":
        return any(matches(inner["filter"], element) for element in of.get(inner["attribute"], []))
    if node == "present":
        return bool(of.get("emails")) if inner == "emails" else read(of, inner) is not None
    attribute, operator, value = inner["attribute"], inner["operator"], inner["value"]
    if attribute.startswith("emails."):
        part = {**inner, "attribute": attribute.removeprefix("emails.")}
        return any(matches({"compare": part}, element) for element in of.get("emails", []))
    stored = read(of, attribute) if attribute != "value" else of.get("value")
    if attribute in EXACT or isinstance(value, bool):
        return compares(stored, operator, value)
    return compares(stored and stored.lower(), operator, value.lower())


values = st.sampled_from(
    [
        "ada",
        "Ada",
        "a",
        "",
        "bob",
        "e-1",
        "E-1",
        "a%",
        "%",
        "_",
        "a_b",
        "\\",
        "*",
        "é",
        "sales",
        "M-1",
        "work",
        "ada@x",
        "b@",
    ]
)


def comparison(attributes: tuple[str, ...]) -> st.SearchStrategy[Tree]:
    texts = [name for name in attributes if name not in {"active", "primary"}]
    booleans = [name for name in attributes if name in {"active", "primary"}]
    compare = st.fixed_dictionaries(
        {"attribute": st.sampled_from(texts), "operator": st.sampled_from(TEXT_OPERATORS), "value": values}
    ) | st.fixed_dictionaries(
        {"attribute": st.sampled_from(booleans), "operator": st.sampled_from(["EQ", "NE"]), "value": st.booleans()}
    )
    return st.builds(lambda inner: {"compare": inner}, compare)


def combined(leaves: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(lambda parts: {"and": parts}, st.lists(inner, max_size=3))
            | st.builds(lambda parts: {"or": parts}, st.lists(inner, max_size=3))
            | st.builds(lambda part: {"not": part}, inner)
        ),
        max_leaves=5,
    )


element = st.builds(lambda inner: {"element": {"attribute": "emails", "filter": inner}}, combined(comparison(EMAILS)))
leaf = (
    comparison((*CASELESS, *EXACT, "active", "emails.value", "emails.type"))
    | st.builds(lambda name: {"present": name}, st.sampled_from([*CASELESS, *EXACT, "emails"]))
    | element
)


async def names(api: Any, tree: Tree) -> set[str]:
    page = await api.query("users", "{ totalCount nodes { userName } }", filter=tree, first=1_000)
    found = [user["userName"] for user in page["nodes"]]
    assert page["totalCount"] == len(found)
    return set(found)


@pytest.fixture
async def people(api: Any) -> Any:
    """The users above, beside the organisation's owner."""
    for user in USERS:
        made = await api.mutate("userCreate", input=user)
        assert made["__typename"] == "User"
    return api


async def test_sql_finds_whom_python_finds(people: Any, customer: Any) -> None:
    everybody = [*USERS, {"userName": f"owner@{customer.slug}.example"}]
    loop = asyncio.get_running_loop()

    @settings(max_examples=100, suppress_health_check=list(HealthCheck))
    @given(combined(leaf))
    def agree(tree: Tree) -> None:
        expected = {user["userName"] for user in everybody if matches(tree, user)}
        found = asyncio.run_coroutine_threadsafe(names(people, tree), loop).result(timeout=30)
        assert found == expected

    await asyncio.to_thread(agree)
