"""Values of an organisation's own schemas: which conform, and which are equal."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.errors import InvalidInput
from identity.rules import group, user
from identity.rules.extension_definition import defined
from identity.rules.extension_schema import Declared, DeclaredSchema
from identity.rules.extension_values import (
    MAX_ELEMENTS,
    Misfit,
    conforming,
    conforming_extensions,
    unique_values,
)

URN = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"


def declared(*attributes: dict[str, Any]) -> Declared:
    definition = defined(URN, "My app", "", attributes)
    schema = DeclaredSchema.of(definition.urn, definition.attributes)
    return {schema.key: schema}


ADDRESS = {
    "name": "desk",
    "type": "complex",
    "multiValued": True,
    "subAttributes": [{"name": "floor", "type": "integer", "required": True}, {"name": "note", "type": "string"}],
}
EVERYTHING = declared(
    *({"name": kind, "type": kind} for kind in ("string", "boolean", "decimal", "integer")),
    *({"name": kind, "type": kind} for kind in ("dateTime", "reference", "binary")),
    {"name": "tags", "type": "string", "multiValued": True},
    ADDRESS,
)

moments = st.datetimes(
    min_value=datetime.fromisoformat("0002-01-01"),
    max_value=datetime.fromisoformat("9999-12-30"),
    timezones=st.just(UTC),
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
integers = st.integers(-(2**63), 2**64 - 1)
CONFORMING: dict[str, st.SearchStrategy[Any]] = {
    "string": texts,
    "reference": texts,
    "boolean": st.booleans(),
    "integer": integers,
    "decimal": integers | st.floats(allow_nan=False, allow_infinity=False),
    "dateTime": st.builds(lambda moment, offset: moment.astimezone(offset).isoformat(), moments, offsets)
    | moments.map(lambda moment: moment.isoformat().replace("+00:00", "Z")),
    "binary": st.binary(min_size=1, max_size=20).map(lambda content: base64.b64encode(content).decode())
    | st.binary(min_size=1, max_size=20).map(lambda content: base64.urlsafe_b64encode(content).decode().rstrip("=")),
    "tags": st.lists(texts, min_size=1, max_size=3),
    "desk": st.lists(st.fixed_dictionaries({"floor": integers}, optional={"note": texts}), min_size=1, max_size=3),
}
"""For each attribute of `EVERYTHING`, values it accepts."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


def kept(part: dict[str, Any], schemas: Declared = EVERYTHING, urn: str = URN) -> dict[str, Any]:
    found: dict[str, Any] = conforming_extensions({urn: part}, schemas).get(URN, {})
    return found


def misfit(part: dict[str, Any], schemas: Declared = EVERYTHING) -> str:
    with pytest.raises(InvalidInput) as refused:
        kept(part, schemas)
    assert refused.value.field == "extensions"
    return str(refused.value)


@settings(max_examples=100)
@given(st.fixed_dictionaries({}, optional=CONFORMING))
def test_what_conforms_is_kept_as_it_came(part: dict[str, Any]) -> None:
    assert kept(part) == part
    assert conforming_extensions({URN: kept(part)}, EVERYTHING) == ({URN: part} if part else {})


@settings(max_examples=200)
@given(st.sampled_from(list(CONFORMING)), JSON)
def test_what_is_kept_of_anything_is_absent_or_of_its_type(name: str, value: Any) -> None:
    types: dict[str, Any] = {"boolean": bool, "integer": int, "decimal": int | float, "tags": list, "desk": list}
    try:
        found = kept({name: value})
    except InvalidInput as refused:
        assert f"{URN}:{name}" in str(refused)  # noqa: PT017  a refusal is one of two answers
        return
    assert set(found) <= {name}
    if found:
        assert isinstance(found[name], types.get(name, str))
        assert isinstance(found[name], bool) is (name == "boolean")


