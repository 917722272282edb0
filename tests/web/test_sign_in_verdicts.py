"""What a tested sign-in is told as, whatever came of it."""

from __future__ import annotations

from types import SimpleNamespace as Facts
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.claims import telling
from web.identity_client.enums import SignInRefusal, SignInRule
from web.sign_in_verdicts import checks_of, verdict_of
from web.spans import SpanInvalid, hours_and_minutes, in_words, seconds_of

REFUSALS = [
    SignInRefusal.TENANT_NOT_CONNECTED,
    SignInRefusal.TENANT_MISMATCH,
    SignInRefusal.SIGN_IN_SWITCHED_OFF,
    SignInRefusal.ACCOUNT_NOT_PROVISIONED,
    SignInRefusal.ACCOUNT_DEACTIVATED,
    SignInRefusal.ACCOUNT_LINKED_OTHERWISE,
]


def outcome(**changed: Any) -> Any:
    facts = {"rule": None, "must_confirm": False, "refusal": None, "user": Facts(user_name="ada@contoso.example")}
    return Facts(**{**facts, "connection": Facts(microsoft_sign_in=True), **changed})


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_tells_why_what_they_would_read_and_what_to_do(refusal: SignInRefusal) -> None:
    for user in (None, Facts(user_name="ada@contoso.example")):
        verdict = verdict_of(outcome(refusal=refusal, user=user))
        assert (verdict.kind, bool(verdict.read), bool(verdict.advice)) == ("bad", True, True)
        assert not all(check.passed for check in checks_of(outcome(refusal=refusal, user=user)))


@pytest.mark.parametrize("rule", list(SignInRule))
def test_each_rule_tells_who_they_would_be(rule: SignInRule) -> None:
    user = None if rule is SignInRule.JUST_IN_TIME else Facts(user_name="ada@contoso.example")
    verdict = verdict_of(outcome(rule=rule, user=user))
    assert (verdict.kind, verdict.read) == ("good", None)
    assert user is None or user.user_name in verdict.title + verdict.sentence
    assert all(check.passed for check in checks_of(outcome(rule=rule, user=user)))
    off = verdict_of(outcome(rule=rule, user=user, refusal=SignInRefusal.SIGN_IN_SWITCHED_OFF))
    assert "Once it is on, they would come in as" in off.sentence


def test_whoever_has_to_confirm_the_account_is_told_apart() -> None:
    assert verdict_of(outcome(rule=SignInRule.USER_NAME, must_confirm=True)).kind == "warning"


@given(st.sampled_from(["exp", "iat", "name", "tid", "unheard_of"]), st.text(max_size=30))
@settings(max_examples=100)
def test_a_claim_is_told_with_its_value_whatever_that_is(name: str, value: str) -> None:
    claim: Any = Facts(name=name, value=value)
    (told,) = telling([claim])
    assert told.value.startswith(value)


def test_a_time_is_told_in_words_too() -> None:
    claim: Any = Facts(name="exp", value="1764000000")
    assert telling([claim])[0].value == "1764000000 (24 November 2025, 16:00:00 UTC)"


@given(st.integers(0, 10**6))
@settings(max_examples=100)
def test_a_span_comes_back_from_the_form_to_the_minute(seconds: int) -> None:
    assert seconds_of(*hours_and_minutes(seconds)) == seconds // 60 * 60
    assert in_words(seconds)


@given(st.text(max_size=8), st.text(max_size=8))
@settings(max_examples=100)
def test_whatever_is_typed_is_a_span_or_refused(hours: str, minutes: str) -> None:
    try:
        span = seconds_of(hours, minutes)
    except SpanInvalid:
        return
    assert span is None or span >= 0
