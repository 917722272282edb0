"""How long to wait after wrong passwords."""

from hypothesis import given
from hypothesis import strategies as st

from identity.rules.password_throttle import (
    FORGOTTEN_AFTER_SECONDS,
    FREE_FAILURES,
    MAX_FAILURES,
    MAX_WAIT_SECONDS,
    failures_remembered,
    is_used_up,
    is_worth_a_record,
    wait_after,
)

counts = st.integers(0, 10**9)


def test_the_first_failures_cost_nothing_and_then_the_wait_doubles() -> None:
    assert [wait_after(failures) for failures in range(3, 10)] == [0, 0, 1, 2, 4, 8, 16]


@given(counts)
def test_the_wait_never_shrinks_and_never_exceeds_a_quarter_of_an_hour(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= MAX_WAIT_SECONDS


def test_all_that_may_be_tried_takes_most_of_a_day() -> None:
    hours = sum(wait_after(failures) for failures in range(MAX_FAILURES)) / 3600
    assert 20 < hours < 24


@given(counts)
def test_no_more_than_a_hundred_in_a_row_are_judged(failures: int) -> None:
    assert is_used_up(failures) is (failures >= 100)


@given(counts, st.floats(0, 10**9))
def test_a_day_of_peace_forgets_failures_but_not_too_many_of_them(failures: int, seconds: float) -> None:
    forgotten = seconds >= FORGOTTEN_AFTER_SECONDS and failures < MAX_FAILURES
    assert failures_remembered(failures, seconds) == (0 if forgotten else failures)


def test_the_audit_log_hears_of_the_first_failure_and_of_each_that_makes_people_wait() -> None:
    assert [failures for failures in range(1, FREE_FAILURES + 3) if is_worth_a_record(failures)] == [1, 5, 6, 7]
