"""House rules that no linter knows: each has a reason, and each exception, by file, has one of its own."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("contract", "identity", "scim_facade", "web", "entra_simulator", "narthex")
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core_utils"}


@dataclass(frozen=True)
class Rule:
    """`breaks` tells the syntax that must not occur below `where`; `example` is such syntax."""

    name: str
    reason: str
    where: tuple[str, ...]
    breaks: Callable[[ast.AST], bool]
    example: str
    exceptions: Mapping[str, str] = field(default_factory=dict)

    def offences(self) -> Iterator[str]:
        for path in sources(*self.where):
            if path not in self.exceptions:
                yield from (
                    f"{path}:{line}" for line in offending_lines(self, (ROOT / path).read_text(encoding="utf-8"))
                )


def sources(*where: str) -> list[str]:
    found = (path for place in where for path in sorted((ROOT / place).rglob("*.py")))
    return [path.relative_to(ROOT).as_posix() for path in found]


def offending_lines(rule: Rule, source: str) -> list[int]:
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if rule.breaks(node)]


def called(node: ast.AST) -> str:
    """The last two names of what is called: `datetime.now`, `select`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name)):
            return f"{owner}.{name}"
        case ast.Call(func=ast.Attribute(attr=name)):
            return f".{name}"
        case ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def reads_clock_or_chance(node: ast.AST) -> bool:
    name = called(node)
    return name.rpartition(".")[2] in {"uuid1", "uuid4", "uuid7", "token_bytes"} or name in {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.monotonic",
        "random.random",
        "random.choice",
    }


def selects(node: ast.AST) -> bool:
    return called(node) in {"select", "sqlalchemy.select", "sqlmodel.select"}


def imports(module: str) -> Callable[[ast.AST], bool]:
    def breaks(node: ast.AST) -> bool:
        match node:
            case ast.Import(names=names):
                return any(name.name.partition(".")[0] == module for name in names)
            case ast.ImportFrom(module=str(source), level=0):
                return source.partition(".")[0] == module
        return False

    return breaks


def decides_a_transaction(node: ast.AST) -> bool:
    return called(node).rpartition(".")[2] in {"commit", "rollback", "transaction", "begin", "begin_nested"}


def imports_mock(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="unittest.mock"):
            return True
        case ast.ImportFrom(module="unittest", names=names) | ast.Import(names=names):
            return any(name.name in {"mock", "unittest.mock"} for name in names)
    return False


RULES = [
    Rule(
        name="Time, ids and chance come in as arguments",
        reason="What a rule or a command decides can then be tested to the letter, and repeated.",
        where=("identity/rules", "identity/commands", "scim_facade/core"),
        breaks=reads_clock_or_chance,
        example="from datetime import datetime\nnow = datetime.now()",
    ),
    Rule(
        name="Only doors select",
        reason="A door looks inside the actor's organisation only; a forgotten condition is then easy to find.",
        where=("identity",),
        breaks=selects,
        example="select(USERS)",
        exceptions=dict.fromkeys(sources("identity/access"), "this is a door")
        | {
            "identity/commands/activity.py": "selects what it was given, not what is stored",
            "identity/commands/activity_retention.py": "selects what is too old, whosever it is, to delete it",
            "identity/commands/refused_credentials.py": "selects what it was given, and what to delete of it",
            "identity/commands/members.py": "selects ids for inserts and locks, inside one organisation",
            "identity/commands/pending_members.py": "selects groups to lock and take from, inside one organisation",
            "identity/commands/rule_uses.py": "selects what it was given, not what is stored",
            "identity/commands/unique_values.py": "selects what it was given, not what is stored",
            "identity/filtering/conditions.py": "selects what was asked for, not what is stored",
            "identity/filtering/extensions.py": "selects elements of a row that a door looks at",
        },
    ),
    Rule(
        name="One module talks to PostgreSQL",
        reason="Pooling, time-outs and the translation of errors are then one decision.",
        where=PACKAGES,
        breaks=imports("asyncpg"),
        example="import asyncpg",
        exceptions={
            "identity/database.py": "it is that module",
            "identity/migrations/__init__.py": "Alembic needs a connection of its own, outside the pool",
        },
    ),
    Rule(
        name="One module begins and ends transactions",
        reason="A mutation is one transaction: whoever could commit in between could leave half of it.",
        where=("identity",),
        breaks=decides_a_transaction,
        example="connection.commit()",
        exceptions={
            "identity/database.py": "it is that module",
            "identity/migrations/__init__.py": "a migration is a transaction of its own",
        },
    ),
    Rule(
        name="What is ours is not mocked",
        reason="A test of a stand-in proves nothing of the thing; we fake only what we do not own.",
        where=("tests",),
        breaks=imports_mock,
        example="from unittest.mock import patch",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_sources_keep(rule: Rule) -> None:
    assert list(rule.offences()) == [], rule.reason


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_sees_its_own_example(rule: Rule) -> None:
    assert offending_lines(rule, rule.example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_exception_outlives_its_reason(rule: Rule) -> None:
    named = [path for path, why in rule.exceptions.items() if why != "this is a door"]
    needless = [path for path in named if not offending_lines(rule, (ROOT / path).read_text(encoding="utf-8"))]
    assert needless == []


def test_every_module_is_named_after_what_is_in_it() -> None:
    assert [path for path in sources(*PACKAGES) if Path(path).stem in MEANINGLESS] == []
