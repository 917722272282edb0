"""PATCH of extensions that nobody declared."""

import pytest

from scim_facade.core.errors import (
    InvalidValue,
)
from tests.scim_facade.core.patching import CORE, CUSTOM, ENTERPRISE, op, patched, person


def test_an_undeclared_attribute_is_set_under_its_urn() -> None:
    user = patched(person(schemas=[CORE]), op("add", f"{CUSTOM}:tag", "701984"))
    assert user == person(schemas=[CORE, CUSTOM], **{CUSTOM: {"tag": "701984"}})
    assert patched(user, op("replace", f"{CUSTOM.lower()}:tag", 7))[CUSTOM] == {"tag": 7}
    assert patched(user, op("remove", f"{CUSTOM}:tag")) == person(schemas=[CORE])
    assert patched(user, op("replace", f"{CUSTOM}:tag", None)) == person(schemas=[CORE])
    assert patched(user, op("remove", CUSTOM)) == person(schemas=[CORE])


def test_an_undeclared_attribute_is_set_where_only_its_value_tells_it_from_a_schema() -> None:
    profile = "urn:scim:schemas:extension:slack:profile:1.0"
    user = patched(person(schemas=[CORE]), op("add", f"{profile}:startDate", "2026-01-31"))
    assert user == person(schemas=[CORE, profile], **{profile: {"startDate": "2026-01-31"}})
    assert patched(user, op("replace", profile, {"title": "x"}))[profile] == {"startDate": "2026-01-31", "title": "x"}


@pytest.mark.parametrize("path", [CUSTOM, "urn:scim:schemas:extension:slack:profile:1.0", "urn:a:b", ENTERPRISE, CORE])
def test_a_schema_as_a_whole_has_no_plain_value(path: str) -> None:
    assert patched(person(), op("replace", path, "x")) == person()


def test_an_undeclared_list_grows_shrinks_and_is_replaced() -> None:
    user = person(**{CUSTOM: {"ids": [{"value": "1"}]}})
    path = f"{CUSTOM}:ids"
    assert patched(person(), op("add", path, [{"value": "1"}])) == user
    grown = patched(user, op("add", path, [{"value": "1"}, {"value": "2"}]), op("add", path, ["3", "3"]))
    assert grown[CUSTOM] == {"ids": [{"value": "1"}, {"value": "2"}, "3"]}
    assert patched(grown, op("remove", path, [{"value": "2"}, "3"])) == user
    assert patched(grown, op("replace", path, "x"))[CUSTOM] == {"ids": "x"}
    assert patched(grown, op("replace", f'{path}[value eq "2"].value', "9"))[CUSTOM]["ids"][1] == {"value": "9"}
    assert patched(user, op("add", path, {"value": "1"})) == user


def test_an_undeclared_object_is_reached_into() -> None:
    user = patched(person(), op("add", f"{CUSTOM}:desk.floor", 3), op("add", f"{CUSTOM}:desk", {"room": "R"}))
    assert user[CUSTOM] == {"desk": {"floor": 3, "room": "R"}}
    assert patched(user, op("remove", f"{CUSTOM}:desk.floor"))[CUSTOM] == {"desk": {"room": "R"}}
    assert patched(user, op("replace", f"{CUSTOM}:desk", {"room": "S"}))[CUSTOM] == {"desk": {"room": "S"}}
    assert patched(person(**{CUSTOM: {"desk": "x"}}), op("remove", f"{CUSTOM}:desk.floor"))[CUSTOM] == {"desk": "x"}


def test_an_undeclared_extension_keeps_its_names_as_they_came() -> None:
    user = patched(person(), op("add", None, {CUSTOM: {"a.b": 1, "c[d": ""}}))
    assert user[CUSTOM] == {"a.b": 1, "c[d": ""}
    assert patched(person(), op("add", CUSTOM, "not an object")) == person()


def test_an_undeclared_element_must_be_an_object() -> None:
    with pytest.raises(InvalidValue, match="must be an object"):
        patched(person(), op("add", f'{CUSTOM}:tags[type eq "x"]', "text"))
    held = person(**{CUSTOM: {"tags": {"type": "x"}}})
    assert patched(held, op("add", f'{CUSTOM}:tags[type eq "x"].v', 1))[CUSTOM] == {"tags": [{"type": "x", "v": 1}]}
