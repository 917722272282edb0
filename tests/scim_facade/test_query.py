from contextlib import suppress
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidValue
from scim_facade.core.rules import Note, Notes
from scim_facade.query import parse_query


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        (b"filter=userName+eq+%22a@x.com%22", {"filter": 'userName eq "a@x.com"'}),
        (b'filter=userName%20eq%20"jo%2Bwork@x.com"', {"filter": 'userName eq "jo+work@x.com"'}),
        (b'filter=userName%20eq%20"jo+work@x.com"', {"filter": 'userName eq "jo+work@x.com"'}),
        (b"filter=userName%20eq%20%22jo+work@x.com%22", {"filter": 'userName eq "jo+work@x.com"'}),
        (b'filter=displayName+eq+"a%20b+c"', {"filter": 'displayName eq "a b c"'}),
        (b'filter=title%20eq%20"a+b"&sortBy=a+b', {"filter": 'title eq "a+b"', "sortby": "a b"}),
        (b"filter=displayName+eq+%22R%26D%23%22", {"filter": 'displayName eq "R&D#"'}),
        ('filter=userName eq "jürgen"'.encode(), {"filter": 'userName eq "jürgen"'}),
        (b"aadOptscim062020&filter=x+pr", {"filter": "x pr"}),
        (b"filter=x+pr&aadOptscim062020", {"filter": "x pr"}),
        (b"excludedAttributes=members&EXCLUDED=1", {"excludedattributes": "members"}),
        (b"STARTINDEX=6&Count=5", {"startindex": "6", "count": "5"}),
        (b"filter=", {"filter": ""}),
        (b"filter", {"filter": ""}),
        (b"foo=1&foo=2&&=", {}),
        (b"", {}),
    ],
)
def test_a_query_is_decoded_as_entra_encodes_it(query_string: bytes, expected: dict[str, str]) -> None:
    assert parse_query(query_string, Notes()) == expected


@pytest.mark.parametrize("query_string", [b"filter=%ff", b"filter=\xff", b"foo=%C3%28", b"%fe=1"])
def test_what_is_not_utf_8_is_refused(query_string: bytes) -> None:
    with pytest.raises(InvalidValue, match="UTF-8"):
        parse_query(query_string, Notes())


def test_a_parameter_given_twice_is_refused_since_either_could_be_meant() -> None:
    with pytest.raises(InvalidValue, match='"Filter" more than once'):
        parse_query(b"filter=x+pr&Filter=y+pr", Notes())


@given(st.text())
@settings(max_examples=100)
def test_any_filter_survives_both_ways_of_encoding_it(text: str) -> None:
    for encode in (quote, quote_plus):
        assert parse_query(f"filter={encode(text)}".encode(), Notes()) == {"filter": text}


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_any_query_string_is_decoded_or_refused(query_string: bytes) -> None:
    with suppress(InvalidValue):
        parse_query(query_string, Notes())


def test_a_parameter_in_another_letter_case_is_noted() -> None:
    notes = Notes()
    parse_query(b"startIndex=1&COUNT=2&EXTRA=3", notes)
    assert list(notes) == [Note("parameter-letter-case", "COUNT")]
