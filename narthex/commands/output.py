"""How commands speak: results on standard output, refusals on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WIDEST = 1000


def print_json(value: Any) -> None:
    """One line, at once; in UTF-8 whatever the terminal's encoding is (RFC 8259 §8.1)."""
    sys.stdout.buffer.write(orjson.dumps(value, default=str, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def print_facts(headline: str, facts: Mapping[str, Any]) -> None:
    """A headline, and below it one line a fact. Nothing is wrapped, so that everything can be copied."""
    console = Console()
    console.print(headline, style="bold", markup=False, highlight=False, soft_wrap=True)
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        console.print(f"  {name:{width}}  {value}".rstrip(), markup=False, highlight=False, soft_wrap=True)


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table as wide as its contents; a narrow terminal wraps it, and nothing is cut off."""
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=WIDEST).print(table)


def readable_time(moment: str | None) -> str:
    """A time as GraphQL writes it (RFC 3339, UTC), to the minute; `never` where there is none."""
    return f"{moment[:10]} {moment[11:16]} UTC" if moment else "never"


def complain(sentence: str) -> None:
    """Say on standard error why a command was not carried out."""
    Console(stderr=True).print(f"narthex: {sentence}", markup=False, highlight=False, soft_wrap=True)
