"""From the text of an expression to its tree, or to a sentence that names the column at fault."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from entra_simulator.expression_functions import FUNCTIONS
from entra_simulator.expressions import Attribute, Call, Comparison, Constant, Expression, Omitted

if TYPE_CHECKING:
    from entra_simulator.expression_functions import Function

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z]\w*)|\[(?P<attribute>[^\[\]"]+)\]|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<number>-?\d+)"""
    r"""|(?P<mark><>|[(),=])|(?P<end>$)|(?P<stray>.))""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WHOLE_NUMBER = re.compile(r"-?\d{1,9}")
_DEEPEST = 50


class ExpressionInvalid(Exception):
    """The text is not an expression that the simulator knows; the message says where and why."""


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse_expression(text: str) -> Expression:
    """The tree of `text`. Raises ExpressionInvalid, whose message names the column, counted from 1."""
    parser = _Parser(text)
    expression = parser.argument(depth=0)
    if isinstance(expression, Omitted):
        parser.refuse('an expression begins with a function, an [attribute] or a "constant"')
    if parser.token.kind != "end":
        stray = parser.token.kind == "stray"
        parser.refuse(_stray(parser.token.text) if stray else "the expression should end here")
    return expression


class _Parser:
    """Reads one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self.token = self._next()

    def _next(self) -> _Token:
        match = _TOKEN.match(self._text, self._position)
        assert match is not None
        assert match.lastgroup is not None
        self._position = match.end()
        column = match.end() - len(match[0].lstrip()) + 1
        self.token = _Token(match.lastgroup, match[match.lastgroup], column)
        return self.token

    def refuse(self, reason: str, column: int | None = None) -> NoReturn:
        where = self.token.column if column is None else column
        raise ExpressionInvalid(f"column {where}: {reason}.")

    def _takes(self, mark: str) -> bool:
        """Whether the next token is `mark`, which is then read."""
        if (self.token.kind, self.token.text) != ("mark", mark):
            return False
        self._next()
        return True

    def argument(self, depth: int) -> Expression:
        """An operand, or two that are compared."""
        left = self._operand(depth)
        for operator in ("=", "<>"):
            if not isinstance(left, Omitted) and self._takes(operator):
                right = self._operand(depth)
                if isinstance(right, Omitted):
                    self.refuse(f"nothing stands after {operator}")
                return Comparison(left, operator, right)
        return left

    def _operand(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            self.refuse(f"functions stand in one another more than {_DEEPEST} deep")
        token = self.token
        match token.kind:
            case "name":
                self._next()
                return self._call(token, depth)
            case "attribute":
                self._next()
                return Attribute(token.text.strip())
            case "text":
                self._next()
                return Constant(_ESCAPED.sub(r"\1", token.text))
            case "number":
                self._next()
                return Constant(token.text)
            case "stray":
                self.refuse(_stray(token.text))
        return Omitted()

    def _call(self, name: _Token, depth: int) -> Call:
        function = FUNCTIONS.get(name.text)
        if function is None:
            self.refuse(_unknown(name.text), name.column)
        if not self._takes("("):
            self.refuse(f"{name.text} is a function, so its arguments follow in parentheses")
        arguments, columns = [], []
        for _ in count():
            columns.append(self.token.column)
            arguments.append(self.argument(depth + 1))
            if not self._takes(","):
                break
        if not self._takes(")"):
            self.refuse(f"a comma or the closing parenthesis of {name.text} is missing")
        self._check(name, function, arguments, columns)
        return Call(name.text, tuple(arguments))

    def _check(self, name: _Token, function: Function, arguments: list[Expression], columns: list[int]) -> None:
        """Refuse arguments that the function does not take."""
        too_many = function.maximum is not None and len(arguments) > function.maximum
        if len(arguments) < function.minimum or too_many:
            self.refuse(f"{name.text} has {len(arguments)} arguments; it is used as {function.usage}", name.column)
        for position, (argument, column) in enumerate(zip(arguments, columns, strict=True), start=1):
            if position in function.empty and not isinstance(argument, Omitted):
                self.refuse(f"argument {position} of {name.text} must stay empty here: {function.usage}", column)
            whole = isinstance(argument, Constant) and _WHOLE_NUMBER.fullmatch(argument.text)
            if position in function.numbers and not whole:
                self.refuse(f"argument {position} of {name.text} is a whole number: {function.usage}", column)


def _unknown(name: str) -> str:
    if near := get_close_matches(name, FUNCTIONS, n=1):
        return f"there is no function {name}, but there is {near[0]}"
    return f"the function {name} is not known here; known are {', '.join(FUNCTIONS)}"


def _stray(text: str) -> str:
    if text == '"':
        return "the constant that begins here has no closing quotation mark"
    if text == "[":
        return "the attribute that begins here has no closing bracket"
    return f"{text!r} means nothing here"
