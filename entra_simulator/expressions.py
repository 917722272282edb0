"""The expressions of Entra's attribute mappings: `Join(" ", [givenName], [surname])`.

An expression is an attribute in square brackets, a constant in double quotes, a whole number or a function of other
expressions; an argument may be left out between commas. Names are case-sensitive.

Source: Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra ID".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.expression_functions import FALSE, FUNCTIONS, TRUE, Value, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Omitted:
    """An argument left out, which has no value."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, or a whole number, which is a text of digits."""

    text: str

    def __str__(self) -> str:
        escaped = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value of a source attribute."""

    name: str

    def __str__(self) -> str:
        return f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`=` or `<>`, the condition of IIF. Without a value on either side it does not hold."""

    left: Expression
    operator: str
    right: Expression

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments."""

    function: str
    arguments: tuple[Expression, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


Expression = Omitted | Constant | Attribute | Comparison | Call


def evaluate(expression: Expression, read: Callable[[str], Value]) -> Value:
    """The value of `expression`, where `read` tells the value of a source attribute by its name."""
    match expression:
        case Omitted():
            return None
        case Constant(text):
            return text
        case Attribute(name):
            return read(name)
        case Comparison(left, operator, right):
            sides = as_text(evaluate(left, read)), as_text(evaluate(right, read))
            holds = all(sides) and (sides[0] == sides[1]) == (operator == "=")
            return TRUE if holds else FALSE
        case Call(function, arguments):
            return FUNCTIONS[function].value(*(evaluate(argument, read) for argument in arguments))


def attributes_of(expression: Expression) -> Iterator[str]:
    """The names of the source attributes that `expression` reads."""
    match expression:
        case Attribute(name):
            yield name
        case Comparison(left, _, right):
            yield from attributes_of(left)
            yield from attributes_of(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from attributes_of(argument)
