"""References of a bulk request to resources that it creates itself (RFC 7644 §3.7.2), and the order they call for.

Pure. `bulkId:<bulkId>` stands wherever an id can stand: as a value, at the end of a `$ref`, in a value filter of a
PATCH path. It may name what is created further down, and resources may name each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import is_urn
from scim_facade.core.operations import PATCH_OP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_VALUE: Final = re.compile(r"(?P<before>(?:\S*/)?)bulkId:(?P<id>.+)\Z", re.DOTALL)
_IN_FILTER: Final = re.compile(r'(?P<before>")bulkId:(?P<id>[^"]+)(?=")')


def references(value: Any) -> Iterator[str]:
    """Yield the bulkId of each reference in a value, in the order of the value."""
    match value:
        case dict():
            for key, part in value.items():
                if _is_path(key, part):
                    yield from (found["id"] for found in _IN_FILTER.finditer(part))
                else:
                    yield from references(part)
        case list():
            for part in value:
                yield from references(part)
        case str() if (found := _VALUE.match(value)) is not None:
            yield found["id"]


def resolved(value: Any, ids: Mapping[str, str]) -> Any:
    """Return a value with each reference replaced by the id of what it names. `ids` must have them all."""

    def with_id(found: re.Match[str]) -> str:
        return found["before"] + ids[found["id"]]

    match value:
        case dict():
            return {
                key: _IN_FILTER.sub(with_id, part) if _is_path(key, part) else resolved(part, ids)
                for key, part in value.items()
            }
        case list():
            return [resolved(part, ids) for part in value]
        case str():
            return _VALUE.sub(with_id, value, count=1) if _VALUE.match(value) else value
        case _:
            return value


def ordered(named: Sequence[Iterable[str]], creators: Mapping[str, int]) -> Iterator[tuple[int, set[str]]]:
    """Yield positions in an order in which each comes after those that create what it names.

    `named` holds what each position names, `creators` which position creates it. Apart from that the order is kept. Of
    positions that name each other one comes first; with it comes what it names that does not exist yet. Linear.
    """
    begun: set[int] = set()
    done: set[int] = set()
    later: defaultdict[int, set[str]] = defaultdict(set)
    for first in range(len(named)):
        # Depth first, with a stack of our own: a chain of references may be longer than Python's.
        stack = [] if first in begun else [(first, iter(named[first]))]
        begun.add(first)
        while stack:
            position, names = stack[-1]
            for name in names:
                creator = creators.get(name)
                if creator is None or creator in done:
                    continue
                if creator not in begun:
                    begun.add(creator)
                    stack.append((creator, iter(named[creator])))
                    break
                later[position].add(name)
            else:
                stack.pop()
                done.add(position)
                yield position, later[position]


def held_back(data: Any, later: AbstractSet[str]) -> tuple[Any, dict[str, Any]]:
    """Return a resource without the attributes that name one of `later`, and these attributes by their PATCH paths."""
    if not later or not isinstance(data, dict):
        return data, {}
    kept: dict[str, Any] = {}
    waiting: dict[str, Any] = {}
    for key, value in data.items():
        if is_urn(key) and isinstance(value, dict):
            kept[key], within = held_back(value, later)
            waiting |= {f"{key}:{name}": attribute for name, attribute in within.items()}
        elif later.isdisjoint(references(value)):
            kept[key] = value
        else:
            waiting[key] = value
    return kept, waiting


def completion(waiting: Mapping[str, Any]) -> dict[str, Any]:
    """Return the PATCH that gives a resource the attributes that were held back."""
    operations = [{"op": "add", "path": path, "value": value} for path, value in waiting.items()]
    return {"schemas": [PATCH_OP], "Operations": operations}


def _is_path(key: str, value: Any) -> bool:
    return key.lower() == "path" and isinstance(value, str)
