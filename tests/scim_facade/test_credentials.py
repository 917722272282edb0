import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.transport import Unauthenticated
from scim_facade.core.rules import Note, Notes
from scim_facade.credentials import MAX_TOKEN_LENGTH, bearer_token


@pytest.mark.parametrize(
    "header",
    [
        "Bearer nx_scim_1_secret",
        "bearer nx_scim_1_secret",
        "BEARER   nx_scim_1_secret",
        "  Bearer nx_scim_1_secret  ",
        "Bearer Bearer nx_scim_1_secret",
        "nx_scim_1_secret",
    ],
)
def test_the_token_is_found_however_the_admin_pasted_it(header: str) -> None:
    assert bearer_token(header, Notes()) == "nx_scim_1_secret"


def test_another_issuers_token_is_handed_on_as_it_came() -> None:
    assert (
        bearer_token("Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln+/~_-==", Notes()) == "eyJhbGciOiJSUzI1NiJ9.e30.c2ln+/~_-=="
    )


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (None, "No access token"),
        ("", "No access token"),
        ("   ", "No access token"),
        ("Basic dXNlcjpwYXNz", "no bearer token"),
        ("secret", "no bearer token"),
        ("Bearer", "no bearer token"),
        ("Bearer two words", "malformed"),
        ('Bearer "nx_scim_1_secret"', "malformed"),
        ("Bearer nx_ü", "malformed"),
        ("Bearer nx_\r\nX-Evil: 1", "malformed"),
        ("Bearer " + "x" * (MAX_TOKEN_LENGTH + 1), "malformed"),
    ],
)
def test_what_cannot_be_a_token_is_refused_with_the_reason(header: str | None, reason: str) -> None:
    with pytest.raises(Unauthenticated, match=reason):
        bearer_token(header, Notes())


@given(st.text() | st.text(alphabet="bearBEAR nx_\t", max_size=40))
def test_any_header_gives_a_sendable_token_or_a_refusal(header: str) -> None:
    try:
        token = bearer_token(header, Notes())
    except Unauthenticated:
        return
    assert set(token) <= set(string.ascii_letters + string.digits + "._~+/-=")


@pytest.mark.parametrize(
    ("header", "rules"),
    [
        ("Bearer nx_scim_1_secret", []),
        ("bEARER  nx_scim_1_secret", []),
        ("Bearer Bearer nx_scim_1_secret", ["repeated-scheme"]),
        ("nx_scim_1_secret", ["bare-token"]),
    ],
)
def test_a_header_that_departs_from_the_standard_is_noted_without_its_token(header: str, rules: list[str]) -> None:
    notes = Notes()
    bearer_token(header, notes)
    assert list(notes) == [Note(rule, "Authorization") for rule in rules]
