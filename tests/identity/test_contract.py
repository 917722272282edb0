"""The contract that other services build on."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, build_schema

from identity.actor import ActorKind
from identity.commands.sign_in_test import SignInRule
from identity.filtering import Operator
from identity.graphql import export
from identity.graphql.problems import PROBLEMS
from identity.graphql.schema import sdl
from identity.rules.activity import ActivityKind, ActivityOutcome, Span
from identity.rules.conformance import Conformance
from identity.rules.delegation import DelegationKind
from identity.rules.extension_schema import ResourceType
from identity.rules.review import ReviewDecision, ReviewReason
from identity.rules.roles import Role
from identity.rules.sign_in import SignInMethod, SignInPurpose, SignInRefusal
from identity.rules.source import Source
from identity.rules.tokens import TokenStatus

CONTRACT = Path(__file__).parents[2] / "contract" / "schema.graphql"
SCHEMA = build_schema(sdl())
ENUMS: dict[str, type[StrEnum]] = {
    "ActivityKind": ActivityKind,
    "ActivityOutcome": ActivityOutcome,
    "ActorKind": ActorKind,
    "Conformance": Conformance,
    "DelegationKind": DelegationKind,
    "Operator": Operator,
    "ResourceType": ResourceType,
    "ReviewDecision": ReviewDecision,
    "ReviewReason": ReviewReason,
    "Role": Role,
    "SignInMethod": SignInMethod,
    "SignInPurpose": SignInPurpose,
    "SignInRefusal": SignInRefusal,
    "SignInRule": SignInRule,
    "Source": Source,
    "Span": Span,
    "TokenStatus": TokenStatus,
}
# Whoever comes by these has no credential yet; the proof is among the arguments.
ANONYMOUS = {
    "connectionSetupLinkOpen",
    "passkeySignInBegin",
    "passwordSetUp",
    "sessionStartWithMicrosoft",
    "sessionStartWithPasskey",
    "sessionStartWithPassword",
    "sessionsEndByMicrosoft",
    "signInTransactionRedeem",
    "tenantConfirm",
}
# These ask or tell, and cannot be refused.
WITHOUT_PROBLEMS = {"passkeySignInBegin", "sessionsEndByMicrosoft"}
SUCCESSES = {"sessionStartWithMicrosoft": {"SessionStarted", "TenantUnclaimed", "AccountUnconfirmed"}}


def mutations() -> list[Any]:
    assert SCHEMA.mutation_type is not None
    return [
        pytest.param(name, field.type.of_type, id=name)
        for name, field in SCHEMA.mutation_type.fields.items()
        if name not in WITHOUT_PROBLEMS
    ]


def test_the_committed_schema_is_the_one_the_service_speaks() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == sdl(), "run `make generate`"


def test_every_enum_of_the_schema_has_the_values_of_the_code() -> None:
    spoken = {
        name: set(kind.values)
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLEnumType) and not name.startswith("__")
    }
    assert spoken == {name: {member.value for member in enum} for name, enum in ENUMS.items()}


@pytest.mark.parametrize("operator", [operator.value for operator in Operator])
async def test_every_operator_is_understood(api: Any, operator: str) -> None:
    compare = {"attribute": "userName", "operator": operator, "value": "x"}
    assert (await api.query("users", filter={"compare": compare}))["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(("name", "result"), mutations())
def test_every_mutation_answers_with_one_success_or_a_problem(name: str, result: Any) -> None:
    assert isinstance(result, GraphQLUnionType)
    problem = SCHEMA.type_map["Problem"]
    assert isinstance(problem, GraphQLInterfaceType)
    known = {kind.__name__ for kind in PROBLEMS.values()}
    problems = {member.name for member in result.types if problem in member.interfaces}
    assert problems <= known
    assert ("SignInRefused" if name in ANONYMOUS else "PermissionDenied") in problems
    successes = {member.name for member in result.types} - problems
    assert successes == SUCCESSES.get(name, successes)
    assert len(successes) == len(SUCCESSES.get(name, {name}))


def test_every_problem_of_the_code_is_a_problem_of_the_schema() -> None:
    for kind in PROBLEMS.values():
        spoken = SCHEMA.type_map[kind.__name__]
        assert isinstance(spoken, GraphQLObjectType)
        assert [interface.name for interface in spoken.interfaces] == ["Problem"]


def test_the_schema_is_written_to_the_file_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export.main([str(tmp_path / "schema.graphql")]) == 0
    assert (tmp_path / "schema.graphql").read_text(encoding="utf-8") == sdl()
    assert export.main([]) == 2
    assert "usage" in capsys.readouterr().err