@settings(max_examples=50)
@given(st.fixed_dictionaries({}, optional=CONFORMING))
def test_names_are_brought_to_their_declared_spelling(part: dict[str, Any]) -> None:
    shouted = {name.upper(): value for name, value in part.items()}
    assert kept(shouted, urn=URN.upper()) == part


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"string": 7}, "is of type string, in JSON a string, and not a number"),
        ({"boolean": "True"}, "is of type boolean, in JSON true or false, and not 'True'"),
        ({"boolean": 1}, "boolean"),
        ({"integer": 1.0}, "without fraction"),
        ({"integer": True}, "and not a boolean"),
        ({"integer": "1"}, "and not '1'"),
        ({"integer": ""}, "and not ''"),
        ({"decimal": "1.5"}, "decimal"),
        ({"dateTime": "2026-01-31"}, "such as 2026-01-31T12:00:00Z"),
        ({"binary": "a"}, "base64"),
        ({"binary": "ab=="}, None),
        ({"binary": "a_+="}, "base64"),
        ({"reference": {}}, "and not an object"),
        ({"tags": "one"}, "is multi-valued, so that its value is a list, and not a string"),
        ({"tags": [1]}, "and not a number"),
        ({"tags": ["x"] * (MAX_ELEMENTS + 1)}, "at most 1000"),
        ({"desk": [7]}, "is of type complex, so that its value is an object, and not a number"),
        ({"desk": [{"floor": "1"}]}, f"{URN}:desk.floor is of type integer"),
        ({"desk": [{"note": "x"}]}, f"{URN}:desk.floor is required"),
        ({"desk": [{"floor": 1, "roof": 1}]}, f"{URN}:desk.roof is not an attribute of this schema"),
        ({"nothing": 1}, f"{URN}:nothing is not an attribute of this schema"),
        ({"nothing": None}, "is not an attribute"),
        ({"string": "a", "STRING": "a"}, "given twice"),
        ({"\u017ftring": "a"}, "is not an attribute"),
    ],
)
def test_a_refusal_names_the_attribute_and_says_what_does_not_fit(part: dict[str, Any], what: str | None) -> None:
    if what is None:
        assert kept(part) == part
    else:
        assert what in misfit(part)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+15:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00z",
        "20260101T000000Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-01-01T00:00:00Z\n",
        "\uff12026-01-01T00:00:00Z",
    ],
)
def test_what_is_no_moment_of_rfc_3339_is_refused(moment: str) -> None:
    assert "such as 2026-01-31T12:00:00Z" in misfit({"dateTime": moment})


