"""Filters over HTTP and SQL find whom scim2-models finds in Python.

Where the two differ, the table says why; any other filter must find the same people.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import EnterpriseUser, ScimFilter, User

from tests.scim_facade.differential.people import ENTERPRISE, USER, Person, mails, people, types, words

MODEL = User[EnterpriseUser]
FILTER = ScimFilter[MODEL]

single_texts = st.sampled_from(
    [
        "userName",
        "title",
        "displayName",
        "externalId",
        "name.givenName",
        "name.familyName",
        f"{USER}:title",
        f"{ENTERPRISE}:department",
        f"{ENTERPRISE}:manager.value",
    ]
)
several_texts = st.sampled_from(["addresses.locality", "roles", "roles.value", "roles.display", "emails.type"])
fragments = words | mails | types | st.sampled_from(["", "a", "x.", "E", "%", "_", "\\\\"])
parts = st.sampled_from(["co", "sw", "ew"])
orders = st.sampled_from(["eq", "gt", "ge", "lt", "le"])
comparison = '{} {} "{}"'.format
comparisons = (
    st.builds(comparison, single_texts, parts | orders | st.just("ne"), fragments)
    | st.builds(comparison, several_texts, parts | orders, fragments)
    | st.builds(comparison, st.sampled_from(["emails", "emails.value"]), parts, fragments)
    # An address that a filter compares whole must be one for scim2-models.
    | st.builds(comparison, st.sampled_from(["emails", "emails.value"]), orders, mails)
)
presence = st.builds(
    "{} pr".format,
    single_texts
    | several_texts
    | st.sampled_from(["name", "addresses", "active", "emails", f"{ENTERPRISE}:manager", "emails.primary"]),
)
booleans = st.builds(
    "active {} {}".format, st.sampled_from(["eq", "ne"]), st.sampled_from(["true", "false"])
) | st.builds("{}.primary eq {}".format, st.sampled_from(["emails", "roles"]), st.sampled_from(["true", "false"]))
times = st.builds(
    'meta.{} {} "{}"'.format,
    st.sampled_from(["created", "lastModified"]),
    st.sampled_from(["gt", "ge", "lt", "le"]),
    st.sampled_from(["2001-01-01T00:00:00Z", "2999-12-31T23:59:59.999+01:00"]),
)


def combined(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds("({} and {})".format, inner, inner)
            | st.builds("({} or {})".format, inner, inner)
            | st.builds("not ({})".format, inner)
        ),
        max_leaves=4,
    )


inside = combined(
    st.builds(comparison, st.sampled_from(["type", "display"]), parts | orders | st.just("ne"), fragments)
    | st.builds(comparison, st.just("value"), parts, fragments)
    | st.builds(comparison, st.just("value"), orders | st.just("ne"), mails)
    | st.builds("{} pr".format, st.sampled_from(["value", "type", "display", "primary"]))
    | st.sampled_from(["primary eq true", "primary eq false", "primary ne true"])
)
value_paths = st.builds("{}[{}]".format, st.sampled_from(["emails", "roles"]), inside)
filters = combined(comparisons | presence | booleans | times | value_paths)


@dataclass(frozen=True)
class Difference:
    """A filter that the two understand differently, why ours does it so, and whether it finds a person."""

    reason: str
    condition: str
    person: Person
    ours: bool
    theirs: bool


NO_MAIL = {"userName": "Ada"}
TWO_MAILS = {"userName": "Ada", "emails": [{"value": "a@x.example"}, {"value": "b@x.example"}]}
SOME_OTHER_VALUE = (
    "RFC 7644 §3.4.2.2 has a filter on a multi-valued attribute hold if it holds for any of the values; the other asks "
    "that none be equal."
)
DIFFERENCES = {
    "ne-where-there-are-several": Difference(
        SOME_OTHER_VALUE, 'emails.value ne "a@x.example"', TWO_MAILS, ours=True, theirs=False
    ),
    "ne-where-there-is-none": Difference(
        SOME_OTHER_VALUE, 'emails.value ne "a@x.example"', NO_MAIL, ours=False, theirs=True
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
async def test_a_difference_that_is_listed_is_there(scim: Any, name: str) -> None:
    difference = DIFFERENCES[name]
    [model] = await stored(scim, "mark", [difference.person])

    finds = bool(await found(scim, "mark", difference.condition)), FILTER(difference.condition).match(model)

    assert finds == (difference.ours, difference.theirs)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(group=st.lists(people, min_size=3, max_size=6), conditions=st.lists(filters, min_size=5, max_size=12))
async def test_sql_finds_whom_scim2_models_finds(scim: Any, group: list[Person], conditions: list[str]) -> None:
    mark = uuid.uuid4().hex
    everybody = await stored(scim, mark, group)
    for condition in conditions:
        expected = {model.id for model in everybody if FILTER(condition).match(model)}
        assert await found(scim, mark, condition) == expected, condition


async def stored(scim: Any, mark: str, group: list[Person]) -> list[Any]:
    """The people as they can be read, each under a name of its own."""
    models = []
    for number, person in enumerate(group):
        extensions = [ENTERPRISE] if ENTERPRISE in person else []
        body = {**person, "schemas": [USER, *extensions], "userName": f"{person['userName']} {number} {mark}"}
        made = await scim.post("/Users", json=body)
        assert made.status_code == 201, made.text
        models.append(MODEL.model_validate(made.json()))
    return models


async def found(scim: Any, mark: str, condition: str) -> set[str]:
    response = await scim.get(
        "/Users", params={"filter": f'userName ew "{mark}" and ({condition})', "attributes": "id"}
    )
    assert response.status_code == 200, (condition, response.text)
    return {each["id"] for each in response.json()["Resources"]}
