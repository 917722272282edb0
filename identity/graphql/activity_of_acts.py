"""What people, set-up links, the support desk and the operator do, and who tries to sign in, for the activity log.

Noted once a mutation has been answered, and written later (`activity_log`). What a SCIM client does is told by whoever
answers its requests.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from graphql import FieldNode, GraphQLUnionType, get_named_type, get_operation_ast
from orjson import Fragment
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from identity.access.activity_records import ActivityRecord
from identity.actor import ActorKind
from identity.errors import DatabaseUnavailable, DomainError
from identity.graphql.advice import advice_on
from identity.graphql.disclosure import disclosed
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.rules.told_request import MAX_EXPLANATION_BYTES, MAX_TEXT, storable_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLError, GraphQLField, GraphQLSchema
    from strawberry.types import ExecutionContext

    from identity.actor import Actor
    from identity.audit import Findings
    from identity.graphql.context import Context

_log = logging.getLogger("identity")

SIGN_INS: Final = frozenset(
    {
        "connectionSetupLinkOpen",
        "passwordSetUp",
        "sessionStartWithMicrosoft",
        "sessionStartWithPasskey",
        "sessionStartWithPassword",
        "tenantConfirm",
        "tenantConnect",
    }
)
NO_ACTS: Final = frozenset(
    {
        "activityRecord",
        "passkeyRegistrationBegin",
        "passkeySignInBegin",
        "ruleUsesRecord",
        "sessionsEndByMicrosoft",
        "signInTransactionCreate",
        "signInTransactionRedeem",
    }
)
"""They count, or only prepare what follows."""
_ACTING: Final = frozenset({ActorKind.PERSON, ActorKind.SETUP_LINK, ActorKind.SUPPORT, ActorKind.OPERATOR})
_FAILED: Final = "It failed for a reason of the service's own; its log has the details under this request id."
_NOT_KEPT: Final = {"…": "[too long to be kept, or nothing that can be]"}


class NoteActs(SchemaExtension):
    """Notes the mutations of an operation when it has been answered."""

    def on_operation(self) -> Iterator[None]:
        """Around the whole of it."""
        started = time.perf_counter()
        yield
        execution = self.execution_context
        if execution.result is None or execution.operation_type is not OperationType.MUTATION:
            return
        context = cast("Context", execution.context)
        if context.actor is not None and not _acts(context.actor):
            return
        duration_ms = (time.perf_counter() - started) * 1000
        for node in _root_fields(execution):
            if node.name.value not in NO_ACTS:
                try:
                    _note(context, execution, node, duration_ms)
                except Exception:  # noqa: BLE001  it has been done, and is answered whatever becomes of the log
                    _log.exception("an act was not noted", extra={"request_id": context.request_id})


def _acts(actor: Actor) -> bool:
    # Who speaks SCIM addresses a connection, and is told of by whoever answers.
    speaks_scim = actor.kind is ActorKind.PERSON and actor.connection_id is not None
    return actor.kind in _ACTING and not speaks_scim


def _root_fields(execution: ExecutionContext) -> list[FieldNode]:
    assert execution.graphql_document is not None
    operation = get_operation_ast(execution.graphql_document, execution.operation_name)
    selections = operation.selection_set.selections if operation else ()
    return [each for each in selections if isinstance(each, FieldNode) and not each.name.value.startswith("__")]


def _note(context: Context, execution: ExecutionContext, node: FieldNode, duration_ms: float) -> None:
    name = node.name.value
    key = node.alias.value if node.alias else name
    act = next((act for act in context.acts if act.action == name), None)
    if act is not None:
        context.acts.remove(act)
    actor = (act and act.findings.actor) or context.actor
    organisation_id = act.findings.organisation_id if act else None
    if organisation_id is None and context.actor is not None:
        organisation_id = context.actor.organisation_id
    if organisation_id is None or (context.actor is None and name not in SIGN_INS):
        return
    error = context.refusals.get(key) or _error_at(execution, key)
    explanation = _explanation(execution, node, error, duration_ms)
    target = act.findings.targets[0] if act and act.findings.targets else None
    entry = ActivityRecord(
        organisation_id=organisation_id,
        id=context.new_id(),
        at=act.now if act else context.now(),
        kind=ActivityKind.SIGN_IN if name in SIGN_INS else ActivityKind.ADMIN_ACTION,
        outcome=_outcome(error),
        request_id=context.request_id,
        connection_id=context.actor.connection_id if context.actor else None,
        actor_kind=actor.kind if actor else None,
        actor_id=actor.id if actor else None,
        actor_label=actor.label if actor else None,
        action=name,
        target_type=target.type if target else None,
        target_id=str(target.id) if target else None,
        target_label=target.label if target else None,
        subjects=_subjects(act.findings, actor, name) if act else [],
        message=_message(error),
        advice=None if error is None else advice_on(error),
        duration_ms=duration_ms,
        explanation=Fragment(explanation),
    )
    context.log.note(entry, len(explanation))


def _error_at(execution: ExecutionContext, key: str) -> Exception | None:
    errors: list[GraphQLError] = (execution.result and execution.result.errors) or []
    for error in errors:
        # What lies deeper went wrong with the answer, and not with the act.
        if error.path == [key]:
            return error.original_error or error
    return None


def _outcome(error: Exception | None) -> ActivityOutcome:
    if error is None:
        return ActivityOutcome.SUCCEEDED
    is_refusal = isinstance(error, DomainError) and not isinstance(error, DatabaseUnavailable)
    return ActivityOutcome.REFUSED if is_refusal else ActivityOutcome.FAILED


def _message(error: Exception | None) -> str | None:
    if error is None:
        return None
    if not isinstance(error, DomainError):
        return _FAILED
    # It may quote what nobody can store.
    return str(error)[:MAX_TEXT].encode("utf-8", "replace").decode()


def _result(field: GraphQLField, error: Exception | None) -> str | None:
    """The type of the answer: the problem's, or the success's where there is only one."""
    if error is not None:
        return type(error).__name__ if isinstance(error, DomainError) else None
    kind = get_named_type(field.type)
    if not isinstance(kind, GraphQLUnionType):
        return kind.name
    successes = [member.name for member in kind.types if "Problem" not in {each.name for each in member.interfaces}]
    return successes[0] if len(successes) == 1 else None


def _subjects(findings: Findings, actor: Actor | None, name: str) -> list[str]:
    about = {str(target.id) for target in findings.targets if target.type in {"User", "Group"}}
    if name in SIGN_INS and actor is not None and actor.user_id is not None:
        about.add(str(actor.user_id))
    return sorted(about)


def _explanation(execution: ExecutionContext, node: FieldNode, error: Exception | None, duration_ms: float) -> bytes:
    schema: GraphQLSchema = execution.schema._schema  # noqa: SLF001  strawberry shows none
    assert schema.mutation_type is not None
    name = node.name.value
    field = schema.mutation_type.fields[name]
    ran = {
        "name": name,
        "variables": disclosed(name, field, node, execution.variables or {}),
        "result": _result(field, error),
        "startedMs": 0,
        "durationMs": duration_ms,
    }
    whole: dict[str, Any] = {"request": None, "rules": [], "understood": None, "answer": None, "steps": []}
    try:
        encoded = orjson.dumps({**whole, "operations": [ran]}, default=str)
    except TypeError:
        encoded = b""
    if not encoded or len(encoded) > MAX_EXPLANATION_BYTES:
        encoded = orjson.dumps({**whole, "operations": [{**ran, "variables": _NOT_KEPT}]})
    return storable_json(encoded)
