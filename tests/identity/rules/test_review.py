"""Which decisions there are, and who may take them."""

import pytest

from identity.rules.review import ReviewDecision, ReviewReason, decisions_on, may_decide_on
from identity.rules.roles import Role


@pytest.mark.parametrize("reason", ReviewReason)
@pytest.mark.parametrize("names_a_holder", [True, False])
@pytest.mark.parametrize("has_external_id", [True, False])
def test_every_item_can_be_dismissed(reason: ReviewReason, names_a_holder: bool, has_external_id: bool) -> None:  # noqa: FBT001
    given = decisions_on(reason, names_a_holder=names_a_holder, has_external_id=has_external_id)
    assert given[-1] is ReviewDecision.DISMISS
    assert len(given) <= 2


def test_nobody_becomes_one_with_an_id_that_was_not_sent() -> None:
    names = (ReviewReason.USER_NAME_TAKEN, ReviewReason.GROUP_NAME_TAKEN)
    for reason in names:
        full = decisions_on(reason, names_a_holder=True, has_external_id=True)
        assert full == (ReviewDecision.ADOPT, ReviewDecision.DISMISS)
        assert decisions_on(reason, names_a_holder=True, has_external_id=False) == (ReviewDecision.DISMISS,)
        assert decisions_on(reason, names_a_holder=False, has_external_id=True) == (ReviewDecision.DISMISS,)


def test_nobody_decides_about_somebody_above_them() -> None:
    deciders = {role: {each for each in Role if may_decide_on(role, each)} for role in Role}
    assert deciders == {
        Role.OWNER: set(Role),
        Role.ADMIN: {Role.ADMIN, Role.AUDITOR, Role.MEMBER},
        Role.AUDITOR: set(),
        Role.MEMBER: set(),
    }
    assert not may_decide_on(None, Role.MEMBER)
