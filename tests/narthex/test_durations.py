from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narthex.durations import UNITS, parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("90d", timedelta(days=90)),
        ("1y", timedelta(days=365)),
        (" 7D ", timedelta(days=7)),
        ("100y", timedelta(days=36_500)),
    ],
)
def test_a_duration_is_a_whole_number_and_a_unit(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5h", "1w", "1d12h", "0d", "101y", "999999999y", "٣d"])
def test_anything_else_is_refused_with_the_text_and_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|leave") as refused:
        parse_duration(text)
    assert f"'{text}'" in str(refused.value)


@given(st.integers(min_value=1, max_value=36_500), st.sampled_from(sorted(UNITS)))
def test_every_duration_up_to_a_hundred_years_is_what_it_says(count: int, unit: str) -> None:
    if count * UNITS[unit] <= timedelta(days=36_500):
        assert parse_duration(f"{count}{unit}") == count * UNITS[unit]


@given(st.text(max_size=20))
def test_no_text_causes_anything_but_a_refusal(text: str) -> None:
    try:
        assert parse_duration(text) > timedelta()
    except ValueError as refused:
        assert type(refused) is ValueError  # noqa: PT017 - any text may be a duration
