"""What may be a password, and what is hashed of it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from identity.rules.passwords import MAX_BYTES, MIN_LENGTH, normalised, weakness

NAMES = ("ada.lovelace@contoso.example", "Contoso Ltd", "contoso")
anything = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    "password",
    [
        "the boat on grey mud sings",
        "hgT7#kfpQ2!xvN4z",
        "837465019283746",
        "zürich regnet oft am Dienstag",
        "дождь стучит по крыше вагона",
        "               x7  Kq3 vR8 ",
        "\N{SNOWMAN}\N{BLACK HEART SUIT}\N{MUSIC SHARP SIGN}\N{SKULL AND CROSSBONES}" * 3 + "wXb9",
    ],
)
def test_a_long_password_is_accepted_whatever_its_characters(password: str) -> None:
    assert weakness(password, NAMES) is None


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaa",
        "ab" * 10,
        "abcdefghijklmnop",
        "123456789012345",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i",
        "password1234567",
        "P@ssw0rd!P@ssw0rd!",
        "iloveyouiloveyou1",
        "correct horse battery staple",
        "contoso-contoso-contoso",
        "CONTOSO2026!!!!!",
        "ada.lovelace@contoso.example",
        "Lovelace Contoso 1",
        "narthexnarthex1",
        "my contoso password is secret",
    ],
)
def test_what_is_guessed_first_is_refused_with_what_to_do(password: str) -> None:
    reason = weakness(password, NAMES)
    assert reason is not None
    assert "Choose words" in reason


def test_names_count_for_those_who_bear_them_only() -> None:
    password = "fabrikam fabrikam logistics"
    assert weakness(password, ["ada@fabrikam.example", "Fabrikam Logistics"]) is not None
    assert weakness("fabrikam exports woollen hats", NAMES) is None


@given(st.text(st.characters(codec="ascii"), max_size=MIN_LENGTH - 1))
def test_what_is_too_short_is_refused_whatever_its_characters(password: str) -> None:
    reason = weakness(password, ())
    assert reason is not None
    assert str(MIN_LENGTH) in reason


def test_64_characters_and_more_are_accepted_and_a_kibibyte_is_the_end() -> None:
    long = "".join(chr(0x4E00 + 37 * index) for index in range(MAX_BYTES // 3))
    assert weakness(long, ()) is None
    assert "too long" in (weakness(f"{long}{long}", ()) or "")


@given(anything)
def test_a_password_that_is_accepted_can_be_hashed(password: str) -> None:
    if weakness(password, NAMES) is None:
        assert normalised(password)


@given(st.text(max_size=60))
@example("ﬁ Å Å ①")
def test_it_is_the_same_password_however_its_characters_are_composed(password: str) -> None:
    decomposed, composed = (unicodedata.normalize(form, password) for form in ("NFD", "NFC"))
    assert normalised(decomposed) == normalised(composed) == normalised(password)


@given(st.text(st.characters(codec="ascii"), max_size=60), st.text(st.characters(codec="ascii"), max_size=60))
def test_no_character_of_plain_text_is_dropped_or_changed(one: str, other: str) -> None:
    assert (normalised(one) == normalised(other)) is (one == other)


@pytest.mark.parametrize("password", ["\ud800" * 20, "x" * (MAX_BYTES + 1), "\N{SNOWMAN}" * 500])
def test_what_is_no_text_or_too_long_is_nobodys_password(password: str) -> None:
    assert normalised(password) is None
    assert weakness(password, ()) is not None
