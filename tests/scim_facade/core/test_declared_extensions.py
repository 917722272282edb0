"""An organisation's own extension of users: written, patched and required like the standard's."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidFilter, InvalidPath, InvalidValue, Mutability, NoTarget, ScimError
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.profile import Profile
from scim_facade.core.rules import Note, Notes
from scim_facade.core.users import read_user, to_scim, user_changes, user_input

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
GATE = "urn:ietf:params:scim:schemas:extension:Gate:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def described(name: str, kind: str = "string", **characteristics: object) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "description": "",
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "uniqueness": "none",
        "canonicalValues": [],
        "referenceTypes": [],
        **characteristics,
    }


PROFILE = Profile.of(
    "LENIENT",
    [
        {
            "resourceType": "USER",
            "urn": GATE,
            "name": "Gate",
            "description": "",
            "attributes": [
                described("badge", required=True, canonicalValues=["blue", "red"]),
                described("floor", "integer"),
                described("height", "decimal"),
                described("since", "dateTime"),
                described("photo", "binary"),
                described("open", "boolean"),
                described("site", "reference", referenceTypes=["external"]),
                described("doors", multiValued=True),
                described("Codes", "integer", multiValued=True),
                described("seat", "complex", subAttributes=[described("row", "integer"), described("letter")]),
                described(
                    "shifts",
                    "complex",
                    multiValued=True,
                    subAttributes=[
                        described("value", required=True),
                        described("start", "dateTime"),
                        described("primary", "boolean"),
                    ],
                ),
            ],
        }
    ],
)
USER = PROFILE.user


def person(**gate: object) -> dict[str, Any]:
    return {"userName": "a@x.com", "active": True, GATE: {"badge": "b1", **gate}}


def patched(user: dict[str, Any], *operations: object, strict: bool = False) -> dict[str, Any]:
    before = deepcopy(user)
    body = {"schemas": [PATCH_OP], "Operations": list(operations)}
    after = apply_patch(user, read_operations(body, USER, Notes(strict=strict)), USER, Notes(strict=strict))
    assert user == before
    gate: dict[str, Any] = after.get(GATE, {})
    return gate


def replaced(path: str, value: object) -> dict[str, Any]:
    return {"op": "replace", "path": f"{GATE}:{path}", "value": value}


def removed(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": f"{GATE}:{path}"}


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "meant", "rule"),
    [
        ("badge", "green", "green", None),
        ("badge", 7, "7", "number-as-string"),
        ("floor", -3, -3, None),
        ("floor", " 12 ", 12, "string-for-number"),
        ("floor", 7.0, 7, "decimal-for-integer"),
        ("height", 1.75, 1.75, None),
        ("height", 2, 2, None),
        ("height", "1.75", 1.75, "string-for-number"),
        ("height", "2e1", 20.0, "string-for-number"),
        ("open", "TRUE", True, "boolean-as-string"),
        ("since", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", None),
        ("since", "2026-01-31T12:00:00.123456+01:00", "2026-01-31T12:00:00.123456+01:00", None),
        ("since", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z", None),
        ("photo", "AQID", "AQID", None),
        ("photo", "_-8", "_-8", None),
        ("photo", "not base64", "not base64", "binary-not-base64"),
        ("site", "https://x.example/", "https://x.example/", None),
        ("doors", ["a", "b"], ["a", "b"], None),
        ("doors", "a", ["a"], "single-for-list"),
        ("codes", [1, "2", None], [1, 2], "string-for-number"),
        ("seat", {"ROW": 4, "letter": ""}, {"row": 4}, "key-letter-case"),
        (
            "shifts",
            [{"value": "s", "start": "2026-01-31T12:00:00"}],
            [{"value": "s", "start": "2026-01-31T12:00:00Z"}],
            None,
        ),
    ],
)
def test_a_value_is_read_as_its_declared_type(name: str, value: object, meant: object, rule: str | None) -> None:
    notes = Notes()
    body = {"schemas": [CORE, GATE], "userName": "a", GATE: {"badge": "b1", name: value}}
    user = read_user(body, USER, notes)
    held = {key.lower(): inner for key, inner in user[GATE].items()}
    assert held[name.lower()] == meant
    assert type(held[name.lower()]) is type(meant)
    assert user_input(user)["extensions"] == {GATE: user[GATE]}
    assert rule is None or rule in {note.rule for note in notes}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("floor", "many", f'{GATE}:floor must be a number without a fraction, not "many"'),
        ("floor", 1.5, "floor must be a number without a fraction"),
        ("floor", True, "floor must be a number without a fraction"),
        ("floor", 2**63, "cannot be stored"),
        ("height", "tall", "height must be a number"),
        ("since", "2026-01-31", "since must be a date and time such as"),
        ("since", "2026-02-30T12:00:00Z", "since must be a date and time such as"),
        ("since", 5, "since must be a date and time such as"),
        ("photo", ["a", "b"], "photo must be a string in base64"),
        ("open", "ajar", "open must be true or false"),
        ("doors", [{"a": 1}], "doors must be a string, not an object"),
        ("seat", "4A", f"{GATE}:seat must be an object"),
        ("seat", {"row": "A"}, f"{GATE}:seat.row must be a number without a fraction"),
        ("shifts", [{"start": "2026-01-31T12:00:00Z"}], f"{GATE}:shifts.value is required"),
        ("badge", None, f"{GATE}:badge is required"),
    ],
)
def test_what_is_none_of_its_type_is_refused_by_name(name: str, value: object, reason: str) -> None:
    body = {"userName": "a", GATE: {"badge": "b", "doors": ["a"], name: value}}
    with pytest.raises(InvalidValue) as refused:
        read_user(body, USER, Notes())
    assert reason in refused.value.detail


def test_names_are_known_in_any_letter_case_and_what_is_unknown_is_noted() -> None:
    notes = Notes()
    body = {"userName": "a", GATE.upper(): {"BADGE": "b", "colour": "red"}, f"{GATE.lower()}:Floor": 2}
    assert read_user(body, USER, notes)[GATE] == {"badge": "b", "floor": 2}
    assert Note("unknown-attribute-ignored", f"{GATE}:colour") in list(notes)
    assert Note("unlisted-extension", GATE) in list(notes)


def test_a_user_shows_the_extension_as_it_is_kept() -> None:
    node = {
        "id": "u1",
        "userName": "a",
        "active": True,
        "version": 1,
        "meta": {"created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-01T00:00:00Z"},
        "extensions": {GATE: {"badge": "b", "codes": [1]}},
    }
    shown = to_scim(node, "https://narthex.example/scim/v2/c1")
    assert shown[GATE] == {"badge": "b", "codes": [1]}
    assert shown["schemas"] == [CORE, GATE]


# --- PATCH -----------------------------------------------------------------------------------------------------------


def test_plain_values_are_added_once_removed_and_selected_by_their_value() -> None:
    user = person(doors=["North", "South"])
    assert patched(user, {"op": "add", "path": f"{GATE}:doors", "value": ["north", "East"]})["doors"] == [
        "north",
        "South",
        "East",
    ]
    assert patched(user, removed('doors[value eq "north"]'))["doors"] == ["South"]
    assert patched(user, removed('doors[value sw "N" or value co "out"]')) == {"badge": "b1"}
    assert patched(user, replaced('doors[value eq "North"]', "West"))["doors"] == ["West", "South"]
    assert patched(user, replaced('doors[value eq "North"].value', "West"))["doors"] == ["West", "South"]
    assert patched(user, {"op": "remove", "path": f"{GATE}:doors", "value": ["South"]})["doors"] == ["North"]
    assert patched(user, removed("doors")) == {"badge": "b1"}
    assert patched(user, replaced("doors", [])) == {"badge": "b1"}
    assert patched(person(), replaced('doors[value eq "North"]', "North"))["doors"] == ["North"]


def test_numbers_and_times_compare_as_such() -> None:
    assert patched(person(Codes=[2, 10, 30]), removed("codes[value gt 9]"))["Codes"] == [2]
    assert patched(person(Codes=[2, 10]), removed('codes[value eq "2"]'))["Codes"] == [10]
    shifts = [{"value": "a", "start": "2026-01-31T12:00:00Z"}, {"value": "b", "start": "2026-01-31T12:00:00-02:00"}]
    path = 'shifts[start le "2026-01-31T13:00:00+01:00"]'
    assert patched(person(shifts=shifts), removed(path))["shifts"] == shifts[1:]


def test_one_shift_is_primary() -> None:
    shifts = [{"value": "a", "primary": True}, {"value": "b"}]
    after = patched(person(shifts=shifts), replaced('shifts[value eq "b"].primary', value=True))
    assert [shift["value"] for shift in after["shifts"] if shift.get("primary")] == ["b"]


def test_a_complex_value_is_merged_and_selected() -> None:
    user = person(seat={"row": 4, "letter": "A"})
    assert patched(user, replaced("seat", {"letter": "B"}))["seat"] == {"row": 4, "letter": "B"}
    assert patched(user, replaced("seat[row eq 4].letter", "C"))["seat"] == {"row": 4, "letter": "C"}
    assert patched(user, removed("seat[row gt 3]")) == {"badge": "b1"}
    assert patched(user, removed("seat[row gt 4]"))["seat"] == {"row": 4, "letter": "A"}
    assert patched(person(), replaced("seat[row eq 5].letter", "C"))["seat"] == {"row": 5, "letter": "C"}
    with pytest.raises(NoTarget):
        patched(user, replaced("seat[row eq 5].letter", "C"))


def test_what_is_required_stays_unless_all_of_it_goes() -> None:
    for operation, refusal in ((removed("badge"), Mutability), (replaced("badge", ""), InvalidValue)):
        with pytest.raises(refusal, match="badge is required"):
            patched(person(floor=1), operation)
    with pytest.raises(InvalidValue, match="badge is required"):
        patched({"userName": "a", "active": True}, replaced("floor", 1))
    with pytest.raises(Mutability, match=r"shifts\.value is required"):
        patched(person(shifts=[{"value": "a", "primary": True}]), removed('shifts[value eq "a"].value'))
    assert patched(person(floor=1), {"op": "remove", "path": GATE}) == {}
    assert patched(person(floor=1), removed("badge"), replaced("badge", "b2"))["badge"] == "b2"


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ('floor[value eq "1"]', InvalidPath),
        ("codes[value co 1]", InvalidFilter),
        ('codes[value gt "many"]', InvalidFilter),
        ('shifts[start eq "today"]', InvalidFilter),
        ('photo[value eq "x"]', InvalidPath),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(path: str, refusal: type[ScimError]) -> None:
    with pytest.raises(refusal):
        patched(person(), removed(path))


def test_a_strict_connection_knows_declared_extensions_and_creates_nothing_on_the_way() -> None:
    assert patched(person(), replaced("floor", 3), strict=True)["floor"] == 3
    assert patched(person(doors=["a"]), removed('doors[value eq "a"]'), strict=True) == {"badge": "b1"}
    assert patched(person(), removed('doors[value eq "a"]'), strict=True) == {"badge": "b1"}
    for path in ('doors[value eq "a"]', "seat[row eq 1].letter"):
        with pytest.raises(NoTarget):
            patched(person(), replaced(path, "b"), strict=True)


def test_adding_what_is_there_changes_nothing() -> None:
    user = person(doors=["a"], Codes=[1], seat={"row": 1}, shifts=[{"value": "s"}], floor=2)
    value = {"doors": ["A", "a"], "codes": [1], "seat": {"row": 1}, "shifts": [{"value": "s"}], "floor": 2}
    after = {**user, GATE: patched(user, {"op": "add", "path": GATE, "value": {**value, "doors": ["a"]}})}
    assert user_changes(user, after) == {}


doors = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4, unique=True)


@settings(max_examples=100)
@given(doors, doors, st.sampled_from(["add", "replace", "remove"]))
def test_a_list_of_plain_values_behaves_like_a_list(held: list[str], named: list[str], op: str) -> None:
    user = person(doors=held) if held else person()
    after = patched(user, {"op": op, "path": f"{GATE}:doors", "value": named}).get("doors", [])
    expected = {
        "add": [*held, *(door for door in named if door not in held)],
        "replace": named,
        "remove": [door for door in held if door not in named],
    }
    assert after == expected[op]


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "7", "x", "2026-01-31T12:00:00"])
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["badge", "floor", "doors", "seat", "shifts", "value", "row"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
targets = st.sampled_from(
    [
        "badge",
        "floor",
        "since",
        "open",
        "doors",
        "codes",
        "seat",
        "seat.row",
        "shifts",
        "shifts.value",
        "",
        'doors[value eq "x"]',
        "codes[value gt 3].value",
        "seat[row eq 7]",
        'shifts[value sw "x"].primary',
        "seat[",
        "no",
    ]
).map(lambda name: f"{GATE}:{name}" if name else GATE)
operations = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "replace", "remove"]), "path": targets}, optional={"value": json_values}
)


@settings(max_examples=100)
@given(listed=st.lists(operations, min_size=1, max_size=4), strict=st.booleans())
def test_whatever_a_patch_says_the_extension_conforms_to_its_schema_afterwards(
    listed: list[dict[str, Any]], *, strict: bool
) -> None:
    user = person(doors=["x"], seat={"row": 7}, shifts=[{"value": "x"}])
    try:
        after = patched(user, *listed, strict=strict)
    except ScimError:
        return
    if after:
        again = {"schemas": [CORE, GATE], "userName": "a", GATE: after}
        assert read_user(again, USER, Notes(strict=True))[GATE] == after
