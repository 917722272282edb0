"""The form that changes a person: what is left as it stands changes nothing, and what is changed changes only that."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.identity_client.user_for_edit import UserForEditUser
from web.user_form import FIELDS, filled_in, user_changes

TEXTS = st.none() | st.text(min_size=1, max_size=8)
EMAILS = st.lists(
    st.fixed_dictionaries({"value": TEXTS, "display": TEXTS, "type": TEXTS, "primary": st.sampled_from([None, False])}),
    max_size=3,
)
NAMES = st.none() | st.fixed_dictionaries(
    dict.fromkeys(("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"), TEXTS)
)


def person(**changed: Any) -> UserForEditUser:
    given_ = {
        "id": "1",
        "userName": "ada@x.example",
        "displayName": "Ada",
        "active": True,
        "version": 1,
        "source": "LOCAL",
        "name": None,
        "emails": [],
        **changed,
    }
    return UserForEditUser.model_validate(given_)


def said(user: UserForEditUser, **typed: str | None) -> dict[str, Any]:
    """The changes as identity is asked for them."""
    changes = user_changes(user, {**filled_in(user), **typed})
    return changes.model_dump(by_alias=True, exclude_unset=True)


@given(st.fixed_dictionaries({"name": NAMES, "emails": EMAILS, "displayName": TEXTS, "active": st.booleans()}))
@settings(max_examples=100)
def test_a_form_sent_back_as_it_was_changes_nothing(so: dict[str, Any]) -> None:
    user = person(**so)
    assert set(filled_in(user)) == set(FIELDS)
    assert said(user) == {}


def test_each_field_changes_what_it_is_named_for() -> None:
    assert said(person(), display_name="Augusta") == {"displayName": "Augusta"}
    assert said(person(), display_name=None) == {"displayName": None}
    assert said(person(), active=None) == {"active": False}
    assert said(person(active=False), active="true") == {"active": True}


def test_further_parts_of_a_name_stay_and_the_old_whole_of_it_does_not() -> None:
    user = person(
        name={"formatted": "Ada King", "familyName": "King", "givenName": "Ada", "middleName": "A."}
        | dict.fromkeys(("honorificPrefix", "honorificSuffix"))
    )
    name = said(user, family_name="Lovelace")["name"]
    assert (name["givenName"], name["middleName"], name["familyName"]) == ("Ada", "A.", "Lovelace")
    assert name["formatted"] is None


def test_the_address_that_is_shown_is_the_one_that_changes() -> None:
    def email(value: str, *, primary: bool | None = None) -> dict[str, Any]:
        return {"value": value, "display": None, "type": "work", "primary": primary}

    user = person(emails=[email("a@x"), email("b@x", primary=True)])
    assert filled_in(user)["email"] == "b@x"
    assert said(user, email="c@x")["emails"] == [email("c@x", primary=True), email("a@x")]
    assert said(user, email=None)["emails"] == [email("a@x")]
    assert said(person(), email="a@x")["emails"] == [{"value": "a@x", "type": "work", "primary": True}]
