"""The case files' own language: what it refuses, and what its expectations take and do not take."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scim_facade.case_files import MalformedCaseError, parse_case, read_case
from tests.scim_facade.expectations import differences, filled

SEEN = {"send": "GET /Users/<ada>", "answer": {"status": 200}}
WHOLE: dict[str, Any] = {"title": "A promise", "source": "a client", "when": [SEEN], "after": "unchanged"}


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ([], "the file is an object"),
        ({**WHOLE, "title": " "}, '"title" is a text that says something'),
        ({key: value for key, value in WHOLE.items() if key != "source"}, 'the file lacks "source"'),
        ({**WHOLE, "afterwards": []}, 'the file has "afterwards", but the format knows only'),
        ({**WHOLE, "conformance": "stern"}, '"conformance" is one of "lenient", "strict", "both"'),
        ({**WHOLE, "extensionSchemas": {}}, '"extensionSchemas" is a list of schemas'),
        ({**WHOLE, "extensionSchemas": ["x"]}, "each of extensionSchemas is an object"),
        ({**WHOLE, "when": []}, '"when" sends nothing'),
        ({**WHOLE, "when": [{"send": "GET /Users"}]}, 'when[0] says no "answer"'),
        ({**WHOLE, "when": SEEN}, '"when" is a list of exchanges'),
        ({**WHOLE, "when": [{**SEEN, "send": "FETCH /Users"}]}, 'when[0]: "send" is a method and a path'),
        ({**WHOLE, "when": [{**SEEN, "body": {}, "raw": "{"}]}, 'when[0] has both "body" and "raw"'),
        ({**WHOLE, "when": [{**SEEN, "headers": {"Accept": 1}}]}, 'when[0]: each of "headers" is a text, or null'),
        ({**WHOLE, "when": [{**SEEN, "repeat": 0}]}, 'when[0]: "repeat" is a whole number from 1'),
        ({**WHOLE, "when": [{**SEEN, "as": "time"}]}, 'when[0]: "as" is a name of its own'),
        ({**WHOLE, "when": [{**SEEN, "answer": {"body": {}}}]}, 'when[0].answer lacks "status"'),
        ({**WHOLE, "after": []}, '"after" looks at nothing'),
        ({**WHOLE, "after": [{"send": "DELETE /Users/<ada>"}]}, "after[0] sends a DELETE"),
    ],
)
def test_a_malformed_case_is_refused_with_its_place_and_the_remedy(broken: object, sentence: str) -> None:
    with pytest.raises(MalformedCaseError) as refused:
        parse_case(broken)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("text", ["{", '{"title": "one", "title": "two"}', json.dumps({**WHOLE, "when": 1})])
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedCaseError, match=r"broken\.json"):
        read_case(tmp_path / "broken.json")


@pytest.mark.parametrize(
    ("expected", "fits", "does_not"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, {"b": 2}),
        ({"a": {"b": "x"}}, {"a": {"b": "x", "c": 1}}, {"a": ["b"]}),
        ({"a": True}, {"a": True}, {"a": 1}),
        ({"a": 1}, {"a": 1}, {"a": True}),
        ({"a": None}, {"a": None}, {}),
        (None, None, {}),
        ([1, 2], [1, 2], [2, 1]),
        ([1], [1], [1, 1]),
        ([{"a": 1}], [{"a": 1, "b": 2}], []),
        ({"a": "<absent>"}, {}, {"a": None}),
        ({"a": "<anything>"}, {"a": None}, {}),
        ({"a": "<text>"}, {"a": "x y"}, {"a": ""}),
        ({"a": "<id>"}, {"a": "x"}, {"a": "x y"}),
        ({"a": "<time>"}, {"a": "2026-01-31T08:00:00.125Z"}, {"a": "2026-01-31T08:00:00+01:00"}),
        ({"a": "<version>"}, {"a": 'W/"1"'}, {"a": '"1"'}),
        ({"<any order>": [1, 2]}, [2, 1], [1, 2, 3]),
        ({"<any order>": [1, 1]}, [1, 1], [1, 2]),
        ({"<at least>": [1, 2]}, [3, 2, 1], [1, 3]),
        ({"<at least>": [1]}, [1], {"1": 1}),
        ({"<exactly>": {"a": [{"b": 1}]}}, {"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]}),
        ({"<exactly>": {"a": "<id>"}}, {"a": "x"}, {}),
        ({"a": {"<any of>": ["<absent>", []]}}, {"a": []}, {"a": [1]}),
        ({"a": {"<any of>": ["<absent>", []]}}, {}, {"a": None}),
        ({"<like>": "^a.*z$"}, "a to z", "z to a"),
    ],
)
def test_an_expectation_takes_what_fits_and_nothing_else(expected: object, fits: object, does_not: object) -> None:
    assert list(differences(expected, fits)) == []
    assert list(differences(expected, does_not)) != []


def test_a_difference_is_told_with_its_place() -> None:
    [told] = differences({"emails": [{"value": "a"}]}, {"emails": [{"value": "b"}]})
    assert told == "body.emails[0].value should be 'a', not 'b'"


def test_names_in_angle_brackets_stand_for_what_was_answered() -> None:
    kept = {"ada": {"id": "u1", "meta": {"version": 'W/"3"'}, "totalResults": 2}, "list": {"Resources": [{"id": "u2"}]}}

    assert filled('members[value eq "<ada>"]', kept) == 'members[value eq "u1"]'
    assert filled({"If-Match": "<ada.meta.version>"}, kept) == {"If-Match": 'W/"3"'}
    assert filled(["<ada.totalResults>", "<list.Resources.0.id>", "<time>"], kept) == [2, "u2", "<time>"]
    assert filled({"<any of>": ["<absent>", {"<like>": "<ada>"}]}, kept) == {"<any of>": ["<absent>", {"<like>": "u1"}]}


@pytest.mark.parametrize("name", ["<nobody>", "<ada.meta.created>", "<ada.id.x>"])
def test_a_name_that_stands_for_nothing_is_an_error_of_the_case(name: str) -> None:
    with pytest.raises(KeyError, match="kept"):
        filled(name, {"ada": {"id": "u1", "meta": {}}})
