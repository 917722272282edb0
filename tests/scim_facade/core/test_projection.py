"""Which attributes of a resource are shown."""

from typing import Any

import pytest

from scim_facade.core.errors import InvalidValue
from scim_facade.core.projection import Projection

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:Example:2.0:User"

USER: dict[str, Any] = {
    "schemas": [CORE, ENTERPRISE, CUSTOM],
    "id": "u1",
    "userName": "a@x.com",
    "name": {"givenName": "A", "familyName": "B"},
    "emails": [{"value": "a@x.com", "type": "work"}, {"type": "home"}],
    ENTERPRISE: {"department": "D", "manager": {"value": "u9", "displayName": "M"}},
    CUSTOM: {"tag": "t"},
    "meta": {"resourceType": "User"},
}
ALWAYS = {name: USER[name] for name in ("schemas", "id", "meta")}


def selected(attributes: str | None, excluded: str | None = None) -> dict[str, Any]:
    return Projection.from_query(attributes, excluded).apply(USER)


@pytest.mark.parametrize("attributes", [None, "", " , ", CORE])
def test_without_a_wish_everything_is_shown(attributes: str | None) -> None:
    assert selected(attributes) == USER


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ("id", {}),
        ("nothingOfTheKind", {}),
        ("USERNAME", {"userName": "a@x.com"}),
        (f"{CORE}:userName", {"userName": "a@x.com"}),
        ("userName, name.givenName", {"userName": "a@x.com", "name": {"givenName": "A"}}),
        ("name.middleName", {}),
        ("emails.value", {"emails": [{"value": "a@x.com"}]}),
        ('emails[type eq "work"]', {"emails": USER["emails"]}),
        ('emails[type eq "a,b"].value,id', {"emails": [{"value": "a@x.com"}]}),
        (ENTERPRISE, {ENTERPRISE: USER[ENTERPRISE]}),
        (f"{ENTERPRISE}:department", {ENTERPRISE: {"department": "D"}}),
        (f"{ENTERPRISE.lower()}:manager.value", {ENTERPRISE: {"manager": {"value": "u9"}}}),
        ("department", {ENTERPRISE: {"department": "D"}}),
        (CUSTOM, {CUSTOM: {"tag": "t"}}),
        (f"{CUSTOM}:tag", {CUSTOM: {"tag": "t"}}),
        ("userName.foo", {}),
    ],
)
def test_attributes_shows_what_it_names_and_what_is_always_returned(attributes: str, shown: dict[str, Any]) -> None:
    assert selected(attributes) == ALWAYS | shown


@pytest.mark.parametrize(
    ("excluded", "missing"),
    [
        ("userName", {"userName"}),
        ("id,schemas", set()),
        ("meta", {"meta"}),
        (ENTERPRISE, {ENTERPRISE}),
        (f"{CUSTOM}:tag", {CUSTOM}),
        ("nothingOfTheKind", set()),
    ],
)
def test_excluded_attributes_hides_what_it_names(excluded: str, missing: set[str]) -> None:
    assert selected(None, excluded) == {name: value for name, value in USER.items() if name not in missing}


def test_sub_attributes_can_be_hidden_alone() -> None:
    shown = selected(None, f"name.givenName,emails.value,userName.x,{ENTERPRISE}:manager.displayName")
    assert shown["name"] == {"familyName": "B"}
    assert shown["emails"] == [{"type": "work"}, {"type": "home"}]
    assert shown[ENTERPRISE] == {"department": "D", "manager": {"value": "u9"}}
    assert shown["userName"] == "a@x.com"


def test_what_is_both_asked_for_and_excluded_is_hidden() -> None:
    assert selected("userName,name", "name") == ALWAYS | {"userName": "a@x.com"}


def test_the_resource_itself_stays_as_it_is() -> None:
    before = {**USER}
    selected("id", "name.givenName")
    assert before == USER


@pytest.mark.parametrize(
    ("attributes", "excluded", "wanted"),
    [
        (None, None, True),
        (None, "members", False),
        (None, "MEMBERS", False),
        (None, "urn:ietf:params:scim:schemas:core:2.0:Group:members", False),
        (None, "members.display", True),
        ("id", None, False),
        ("id", "members", False),
        ("members.value", None, True),
        ("displayName,Members", None, True),
        ("urn:example:Other:2.0:Group:members", None, False),
    ],
)
def test_what_is_not_wanted_need_not_be_read(attributes: str | None, excluded: str | None, *, wanted: bool) -> None:
    assert Projection.from_query(attributes, excluded).wants("members") is wanted


def test_an_endless_list_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="excludedAttributes"):
        Projection.from_query(None, "[" * 10_000)
