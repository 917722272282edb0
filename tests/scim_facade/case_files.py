"""The format of a case file: what is stored before, what is sent, how it is answered, what is stored afterwards.

`cases/README.md` explains it to those who write cases. A file that breaks the format is refused with a sentence that
names the place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

CASES: Final = Path(__file__).parent / "cases"
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
CONFORMANCES: Final = {"lenient": ("lenient",), "strict": ("strict",), "both": ("lenient", "strict")}
RESERVED: Final = ("absent", "anything", "text", "id", "time", "version", "n", "token", "base", "person")
"""Words that mean something in angle brackets, so that no answer can be kept under them."""


class MalformedCaseError(Exception):
    """A case file does not keep to the format; the sentence says where and what it should be."""


@dataclass(frozen=True)
class Answer:
    """What an answer must be. A body that is not named is not looked at; `null` means that there is none."""

    status: Any
    headers: dict[str, Any]
    looks_at_body: bool
    body: Any


@dataclass(frozen=True)
class Exchange:
    """A request, the answer it must get (any success, where none is given), and the name the answer is kept under."""

    method: str
    target: str
    headers: dict[str, str | None]
    body: Any
    raw: str | None
    answer: Answer | None
    kept_as: str | None
    repeat: int


@dataclass(frozen=True)
class Case:
    """A whole case file. `after` is None where nothing may have changed."""

    title: str
    source: str
    conformances: tuple[str, ...]
    extension_schemas: tuple[dict[str, Any], ...]
    before: tuple[Exchange, ...]
    when: tuple[Exchange, ...]
    after: tuple[Exchange, ...] | None


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        MalformedCaseError: the file is not JSON, or does not keep to the format.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_duplicates)
    except ValueError as error:
        raise MalformedCaseError(f"{path.name} is not JSON: {error}") from error
    try:
        return parse_case(document)
    except MalformedCaseError as error:
        raise MalformedCaseError(f"{path.parent.name}/{path.name}: {error}") from error


def parse_case(document: object) -> Case:
    """Judge a decoded case file.

    Raises:
        MalformedCaseError: it does not keep to the format.
    """
    given = _object(
        document,
        "the file",
        required=("title", "source", "when", "after"),
        more=("conformance", "extensionSchemas", "before"),
    )
    conformance = given.get("conformance", "lenient")
    if conformance not in CONFORMANCES:
        raise MalformedCaseError(f'"conformance" is one of {_listed([*CONFORMANCES])}, not {conformance!r}')
    schemas = given.get("extensionSchemas", [])
    if not isinstance(schemas, list):
        raise MalformedCaseError('"extensionSchemas" is a list of schemas, each as `extensionSchemaCreate` takes it')
    unchanged = given["after"] == "unchanged"
    case = Case(
        title=_text(given["title"], '"title"'),
        source=_text(given["source"], '"source"'),
        conformances=CONFORMANCES[conformance],
        extension_schemas=tuple(_object(schema, "each of extensionSchemas") for schema in schemas),
        before=_exchanges(given.get("before", []), "before"),
        when=_exchanges(given["when"], "when"),
        after=None if unchanged else _exchanges(given["after"], "after"),
    )
    if not case.when:
        raise MalformedCaseError('"when" sends nothing: at least one exchange belongs there')
    for place, exchange in enumerate(case.when):
        if exchange.answer is None:
            raise MalformedCaseError(f'when[{place}] says no "answer", which is the point of it')
    for place, exchange in enumerate(case.after or ()):
        if exchange.method != "GET":
            raise MalformedCaseError(f"after[{place}] sends a {exchange.method}: looking at the state is a GET")
    if case.after == ():
        raise MalformedCaseError('"after" looks at nothing: write "unchanged" if nothing may have changed')
    return case


def _exchanges(value: object, where: str) -> tuple[Exchange, ...]:
    if not isinstance(value, list):
        raise MalformedCaseError(f'"{where}" is a list of exchanges{", or “unchanged”" if where == "after" else ""}')
    return tuple(_exchange(each, f"{where}[{place}]") for place, each in enumerate(value))


def _exchange(value: object, where: str) -> Exchange:
    given = _object(value, where, required=("send",), more=("headers", "body", "raw", "answer", "as", "repeat"))
    method, _, target = _text(given["send"], f'{where}: "send"').partition(" ")
    if method not in METHODS or not target.startswith(("/", "?")):
        raise MalformedCaseError(f'{where}: "send" is a method and a path, such as "GET /Users", not {given["send"]!r}')
    if "body" in given and "raw" in given:
        raise MalformedCaseError(f'{where} has both "body" and "raw": the one is JSON, the other the very text to send')
    headers = _object(given.get("headers", {}), f'{where}: "headers"')
    if not all(text is None or isinstance(text, str) for text in headers.values()):
        raise MalformedCaseError(f'{where}: each of "headers" is a text, or null for a header that is not sent')
    repeat = given.get("repeat", 1)
    if not isinstance(repeat, int) or repeat < 1:
        raise MalformedCaseError(f'{where}: "repeat" is a whole number from 1, not {repeat!r}')
    name = given.get("as")
    if name is not None and (not isinstance(name, str) or name in RESERVED):
        raise MalformedCaseError(f'{where}: "as" is a name of its own, none of {_listed(RESERVED)}')
    return Exchange(
        method=method,
        target=target,
        headers=headers,
        body=given.get("body"),
        raw=_text(given["raw"], f'{where}: "raw"') if "raw" in given else None,
        answer=_answer(given["answer"], f"{where}.answer") if "answer" in given else None,
        kept_as=name,
        repeat=repeat,
    )


def _answer(value: object, where: str) -> Answer:
    given = _object(value, where, required=("status",), more=("headers", "body"))
    headers = _object(given.get("headers", {}), f'{where}: "headers"')
    return Answer(given["status"], headers, "body" in given, given.get("body"))


def _object(
    value: object, where: str, *, required: tuple[str, ...] = (), more: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """An object with all the required keys and, where others are named, with none beyond them."""
    if not isinstance(value, dict):
        raise MalformedCaseError(f"{where} is an object, not {json.dumps(value)[:60]}")
    if missing := [key for key in required if key not in value]:
        raise MalformedCaseError(f"{where} lacks {_listed(missing)}")
    if more is not None and (unknown := [key for key in value if key not in (*required, *more)]):
        raise MalformedCaseError(
            f"{where} has {_listed(unknown)}, but the format knows only {_listed((*required, *more))}"
        )
    return cast("dict[str, Any]", value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise MalformedCaseError(f"{where} is a text that says something, not {json.dumps(value)[:60]}")
    return value


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are unique: a repeated one would silently overrule what stands before it."""
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"a key stands twice in one object: {_listed(twice)}")
    return dict(pairs)
