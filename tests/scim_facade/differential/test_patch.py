"""PATCH of a user as scim2-models carries it out, beside ours, strict and lenient.

Where the two differ, the table says why; whatever it does not cover must come out the same, to the error type.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scim2_models import Context, EnterpriseUser, PatchOp, SCIMException, ScimPolicy, User

from scim_facade.core import schema
from scim_facade.core.errors import ScimError
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Notes
from tests.scim_facade.differential.people import ENTERPRISE, USER, Operation, Person, operations, people

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MODEL = User[EnterpriseUser]
STRICT = ScimPolicy()
LENIENT = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
MULTI_VALUED = ("emails", "roles", "addresses")

Outcome = Person | str
"""The user afterwards, or the `scimType` of the refusal."""


@dataclass(frozen=True)
class Difference:
    """What the two carry out differently, why ours does it so, where it may occur, and a case of it."""

    reason: str
    may_occur: Callable[[Person, Operation], bool]
    user: Person
    operation: Operation
    ours: Outcome
    theirs: Outcome
    modes: tuple[ScimPolicy, ...] = (STRICT, LENIENT)


def adds_what_is_there(user: Person, operation: Operation) -> bool:
    """Whether elements that are added meet others of the same value, in the user or beside them."""
    if operation["op"] != "add" or "[" in operation.get("path", ""):
        return False
    added = operation["value"] if "path" not in operation else {operation["path"]: operation["value"]}
    for attribute in MULTI_VALUED:
        elements = [*user.get(attribute, []), *added.get(attribute, [])]
        values = [str(element.get("value", element.get("locality"))).lower() for element in elements]
        if attribute in added and len(set(values)) < len(values):
            return True
    return False


def selects_among_several(user: Person, operation: Operation) -> bool:
    attribute, bracket, _ = operation.get("path", "").partition("[")
    return bool(bracket) and len(user.get(attribute, [])) > 1


def makes_primary(operation: Operation) -> bool:
    value = operation.get("value")
    return value is True or (isinstance(value, dict) and value.get("primary") is True)


def contradicts_its_path(operation: Operation) -> bool:
    """Whether the value says something else of an element than the filter that selects it."""
    _, bracket, rest = operation.get("path", "").partition("[")
    if not bracket or operation["op"] == "remove":
        return False
    condition, _, sub = rest.rpartition("]")
    value = {sub.removeprefix("."): operation["value"]} if sub else operation["value"]
    terms = re.findall(r'(\w+) eq "?([^" ]+)"?', condition)
    return any(str(value.get(name, term)).lower() != term.lower() for name, term in terms)


ADA = {"userName": "Ada", "active": True}
MAIL = {"value": "a@x.example", "type": "work"}
OTHER = {"value": "b@x.example", "type": "home"}

DIFFERENCES = {
    "added-again": Difference(
        "A value that is there already gains what it did not have: directories send it again with more sub-attributes.",
        adds_what_is_there,
        user={**ADA, "emails": [{"value": "a@x.example"}]},
        operation={"op": "add", "path": "emails", "value": [MAIL]},
        ours={**ADA, "emails": [MAIL]},
        theirs={**ADA, "emails": [{"value": "a@x.example"}, MAIL]},
    ),
    "several-selected-as-primary": Difference(
        "Of several values that a filter selects, the first becomes the primary one; a refusal would lose the rest.",
        lambda user, operation: selects_among_several(user, operation) and makes_primary(operation),
        user={**ADA, "emails": [MAIL, OTHER]},
        operation={"op": "replace", "path": "emails[type pr].primary", "value": True},
        ours={**ADA, "emails": [{**MAIL, "primary": True}, OTHER]},
        theirs="invalidValue",
    ),
    "selected-element-replaced": Difference(
        "RFC 7644 §3.5.2.3 replaces the values that a filter selects; the other keeps what the new one does not name.",
        lambda _, operation: operation["op"] == "replace" and operation.get("path", "").endswith("]"),
        user={**ADA, "emails": [{**MAIL, "display": "Ada"}]},
        operation={"op": "replace", "path": 'emails[type eq "work"]', "value": {"value": "c@x.example"}},
        ours={**ADA, "emails": [{"value": "c@x.example", "type": "work"}]},
        theirs={**ADA, "emails": [{"value": "c@x.example", "type": "work", "display": "Ada"}]},
    ),
    "created-otherwise-than-selected": Difference(
        "Entra replaces a value that it selects by itself; where it is gone, what Entra wants is created all the same.",
        lambda _, operation: contradicts_its_path(operation),
        user=ADA,
        operation={"op": "replace", "path": 'emails[value eq "a@x.example"].value', "value": "b@x.example"},
        ours={**ADA, "emails": [{"value": "b@x.example"}]},
        theirs="invalidValue",
        modes=(LENIENT,),
    ),
    "path-required": Difference(
        "The interoperability profile wants a path in each operation, and a strict connection follows it.",
        lambda _, operation: "path" not in operation,
        user=ADA,
        operation={"op": "add", "value": {"title": "Countess"}},
        ours="invalidSyntax",
        theirs={**ADA, "title": "Countess"},
        modes=(STRICT,),
    ),
    "active-is-required": Difference(
        "Every user has `active`, and discovery says so: nobody may come back because a value went missing.",
        lambda _, operation: operation == {"op": "remove", "path": "active"},
        user=ADA,
        operation={"op": "remove", "path": "active"},
        ours="mutability",
        theirs={"userName": "Ada"},
    ),
    "nothing-left-of-an-element": Difference(
        "An element of which only its type is left says nothing, and clients would show it as a value.",
        lambda _, operation: operation["op"] == "remove" and operation["path"].endswith("].value"),
        user={**ADA, "emails": [MAIL, OTHER]},
        operation={"op": "remove", "path": 'emails[type eq "work"].value'},
        ours={**ADA, "emails": [OTHER]},
        theirs={**ADA, "emails": [{"type": "work"}, OTHER]},
    ),
    "manager-cleared-by-its-value": Difference(
        "Entra and Microsoft's validator clear a manager by the value; without it nothing of a manager is left.",
        lambda _, operation: operation["op"] == "remove" and operation["path"].endswith("manager.value"),
        user={**ADA, ENTERPRISE: {"manager": {"value": "Ben"}}},
        operation={"op": "remove", "path": f"{ENTERPRISE}:manager.value"},
        ours=ADA,
        theirs="mutability",
    ),
    "number-for-text": Difference(
        "Entra's expressions give numbers for texts.",
        lambda _, operation: isinstance(operation.get("value"), int) and operation.get("path") == "title",
        user=ADA,
        operation={"op": "add", "path": "title", "value": 7},
        ours={**ADA, "title": "7"},
        theirs="invalidValue",
        modes=(LENIENT,),
    ),
    "several-primaries": Difference(
        "Clients mark several values as primary; the first stays so.",
        lambda *_: False,  # the people's lists have one primary value each
        user=ADA,
        operation={"op": "add", "path": "emails", "value": [{**MAIL, "primary": True}, {**OTHER, "primary": True}]},
        ours={**ADA, "emails": [{**MAIL, "primary": True}, OTHER]},
        theirs="invalidValue",
        modes=(LENIENT,),
    ),
}


@pytest.mark.parametrize("mode", [STRICT, LENIENT], ids=["strict", "lenient"])
@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_that_is_listed_is_there_where_it_is_said_to_be(name: str, mode: ScimPolicy) -> None:
    difference = DIFFERENCES[name]
    outcomes = ours(difference.user, difference.operation, mode), theirs(difference.user, difference.operation, mode)

    if mode in difference.modes:
        assert outcomes == (difference.ours, difference.theirs)
    else:
        assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("mode", [STRICT, LENIENT], ids=["strict", "lenient"])
@settings(max_examples=100)
@given(user=people, listed=st.lists(operations, min_size=1, max_size=4))
def test_operations_come_out_as_in_scim2_models_wherever_no_difference_is_listed(
    mode: ScimPolicy, user: Person, listed: list[Operation]
) -> None:
    for operation in listed:
        after, oracle = ours(user, operation, mode), theirs(user, operation, mode)
        if not any(each.may_occur(user, operation) for each in DIFFERENCES.values() if mode in each.modes):
            assert after == oracle, (user, operation)
        if isinstance(after, dict):
            user = after


def ours(user: Person, operation: Operation, mode: ScimPolicy) -> Outcome:
    try:
        after: Person = plain(
            apply_patch(
                resource(user),
                read_operations(message(operation), schema.USER, Notes(strict=mode is STRICT)),
                schema.USER,
                Notes(strict=mode is STRICT),
            )
        )
    except ScimError as refused:
        return str(refused.scim_type)
    return after


def theirs(user: Person, operation: Operation, mode: ScimPolicy) -> Outcome:
    with mode:
        try:
            model = MODEL.model_validate(resource(user))
            request = PatchOp[MODEL].model_validate(message(operation), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
            request.patch(model)
        except SCIMException as refused:
            return str(refused.scim_type)
        except ValidationError as refused:
            return refused.errors()[0]["type"].removeprefix("scim_")
    after: Person = plain(model.model_dump(scim_ctx=Context.DEFAULT))
    return after


def resource(user: Person) -> Person:
    return {"schemas": [USER, ENTERPRISE] if ENTERPRISE in user else [USER], **deepcopy(user)}


def message(operation: Operation) -> dict[str, Any]:
    return {"schemas": [PATCH_OP], "Operations": [deepcopy(operation)]}


def plain(value: Any) -> Any:
    """A resource without what means nothing: `primary: false` (RFC 7643 §2.4), empty values, the order of keys."""
    if isinstance(value, list):
        return [kept for kept in map(plain, value) if kept != {}]
    if not isinstance(value, dict):
        return value
    kept = {key: plain(each) for key, each in value.items() if key != "schemas"}
    return {key: each for key, each in kept.items() if each not in (None, {}, []) and (key, each) != ("primary", False)}
