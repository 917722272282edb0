"""By which words people are looked for."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.errors import InvalidInput
from identity.rules.search import MAX_KEY, MAX_KEYS, MAX_SEARCH, MAX_WORDS, prefix_query, search_keys

HERE = UUID("00000000-0000-7000-8000-00000000aaaa")
ELSEWHERE = UUID("00000000-0000-7000-8000-00000000bbbb")
OID = "5c09ac2e-6d1f-4b1e-9a57-0123456789ab"
WORDS = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Pd", "Po", "Sm"], exclude_characters="\x00"), min_size=1)


def words(*texts: str | None) -> set[str]:
    """The keys, without what tells one organisation's from others'."""
    return {key.removeprefix("0000aaaa:") for key in search_keys(HERE, texts)}


def lexemes(search: str) -> list[str]:
    """The words of a search, as PostgreSQL reads them."""
    query = prefix_query(HERE, search)
    parts = query.split(" & ") if query else []
    assert all(part.startswith("'0000aaaa:") and part.endswith("':*") for part in parts)
    return [part[10:-3].replace("''", "'").replace("\\\\", "\\") for part in parts]


def finds(search: str, *texts: str) -> bool:
    """Whether a search finds a row with these texts."""
    return all(any(key.startswith(word) for key in words(*texts)) for word in lexemes(search))


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("ADA", "ada@contoso.example"),
        ("contoso", "ada@contoso.example"),
        ("ada@con", "ada@contoso.example"),
        ("lovelace", "Ada King-Lovelace"),
        ("king-l", "Ada King-Lovelace"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("zoe", "Zoë"),
        ("zoë", "Zoe"),
        ("soren lukasz", "Søren Łukasz"),
        ("mull", "Müller"),
        ("strasse", "Straße"),
        ("o'bri", "Jo O'Brien"),
        ("brien", "Jo O\u2019Brien"),
        ("山田", "山田太郎"),
        ("김철", "김철수"),
        (OID[:10], OID),
        ("(smith)", "John (Smith)"),
    ],
)
def test_what_people_type_finds_whom_they_mean(search: str, text: str) -> None:
    assert finds(search, text)


@pytest.mark.parametrize(
    ("search", "text"),
    [("da", "ada"), ("ada grace", "ada"), ("太郎", "山田太郎"), (OID[9:13], OID), ("!", "ada"), ("' | !", "ada")],
)
def test_what_begins_no_word_finds_nobody(search: str, text: str) -> None:
    assert not finds(search, text)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
@settings(max_examples=100)
def test_the_beginnings_of_words_find_them_in_any_order(names: list[str], data: st.DataObject) -> None:
    begun = [name[: data.draw(st.integers(1, len(name)))] for name in names]
    plain = [word for word in begun if any(character.isalnum() for character in word)]
    search = " ".join(data.draw(st.permutations(plain)))[:MAX_SEARCH]
    assert finds(search, " ".join(names))


@given(st.text(max_size=MAX_SEARCH), st.text(max_size=30))
@settings(max_examples=100)
def test_nothing_that_is_typed_means_anything_but_itself(search: str, text: str) -> None:
    try:
        quoted = prefix_query(HERE, search)
    except InvalidInput as refusal:
        assert refusal.field == "search"  # noqa: PT017  most searches are none that is refused
        return
    for part in quoted.split(" & ") if quoted else []:
        inside = part.removeprefix("'").removesuffix("':*").replace("''", "").replace("\\\\", "")
        assert "'" not in inside
        assert "\\" not in inside
    assert all(len(key) <= MAX_KEY + 9 for key in search_keys(HERE, [text]))


@pytest.mark.parametrize("search", ["", "   ", "\t\n"])
def test_a_search_of_no_words_is_none(search: str) -> None:
    assert prefix_query(HERE, search) is None


@pytest.mark.parametrize("search", ["x" * (MAX_SEARCH + 1), " ".join(map(str, range(MAX_WORDS + 1))), "\x00", "\ud800"])
def test_a_search_that_is_too_long_or_no_text_is_refused(search: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        prefix_query(HERE, search)
    assert refusal.value.field == "search"


def test_keys_are_few_and_short() -> None:
    assert len(words(*(f"name{n}@example.org" for n in range(200)))) == MAX_KEYS
    assert words("x" * 5_000) == {"x" * MAX_KEY}
    assert words(None, "") == set()


def test_no_organisation_has_a_key_of_another() -> None:
    assert set(search_keys(HERE, ["Ada"])).isdisjoint(search_keys(ELSEWHERE, ["Ada"]))