@pytest.mark.parametrize("moment", ["2024-02-29T23:59:59.123456789-14:00", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_moments(moment: str) -> None:
    assert kept({"dateTime": moment}) == {"dateTime": moment}


def test_nothing_is_kept_of_what_is_empty() -> None:
    empty = {"string": "", "integer": None, "tags": [], "desk": [{}, None, {"note": ""}]}
    assert conforming_extensions({URN: empty}, EVERYTHING) == {}
    assert kept({"tags": [None, "", "x"], "integer": 0, "boolean": False}) == {
        "tags": ["x"],
        "integer": 0,
        "boolean": False,
    }


def test_what_is_required_is_there_whenever_the_extension_is() -> None:
    schemas = declared({"name": "tag", "type": "string", "required": True}, {"name": "note", "type": "string"})
    assert "tag is required" in misfit({"note": "x"}, schemas)
    assert "tag is required" in misfit({"note": "x", "tag": ""}, schemas)
    assert kept({"tag": "x"}, schemas) == {"tag": "x"}
    assert kept({"tag": None, "note": None}, schemas) == {}


def test_what_nobody_declared_is_kept_as_it_came() -> None:
    other = {"urn:x": {"A": None, "b": ["", {}]}, "URN:X": {"a": 1}}
    assert conforming_extensions(other, EVERYTHING) == other


def test_one_extension_in_two_spellings_is_refused() -> None:
    with pytest.raises(InvalidInput, match="given twice"):
        conforming_extensions({URN: {"string": "a"}, URN.upper(): {"integer": 1}}, EVERYTHING)
    with pytest.raises(InvalidInput, match="given twice"):
        group.changed({"displayName": "g"}, {"extensions": {URN: None, URN.upper(): {}}}, EVERYTHING)


def test_parts_of_one_extension_in_several_spellings_are_one_unless_they_overlap() -> None:
    (schema,) = EVERYTHING.values()
    assert conforming(schema, [("STRING", "a"), ("integer", 1)]) == {"string": "a", "integer": 1}
    with pytest.raises(Misfit, match="given twice"):
        conforming(schema, [("STRING", "a"), ("string", "a")])


def test_a_change_of_a_group_meets_what_it_changes_in_any_spelling() -> None:
    before = {"displayName": "g", "extensions": {URN: {"string": "a", "integer": 1}, "urn:x": {"y": 1}}}
    changes = {"extensions": {URN.upper(): {"STRING": None, "BOOLEAN": True}}}
    after = group.changed(before, changes, EVERYTHING)
    assert after["extensions"] == {URN: {"integer": 1, "boolean": True}, "urn:x": {"y": 1}}
    gone = group.changed(after, {"extensions": {URN.lower(): None}}, EVERYTHING)
    assert gone["extensions"] == {"urn:x": {"y": 1}}


def test_a_change_of_a_group_is_judged_by_what_comes_of_it() -> None:
    schemas = declared({"name": "tag", "type": "string", "required": True}, {"name": "note", "type": "string"})
    before = {"displayName": "g", "extensions": {URN: {"tag": "a"}}}
    assert group.changed(before, {"extensions": {URN: {"note": "x"}}}, schemas)["extensions"][URN]["tag"] == "a"
    with pytest.raises(InvalidInput, match="tag is required"):
        group.changed(before, {"extensions": {URN: {"note": "x", "TAG": None}}}, schemas)
    with pytest.raises(InvalidInput, match="tug is not an attribute"):
        group.changed(before, {"extensions": {URN: {"tug": None}}}, schemas)
    assert "extensions" not in group.changed(before, {"extensions": {URN: {"tag": None}}}, schemas)


def test_a_change_of_a_user_puts_conforming_extensions_in_place() -> None:
    before = {"userName": "ada", "active": True, "extensions": {URN: {"string": "a"}}}
    after = user.applied(before, {"extensions": {URN.upper(): {"INTEGER": 1}}}, EVERYTHING)
    assert after["extensions"] == {URN: {"integer": 1}}
    assert "extensions" not in user.applied(before, {"extensions": {URN: {"string": None}}}, EVERYTHING)


UNIQUE = declared(
    {"name": "tag", "type": "string", "uniqueness": "server"},
    {"name": "exact", "type": "string", "uniqueness": "server", "caseExact": True},
    {"name": "number", "type": "decimal", "uniqueness": "server"},
    {"name": "note", "type": "string"},
)


def keys(part: dict[str, Any]) -> set[str]:
    return {unique.value for unique in unique_values({URN: part}, UNIQUE)}


def test_what_must_be_unique_is_found_with_the_value_as_it_was_sent() -> None:
    found = unique_values({URN: {"tag": "Straße", "note": "x"}, "urn:x": {"tag": "y"}}, UNIQUE)
    assert {tuple(unique): value for unique, value in found.items()} == {(URN.lower(), "tag", "strasse"): "Straße"}


def test_letter_case_makes_no_difference_unless_it_counts() -> None:
    assert keys({"tag": "ADA"}) == keys({"tag": "ada"})
    assert keys({"exact": "ADA"}) != keys({"exact": "ada"})


@settings(max_examples=100)
@given(CONFORMING["decimal"], CONFORMING["decimal"])
def test_numbers_are_equal_when_they_are_the_same_number(one: float, other: float) -> None:
    is_same = Decimal(repr(one)) == Decimal(repr(other))
    assert (keys({"number": one}) == keys({"number": other})) is is_same


def test_a_number_is_the_same_in_every_spelling() -> None:
    assert keys({"number": 100}) == keys({"number": 1e2}) == keys({"number": 100.0}) == {"100"}
    assert keys({"number": -0.0}) == keys({"number": 0}) == {"0"}


def test_a_value_too_long_for_an_index_cannot_be_unique() -> None:
    assert "longer than 512" in misfit({"tag": "\ufdfa" * 200}, UNIQUE)
    assert "longer than 512" in misfit({"exact": "x" * 513}, UNIQUE)
    assert kept({"note": "x" * 513}, UNIQUE)
