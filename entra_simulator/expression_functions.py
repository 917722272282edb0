"""The functions of Entra's attribute mappings that the simulator knows, as data.

A value is text, several texts, app role assignments, whole elements of a multi-valued attribute, or None. A boolean
is the text "True" or "False", as it is in Entra.

Source: Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra ID" and, for roles,
"Customize user provisioning attribute-mappings for SaaS applications".
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entra_simulator.directory import AppRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRUE, FALSE = "True", "False"
_ROLE_TYPE = "WindowsAzureActiveDirectoryRole"


@dataclass(frozen=True, slots=True)
class Elements:
    """Whole elements of a multi-valued attribute. `exclusive` elements replace all others, the rest are added."""

    elements: tuple[Mapping[str, Any], ...]
    exclusive: bool = False


Value = str | tuple[str, ...] | tuple[AppRole, ...] | Elements | None


@dataclass(frozen=True, slots=True)
class Function:
    """`value` computes it; it takes `minimum` to `maximum` arguments, None for any number.

    Arguments are counted from 1: those in `numbers` are whole numbers, those in `empty` must be left out, because
    only the form without them is known here, which `usage` shows.
    """

    value: Callable[..., Value]
    minimum: int
    maximum: int | None
    usage: str
    numbers: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()


def as_text(value: Value) -> str:
    """The value as one text: nothing is empty, and of several texts it is the first."""
    match value:
        case str():
            return value
        case (str(first), *_):
            return first
    return ""


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, tuple) else (as_text(value),)


def _append(source: Value, suffix: Value) -> str:
    return as_text(source) and as_text(source) + as_text(suffix)


def _coalesce(*sources: Value) -> Value:
    return next((source for source in sources if source not in (None, "")), None)


def _iif(condition: Value, if_true: Value, if_false: Value) -> Value:
    return if_true if condition == TRUE else if_false


def _item(source: Value, index: Value) -> str | None:
    position = int(as_text(index))
    texts = _texts(source)
    return texts[position - 1] if 1 <= position <= len(texts) else None


def _join(separator: Value, *sources: Value) -> str:
    return as_text(separator).join(text for source in sources for text in _texts(source) if text)


def _left(source: Value, length: Value) -> str:
    wanted = int(as_text(length))
    return as_text(source) if wanted < 0 else as_text(source)[:wanted]


def _mid(source: Value, start: Value, length: Value) -> str:
    first = max(int(as_text(start)) - 1, 0)
    return as_text(source)[first : first + max(int(as_text(length)), 0)]


# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "oe",
        "Ø": "OE",
        "ß": "ss",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
    }
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


def _normalise_diacritics(source: Value) -> str:
    """Marks leave Latin letters only: in Hindi or Hebrew a mark is a vowel, and without it the word is another."""
    kept: list[str] = []
    latin = False
    for character in unicodedata.normalize("NFD", as_text(source).translate(_LETTERS)):
        if not unicodedata.combining(character):
            latin = unicodedata.name(character, "").startswith("LATIN")
        elif latin:
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _not(source: Value) -> str:
    return FALSE if as_text(source) == TRUE else TRUE


def _is_present(source: Value) -> str:
    return TRUE if source not in (None, "", ()) else FALSE


def _replace(source: Value, old: Value, *rest: Value) -> str:
    new = as_text(rest[2])
    return as_text(source).replace(as_text(old), new) if as_text(old) else as_text(source)


def _split(source: Value, delimiter: Value) -> tuple[str, ...]:
    separator = as_text(delimiter)
    return tuple(as_text(source).split(separator)) if separator else (as_text(source),)


def _switch(source: Value, default: Value, *cases: Value) -> Value:
    keys = map(as_text, cases[::2])
    return next((value for key, value in zip(keys, cases[1::2], strict=False) if key == as_text(source)), default)


def _roles(assignments: Value) -> tuple[AppRole, ...]:
    return tuple(role for role in assignments if isinstance(role, AppRole)) if isinstance(assignments, tuple) else ()


def _single_role(assignments: Value) -> str | None:
    """Of several roles Entra takes one that nobody foretells; here it is the first."""
    return next((role.value for role in _roles(assignments)), None)


def _role_elements(assignments: Value) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"primary": False, "type": _ROLE_TYPE, "display": role.display_name, "value": role.value}
        for role in _roles(assignments)
    )


FUNCTIONS: Mapping[str, Function] = {
    "Append": Function(_append, 2, 2, "Append(source, suffix)"),
    "AppRoleAssignmentsComplex": Function(
        lambda roles: Elements(_role_elements(roles)), 1, 1, "AppRoleAssignmentsComplex([appRoleAssignments])"
    ),
    "AssertiveAppRoleAssignmentsComplex": Function(
        lambda roles: Elements(_role_elements(roles), exclusive=True),
        1,
        1,
        "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
    ),
    "Coalesce": Function(_coalesce, 1, None, "Coalesce(source1, source2, …)"),
    "IIF": Function(_iif, 3, 3, "IIF(condition, valueIfTrue, valueIfFalse)"),
    "IsNull": Function(lambda source: _not(_is_present(source)), 1, 1, "IsNull(expression)"),
    "IsNullOrEmpty": Function(lambda source: _not(_is_present(source)), 1, 1, "IsNullOrEmpty(expression)"),
    "IsPresent": Function(_is_present, 1, 1, "IsPresent(expression)"),
    "Item": Function(_item, 2, 2, "Item([attribute], index)", numbers=(2,)),
    "Join": Function(_join, 2, None, "Join(separator, source1, source2, …)"),
    "Left": Function(_left, 2, 2, "Left(source, length)", numbers=(2,)),
    "Mid": Function(_mid, 3, 3, "Mid(source, start, length)", numbers=(2, 3)),
    "NormalizeDiacritics": Function(_normalise_diacritics, 1, 1, "NormalizeDiacritics(source)"),
    "Not": Function(_not, 1, 1, "Not(source)"),
    "Replace": Function(_replace, 5, 7, "Replace(source, oldValue, , , replacementValue, , )", empty=(3, 4, 6, 7)),
    "SingleAppRoleAssignment": Function(_single_role, 1, 1, "SingleAppRoleAssignment([appRoleAssignments])"),
    "Split": Function(_split, 2, 2, "Split(source, delimiter)"),
    "StripSpaces": Function(lambda source: as_text(source).replace(" ", ""), 1, 1, "StripSpaces(source)"),
    "Switch": Function(_switch, 4, None, "Switch(source, defaultValue, key1, value1, key2, value2, …)"),
    "ToLower": Function(lambda source, *_: as_text(source).lower(), 1, 2, "ToLower(source)", empty=(2,)),
    "ToUpper": Function(lambda source, *_: as_text(source).upper(), 1, 2, "ToUpper(source)", empty=(2,)),
}
