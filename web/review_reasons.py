"""The review list in words: what happened, and what each decision does. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from web.identity_client.enums import ReviewDecision, ReviewReason

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Told:
    """A reason: its title, what happened in a sentence or two, and what to do about it in the directory."""

    title: str
    story: str
    in_entra: str


REASONS: Final[Mapping[str, Told]] = {
    ReviewReason.ACCOUNT_NOT_PROVISIONED: Told(
        "Nobody here has this account",
        "Somebody of your tenant signed in with Microsoft, and no person here has their object ID or their user name.",
        "If they should come in, assign them to the application in Entra and provision them. If they are somebody who "
        "is here under another name, say who.",
    ),
    ReviewReason.ACCOUNT_LINKED_OTHERWISE: Told(
        "The person of this name has another account",
        "The account's name leads to a person who has another object ID here. Names are given to somebody else when "
        "people leave, so nobody was let in by it.",
        "Compare both object IDs in Entra. If the person's account was made anew, let this one take its place; if it "
        "is somebody else, correct the person's user name.",
    ),
    ReviewReason.TENANT_MISMATCH: Told(
        "Somebody of another tenant",
        "Somebody followed your sign-in link with an account of a Microsoft tenant that is not yours. Nobody was let "
        "in.",
        "Nothing has to be done. If the account is a guest of your tenant, invite it there and assign it to the "
        "application.",
    ),
    ReviewReason.USER_NAME_TAKEN: Told(
        "Two people, one user name",
        "Your directory sent a person whose user name somebody here has already, under another ID. The person was not "
        "created.",
        "If both are one person, take the one here for the directory's: from then on the directory keeps it. If they "
        "are two, change the user name of one of them.",
    ),
    ReviewReason.GROUP_NAME_TAKEN: Told(
        "Two groups, one name",
        "Your directory sent a group whose name a group here has already, under another ID. The group was not created.",
        "If both are one group, take the one here for the directory's. If they are two, rename one of them in Entra.",
    ),
}
DECISIONS: Final[Mapping[str, str]] = {
    ReviewDecision.LINK: "It is the account of this person",
    ReviewDecision.RELINK: "Let this account take its place",
    ReviewDecision.ADOPT: "They are one and the same",
    ReviewDecision.DISMISS: "Dismiss",
}
