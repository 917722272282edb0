"""The scopes of sign-in, in the words people read on the consent page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission as it is shown: a heading and what it lets the application do."""

    title: str
    explanation: str


_WORDS: Final = {
    "openid": Permission("Sign you in", "The app may know that it is you, and the tenant you are in."),
    "profile": Permission("View your basic profile", "Your name, user name and object id."),
    "email": Permission("View your email address", "The address your directory has for you."),
    "offline_access": Permission(
        "Maintain access to data you have given it access to", "While you are not using the app, too."
    ),
}
SIGN_IN_SCOPES: Final = frozenset(_WORDS)
"""The scopes that concern nobody but the person who signs in."""


def permissions_of(scopes: Iterable[str]) -> list[Permission]:
    """What an application would be allowed with these scopes; others than those of sign-in keep their name."""
    return [_WORDS.get(scope, Permission(scope, "A permission for another service.")) for scope in scopes]
