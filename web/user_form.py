"""The form that changes somebody's attributes: filled in with what is so, and read back as changes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.identity_client.input_types import MultiValueInput, NameInput, UserChanges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.identity_client.user_for_edit import UserForEditUser as User

FIELDS = ("display_name", "given_name", "family_name", "email", "active")


def filled_in(user: User) -> dict[str, str | None]:
    """What stands in the form at first."""
    at = _shown_email(user)
    return {
        "display_name": user.display_name,
        "given_name": user.name.given_name if user.name else None,
        "family_name": user.name.family_name if user.name else None,
        "email": None if at is None else user.emails[at].value,
        "active": "true" if user.active else None,
    }


def user_changes(user: User, typed: Mapping[str, str | None]) -> UserChanges:
    """What the form changes. Further e-mail addresses and parts of the name stay as they are."""
    changed = {name for name, value in filled_in(user).items() if typed[name] != value}
    changes = UserChanges()
    if "display_name" in changed:
        changes.display_name = typed["display_name"]
    if changed & {"given_name", "family_name"}:
        kept = user.name.model_dump() if user.name else {}
        # The name in full would still be the old one.
        own = {"given_name": typed["given_name"], "family_name": typed["family_name"], "formatted": None}
        changes.name = NameInput(**{**kept, **own})
    if "email" in changed:
        changes.emails = _emails(user, typed["email"])
    if "active" in changed:
        changes.active = typed["active"] == "true"
    return changes


def _emails(user: User, address: str | None) -> list[MultiValueInput]:
    at = _shown_email(user)
    elements = [MultiValueInput(**each.model_dump()) for each in user.emails]
    mine = elements[at] if at is not None else MultiValueInput(type_="work", primary=True)
    others = [each for each in elements if each is not mine]
    return others if address is None else [mine.model_copy(update={"value": address}), *others]


def _shown_email(user: User) -> int | None:
    """Where the address stands that is shown as theirs: the primary one, else the first."""
    primary = (place for place, each in enumerate(user.emails) if each.primary)
    return next(primary, 0 if user.emails else None)
