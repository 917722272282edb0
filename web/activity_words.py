"""What happened, in the words of whoever looks after a directory. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from web.identity_client.enums import ActivityKind, ActivityOutcome, ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence


class Happened(Protocol):
    """Something of the activity log, as GraphQL has it."""

    @property
    def kind(self) -> ActivityKind:
        """What it tells of."""

    @property
    def outcome(self) -> ActivityOutcome:
        """How it ended."""

    @property
    def action(self) -> str:
        """A method and an address's template, or a mutation."""

    @property
    def target_label(self) -> str | None:
        """The name people know it by."""


Verb = tuple[str, str]
"""How it is told when it is done, and when it is to be done: `Updated`, `update`."""

KINDS: Final = {
    ActivityKind.SCIM_REQUEST: "SCIM request",
    ActivityKind.SIGN_IN: "Sign-in",
    ActivityKind.ADMIN_ACTION: "Admin action",
}
OUTCOMES: Final = {
    ActivityOutcome.SUCCEEDED: ("good", "Succeeded"),
    ActivityOutcome.REFUSED: ("bad", "Refused"),
    ActivityOutcome.FAILED: ("warning", "Failed"),
}
"""The badge of each outcome, and its word."""
ACTORS: Final = {
    ActorKind.SCIM_CLIENT: "Access token",
    ActorKind.PERSON: "Person",
    ActorKind.OPERATOR: "Operator",
    ActorKind.SUPPORT: "Operator's support",
    ActorKind.SETUP_LINK: "Set-up link",
    ActorKind.MICROSOFT_ACCOUNT: "Microsoft account",
    ActorKind.ANONYMOUS: "Nobody known",
}

_METHODS: Final[dict[str, Verb]] = {
    "GET": ("Read", "read"),
    "POST": ("Created", "create"),
    "PUT": ("Replaced", "replace"),
    "PATCH": ("Updated", "update"),
    "DELETE": ("Deleted", "delete"),
}
_REQUESTS: Final[dict[str, Verb]] = {
    "GET /Users": ("Looked for users", "look for users"),
    "GET /Groups": ("Looked for groups", "look for groups"),
    "POST /Bulk": ("Carried out several requests at once", "carry out several requests at once"),
}
_SEARCHED: Final[Verb] = ("Searched", "search")
_RESOURCES: Final = {"Users": "user", "Groups": "group", "Me": "own account"}
_ASKED: Final[Verb] = ("Asked what is supported", "ask what is supported")
_REFUSED_CREDENTIAL: Final[Verb] = ("Came with a token that is not valid", "a token that is not valid")

_ACTS: Final[dict[str, Verb]] = {
    "create": ("Created", "create"),
    "update": ("Changed", "change"),
    "change": ("Changed", "change"),
    "replace": ("Replaced", "replace"),
    "delete": ("Deleted", "delete"),
    "revoke": ("Revoked", "revoke"),
    "rotate": ("Rotated", "rotate"),
    "end": ("Ended", "end"),
    "open": ("Opened", "open"),
    "close": ("Closed", "close"),
    "decide": ("Decided", "decide"),
    "connect": ("Connected", "connect"),
    "disconnect": ("Disconnected", "disconnect"),
    "confirm": ("Confirmed", "confirm"),
    "lock": ("Locked", "lock"),
    "unlock": ("Unlocked", "unlock"),
    "link": ("Linked", "link"),
    "unlink": ("Unlinked", "unlink"),
    "redeem": ("Redeemed", "redeem"),
    "begin": ("Began", "begin"),
    "set up": ("Set up", "set up"),
}
_SIGN_INS: Final[dict[str, Verb]] = {
    "sessionStartWithMicrosoft": ("Signed in with Microsoft", "sign-in with Microsoft"),
    "sessionStartWithPassword": ("Signed in with a password", "sign-in with a password"),
    "sessionStartWithPasskey": ("Signed in with a passkey", "sign-in with a passkey"),
    "sessionCreate": ("Opened a session for somebody", "open a session for somebody"),
    "passwordSetUp": ("Set a password by a set-up link", "set a password by a set-up link"),
}
_CAPITALS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def headline(entry: Happened) -> str:
    """What happened and to whom: `Updated user ada`, `Refused: create user ada`, `Signed in with a passkey as ada`."""
    done, to_do = _verb(entry)
    told = {
        ActivityOutcome.SUCCEEDED: done,
        ActivityOutcome.REFUSED: f"Refused: {to_do}",
        ActivityOutcome.FAILED: f"Failed: {to_do}",
    }[entry.outcome]
    to_whom = "as " if entry.action in _SIGN_INS else ""
    return f"{told} {to_whom}{entry.target_label}" if entry.target_label else told


def act(action: str) -> str:
    """A mutation in words: `accessTokenCreate` is `Created access token`."""
    return _act(action)[0]


def _verb(entry: Happened) -> Verb:
    if entry.kind is ActivityKind.SCIM_REQUEST:
        return _request(entry.action)
    return _act(entry.action)


def _request(action: str) -> Verb:
    if known := _REQUESTS.get(action):
        return known
    method, _, address = action.partition(" ")
    if method not in _METHODS:
        return _REFUSED_CREDENTIAL
    if address.endswith("/.search"):
        return _SEARCHED
    resource = _RESOURCES.get(address.strip("/").partition("/")[0])
    if resource is None:
        return _ASKED if method == "GET" else (f"Sent {action}", f"carry out {action}")
    done, to_do = _METHODS[method]
    return f"{done} {resource}", f"{to_do} {resource}"


def _act(action: str) -> Verb:
    if known := _SIGN_INS.get(action):
        return known
    words = [word.lower() for word in _CAPITALS.split(action)]
    for length in (2, 1):
        if (found := _ACTS.get(" ".join(words[-length:]))) and len(words) > length:
            return _with_object(found, words[:-length])
    told = " ".join(words)
    return f"Carried out “{told}”", f"carry out “{told}”"


def _with_object(verb: Verb, words: Sequence[str]) -> Verb:
    what = " ".join(words)
    return f"{verb[0]} {what}", f"{verb[1]} {what}"
