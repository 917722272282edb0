"""A person's attributes in words: whatever was sent is there, and what was not takes no room."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.identity_client.fragments import Profile
from web.profile import chapters_of

NOTHING: dict[str, Any] = {
    **dict.fromkeys(
        ("externalId", "name", "displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage")
    ),
    **dict.fromkeys(("locale", "timezone", "enterprise")),
    **{
        name: []
        for name in (
            "emails",
            "phoneNumbers",
            "ims",
            "photos",
            "entitlements",
            "roles",
            "x509Certificates",
            "addresses",
        )
    },
    "id": "1",
    "userName": "ada@x.example",
    "active": True,
    "version": 1,
    "meta": {"created": "", "lastModified": ""},
    "extensions": {},
}


def told(**sent: Any) -> dict[str, tuple[str, ...]]:
    chapters = chapters_of(Profile.model_validate({**NOTHING, **sent}))
    return {fact.attribute: fact.values for chapter in chapters for fact in chapter.facts}


def test_who_has_nothing_but_a_name_has_a_short_page() -> None:
    assert told() == {"userName": ("ada@x.example",), "active": ("yes",)}


def test_elements_say_of_which_type_they_are() -> None:
    emails = [
        {"value": "a@x", "display": None, "type": "work", "primary": True},
        {"value": None, "display": "Ada at home", "type": None, "primary": False},
        {"value": None, "display": None, "type": "other", "primary": None},
    ]
    assert told(emails=emails)["emails"] == ("a@x (work, primary)", "Ada at home")


def test_an_address_is_one_line() -> None:
    address: dict[str, str | None] = {
        "streetAddress": "1 Long Street",
        "postalCode": "N1",
        "locality": "London",
        "country": "GB",
    }
    address |= {"formatted": "Office 7", "region": None, "type": "work", "primary": None}
    assert told(addresses=[address])["addresses"] == ("Office 7, 1 Long Street, N1, London, GB (work)",)


@given(
    st.dictionaries(st.sampled_from(["displayName", "nickName", "title", "locale", "timezone"]), st.text(min_size=1))
)
@settings(max_examples=50)
def test_whatever_was_sent_is_there_once(sent: dict[str, str]) -> None:
    found = told(**sent)
    assert {name: (value,) for name, value in sent.items()}.items() <= found.items()
    assert all(found.values())
