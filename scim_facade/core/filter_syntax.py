"""The filter language of RFC 7644 §3.4.2.2: text → tree → text.

Pure. One pass over the text, one visit per token, and no recursion deeper than `MAX_FILTER_DEPTH`, whatever the text.

Wider than the RFC by the rules `value-path-compared`, `unquoted-literal` and `single-quoted-literal` of the dialect.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scim_facade.core.dialect import SINGLE_QUOTED_LITERAL, UNQUOTED_LITERAL, VALUE_PATH_COMPARED
from scim_facade.core.errors import InvalidFilter, quoted
from scim_facade.core.limits import MAX_FILTER_DEPTH, MAX_FILTER_LENGTH
from scim_facade.core.rules import Notes

if TYPE_CHECKING:
    from types import UnionType

Literal = str | bool | int | float | None

OPERATORS: Final = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})

_TOKEN: Final = re.compile(
    r'(?P<space>\s+)|(?P<mark>[()\[\]])|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<quotation>'[^']*'(?=[\s()\[\]]|\Z))|(?P<word>[^\s()\[\]\"]+)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"(?:[uU][rR][nN]:[A-Za-z0-9._:%+-]+:)?[A-Za-z$][A-Za-z0-9_$-]*(?:\.[A-Za-z$][A-Za-z0-9_$-]*)?\Z"
    r"|[uU][rR][nN]:(?:[A-Za-z0-9._%+-]+:)+[0-9][A-Za-z0-9._%+-]*\Z"  # a schema as a whole, such as urn:…:profile:1.0
)
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}\Z")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?\Z")
_RESERVED_WORDS: Final = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """`attribute operator value`; the operator in lower case, the attribute as the client wrote it.

    `position` is where it begins in the text, from 1; 0 in a tree that was no text.
    """

    attribute: str
    operator: str
    value: Literal
    position: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Present:
    """`attribute pr`."""

    attribute: str
    position: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two filters hold."""

    operands: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two filters holds."""

    operands: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The filter does not hold."""

    operand: Filter


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """`attribute[filter]`: some one element of the attribute satisfies the filter, which names its sub-attributes."""

    attribute: str
    filter: Filter
    position: int = field(default=0, compare=False, kw_only=True)


