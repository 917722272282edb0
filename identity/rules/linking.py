"""Whose account is it that Microsoft vouches for. Pure: no I/O, no clock, no framework.

The account is a tenant's object id (`oid`). What is asked is always inside the one organisation that has proved the
tenant to be theirs; docs/decisions/0010 says why it is asked in this order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from collections.abc import Sequence


class LinkedBy(StrEnum):
    """What an account was linked to a person by."""

    EXTERNAL_ID = "EXTERNAL_ID"
    USER_NAME = "USER_NAME"
    JUST_IN_TIME = "JUST_IN_TIME"
    ADMINISTRATOR = "ADMINISTRATOR"
    """An administrator proved both themselves and the account when they connected its tenant."""
    REVIEW = "REVIEW"
    """An administrator decided so, on the review list."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom the account might be of. `object_id` is the tenant's account they are linked to already.

    `manages`: they have a role in the organisation. `has_local_way_in`: they have a password or a passkey. `locked`: an
    administrator keeps them out.
    """

    user_id: UUID
    active: bool
    external_id: str | None
    object_id: UUID | None
    manages: bool
    has_local_way_in: bool
    locked: bool = False

    @property
    def kept_out_by(self) -> SignInRefusal | None:
        """Why they may not come in; `None` when they may."""
        if self.locked:
            return SignInRefusal.ACCOUNT_LOCKED
        return None if self.active else SignInRefusal.ACCOUNT_DEACTIVATED

    @property
    def confirms_themselves(self) -> bool:
        """Whether only they can say that an account is theirs, and have something to say it by."""
        return self.manages and self.has_local_way_in


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who comes into question: whom the account is linked to, who has its object id, who has its name."""

    linked: Candidate | None = None
    by_external_id: Sequence[Candidate] = ()
    by_user_name: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """It is this person's. `linked_by` is set when the account has to be linked to them first."""

    user_id: UUID
    linked_by: LinkedBy | None


@dataclass(frozen=True, slots=True)
class ToBeConfirmed:
    """It may be this person's, who manages the organisation: only they can say so. `found_by` made it look like it."""

    user_id: UUID
    found_by: LinkedBy


@dataclass(frozen=True, slots=True)
class Newcomer:
    """It is nobody's yet, and a person may be created for it."""


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """It lets nobody in. `user_id` is the person it nearly was."""

    reason: SignInRefusal
    user_id: UUID | None = None

    @property
    def needs_review(self) -> bool:
        """Whether an admin has something to decide; that somebody was deactivated or locked has been decided."""
        return self.reason not in {SignInRefusal.ACCOUNT_DEACTIVATED, SignInRefusal.ACCOUNT_LOCKED}


Verdict: TypeAlias = Admitted | ToBeConfirmed | Newcomer | NotAdmitted

_NOT_PROVISIONED = NotAdmitted(SignInRefusal.ACCOUNT_NOT_PROVISIONED)


def owner_of(object_id: UUID, candidates: Candidates, *, may_create: bool) -> Verdict:
    """Decide whose account this is.

    A link holds for ever, whatever else has changed; but an account that the directory has let go of is out. Several
    people with the account's object id are nobody: a guess could let in a stranger. Object ids and names are what
    provisioning writes, and that gives nobody a role: so whoever has one, and can confirm the account themselves, is
    not linked by them.
    """
    if candidates.linked is not None:
        if reason := _why_let_go_of(candidates.linked, candidates.by_external_id):
            return NotAdmitted(reason, candidates.linked.user_id)
        return _unless_kept_out(candidates.linked, None)
    if candidates.by_external_id:
        first, *others = candidates.by_external_id
        return _NOT_PROVISIONED if others else _found(object_id, first, LinkedBy.EXTERNAL_ID)
    if candidates.by_user_name is not None:
        return _found(object_id, candidates.by_user_name, LinkedBy.USER_NAME)
    return Newcomer() if may_create else _NOT_PROVISIONED


def is_free_for(user_id: UUID, candidates: Candidates) -> bool:
    """Whether somebody who proved both may have the account: it is, by link or by object id, nobody else's."""
    rightful = (candidates.linked, *candidates.by_external_id)
    return all(each is None or each.user_id == user_id for each in rightful)


def _found(object_id: UUID, candidate: Candidate, found_by: LinkedBy) -> Verdict:
    if candidate.object_id == object_id:  # since a moment ago, when nobody was linked yet
        return _unless_kept_out(candidate, None)
    if candidate.object_id is not None or _names_another(candidate.external_id, object_id):
        return NotAdmitted(SignInRefusal.ACCOUNT_LINKED_OTHERWISE, candidate.user_id)
    if candidate.kept_out_by is None and candidate.confirms_themselves:
        return ToBeConfirmed(candidate.user_id, found_by)
    return _unless_kept_out(candidate, found_by)


def _why_let_go_of(linked: Candidate, by_external_id: Sequence[Candidate]) -> SignInRefusal | None:
    """Why somebody may not come in any more as whom the account was provisioned once more, if it is so.

    That happens to administrators who connect their tenant under another name than it gives them. Provisioning takes
    nobody's only way in who manages the organisation.
    """
    if any(each.user_id == linked.user_id for each in by_external_id):
        return None
    has_another_way_in = linked.has_local_way_in or not linked.manages
    if not has_another_way_in:
        return None
    return next((each.kept_out_by for each in by_external_id if each.kept_out_by is not None), None)


def _unless_kept_out(candidate: Candidate, linked_by: LinkedBy | None) -> Verdict:
    if candidate.kept_out_by is not None:
        return NotAdmitted(candidate.kept_out_by, candidate.user_id)
    return Admitted(candidate.user_id, linked_by)


def _names_another(external_id: str | None, object_id: UUID) -> bool:
    """Whether an externalId is an object id, and another one. The mail nickname, Entra's default, says nothing."""
    try:
        return external_id is not None and UUID(external_id) != object_id
    except ValueError:
        return False
