"""What a rule of leniency is, and what becomes of its uses in one request.

Pure. The rules themselves stand in `dialect.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scim_facade.core.errors import quoted
from scim_facade.core.limits import MAX_NOTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scim_facade.core.attributes import Attribute
    from scim_facade.core.errors import ScimError

_SHOWN_CHARACTERS: Final = 120

UNTOUCHED: Final = object()
"""What a value rule answers where it has no say."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One deviation that is understood: its name, who sends it and where that is described, and how it is read.

    A strict connection answers it with `refused_as` and the `advice`. A rule without them describes what the standard
    itself permits.
    """

    name: str
    source: str
    meaning: str
    refused_as: type[ScimError] | None = field(default=None, kw_only=True)
    advice: str = field(default="", kw_only=True)

    def refusal(self, subject: str, refused_as: type[ScimError]) -> ScimError:
        """The error that a strict connection answers."""
        error = refused_as(
            f"{quoted(subject)} departs from the standard (rule {self.name}), and this connection is strict. "
            f"{self.advice}"
        )
        error.rule = self.name
        return error


@dataclass(frozen=True, slots=True)
class ValueRule(Rule):
    """A deviation in a value. `rewrite` gives the value in RFC 7643's form, or `UNTOUCHED` where it has no say."""

    rewrite: Callable[[Attribute, object], object]


@dataclass(frozen=True, slots=True)
class Note:
    """One use of a rule: the rule's name, and the attribute (or operation, or key) it was used on."""

    rule: str
    attribute: str


class Notes:
    """The notes of one request, each once, in the order in which they were taken.

    On a `strict` connection there are none: what would need one is refused.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._notes: dict[Note, tuple[Rule, type[ScimError] | None]] = {}
        self._permitted: frozenset[Rule] = frozenset()

    def use(self, rule: Rule, subject: str, refused_as: type[ScimError] | None = None) -> None:
        """Note a use of `rule`, or raise its refusal on a strict connection, as `refused_as` if that fits better.

        A request that deviates without end is noted up to `MAX_NOTES` times.
        """
        if rule in self._permitted:
            return
        if self.strict and rule.refused_as is not None:
            raise rule.refusal(subject, refused_as or rule.refused_as)
        if len(self._notes) < MAX_NOTES:
            shown = subject[:_SHOWN_CHARACTERS].encode("utf-8", "backslashreplace").decode("utf-8")
            self._notes[Note(rule.name, shown)] = (rule, refused_as)

    def repeat(self, earlier: Notes) -> None:
        """Use again what another part of the request, read before it was known how strictly to, has used."""
        for note, (rule, refused_as) in earlier._notes.items():
            self.use(rule, note.attribute, refused_as)

    def read_by(self, *, strict: bool) -> Notes:
        """The same notes, for a part of a request that is read after the connection's settings have changed."""
        part = Notes(strict=strict)
        part._notes = self._notes
        return part

    def permitting(self, *rules: Rule) -> Notes:
        """The same notes, for a part of a request in which the standard itself permits what these rules describe."""
        part = Notes(strict=self.strict)
        part._notes = self._notes
        part._permitted = frozenset(rules)
        return part

    def __iter__(self) -> Iterator[Note]:
        return iter(self._notes)
