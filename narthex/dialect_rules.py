"""Writes what the façade's rules mean, for the pages: an admin wants to know, and the web does not know the façade.

`python -m narthex.dialect_rules web/templates/dialect_rules.html`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scim_facade.core.dialect import RULES

if TYPE_CHECKING:
    from scim_facade.core.rules import Rule

_HEAD = "{# What the rules mean, by name; `strict`: whether a strict connection refuses. Written by `make generate`. #}"


def dialect_rules() -> str:
    """A template that sets `rules`: what each means, by its name."""
    lines = [f"  {json.dumps(rule.name)}: {json.dumps(_told(rule), ensure_ascii=False)}," for rule in RULES]
    return "\n".join([_HEAD, "{% set rules = {", *lines, "} %}", ""])


def _told(rule: Rule) -> dict[str, object]:
    strict = rule.refused_as is not None
    return {"meaning": rule.meaning, "source": rule.source, "strict": strict, "advice": rule.advice}


def main(arguments: list[str]) -> int:
    """Write the template to the one path given; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m narthex.dialect_rules PATH\n")
        return 2
    Path(arguments[0]).write_text(dialect_rules(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
