"""Whatever stands where a filter or a path should: a tree or a refusal, by work that grows with the text alone."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import ScimError
from scim_facade.core.filter_syntax import parse, print_filter
from scim_facade.core.filters import to_identity
from scim_facade.core.limits import MAX_FILTER_LENGTH
from scim_facade.core.paths import parse_path
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from tests.scim_facade.effort import counted_calls

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

PIECES = [
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work"].value',
    "not (title pr)",
    "(a pr or active eq true)",
    f'{ENTERPRISE}:manager.value ne "x"',
    f"{ENTERPRISE}:department",
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'members[value eq "1" or $ref ew "/2"].display',
    "urn:example:Custom:2.0:User:a.b",
    "externalId eq 007",
    "phoneNumbers.primary eq null",
]
JUNK = [
    *'()[]"\\.: \t\n\0',
    "and",
    " or ",
    "not(",
    "eq",
    "pr",
    "urn:",
    "é",
    "\ud800",
    "\U0001d4b3",
    '"\\u0000"',
    "%00",
    "']",
    "9" * 40,
]
CALLS_PER_CHARACTER = 25
"""The most expensive character starts a token, a visit of the parser and a node of the translation."""


def mutated(text: str, changes: list[tuple[int, int, str]]) -> str:
    """The text with slices of it replaced, or doubled where there is nothing to put in their place."""
    for start, length, replacement in changes:
        begin = start % (len(text) + 1)
        part = text[begin : begin + length]
        text = text[:begin] + (replacement or part + part) + text[begin + length :]
    return text


grammatical = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).flatmap(
    lambda pieces: st.sampled_from([" and ", " or ", ""]).map(lambda joint: joint.join(pieces))
)
mutations = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(["", *JUNK])), max_size=6)
selecting = st.builds(
    "{}[{}]{}".format,
    st.sampled_from(["emails", "members", "name", f"{ENTERPRISE}:manager"]),
    grammatical,
    st.sampled_from(["", ".value"]),
)
texts = (
    st.builds(mutated, grammatical | selecting, mutations) | st.text(max_size=80) | st.text("".join(JUNK), max_size=80)
)


def as_filter(text: str) -> None:
    tree = parse(text)
    assert parse(print_filter(tree)) == tree
    for resource_type in (USER, GROUP):
        to_identity(tree, resource_type, Notes())


def as_path(text: str) -> None:
    for resource_type in (USER, GROUP):
        for strict in (True, False):
            parse_path(text, resource_type, Notes(strict=strict))


READERS = [as_filter, as_path]


def read(reader: Callable[[str], None], text: str) -> int:
    """Read a text, which may be refused; return how many calls that took."""
    try:
        with counted_calls() as effort:
            reader(text)
    except ScimError as refused:
        judge_refusal(refused, text)
    return effort.calls


def judge_refusal(refused: ScimError, text: str) -> None:
    assert refused.status == 400
    assert refused.detail
    for position in re.findall(r"position (\d+)", refused.detail):
        assert 1 <= int(position) <= len(text) + 1


def judge(reader: Callable[[str], None], text: str) -> None:
    assert read(reader, text) <= CALLS_PER_CHARACTER * (len(text) + 20)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150)
@given(text=texts)
def test_any_text_is_read_or_refused_by_work_that_its_length_bounds(reader: Callable[[str], None], text: str) -> None:
    judge(reader, text)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=400)
@given(text=texts, times=st.integers(1, 40))
def test_many_and_long_texts_too(reader: Callable[[str], None], text: str, times: int) -> None:
    judge(reader, (text * times)[: MAX_FILTER_LENGTH + 10])
