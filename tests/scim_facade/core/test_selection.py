"""What the client wants to see, as what is read."""

import pytest

from scim_facade.core.attributes import ENTERPRISE_USER, Attribute, Schema
from scim_facade.core.projection import Projection
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.selection import group_selection, user_selection

OWN = "urn:ietf:params:scim:schemas:extension:Own:2.0:User"
EXTENDED = USER.extended([Schema(OWN, "Own", "", (Attribute("badge"),))])
EVERYTHING = {"profile", "enterprise", "manager", "extensions", "groups"}


def read(attributes: str | None, excluded: str | None = None) -> set[str]:
    selection = user_selection(Projection.from_query(attributes, excluded), EXTENDED)
    return {name.removeprefix("with_") for name, wanted in selection.items() if wanted}


@pytest.mark.parametrize(
    ("attributes", "parts"),
    [
        (None, EVERYTHING),
        ("id", set()),
        ("userName,active,externalId,meta.created", set()),
        ("displayName", {"profile"}),
        ("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName", {"profile"}),
        ("emails.value", {"profile"}),
        ("groups.display", {"groups"}),
        (f"{ENTERPRISE_USER}:department", {"enterprise"}),
        ("department", {"enterprise"}),
        (f"{ENTERPRISE_USER}:manager.displayName", {"enterprise", "manager"}),
        (ENTERPRISE_USER, {"enterprise", "manager"}),
        (f"{OWN}:badge", {"extensions"}),
        (OWN.upper(), {"extensions"}),
        ("badge", {"extensions"}),
        ("urn:example:undeclared", {"extensions"}),
        ("whatever", {"extensions"}),
    ],
)
def test_only_what_is_asked_for_is_read(attributes: str | None, parts: set[str]) -> None:
    assert read(attributes) == parts


@pytest.mark.parametrize(
    ("excluded", "unread"),
    [
        ("groups", {"groups"}),
        ("groups.display", set()),
        (ENTERPRISE_USER, {"enterprise", "manager"}),
        ("manager", {"manager"}),
        ("emails,title", set()),
    ],
)
def test_what_is_excluded_is_not_read(excluded: str, unread: set[str]) -> None:
    assert read(None, excluded) == EVERYTHING - unread


def test_a_groups_members_are_read_only_where_they_are_shown() -> None:
    assert group_selection(Projection.from_query("displayName", None), GROUP) == {
        "with_extensions": False,
        "with_members": False,
    }
    assert group_selection(Projection.from_query(None, "members"), GROUP)["with_members"] is False
    assert group_selection(Projection.from_query("members.value", None), GROUP)["with_members"] is True
