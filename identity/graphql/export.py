"""Writes the schema to a file: `python -m identity.graphql.export contract/schema.graphql`."""

from __future__ import annotations

import sys
from pathlib import Path

from identity.graphql.schema import sdl


def main(arguments: list[str]) -> int:
    """Write the schema to the one path given; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m identity.graphql.export PATH\n")
        return 2
    Path(arguments[0]).write_text(sdl(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
