"""What waits for a person's decision, and which decisions there are. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from identity.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReviewReason(StrEnum):
    """Why somebody was not taken in, so that a person has to say what is right."""

    ACCOUNT_NOT_PROVISIONED = "ACCOUNT_NOT_PROVISIONED"
    """Microsoft vouches for an account of the organisation's tenant that is nobody's here."""
    ACCOUNT_LINKED_OTHERWISE = "ACCOUNT_LINKED_OTHERWISE"
    """The person whom an account would be has another object id, by link or by provisioning."""
    TENANT_MISMATCH = "TENANT_MISMATCH"
    """Somebody of a tenant that is not the organisation's came by the organisation's own link."""
    USER_NAME_TAKEN = "USER_NAME_TAKEN"
    """Provisioning sent a second person of one userName."""
    GROUP_NAME_TAKEN = "GROUP_NAME_TAKEN"
    """Provisioning sent a second group of one displayName."""


class ReviewDecision(StrEnum):
    """What can be decided. What is right in the directory is corrected there, and the item dismissed."""

    LINK = "LINK"
    """The account is this person's."""
    RELINK = "RELINK"
    """The account is the person's from now on, and the one they had before is nobody's."""
    ADOPT = "ADOPT"
    """Both are one: the user or the group here is the one that the directory means."""
    DISMISS = "DISMISS"
    """Nothing here changes. The item comes back when it is tried again."""


_DECISIONS: Mapping[ReviewReason, tuple[ReviewDecision, ...]] = {
    ReviewReason.ACCOUNT_NOT_PROVISIONED: (ReviewDecision.LINK,),
    ReviewReason.ACCOUNT_LINKED_OTHERWISE: (ReviewDecision.RELINK,),
    ReviewReason.TENANT_MISMATCH: (),
    ReviewReason.USER_NAME_TAKEN: (ReviewDecision.ADOPT,),
    ReviewReason.GROUP_NAME_TAKEN: (ReviewDecision.ADOPT,),
}


def decisions_on(reason: ReviewReason, *, names_a_holder: bool, has_external_id: bool) -> tuple[ReviewDecision, ...]:
    """What can be decided on an item, the most telling first.

    Some need to know who it is about (`names_a_holder`: the person it nearly was, or who holds the name), and to adopt
    takes the id by which the directory will ask.
    """
    possible = {
        ReviewDecision.LINK: True,
        ReviewDecision.RELINK: names_a_holder,
        ReviewDecision.ADOPT: names_a_holder and has_external_id,
    }
    return (*(each for each in _DECISIONS[reason] if possible[each]), ReviewDecision.DISMISS)


def may_decide_on(decider: Role | None, person: Role) -> bool:
    """Whether somebody may say by which account a person comes in: nobody gives themselves the role of somebody above.

    Who can choose an owner's account could come in as the owner.
    """
    return decider is Role.OWNER or (decider is Role.ADMIN and person is not Role.OWNER)
