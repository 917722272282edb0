"""Which object of the target belongs to which object of the directory: what a job remembers between its cycles."""

from __future__ import annotations


class Links:
    """Object ids to the target's ids, each to at most one, for users or for groups."""

    def __init__(self) -> None:
        self._targets: dict[str, str] = {}
        self._sources: dict[str, str] = {}

    def __contains__(self, object_id: str) -> bool:
        return object_id in self._targets

    def find_target(self, object_id: str) -> str | None:
        """The target's id of an object."""
        return self._targets.get(object_id)

    def find_source(self, target_id: str) -> str | None:
        """The object that a target's object belongs to."""
        return self._sources.get(target_id)

    def tie(self, object_id: str, target_id: str) -> None:
        """Remember that they belong together, instead of whatever was known of the object."""
        self.untie(object_id)
        self._targets[object_id] = target_id
        self._sources[target_id] = object_id

    def untie(self, object_id: str) -> None:
        """Forget the object's link."""
        target_id = self._targets.pop(object_id, None)
        if target_id is not None and self._sources.get(target_id) == object_id:
            del self._sources[target_id]

    def clear(self) -> None:
        """Forget every link."""
        self._targets.clear()
        self._sources.clear()


class Memory:
    """All that a job remembers of the target.

    `new_users` and `new_groups` were found or created since a cycle last came to its end: references could not name
    them before. `disabled` are the people whose account the job switched off.
    """

    def __init__(self) -> None:
        self.users = Links()
        self.groups = Links()
        self.new_users: set[str] = set()
        self.new_groups: set[str] = set()
        self.disabled: set[str] = set()

    def settle(self) -> None:
        """A cycle came to its end: references name everybody."""
        self.new_users.clear()
        self.new_groups.clear()

    def clear(self) -> None:
        """Forget everything, so that every object is matched again."""
        self.settle()
        self.users.clear()
        self.groups.clear()
        self.disabled.clear()
