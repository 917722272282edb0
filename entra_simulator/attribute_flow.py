"""What an action changes at the target, as the log tells it, and whether the target shows it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from entra_simulator.error_codes import READ_BACK_DISAGREES
from entra_simulator.mapping import attribute_changes, held_values, mapped_values
from entra_simulator.provisioning_log import ModifiedProperty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from entra_simulator.activity import Activity
    from entra_simulator.answers import Resource
    from entra_simulator.directory import Group, Person
    from entra_simulator.mapping import AttributeChange, Mapping


def created_properties(source: Person | Group, mapping: Mapping) -> Iterator[ModifiedProperty]:
    """What a creation sets."""
    return (ModifiedProperty(path, None, value) for path, value in mapped_values(source, mapping).items())


def changed_properties(
    changes: Iterable[AttributeChange], resource: Resource, source: Person | Group, mapping: Mapping
) -> Iterator[ModifiedProperty]:
    """What an update sets, with what the resource held before."""
    held = held_values(resource, mapping.lines_for(source))
    return (ModifiedProperty(change.path, held.get(change.path), _text(change)) for change in changes)


def compare_read_back(activity: Activity, source: Person | Group, resource: Resource, mapping: Mapping) -> None:
    """Warn of what `resource` does not show although it was just sent: Entra sends it again in every cycle."""
    held = held_values(resource, mapping.lines_for(source))
    disagreements = [
        f"{change.path} is {_shown(held.get(change.path))} instead of {_shown(_text(change))}"
        for change in attribute_changes(source, resource, mapping)
    ]
    if disagreements:
        activity.warn(
            READ_BACK_DISAGREES,
            f"The target answered success, but {', '.join(disagreements)}. Entra would send this again in every cycle.",
        )


def _text(change: AttributeChange) -> str:
    return change.value if isinstance(change.value, str) else orjson.dumps(change.value).decode()


def _shown(value: str | None) -> str:
    return "absent" if value is None else repr(value)
