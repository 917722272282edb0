import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.aadsts import Outcome, codes_in, outcome_of

TABLE = {
    Outcome.CANCELLED: [65004],
    Outcome.ADMIN_APPROVAL_NEEDED: [65001, 90094, 90095],
    Outcome.ACCOUNT_NOT_IN_TENANT: [16000, 50020, 50034, 90072],
    Outcome.ACCOUNT_DISABLED: [50057],
    Outcome.NOT_ASSIGNED: [50105],
    Outcome.CONDITIONAL_ACCESS: [53000, 53001, 53002, 53003],
    Outcome.INTERACTION_NEEDED: [50058, 50072, 50076, 50079, 50126, 50140],
    Outcome.START_AGAIN: [54005, 70008, 700005, 700082, 700084, 501481],
    Outcome.TENANT_UNKNOWN: [90002],
    Outcome.APP_NOT_IN_TENANT: [700016, 7000229, 650052, 500011],
    Outcome.APP_DISABLED: [70001, 7000112],
    Outcome.OUR_REGISTRATION: [
        *(50011, 50194, 90014, 650056, 650057, 700054, 7000215, 7000218, 7000222, 9001023, 9002313),
    ],
}


@pytest.mark.parametrize(("outcome", "code"), [(outcome, code) for outcome, codes in TABLE.items() for code in codes])
def test_a_code_of_microsofts_decides_how_it_ended(outcome: Outcome, code: int) -> None:
    assert outcome_of("invalid_grant", codes_in(f"AADSTS{code}: Some words. Trace ID: 1")) is outcome


def test_a_person_who_cancels_has_cancelled_whatever_code_comes_with_it() -> None:
    assert outcome_of("access_denied", (90094,), "cancel") is Outcome.CANCELLED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("access_denied", Outcome.CANCELLED),
        ("temporarily_unavailable", Outcome.MICROSOFT_UNAVAILABLE),
        ("invalid_client", Outcome.OUR_REGISTRATION),
        ("consent_required", Outcome.ADMIN_APPROVAL_NEEDED),
        ("never heard of", Outcome.UNKNOWN),
    ],
)
def test_without_a_known_code_oauths_own_word_decides(error: str, outcome: Outcome) -> None:
    assert outcome_of(error, (99999999,)) is outcome


def test_the_codes_a_token_response_lists_count_before_those_in_its_text() -> None:
    assert codes_in("AADSTS50057: no", [90094]) == (90094,)


@pytest.mark.parametrize("listed", [None, [], "90094", {"a": 1}, ["90094"], [True]])
def test_a_list_of_codes_that_is_none_is_passed_over(listed: object) -> None:
    assert codes_in("AADSTS50057: no", listed) == (50057,)


@given(st.text(max_size=200), st.text(max_size=30))
@settings(max_examples=150)
def test_whatever_stands_in_an_address_has_some_outcome(description: str, error: str) -> None:
    assert outcome_of(error, codes_in(description)) in Outcome
