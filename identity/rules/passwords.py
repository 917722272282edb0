"""What may be a password (NIST SP 800-63B-4 §3.1.1.2). Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from identity.rules.common_passwords import COMMON_PASSWORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

MIN_LENGTH = 15
"""Characters in a password that is all somebody needs to come in."""
MAX_BYTES = 1024
SERVICE = "narthex"

_MIN_GUESSWORK = 6
"""Characters that have to be left when everything is taken away that is guessed first."""
_MIN_NAME = 4
"""Shorter parts of a name stand in too many words."""
_LOOK_ALIKES = str.maketrans("@$0134578!", "asoieastbi")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qwertzuiop", "yxcvbnm", "azertyuiop")
_NEIGHBOURS = {pair for row in _KEYBOARD for pair in pairwise(row)}
_WORDS = re.compile(r"[^\W_]+")


def normalised(password: str) -> bytes | None:
    """What is hashed: the password as UTF-8, the same however a keyboard composes its characters (UAX #15, NFKC).

    `None` when it is longer than any password here, or no text at all.
    """
    if len(password) > MAX_BYTES:
        return None
    try:
        encoded = unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        return None
    return encoded if len(encoded) <= MAX_BYTES else None


def weakness(password: str, names: Iterable[str]) -> str | None:
    """Why it may not be a password and what to do, or `None` when it may.

    `names` are those of the person and their organisation, which everybody knows. No kind of character is asked for
    and none is refused.
    """
    if len(unicodedata.normalize("NFKC", password[: MAX_BYTES + 1])) < MIN_LENGTH:
        return (
            f"The password is too short: it needs at least {MIN_LENGTH} characters. Four or five words that have "
            "nothing to do with each other are long enough and easy to remember."
        )
    if normalised(password) is None:
        return f"The password is too long, or no text: it may have {MAX_BYTES} bytes in UTF-8."
    if _guesswork(password, names) < _MIN_GUESSWORK:
        return (
            "The password is among the first that somebody would guess: it is little more than common passwords, "
            "names, repetitions or a row of keys. Choose words that have nothing to do with you, with each other or "
            "with this service."
        )
    return None


def _guesswork(password: str, names: Iterable[str]) -> int:
    """How many characters are left without common passwords, known names, repetitions and rows of keys."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    known = _any_of({*COMMON_PASSWORDS, *_parts([SERVICE, *names])})
    return min(_unpredictable(known.sub(" ", form)) for form in (folded, folded.translate(_LOOK_ALIKES)))


def _parts(names: Iterable[str]) -> set[str]:
    """Each name, whole and in words, folded."""
    folded = [name.casefold() for name in names]
    parts = {*folded, *(word for name in folded for word in _WORDS.findall(name))}
    return {part for part in parts if len(part) >= _MIN_NAME}


def _any_of(words: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _unpredictable(text: str) -> int:
    once = _without_repetition("".join(text.split()))
    return sum(1 for before, after in pairwise(f"\0{once}") if not _follows(before, after))


def _without_repetition(text: str) -> str:
    """The part that the text is made of, when it is one part over and over."""
    period = f"{text}{text}".find(text, 1) if text else 0
    return text[:period]


def _follows(before: str, after: str) -> bool:
    """Whether a character is the one before it again, or its neighbour in the alphabet or on the keyboard."""
    near = abs(ord(after) - ord(before)) <= 1
    return near or (before, after) in _NEIGHBOURS or (after, before) in _NEIGHBOURS
