"""The normal form of a request is what it was carried out by."""

import pytest

from scim_facade.core.filters import parse, to_identity
from scim_facade.core.operations import read_operations
from scim_facade.core.profile import Profile
from scim_facade.core.redaction import Cuts, Redaction
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.understood import filter_text, normal_operations

REDACTION = Redaction(Profile(), Cuts())
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("USERNAME EQ 'a'", 'userName eq "a"'),
        ("active eq True", "active eq true"),
        ('emails[type eq "work"].value eq "a@x.com"', 'emails[type eq "work" and value eq "a@x.com"]'),
        (
            'not (title pr) and (nickName pr or department eq "D")',
            f'not (title pr) and (nickName pr or {ENTERPRISE}:department eq "D")',
        ),
        ('meta.resourceType eq "User"', "id pr"),
        ('meta.resourceType eq "Group"', "not (id pr)"),
        ("title eq null", "not (title pr)"),
    ],
)
def test_a_filter_reads_as_identity_is_asked(asked: str, understood: str) -> None:
    text = filter_text(to_identity(parse(asked, Notes()), USER, Notes()))
    assert text == understood
    again = to_identity(parse(text), USER, Notes())
    assert filter_text(again) == text


def test_operations_have_canonical_paths_and_the_values_that_are_set() -> None:
    body = {
        "Operations": [
            {"op": "Replace", "value": {"ACTIVE": "False", "department": ["D"], "emails": "a@x.com"}},
            {"op": "remove", "path": 'Emails[Type eq "work"]'},
            {"op": "add", "path": "password", "value": "x"},
        ]
    }
    operations = read_operations(body, USER, Notes())
    assert normal_operations(operations, REDACTION) == [
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "D"},
        {"op": "replace", "path": "emails", "value": [{"value": "a@x.com"}]},
        {"op": "remove", "path": 'emails[type eq "work"]'},
    ]


def test_a_value_that_was_not_understood_stands_as_it_came() -> None:
    operations = read_operations({"Operations": [{"op": "replace", "path": "active", "value": "maybe"}]}, USER, Notes())
    assert normal_operations(operations, REDACTION) == [{"op": "replace", "path": "active", "value": "maybe"}]


def test_members_are_named_by_their_ids() -> None:
    value = ["u1", {"$ref": "https://x.example/Users/u2"}, {"value": "u3", "display": "C"}]
    operations = read_operations({"Operations": [{"op": "add", "path": "members", "value": value}]}, GROUP, Notes())
    (normal,) = normal_operations(operations, REDACTION)
    assert normal["value"] == [{"value": "u1"}, {"value": "u2"}, {"value": "u3"}]  # type: ignore[index]


def test_many_members_are_cut() -> None:
    value = [{"value": f"u{number}"} for number in range(1_000)]
    operations = read_operations({"Operations": [{"op": "add", "path": "members", "value": value}]}, GROUP, Notes())
    (normal,) = normal_operations(operations, REDACTION)
    assert normal["value"][-1] == "[980 more]"  # type: ignore[index]
