"""What holds for every PATCH of a user, whatever it says."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import ScimError
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Notes
from scim_facade.core.schema import USER

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"


def person(**attributes: object) -> dict[str, Any]:
    return {"userName": "a@x.com", "active": True, **attributes}


paths = st.sampled_from(
    [
        None,
        "userName",
        "active",
        "title",
        "name",
        "name.givenName",
        "emails",
        "emails.value",
        'emails[type eq "work"]',
        'emails[type eq "work"].value',
        'roles[primary eq "True"].value',
        "manager",
        ENTERPRISE,
        f"{ENTERPRISE}:manager.value",
        CUSTOM,
        f"{CUSTOM}:tags",
        f'{CUSTOM}:tags[type eq "x"].value',
        f"{CUSTOM}:tags.value",
        "foo",
        "id",
        "emails[",
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "True", "x", "work", "a\0"])
keys = st.sampled_from(
    ["value", "type", "primary", "givenName", "emails", "active", "manager", CUSTOM, ENTERPRISE, "x"]
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=6
)
operations = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Replace", "remove"])}, optional={"path": paths, "value": json_values}
)


@settings(max_examples=300)
@given(st.lists(operations, min_size=1, max_size=4))
def test_any_patch_is_carried_out_or_refused_and_never_half(listed: list[dict[str, Any]]) -> None:
    user = person(emails=[{"value": "a", "type": "work"}], **{CUSTOM: {"tags": [{"type": "x"}, "y"]}})
    before = deepcopy(user)
    try:
        after = apply_patch(user, read_operations({"Operations": listed}, USER, Notes()), USER, Notes())
    except ScimError:
        return
    finally:
        assert user == before
    assert isinstance(after["active"], bool)
    assert after["userName"]
    assert all(sum(e.get("primary") is True for e in after.get(name, [])) <= 1 for name in ("emails", "roles"))
    assert not [key for key, value in after.items() if value in (None, [], {}, "")]
    assert {} not in [*after.get("emails", []), *after.get("roles", [])]


def selects_elements_it_may_rename(operation: dict[str, Any]) -> bool:
    return (operation.get("path") or "").endswith("]")


@settings(max_examples=100)
@given(
    st.lists(
        operations.filter(lambda it: it["op"] == "Replace" and not selects_elements_it_may_rename(it)),
        min_size=1,
        max_size=3,
    )
)
def test_replacing_twice_is_replacing_once(listed: list[dict[str, Any]]) -> None:
    try:
        once = apply_patch(person(), read_operations({"Operations": listed}, USER, Notes()), USER, Notes())
    except ScimError:
        return
    assert apply_patch(once, read_operations({"Operations": listed}, USER, Notes()), USER, Notes()) == once
