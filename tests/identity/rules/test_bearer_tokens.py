"""Bearer tokens: made, taken apart, compared."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from identity.rules.tokens import (
    MAX_LENGTH,
    PresentedToken,
    TokenKind,
    hash_secret,
    matches,
    new_secret,
    readable_prefix,
    render,
    split,
)

kinds = st.sampled_from(TokenKind)
secrets = st.text(
    st.characters(codec="ascii", categories=["L", "N"], include_characters="-_"), min_size=43, max_size=43
)


@given(kinds, st.uuids(), secrets)
def test_a_rendered_token_is_taken_apart_into_what_it_was_made_of(kind: TokenKind, id_: UUID, secret: str) -> None:
    token = render(kind, id_, secret)
    assert split(token) == PresentedToken(kind, id_, secret)
    assert token.startswith(readable_prefix(kind, id_))
    assert len(token) <= MAX_LENGTH


@given(kinds, st.uuids(), secrets, st.integers(0), st.characters(exclude_categories=["Cs"]))
def test_a_token_with_one_changed_character_never_matches(
    kind: TokenKind, id_: UUID, secret: str, place: int, other: str
) -> None:
    token = render(kind, id_, secret)
    place %= len(token)
    tampered = token[:place] + other + token[place + 1 :]
    presented = split(tampered)
    believed = presented is not None and (presented.kind, presented.id) == (kind, id_)
    assert (
        tampered == token
        or not (believed and presented and matches(presented.secret, hash_secret(secret)))
        or (
            # Hexadecimal digits of the id may be written in either case.
            tampered.lower() == token.lower()
        )
    )


@given(st.text())
def test_whatever_is_presented_is_taken_apart_or_refused(text: str) -> None:
    presented = split(text)
    assert presented is None or presented.secret in text


def test_secrets_are_256_bits_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(secret) for secret in made} == {43}


def test_a_readable_prefix_does_not_give_the_secret_away() -> None:
    secret = new_secret()
    token = render(TokenKind.SCIM, UUID(int=7), secret)
    assert len(readable_prefix(TokenKind.SCIM, UUID(int=7))) < len(token) - len(secret)
