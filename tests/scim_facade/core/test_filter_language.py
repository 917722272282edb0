"""The filter language: every text either has one tree or one reason why not."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidFilter
from scim_facade.core.filter_syntax import (
    OPERATORS,
    And,
    Comparison,
    ElementMatch,
    Filter,
    Literal,
    Not,
    Or,
    Present,
    parse,
    print_filter,
    tokenize,
)
from scim_facade.core.limits import MAX_FILTER_DEPTH, MAX_FILTER_LENGTH
from tests.scim_facade.effort import counted_calls

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

names = st.sampled_from(
    [
        "userName",
        "name.familyName",
        "$ref",
        "emails",
        "x-y_z",
        f"{ENTERPRISE}:department",
        f"{ENTERPRISE}:manager.value",
    ]
)
literals = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)
tests = st.builds(Comparison, names, st.sampled_from(sorted(OPERATORS)), literals) | st.builds(Present, names)


def logic(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    def larger(smaller: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        several = st.lists(smaller, min_size=2, max_size=3).map(tuple)
        return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, smaller)

    return st.recursive(leaves, larger, max_leaves=8)


trees = logic(tests | st.builds(ElementMatch, names, logic(tests)))


@settings(max_examples=150)
@given(trees)
def test_a_printed_tree_is_read_back_as_the_same_tree(tree: Filter) -> None:
    assert parse(print_filter(tree)) == tree


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text('()[]"\\ .nora e1q:u', max_size=60))
def test_any_text_is_a_filter_or_is_refused_with_a_reason(text: str) -> None:
    try:
        tree = parse(text)
    except InvalidFilter:
        return
    assert parse(print_filter(tree)) == tree


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_every_operator_is_read_in_any_letter_case(operator: str) -> None:
    assert parse(f'userName {operator.upper()} "a"') == Comparison("userName", operator, "a")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a b"', "a b"),
        (r'"say \"hi\""', 'say "hi"'),
        (r'"\u00e9"', "é"),
        ('"it\'s [x] (y)"', "it's [x] (y)"),
        ("'a b'", "a b"),
        ("'true'", "true"),
        ("o'brien", "o'brien"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("42", 42),
        ("-1.5", -1.5),
        ("jyoung", "jyoung"),
        ("jo@contoso.com", "jo@contoso.com"),
        ("True", "True"),
        ("007", "007"),
        ("1.50", "1.50"),
        ("1e999", "1e999"),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_a_literal_keeps_its_value_and_an_unquoted_one_its_spelling(text: str, value: Literal) -> None:
    assert parse(f"externalId eq {text}") == Comparison("externalId", "eq", value)


@pytest.mark.parametrize("value", ["'o'brien'", "'jyoung", "'", "'a' 'b'"])
def test_a_single_quote_that_leaves_the_value_in_doubt_is_refused(value: str) -> None:
    with pytest.raises(InvalidFilter, match=r"at position 1[59]"):
        parse(f"externalId eq {value}")


def test_and_binds_closer_than_or_and_parentheses_closer_than_both() -> None:
    a, b, c = (Present(name) for name in "abc")
    assert parse("a pr or b pr and c pr") == Or((a, And((b, c))))
    assert parse("(a pr or b pr) and c pr") == And((Or((a, b)), c))
    assert parse("a pr and b pr and c pr") == And((a, b, c))
    assert parse("NOT (a pr) AND b pr") == And((Not(a), b))


@pytest.mark.parametrize(
    "text",
    [
        'emails[type eq "work" and value eq "x"]',
        'emails[type eq "work"].value eq "x"',
        'emails[type eq "work"] eq "x"',
        'emails[ type eq "work" ].value eq "x"',
    ],
)
def test_a_value_path_may_be_written_as_entra_writes_it(text: str) -> None:
    conditions = And((Comparison("type", "eq", "work"), Comparison("value", "eq", "x")))
    assert parse(text) == ElementMatch("emails", conditions)


def test_a_value_path_keeps_alternatives_together() -> None:
    tree = parse('emails[type eq "work" or type eq "home"].value pr')
    either = Or((Comparison("type", "eq", "work"), Comparison("type", "eq", "home")))
    assert tree == ElementMatch("emails", And((either, Present("value"))))


def test_a_value_path_may_be_followed_by_more() -> None:
    tree = parse('emails[type eq "work"] and active eq true')
    assert tree == And(
        (ElementMatch("emails", Comparison("type", "eq", "work")), Comparison("active", "eq", value=True))
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the end at position 1 where an attribute name"),
        ("userName", "the end at position 9 where one of the operators"),
        ("userName like x", '"like" at position 10 where one of the operators'),
        ("userName eq", "the end at position 12 where a value"),
        ("userName eq (", '"(" at position 13 where a value'),
        ('userName eq "x', "without a closing quote at position 13"),
        (r'userName eq "\x"', "a bad escape at position 13"),
        (r'userName eq "\u0000"', "a NUL character"),
        ("userName eq a\0b", "a NUL character"),
        (r'userName eq "\ud800"', "half a surrogate pair"),
        ("userName eq \udc80", "half a surrogate pair"),
        ("(userName pr", "the end at position 13 where ')'"),
        ("userName pr)", '")" at position 12 where the end'),
        ("userName pr active pr", '"active" at position 13 where the end'),
        ("not userName pr", "where '('"),
        ("and pr", '"and" at position 1 where an attribute name'),
        ('"userName" pr', "where an attribute name"),
        ("1name pr", "where an attribute name"),
        ("a.b.c pr", "where an attribute name"),
        ("emails[type pr", "where ']'"),
        ("emails[type pr].2 pr", "where a sub-attribute"),
        ('emails[type pr and x[y eq "z"]] pr', "inside another"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said_with_its_position(text: str, reason: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        parse(text)
    assert reason in refused.value.detail


@pytest.mark.parametrize("opening", ["(", "not (", "emails["])
def test_a_filter_nested_ten_thousand_times_is_refused(opening: str) -> None:
    with pytest.raises(InvalidFilter):
        parse(opening * 10_000 + "a pr")
    with pytest.raises(InvalidFilter, match=r"nests deeper than|inside another"):
        parse(opening * (MAX_FILTER_DEPTH + 1) + "a pr")


def test_a_filter_nested_as_deep_as_the_limit_is_read() -> None:
    assert parse("(" * MAX_FILTER_DEPTH + "a pr" + ")" * MAX_FILTER_DEPTH) == Present("a")


def test_a_filter_longer_than_the_limit_is_refused_and_one_as_long_is_read() -> None:
    longest = "a eq " + "x" * (MAX_FILTER_LENGTH - 5)
    assert parse(longest) == Comparison("a", "eq", longest[5:])
    with pytest.raises(InvalidFilter, match=str(MAX_FILTER_LENGTH)):
        parse(longest + "x")


@settings(max_examples=50)
@given(st.text('()[]"\\ ab.', max_size=200))
def test_no_character_of_a_filter_is_read_twice(text: str) -> None:
    try:
        tokens = tokenize(text)
    except InvalidFilter:
        return
    ends = [token.position + len(token.text) for token in tokens]
    starts = [token.position for token in tokens]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def calls_to_parse(text: str) -> int:
    with suppress(InvalidFilter), counted_calls() as effort:
        parse(text)
    return effort.calls


@pytest.mark.parametrize(
    "piece", ["a pr or ", "not (a pr) and ", 'e[t eq "w"].value eq 1 or ', "(", "e[", "not (", '"\\"', "] ", "a eq 1 "]
)
def test_the_work_of_parsing_grows_no_faster_than_the_text(piece: str) -> None:
    small = calls_to_parse(piece * 100)
    large = calls_to_parse(piece * 300)
    assert large <= 3 * small + 100


def test_a_chain_as_long_as_the_limit_allows_is_one_flat_node() -> None:
    chain = parse(" or ".join(["a pr"] * 900))
    assert isinstance(chain, Or)
    assert len(chain.operands) == 900


def test_printed_strings_are_json_strings() -> None:
    assert print_filter(Comparison("a", "eq", 'x"y')) == f"a eq {json.dumps('x' + chr(34) + 'y')}"
