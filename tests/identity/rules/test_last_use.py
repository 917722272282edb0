"""When a session has been idle for too long, by a record that lags behind."""

from hypothesis import given, settings
from hypothesis import strategies as st

from identity.rules.last_use import is_idle, precision_seconds

idle_times = st.integers(60, 24 * 3600)
fractions = st.floats(0, 0.999)


@settings(max_examples=100)
@given(idle_times, st.lists(st.tuples(fractions, fractions), min_size=1, max_size=30))
def test_nobody_who_uses_it_in_time_is_ever_idle(idle_seconds: int, uses: list[tuple[float, float]]) -> None:
    now, on_record = 0.0, 0.0
    waiting: list[tuple[float, float]] = []  # when a note is written, and what it says
    for gap, lag in uses:
        now += gap * idle_seconds
        on_record = max([on_record, *(used for written, used in waiting if written <= now)])
        assert not is_idle(now - on_record, idle_seconds)
        if now - on_record >= precision_seconds(idle_seconds):
            waiting.append((now + lag * precision_seconds(idle_seconds), now))


@settings(max_examples=100)
@given(idle_times)
def test_a_session_left_alone_lives_longer_than_it_may_by_two_minutes_at_most(idle_seconds: int) -> None:
    assert is_idle(idle_seconds + 120, idle_seconds)
    assert not is_idle(idle_seconds - 1, idle_seconds)


def test_the_use_of_what_has_no_idle_time_is_known_to_the_minute() -> None:
    assert precision_seconds(None) == 60
    assert precision_seconds(60) == 7.5
