"""Columns over time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from web.charts import HEIGHT, WIDTH, chart

NOW = datetime(2026, 11, 24, 15, 42, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SERIES = ("SUCCEEDED", "REFUSED", "FAILED")


def test_the_last_column_is_now_and_hours_nobody_counted_are_empty() -> None:
    counted = [(NOW.replace(minute=0), "SUCCEEDED", 3), (NOW.replace(hour=13, minute=0), "REFUSED", 1)]
    drawn = chart(counted, SERIES, until=NOW, columns=24, span=HOUR)
    assert [column.total for column in drawn.columns][-3:] == [1, 0, 3]
    assert (drawn.columns[-1].name, drawn.columns[0].name) == ("24 November, 15:00 UTC", "23 November, 16:00 UTC")
    assert drawn.sums == {"SUCCEEDED": 3, "REFUSED": 1, "FAILED": 0}


def test_days_gather_their_hours() -> None:
    counted = [(NOW.replace(hour=hour, minute=0), "SUCCEEDED", 1) for hour in range(10)]
    drawn = chart(counted, SERIES, until=NOW, columns=30, span=DAY)
    assert drawn.columns[-1].total == 10
    assert drawn.columns[-1].name == "24 November"


def test_what_lies_before_the_first_column_is_left_out() -> None:
    drawn = chart([(NOW - 40 * DAY, "FAILED", 9)], SERIES, until=NOW, columns=30, span=DAY)
    assert sum(drawn.sums.values()) == 0


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 23), st.sampled_from(SERIES), st.integers(0, 10**7)), max_size=40))
def test_pieces_stand_on_each_other_inside_the_drawing(entries: list[tuple[int, str, int]]) -> None:
    counted = [(NOW.replace(minute=0) - hours * HOUR, name, value) for hours, name, value in entries]
    drawn = chart(counted, SERIES, until=NOW, columns=24, span=HOUR)
    assert sum(drawn.sums.values()) == sum(value for _, _, value in entries)
    for column in drawn.columns:
        assert column.x >= 0
        assert column.x + column.width <= WIDTH
        floor = drawn.base
        for piece in column.pieces:
            assert abs(piece.y + piece.height - floor) < 0.02
            floor = piece.y
        assert 0 <= floor <= HEIGHT
    values = [value for value, _ in drawn.lines]
    assert values == sorted(values)
    assert values[-1] >= max((column.total for column in drawn.columns), default=0)
