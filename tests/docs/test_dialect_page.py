"""The page on the dialect has every rule, says of each what the table says, and shows its example."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scim_facade.core.dialect import RULES
from scim_facade.core.dialect_examples import EXAMPLES, Request
from scim_facade.core.rules import Rule

PAGE = (Path(__file__).parents[2] / "docs" / "dialect.md").read_text(encoding="utf-8")


def rows() -> dict[str, list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {name.strip("`"): rest for name, *rest in cells}


def shown(request: Request) -> str:
    """A request in one line."""
    parts = [f"{request.method} {request.path}{f'?{request.query}' if request.query else ''}"]
    parts += [f"{name}: {value}" for name, value in request.headers.items()]
    if request.body is not None:
        parts.append(_body(request.body))
    return " ".join(f"`{part}`" for part in parts)


def _body(body: Any) -> str:
    if isinstance(body, bytes):
        return body.decode().replace("\ufeff", "\\ufeff")
    operations = body.get("Operations", [])
    is_plain = len(operations) == 1 and "schemas" in body
    return json.dumps(operations[0] if is_plain else body, ensure_ascii=False)


def strict(rule: Rule) -> str:
    if rule.refused_as is None:
        return "permitted"
    return f"{rule.refused_as.status} {f'`{rule.refused_as.scim_type}`' if rule.refused_as.scim_type else ''}".strip()


def test_every_rule_is_on_the_page_and_no_other() -> None:
    assert list(rows()) == [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_says_what_the_rule_says(rule: Rule) -> None:
    assert rows()[rule.name] == [rule.meaning, shown(EXAMPLES[rule.name].request), strict(rule), rule.source]


def test_no_cell_of_the_page_can_break_its_table() -> None:
    assert [rule.name for rule in RULES if re.search(r"[|\n]", rule.meaning + rule.source)] == []
