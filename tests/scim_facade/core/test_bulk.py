"""What a bulk request asks for, in which order it can be done, and how the answer is told."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.bulk import Operation, Outcome, Refusal, Step, bulk_response, planned, read_bulk
from scim_facade.core.bulk_references import completion, held_back, ordered, references, resolved
from scim_facade.core.errors import InvalidSyntax, InvalidValue, MethodNotAllowed, PayloadTooLarge, ScimError
from scim_facade.core.limits import MAX_BULK_OPERATIONS
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER

BASE = "https://narthex.example/scim/v2/c1"
SCHEMAS = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def read(*operations: object, notes: Notes | None = None, **message: object) -> list[Operation | Refusal]:
    body = {"schemas": SCHEMAS, "Operations": list(operations), **message}
    return list(read_bulk(body, BASE, notes or Notes(strict=True)).operations)


def post(bulk_id: str, *named: str) -> dict[str, Any]:
    members = [{"value": f"bulkId:{name}"} for name in named]
    return {"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": {"members": members}}


def order(*operations: object) -> list[tuple[str | None, set[str]]]:
    steps = planned(read(*operations))
    told = []
    for step in steps:
        assert isinstance(step, Step)
        told.append((step.operation.bulk_id, {"refused"} if step.error else set(step.later)))
    return told


def test_each_operation_is_read_as_the_request_it_stands_for() -> None:
    create, change = read(
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "a"}},
        {"method": "PATCH", "path": "/Groups/g%201", "version": 'W/"3"', "data": {"Operations": []}},
    )
    assert create == Operation(position=1, method="POST", bulk_id="a", resource_type=USER, data={"userName": "a"})
    assert change == Operation(
        position=2, method="PATCH", resource_type=GROUP, resource_id="g 1", version='W/"3"', data={"Operations": []}
    )


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ({"path": "/Users/x"}, InvalidSyntax),
        ({"method": "get", "path": "/Users/x"}, InvalidSyntax),
        ({"method": ["POST"], "path": "/Users"}, InvalidSyntax),
        ({"method": "DELETE"}, InvalidSyntax),
        ({"method": "DELETE", "path": 7}, InvalidSyntax),
        ({"method": "POST", "path": "/Bulk", "bulkId": "a", "data": {}}, InvalidValue),
        ({"method": "PUT", "path": "/Me", "data": {}}, InvalidValue),
        ({"method": "DELETE", "path": "https://elsewhere.example/scim/v2/c1/Users/x"}, InvalidValue),
        ({"method": "DELETE", "path": "/Users"}, MethodNotAllowed),
        ({"method": "POST", "path": "/Users/x", "bulkId": "a"}, MethodNotAllowed),
        ({"method": "POST", "path": "/Users", "bulkId": 7}, InvalidValue),
    ],
)
def test_an_operation_that_cannot_be_carried_out_is_refused_by_itself(
    operation: dict[str, Any], error: type[ScimError]
) -> None:
    refused, kept = read(operation, {"method": "DELETE", "path": "/Users/y"})
    assert isinstance(refused, Refusal)
    assert isinstance(refused.error, error)
    assert isinstance(kept, Operation)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], InvalidSyntax),
        ({"schemas": SCHEMAS}, InvalidSyntax),
        ({"schemas": SCHEMAS, "Operations": []}, InvalidSyntax),
        ({"schemas": SCHEMAS, "Operations": ["DELETE"]}, InvalidSyntax),
        ({"Operations": [{"method": "DELETE", "path": "/Users/x"}]}, InvalidSyntax),
        ({"schemas": SCHEMAS, "Operations": [{"method": "POST", "path": "/Users"}]}, InvalidValue),
        ({"schemas": SCHEMAS, "Operations": [{"method": "DELETE", "path": f"{BASE}/Users/x"}]}, InvalidValue),
        ({"schemas": SCHEMAS, "Operations": [{}], "failOnErrors": 0}, InvalidValue),
        ({"schemas": SCHEMAS, "Operations": [{}], "failOnErrors": "1"}, InvalidValue),
        ({"schemas": SCHEMAS, "Operations": [{}], "failOnErrors": True}, InvalidValue),
        ({"schemas": SCHEMAS, "Operations": [{}] * (MAX_BULK_OPERATIONS + 1)}, PayloadTooLarge),
    ],
)
def test_what_is_no_bulk_request_is_refused_as_a_whole(body: object, error: type[ScimError]) -> None:
    with pytest.raises(error):
        read_bulk(body, BASE, Notes(strict=True))


def test_a_lenient_connection_takes_a_missing_schema_and_bulk_id_and_whole_addresses_and_notes_each() -> None:
    notes = Notes()
    message = {
        "operations": [{"method": "POST", "path": f"{BASE}/Users"}, {"METHOD": "DELETE", "path": f"{BASE}/Users/x"}]
    }
    create, delete = read_bulk(message, BASE, notes).operations
    assert isinstance(create, Operation)
    assert isinstance(delete, Operation)
    assert delete.resource_id == "x"
    assert {note.rule for note in notes} == {
        "missing-bulk-schema",
        "missing-bulk-id",
        "absolute-bulk-path",
        "key-letter-case",
    }


def test_references_are_found_and_replaced_wherever_an_id_can_stand_and_nowhere_else() -> None:
    data = {
        "userName": "bulkId is a word",
        "nickName": 'says "bulkId:no"',
        "active": True,
        "members": [{"value": "bulkId:a", "$ref": "https://x/Users/bulkId:a"}, {"value": "known"}],
        "Operations": [
            {"op": "remove", "path": 'members[value eq "bulkId:b" or value eq "bulkId:c"]'},
            {"op": "add", "path": "manager", "value": "bulkId:d d"},
        ],
    }
    assert list(references(data)) == ["a", "a", "b", "c", "d d"]
    assert resolved(data, {"a": "1", "b": "2", "c": "3", "d d": "4"}) == {
        **data,
        "members": [{"value": "1", "$ref": "https://x/Users/1"}, {"value": "known"}],
        "Operations": [
            {"op": "remove", "path": 'members[value eq "2" or value eq "3"]'},
            {"op": "add", "path": "manager", "value": "4"},
        ],
    }


def test_an_id_is_taken_as_it_is_whatever_characters_it_has() -> None:
    assert resolved(["bulkId:a"], {"a": r"\1\g<id>"}) == [r"\1\g<id>"]


def test_operations_keep_their_order_but_come_after_what_they_name() -> None:
    assert order(post("a"), post("b"), post("c")) == [("a", set()), ("b", set()), ("c", set())]
    assert order(post("a", "c"), post("b"), post("c")) == [("c", set()), ("a", set()), ("b", set())]


def test_a_path_names_too() -> None:
    change = {"method": "DELETE", "path": "/Groups/bulkId:a"}
    assert order(change, post("a")) == [("a", set()), (None, set())]


def test_of_resources_that_name_each_other_one_comes_first_and_is_completed_later() -> None:
    assert order(post("a", "b"), post("b", "a")) == [("b", {"a"}), ("a", set())]
    assert order(post("a", "a")) == [("a", {"a"})]


def test_what_no_operation_creates_cannot_be_named() -> None:
    assert order(post("a", "nobody"), post("b")) == [("a", {"refused"}), ("b", set())]
    put = {"method": "PUT", "path": "/Groups/x", "bulkId": "put", "data": {}}
    assert order(put, post("a", "put")) == [("put", set()), ("a", {"refused"})]


def test_a_bulk_id_that_two_operations_claim_is_refused_with_both_their_numbers() -> None:
    with pytest.raises(InvalidValue, match="Operations 2 and 3"):
        list(planned(read(post("b"), post("a"), post("a"))))


def test_a_chain_and_a_knot_of_a_thousand_take_no_more_than_their_references() -> None:
    chain = [post(str(n), str(n + 1)) for n in range(999)] + [post("999")]
    assert [name for name, _ in order(*chain)] == [str(n) for n in reversed(range(1000))]
    everybody = [str(n) for n in range(1000)]
    names = [post("0", *everybody), *(post(str(n), "0") for n in range(1, 1000))]
    assert sum(len(later) for _, later in order(*names)) == 1000


@settings(max_examples=100)
@given(st.lists(st.lists(st.integers(0, 9).map(str), max_size=4), max_size=10))
def test_whatever_names_whatever_everything_comes_once_and_lacks_only_what_is_yet_to_come(
    named: list[list[str]],
) -> None:
    creators = {str(position): position for position in range(len(named))}
    seen: set[int] = set()
    for position, later in ordered(named, creators):
        assert position not in seen
        known = {name for name in named[position] if name in creators}
        assert {creators[name] for name in known - later} <= seen
        assert all(creators[name] not in seen for name in later)
        seen.add(position)
    assert seen == set(range(len(named)))


def test_what_is_held_back_is_set_by_a_patch_later() -> None:
    data = {
        "userName": "a",
        "photos": [{"value": "x"}],
        ENTERPRISE: {"department": "D", "manager": {"value": "bulkId:b"}},
    }
    kept, waiting = held_back(data, frozenset({"b"}))
    assert kept == {"userName": "a", "photos": [{"value": "x"}], ENTERPRISE: {"department": "D"}}
    assert completion(waiting)["Operations"] == [
        {"op": "add", "path": f"{ENTERPRISE}:manager", "value": {"value": "bulkId:b"}}
    ]
    assert held_back(data, frozenset({"c"})) == (data, {})


def test_the_answer_is_in_the_clients_order_and_names_only_what_there_is() -> None:
    first, second = read(post("a"), {"method": "DELETE", "path": "/Users/x"})
    outcomes = [Outcome(second, 204, f"{BASE}/Users/x"), Outcome(first, 400, error={"status": "400"})]
    assert bulk_response(outcomes) == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
        "Operations": [
            {"method": "POST", "bulkId": "a", "status": "400", "response": {"status": "400"}},
            {"method": "DELETE", "location": f"{BASE}/Users/x", "status": "204"},
        ],
    }
