"""However much a request brings along, its entry stays within bounds and can be stored."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidValue
from scim_facade.core.redaction import Redaction
from scim_facade.core.rules import Note
from scim_facade.explanation import MAX_BYTES, MAX_SUBJECT, MAX_SUBJECTS, explained
from scim_facade.trace import Run, Trace

PREFIX = "/scim/v2/{connection}"


def traced(**known: Any) -> Trace:
    given_ = {
        "method": "PATCH",
        "route": f"{PREFIX}/Users/{{id}}",
        "path": "/scim/v2/c1/Users/u1",
        "named": {"id": "u1"},
    }
    return Trace(request_id="r1", headers={}, **{**given_, "status": 200, "has_body": True, **known})


def wide(width: int) -> dict[str, Any]:
    return {f"urn:x:scim:extension:E{number}:2.0:User": {"x": "y" * 200} for number in range(width)}


@pytest.mark.parametrize("width", [1, 50, 500, 5_000])
def test_an_explanation_stays_within_its_bound(width: int) -> None:
    body = {"Operations": [{"op": "add", "value": wide(width)}] * 3}
    runs = [Run("UserUpdate", {"changes": {"extensions": wide(width)}}, 0.0)] * 100
    content = {"schemas": ["x"], "meta": {"resourceType": "User"}, **wide(width)}

    def understood(redaction: Redaction) -> Any:
        return redaction.anything([wide(width)] * 50)

    size = len(orjson.dumps(body))
    entry = explained(
        traced(
            body=body,
            body_bytes=size,
            answer_bytes=size,
            content=content,
            runs=runs,
            understood=understood,
            notes=[Note("rule", "s" * 120)] * 100,
        ),
        PREFIX,
    )
    assert len(orjson.dumps(entry["explanation"])) <= MAX_BYTES
    assert entry["explanation"]["request"]["method"] == "PATCH"


def test_a_request_is_about_whom_it_names_and_no_more_than_a_hundred() -> None:
    runs = [
        Run(
            "GroupUpdate",
            {"changes": {"addMembers": [f"u{number}" for number in range(500)], "removeMembers": ["x" * 201]}},
            0.0,
            result="Group",
            answer={"__typename": "Group", "id": "g1", "displayName": "Sales"},
        )
    ]
    entry = explained(traced(route=f"{PREFIX}/Groups/{{id}}", named={"id": "g1"}, runs=runs), PREFIX)
    assert (entry["targetType"], entry["targetId"], entry["targetLabel"]) == ("Group", "g1", "Sales")
    assert entry["subjects"][:2] == ["g1", "u0"]
    assert len(entry["subjects"]) == MAX_SUBJECTS


def test_a_lookup_that_finds_one_is_about_that_one() -> None:
    def found(*nodes: dict[str, Any]) -> dict[str, Any]:
        run = Run("UserList", {}, 0.0, result="UserPage", answer={"nodes": list(nodes)})
        return explained(traced(method="GET", route=f"{PREFIX}/Users", named={}, runs=[run]), PREFIX)

    ada = {"id": "u1", "userName": "a@x.com"}
    assert found(ada)["subjects"] == ["u1"]
    assert found(ada)["targetLabel"] == "a@x.com"
    assert found(ada, {"id": "u2", "userName": "b@x.com"})["subjects"] == []
    assert found()["targetId"] is None


@settings(max_examples=80)
@given(st.text(max_size=400), st.text(max_size=3_000))
def test_texts_that_could_not_be_stored_are_mended(asked: str, detail: str) -> None:
    entry = explained(traced(named={"id": asked}, error=InvalidValue(detail)), PREFIX)
    texts = [entry["targetId"], entry["message"], entry["advice"], *entry["subjects"]]
    assert all("\0" not in text for text in texts)
    assert len(entry["targetId"]) <= MAX_SUBJECT
    orjson.dumps(entry)
