import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.sealing import SealBroken, seal, unseal

CONTENTS = st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=30))


@given(CONTENTS, st.text(min_size=1, max_size=40), st.text(max_size=10))
@settings(max_examples=100)
def test_what_was_sealed_for_a_browser_and_a_purpose_is_opened_for_them(
    content: dict[str, Any], browser: str, purpose: str
) -> None:
    assert unseal(seal(content, browser, purpose), browser, purpose) == content


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=100)
def test_another_browser_opens_nothing(browser: str, other: str) -> None:
    sealed = seal({"a": 1}, browser, "sign-in")
    if browser != other:
        with pytest.raises(SealBroken):
            unseal(sealed, other, "sign-in")


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    with pytest.raises(SealBroken):
        unseal(seal({"a": 1}, "browser", "consent"), "browser", "sign-in")


@given(st.integers(min_value=0), st.integers(1, 255))
@settings(max_examples=100)
def test_a_changed_byte_anywhere_breaks_the_seal(position: int, change: int) -> None:
    raw = bytearray(urlsafe_b64decode(seal({"state": "s"}, "browser", "sign-in")))
    raw[position % len(raw)] ^= change
    with pytest.raises(SealBroken):
        unseal(urlsafe_b64encode(raw).decode(), "browser", "sign-in")


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_what_was_never_sealed_is_not_opened(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal(text, "browser", "sign-in")


def test_the_content_is_not_to_be_read_in_it() -> None:
    content = {"code_verifier": "a-secret-verifier"}
    sealed = seal(content, "browser", "sign-in")
    assert b"a-secret" not in urlsafe_b64decode(sealed)
    assert json.dumps(content) not in sealed


def test_the_same_content_never_looks_the_same() -> None:
    assert seal({}, "browser", "sign-in") != seal({}, "browser", "sign-in")
