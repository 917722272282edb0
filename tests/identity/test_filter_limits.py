"""What a filter can ask for, and what it is refused for."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from identity.access.groups import FILTERABLE as GROUPS
from identity.access.users import FILTERABLE as USERS
from identity.filtering import MAX_COMPARISONS, MAX_DEPTH, Kind, Operator
from identity.filtering.attributes import OPERATORS

NO_TEXT: list[Any] = [7, 1e400, [], {}, "\x00", "\ud800"]
NO_TIMES = ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
NOBODY = "00000000-0000-4000-8000-000000000000"


def compare(attribute: str, operator: str, value: Any) -> dict[str, Any]:
    return {"compare": {"attribute": attribute, "operator": operator, "value": value}}


async def names(api: Any, tree: dict[str, Any], field: str = "users") -> set[str]:
    key = {"users": "userName", "groups": "displayName"}[field]
    page = await api.query(field, filter=tree)
    assert page["totalCount"] == len(page["nodes"])
    return {node[key] for node in page["nodes"]}


async def refusal(api: Any, tree: Any, field: str = "users") -> str:
    refused = await api.refusal("query", field, filter=tree)
    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "filter")
    message: str = refused["message"]
    return message


@pytest.mark.parametrize(("resource", "field"), [(USERS, "users"), (GROUPS, "groups")])
async def test_every_attribute_is_answered_or_refused_for_every_operator(api: Any, resource: Any, field: str) -> None:
    await api.user("ada")
    await api.group("Sales")
    value = {Kind.BOOLEAN: True, Kind.NUMBER: 1, Kind.TIME: "2026-01-31T12:00:00Z", Kind.ID: NOBODY}
    attributes = dict(resource.attributes)
    for name, multi in resource.multi_valued.items():
        attributes |= {f"{name}.{part}": attribute for part, attribute in multi.elements.items()}
    for name, attribute in attributes.items():
        for operator in Operator:
            tree = compare(name, operator, value.get(attribute.kind, "x"))
            if operator in OPERATORS[attribute.kind]:
                await names(api, tree, field)
            else:
                assert f"is of kind {attribute.kind} and cannot be compared by {operator}" in await refusal(
                    api, tree, field
                )
        await names(api, {"present": name}, field)


async def test_times_compare_as_moments_in_any_zone(api: Any) -> None:
    user = await api.user("ada")
    made = datetime.fromisoformat(user["meta"]["created"])
    elsewhere = (made + timedelta(hours=5)).replace(tzinfo=None).isoformat() + "+05:00"
    assert await names(api, compare("meta.created", "EQ", elsewhere)) == {"ada"}
    assert "ada" in await names(api, compare("meta.created", "GE", made.replace(tzinfo=None).isoformat()))
    assert "ada" not in await names(api, compare("meta.lastModified", "GT", made.isoformat()))


async def test_ids_that_are_none_equal_nobody_and_differ_from_everybody(api: Any, customer: Any) -> None:
    user = await api.user("ada")
    everybody = {"ada", f"owner@{customer.slug}.example"}
    assert await names(api, compare("id", "EQ", user["id"])) == {"ada"}
    assert await names(api, compare("id", "EQ", "nonsense")) == set()
    assert await names(api, compare("id", "NE", "nonsense")) == everybody
    assert await names(api, {"not": compare("id", "EQ", "nonsense")}) == everybody


async def test_users_and_groups_are_found_through_each_other(api: Any) -> None:
    user = await api.user("ada")
    group = await api.group("Sales", user)
    await api.group("Empty")
    assert await names(api, compare("groups.value", "EQ", group["id"])) == {"ada"}
    assert await names(api, compare("members.value", "EQ", user["id"]), "groups") == {"Sales"}
    assert await names(api, {"present": "members"}, "groups") == {"Sales"}
    assert await names(api, {"not": {"present": "members"}}, "groups") == {"Empty"}


async def test_a_user_is_found_by_the_name_that_is_shown_for_the_manager(api: Any, other_api: Any) -> None:
    boss, nameless = await api.user("boss", displayName="Bossy Boss"), await api.user("nameless")
    stranger = await other_api.user("stranger", displayName="Bossy Boss")
    written = {"of-boss": boss["id"]}
    respelt = {"upper": boss["id"].upper(), "bare": boss["id"].replace("-", ""), "braced": f"{{{boss['id']}}}"}
    others = respelt | {
        "of-nameless": nameless["id"],
        "of-nobody": NOBODY,
        "of-no-id": "x",
        "of-stranger": stranger["id"],
    }
    for name, manager in {**written, **others}.items():
        user = await api.user(name, enterprise={"manager": manager})
        assert (user["enterprise"]["manager"]["displayName"] == "Bossy Boss") is (name in written)
    for operator, value in (("EQ", "BOSSY boss"), ("SW", "bossy"), ("CO", "y b"), ("GT", "a")):
        assert await names(api, compare("enterprise.manager.displayName", operator, value)) == set(written)
    assert await names(api, {"present": "enterprise.manager.displayName"}) == set(written)
    unnamed = {"not": {"present": "enterprise.manager.displayName"}}
    assert await names(api, {"and": [{"present": "enterprise.manager.value"}, unnamed]}) == set(others)


async def test_versions_compare_as_numbers(api: Any, customer: Any) -> None:
    user = await api.user("ada")
    for number in range(10):
        await api.mutate("userUpdate", id=user["id"], changes={"title": str(number)})
    assert await names(api, compare("meta.version", "GT", 9)) == {"ada"}
    assert await names(api, compare("meta.version", "EQ", 11)) == {"ada"}
    assert await names(api, compare("meta.version", "LT", 1.5)) == {f"owner@{customer.slug}.example"}
    await api.group("Sales")
    assert await names(api, compare("meta.version", "EQ", 1), "groups") == {"Sales"}


async def test_certificates_photos_and_addresses_compare_exactly(api: Any) -> None:
    await api.user(
        "ada", x509Certificates=[{"value": "MIIa"}], photos=[{"value": "http://x/A"}], profileUrl="http://x/P"
    )
    values = {"x509Certificates.value": "MIIa", "photos.value": "http://x/A", "profileUrl": "http://x/P"}
    for name, value in values.items():
        assert await names(api, compare(name, "EQ", value)) == {"ada"}
        assert await names(api, compare(name, "EQ", value.lower())) == set()


async def test_other_organisations_are_never_found(api: Any, other_api: Any) -> None:
    await other_api.user("stranger")
    await other_api.group("Strangers")
    assert "stranger" not in await names(api, {"not": compare("userName", "EQ", "x")})
    assert await names(api, {"or": [{"and": []}, compare("displayName", "EQ", "Strangers")]}, "groups") == set()


async def test_an_email_is_found_by_index_whatever_its_case_and_length(api: Any) -> None:
    await api.user("long", emails=[{"value": "x" * 600 + "A@x"}])
    await api.user("like-long", emails=[{"value": "x" * 600 + "B@x"}])
    await api.user("upper", emails=[{"value": "ÄDA@X", "type": "work"}])
    assert await names(api, compare("emails.value", "EQ", "x" * 600 + "a@X")) == {"long"}
    for value in ("äda@x", "ÄDA@x"):
        plain = {"or": [{"element": {"attribute": "emails", "filter": compare("value", "EQ", value)}}]}
        either = {"element": {"attribute": "emails", "filter": {"or": [compare("value", "EQ", value)]}}}
        both = {"and": [compare("type", "EQ", "work"), compare("value", "EQ", value)]}
        for tree in (plain, either, {"element": {"attribute": "emails", "filter": both}}):
            assert await names(api, tree) == {"upper"}


async def test_a_text_is_found_by_index_whatever_its_case_and_length(api: Any) -> None:
    for ending in ("Ä1", "Ä2"):
        long = "x" * 8_000 + ending
        await api.user(ending, displayName=long, enterprise={"employeeNumber": long})
    for name in ("displayName", "enterprise.employeeNumber"):
        assert await names(api, compare(name, "EQ", "X" * 8_000 + "Ä2")) == {"Ä2"}
        assert await names(api, {"not": compare(name, "NE", "X" * 8_000 + "Ä1")}) == {"Ä1"}
        assert await names(api, compare(name, "EQ", "x" * 512)) == set()


@pytest.mark.parametrize(
    "tree",
    [
        *(
            compare(name, "EQ", "x")
            for name in ("", "password", "username", "name", "emails", "emails.", "emails.x", ".")
        ),
        *(compare(name, "EQ", "x") for name in ("user_name_key", "emails.value.x", "\x00", "x" * 10_000)),
        *({"present": name} for name in ("", "password", "emails.", "emails.x", "names", "\x00", ".value")),
        *({"element": {"attribute": name, "filter": {"and": []}}} for name in ("userName", "", "emails.value")),
        {"element": {"attribute": "emails", "filter": compare("userName", "EQ", "x")}},
        {"element": {"attribute": "emails", "filter": {"present": "emails.value"}}},
        {"element": {"attribute": "emails", "filter": {"element": {"attribute": "roles", "filter": {"and": []}}}}},
    ],
)
async def test_what_nobody_can_be_filtered_by_is_refused_and_never_ignored(api: Any, tree: dict[str, Any]) -> None:
    assert "cannot be filtered by" in await refusal(api, tree)


@pytest.mark.parametrize(
    "tree",
    [
        *(compare("userName", "EQ", value) for value in [True, *NO_TEXT, "x" * 8_193]),
        *(compare("active", "EQ", value) for value in ["true", *NO_TEXT]),
        *(compare("meta.created", "GT", value) for value in [True, *NO_TEXT, *NO_TIMES]),
        *(compare("id", "EQ", value) for value in [True, *NO_TEXT]),
        compare("emails.value", "EQ", "\x00"),
    ],
)
async def test_a_value_that_does_not_fit_its_attribute_is_refused(api: Any, tree: dict[str, Any]) -> None:
    await refusal(api, tree)


def two(node: str, tree: Any) -> dict[str, Any]:
    return {node: [{"present": "title"}, tree]}


@pytest.mark.parametrize(
    "wraps",
    [
        [lambda tree: {"not": tree}],
        [lambda tree: {"and": [tree]}],
        [lambda tree: two("or", tree), lambda tree: two("and", tree)],
        [lambda tree: two("or", tree), lambda tree: {"not": tree}],
    ],
)
async def test_filters_nest_to_the_limit_and_no_further(api: Any, wraps: Any) -> None:
    tree = compare("emails.value", "EQ", "ada")
    for wrap in itertools.islice(itertools.cycle(wraps), MAX_DEPTH - 1):
        tree = wrap(tree)
    await names(api, tree)
    inside = {"element": {"attribute": "emails", "filter": compare("type", "EQ", "work")}}
    for wrap in itertools.islice(itertools.cycle(wraps), MAX_DEPTH - 2):
        inside = wrap(inside)
    await names(api, inside)
    assert "nested more than 64" in await refusal(api, wraps[0](tree))


@pytest.mark.parametrize(
    "leaf", [compare("emails.value", "EQ", "x"), compare("id", "EQ", "x"), {"present": "title"}, {"and": []}]
)
async def test_filters_compare_to_the_limit_and_no_further(api: Any, leaf: dict[str, Any]) -> None:
    await names(api, {"or": [leaf] * MAX_COMPARISONS})
    assert "more than 200" in await refusal(api, {"or": [leaf] * (MAX_COMPARISONS + 1)})
    assert "more than 200" in await refusal(api, {"or": [leaf] * 20_000})


async def test_a_filter_says_exactly_one_thing(api: Any) -> None:
    for tree in ({}, {"present": "title", "and": []}, {"present": None}, compare("userName", "EQ", None)):
        assert (await api.refusal("query", "users", filter=tree))["code"] == "INVALID_INPUT"
