"""Ids as they come from outside."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.rules.ids import uuid_or_none


@given(st.uuids())
def test_an_id_is_known_in_the_characters_it_was_given_out_in(uuid: UUID) -> None:
    assert uuid_or_none(str(uuid)) == uuid


@pytest.mark.parametrize(
    "respelt", [str.upper, lambda text: text.replace("-", ""), "{{{}}}".format, "urn:uuid:{}".format]
)
def test_another_spelling_of_an_id_names_nothing(respelt: object) -> None:
    assert callable(respelt)
    assert uuid_or_none(respelt("01a20d05-7275-749b-aa62-287330a4824f")) is None


@given(st.text())
def test_any_other_text_names_nothing(text: str) -> None:
    assert uuid_or_none(text) is None