Filter = Comparison | Present | And | Or | Not | ElementMatch


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, with the 1-based position at which it stands."""

    kind: str
    text: str
    position: int


def parse(text: str, notes: Notes | None = None) -> Filter:
    """Return the tree of a filter. Raises `InvalidFilter` with the reason and the position in the text.

    Without `notes` to take, what needs a rule is understood.
    """
    return _Parser(tokenize(text), Notes() if notes is None else notes).whole()


def print_filter(node: Filter) -> str:
    """Return the text of a tree; `parse` gives the same tree back."""
    match node:
        case Comparison(attribute, operator, value):
            return f"{attribute} {operator} {json.dumps(value, ensure_ascii=False)}"
        case Present(attribute):
            return f"{attribute} pr"
        case ElementMatch(attribute, inner):
            return f"{attribute}[{print_filter(inner)}]"
        case Not(operand):
            return f"not ({print_filter(operand)})"
        case And(operands):
            return " and ".join(_printed_operand(operand, And | Or) for operand in operands)
        case Or(operands):
            return " or ".join(_printed_operand(operand, Or) for operand in operands)


def tokenize(text: str) -> list[Token]:
    """Cut a filter into its tokens. Raises `InvalidFilter` for a text that is too long or cannot be cut."""
    if len(text) > MAX_FILTER_LENGTH:
        raise InvalidFilter(f"The filter has {len(text)} characters; at most {MAX_FILTER_LENGTH} are read.")
    _refuse_unstorable(text, 1)
    tokens = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise InvalidFilter(f"The filter has a string without a closing quote at position {position + 1}.")
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match.group(), position + 1))
        position = match.end()
    return [*tokens, Token("end", "", len(text) + 1)]


def is_attribute_name(text: str) -> bool:
    """Whether a word has the form of an attribute name, with or without schema URN and sub-attribute."""
    return _ATTRIBUTE.match(text) is not None and text.lower() not in _RESERVED_WORDS


class _Parser:
    """Recursive descent over the tokens; only brackets and parentheses recurse, and their depth is counted."""

    def __init__(self, tokens: list[Token], notes: Notes) -> None:
        self._tokens = tokens
        self._notes = notes
        self._at = 0
        self._depth = 0
        self._inside_element = False

    def whole(self) -> Filter:
        node = self._alternatives()
        if self._token.kind != "end":
            raise self._unexpected("the end, 'and' or 'or'")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._token
        self._at += token.kind != "end"
        return token

    def _is_word(self, word: str) -> bool:
        return self._token.kind == "word" and self._token.text.lower() == word

    def _alternatives(self) -> Filter:
        operands = [self._conjunction()]
        while self._is_word("or"):
            self._next()
            operands.append(self._conjunction())
        return operands[0] if len(operands) == 1 else Or(tuple(operands))

    def _conjunction(self) -> Filter:
        operands = [self._operand()]
        while self._is_word("and"):
            self._next()
            operands.append(self._operand())
        return operands[0] if len(operands) == 1 else And(tuple(operands))

    def _operand(self) -> Filter:
        if self._is_word("not"):
            self._next()
            return Not(self._enclosed("(", ")"))
        if self._token.text == "(":
            return self._enclosed("(", ")")
        if self._token.kind != "word" or not is_attribute_name(self._token.text):
            raise self._unexpected("an attribute name")
        attribute = self._next()
        if self._token.text == "[":
            return self._element(attribute)
        return self._expression(attribute.text, attribute.position)

    def _enclosed(self, opening: str, closing: str) -> Filter:
        if self._token.text != opening:
            raise self._unexpected(f"'{opening}'")
        self._depth += 1
        if self._depth > MAX_FILTER_DEPTH:
            raise InvalidFilter(
                f"The filter nests deeper than {MAX_FILTER_DEPTH} levels at position {self._token.position}."
            )
        self._next()
        node = self._alternatives()
        if self._token.text != closing:
            raise self._unexpected(f"'{closing}'")
        self._next()
        self._depth -= 1
        return node

    def _element(self, attribute: Token) -> Filter:
        if self._inside_element:
            raise InvalidFilter(f"A value filter cannot stand inside another, at position {self._token.position}.")
        self._inside_element = True
        inner = self._enclosed("[", "]")
        self._inside_element = False
        position = self._token.position
        if self._token.kind == "word" and self._token.text.startswith("."):
            sub_attribute = self._token.text[1:]
            if not is_attribute_name(sub_attribute):
                raise self._unexpected("a sub-attribute")
            self._next()
        elif self._is_word("pr") or (self._token.kind == "word" and self._token.text.lower() in OPERATORS):
            sub_attribute = "value"
        else:
            return ElementMatch(attribute.text, inner, position=attribute.position)
        self._notes.use(VALUE_PATH_COMPARED, attribute.text)
        conditions = inner.operands if isinstance(inner, And) else (inner,)
        compared = self._expression(sub_attribute, position)
        return ElementMatch(attribute.text, And((*conditions, compared)), position=attribute.position)

    def _expression(self, attribute: str, position: int) -> Filter:
        operator = self._token.text.lower()
        if operator == "pr":
            self._next()
            return Present(attribute, position=position)
        if operator not in OPERATORS:
            raise self._unexpected("one of the operators eq, ne, co, sw, ew, gt, ge, lt, le, pr")
        self._next()
        value = self._value()
        self._next()
        return Comparison(attribute, operator, value, position=position)

    def _value(self) -> Literal:
        kind, text = self._token.kind, self._token.text
        if kind not in {"word", "string", "quotation"}:
            raise self._unexpected("a value")
        if kind == "word" and text.startswith("'"):
            # To take the quote for a part of the value would compare with something that nobody has.
            raise self._unexpected("a value in double quotes")
        value = _literal(self._token)
        if kind == "quotation":
            self._notes.use(SINGLE_QUOTED_LITERAL, text)
        elif kind == "word" and isinstance(value, str):
            self._notes.use(UNQUOTED_LITERAL, value)
        return value

    def _unexpected(self, wanted: str) -> InvalidFilter:
        found = "the end" if self._token.kind == "end" else quoted(self._token.text)
        return InvalidFilter(f"The filter has {found} at position {self._token.position} where {wanted} should stand.")


def _literal(token: Token) -> Literal:
    """The value of a literal. A bare number that would not be written back as it came stays text (`007`, `1.50`)."""
    text = token.text
    if token.kind == "string":
        return _string(token)
    if token.kind == "quotation":
        return text[1:-1]
    if text in {"true", "false", "null"}:
        return {"true": True, "false": False, "null": None}[text]
    if _INTEGER.match(text) and str(int(text)) == text:
        return int(text)
    if _DECIMAL.match(text) and repr(float(text)) == text:
        return float(text)
    return text


def _string(token: Token) -> str:
    try:
        value = json.loads(token.text, strict=False)
    except ValueError:
        raise InvalidFilter(f"The filter has a string with a bad escape at position {token.position}.") from None
    _refuse_unstorable(value, token.position)
    return str(value)


def _refuse_unstorable(text: str, position: int) -> None:
    if "\0" in text:
        raise InvalidFilter(f"The filter has a NUL character in what starts at position {position}.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidFilter(f"The filter has half a surrogate pair in what starts at position {position}.") from None


def _printed_operand(operand: Filter, weaker: type | UnionType) -> str:
    text = print_filter(operand)
    return f"({text})" if isinstance(operand, weaker) else text
