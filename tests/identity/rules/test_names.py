"""Names that are one name whatever their letter case."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.rules.names import is_slug, name_key

# The dotless i is a letter of its own: its capital is the plain I, whose small letter is the dotted one.
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\N{LATIN SMALL LETTER DOTLESS I}"))


@given(LETTERS)
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(LETTERS)
def test_letter_case_and_composition_change_no_key(name: str) -> None:
    for variant in (name.upper(), name.lower(), name.casefold(), name.swapcase()):
        assert name_key(variant) == name_key(name)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert name_key(unicodedata.normalize(form, name)) == name_key(name)


@given(st.text(st.characters(codec="ascii")))
def test_the_key_of_an_ascii_name_is_its_small_letters(name: str) -> None:
    assert name_key(name) == name.lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("\uff21da", "ada"), ("ﬁn", "FIN"), ("e\u0301", "É"), ("ᾼ͂", "ᾶι"), ("Σίσυφος", "ΣΊΣΥΦΟΣ")],
)
def test_what_reads_alike_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_what_reads_differently_has_two() -> None:
    assert (
        len({name_key(name) for name in ("ada", "äda", "ada ", "a.da", "\N{LATIN SMALL LETTER DOTLESS I}da", "ida")})
        == 6
    )


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True))
def test_a_slug_is_a_label_of_an_address(text: str) -> None:
    assert is_slug(text)
    assert not any(is_slug(text + bad) for bad in ("-", "\n", ".", "A", "ä", "\x00"))
