"""An organisation keeps an owner who can sign in."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from identity.rules.owners import Owner, keeps_an_owner

CONTOSO = UUID(int=1)
owners = st.builds(
    Owner,
    user_id=st.uuids(),
    active=st.booleans(),
    has_password=st.booleans(),
    has_passkey=st.booleans(),
    tenants=st.frozensets(st.just(CONTOSO)),
)
several = st.lists(owners, max_size=4)


def an_owner(**ways: object) -> Owner:
    given: dict[str, object] = {"active": True, "has_password": False, "has_passkey": False, "tenants": frozenset()}
    return Owner(user_id=UUID(int=7), **{**given, **ways})  # type: ignore[arg-type]  # each test names what it is about


def test_each_way_in_is_one_and_none_lets_in_who_is_deactivated() -> None:
    for way in ({"has_password": True}, {"has_passkey": True}, {"tenants": frozenset({CONTOSO})}):
        assert an_owner(**way).has_a_way_in
        assert not an_owner(**way, active=False).has_a_way_in
    assert not an_owner().has_a_way_in


def test_the_last_active_owner_stays_even_if_they_have_no_way_in_yet() -> None:
    assert not keeps_an_owner([an_owner()], [])
    assert not keeps_an_owner([an_owner()], [an_owner(active=False)])


def test_an_owner_without_a_way_in_does_not_stand_in_for_one_who_has() -> None:
    can, cannot = an_owner(has_password=True), an_owner()
    assert not keeps_an_owner([can, cannot], [cannot])
    assert keeps_an_owner([can, cannot], [can])


@settings(max_examples=100)
@given(several, several)
def test_what_keeps_an_owner_leaves_somebody_who_can_sign_in_if_there_was_one(
    before: list[Owner], after: list[Owner]
) -> None:
    if keeps_an_owner(before, after):
        assert any(owner.has_a_way_in for owner in after) >= any(owner.has_a_way_in for owner in before)
        assert any(owner.active for owner in after) >= any(owner.active for owner in before)


@settings(max_examples=100)
@given(several, several)
def test_nobody_is_kept_from_changing_nothing_or_from_adding_owners(before: list[Owner], more: list[Owner]) -> None:
    assert keeps_an_owner(before, [*before, *more])
