"""Whose account it is that Microsoft vouches for, and whose it never becomes."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.rules.linking import (
    Admitted,
    Candidate,
    Candidates,
    LinkedBy,
    Newcomer,
    NotAdmitted,
    ToBeConfirmed,
    Verdict,
    is_free_for,
    owner_of,
)
from identity.rules.sign_in import SignInRefusal

OID, OTHER_OID = UUID(int=1), UUID(int=2)
ADA, BOB = UUID(int=101), UUID(int=102)
DEACTIVATED = NotAdmitted(SignInRefusal.ACCOUNT_DEACTIVATED, ADA)
LINKED_OTHERWISE = NotAdmitted(SignInRefusal.ACCOUNT_LINKED_OTHERWISE, ADA)
NOT_PROVISIONED = NotAdmitted(SignInRefusal.ACCOUNT_NOT_PROVISIONED)


def person(
    user_id: UUID = ADA,
    *,
    active: bool = True,
    external_id: str | None = None,
    object_id: UUID | None = None,
    confirms: bool = False,
    manages: bool = False,
) -> Candidate:
    return Candidate(user_id, active, external_id, object_id, manages or confirms, confirms)


@pytest.mark.parametrize(
    ("candidates", "verdict"),
    [
        (Candidates(linked=person(object_id=OID)), Admitted(ADA, None)),
        (Candidates(linked=person(object_id=OID, external_id=str(OTHER_OID))), Admitted(ADA, None)),
        (Candidates(linked=person(object_id=OID, active=False)), DEACTIVATED),
        (Candidates(by_external_id=[person(external_id=str(OID))]), Admitted(ADA, LinkedBy.EXTERNAL_ID)),
        (Candidates(by_external_id=[person(external_id=str(OID), active=False)]), DEACTIVATED),
        (Candidates(by_external_id=[person(external_id=str(OID), object_id=OTHER_OID)]), LINKED_OTHERWISE),
        # Provisioned once more, as somebody else, whom the directory has let go of.
        (Candidates(linked=person(object_id=OID), by_external_id=[person(BOB, active=False)]), DEACTIVATED),
        (
            Candidates(linked=person(object_id=OID, confirms=True), by_external_id=[person(BOB, active=False)]),
            DEACTIVATED,
        ),
        (Candidates(linked=person(object_id=OID), by_external_id=[person(BOB)]), Admitted(ADA, None)),
        (
            Candidates(linked=person(object_id=OID), by_external_id=[person(object_id=OID), person(BOB, active=False)]),
            Admitted(ADA, None),
        ),
        # Whose only way in it is.
        (
            Candidates(linked=person(object_id=OID, manages=True), by_external_id=[person(BOB, active=False)]),
            Admitted(ADA, None),
        ),
        # Linked between the first look and the second.
        (Candidates(by_external_id=[person(object_id=OID)]), Admitted(ADA, None)),
        (Candidates(by_user_name=person(object_id=OID, confirms=True)), Admitted(ADA, None)),
        (Candidates(by_user_name=person(object_id=OID, active=False)), DEACTIVATED),
        (Candidates(by_external_id=[person(), person(BOB)], by_user_name=person()), NOT_PROVISIONED),
        (Candidates(by_user_name=person()), Admitted(ADA, LinkedBy.USER_NAME)),
        (Candidates(by_user_name=person(external_id="ada.lovelace")), Admitted(ADA, LinkedBy.USER_NAME)),
        (Candidates(by_user_name=person(external_id=str(OID).upper())), Admitted(ADA, LinkedBy.USER_NAME)),
        (Candidates(by_user_name=person(external_id=str(OTHER_OID))), LINKED_OTHERWISE),
        (Candidates(by_user_name=person(external_id=str(OTHER_OID).upper(), active=False)), LINKED_OTHERWISE),
        (Candidates(by_user_name=person(object_id=OTHER_OID)), LINKED_OTHERWISE),
        (Candidates(by_user_name=person(active=False)), DEACTIVATED),
        (Candidates(by_external_id=[person()], by_user_name=person(BOB)), Admitted(ADA, LinkedBy.EXTERNAL_ID)),
        (Candidates(), NOT_PROVISIONED),
        # Whoever manages the organisation and can confirm the account is not linked by what provisioning wrote.
        (Candidates(linked=person(object_id=OID, confirms=True)), Admitted(ADA, None)),
        (
            Candidates(by_external_id=[person(external_id=str(OID), confirms=True)]),
            ToBeConfirmed(ADA, LinkedBy.EXTERNAL_ID),
        ),
        (Candidates(by_user_name=person(confirms=True)), ToBeConfirmed(ADA, LinkedBy.USER_NAME)),
        (Candidates(by_user_name=person(confirms=True, active=False)), DEACTIVATED),
        (Candidates(by_user_name=person(confirms=True, object_id=OTHER_OID)), LINKED_OTHERWISE),
        (Candidates(by_user_name=person(confirms=True, external_id=str(OTHER_OID))), LINKED_OTHERWISE),
        (Candidates(by_external_id=[person(confirms=True), person(BOB)]), NOT_PROVISIONED),
    ],
)
@pytest.mark.parametrize("may_create", [False, True])
def test_an_account_is_of_whom_it_is_linked_to_else_of_who_has_its_object_id_else_its_name(
    candidates: Candidates, verdict: Verdict, *, may_create: bool
) -> None:
    expected = Newcomer() if may_create and candidates == Candidates() else verdict
    assert owner_of(OID, candidates, may_create=may_create) == expected


def test_what_has_been_decided_needs_no_review() -> None:
    assert not DEACTIVATED.needs_review
    assert LINKED_OTHERWISE.needs_review
    assert NOT_PROVISIONED.needs_review


@pytest.mark.parametrize(
    ("candidates", "free"),
    [
        (Candidates(), True),
        (Candidates(linked=person()), True),
        (Candidates(linked=person(BOB)), False),
        (Candidates(by_external_id=[person()]), True),
        (Candidates(by_external_id=[person(), person(BOB)]), False),
        (Candidates(by_user_name=person(BOB)), True),
    ],
)
def test_an_administrator_takes_no_account_that_is_somebody_elses(candidates: Candidates, *, free: bool) -> None:
    assert is_free_for(ADA, candidates) is free


@dataclass
class World:
    """People and accounts of one tenant, with the decision carried out as the service does."""

    external_ids: dict[UUID, str | None]
    names: dict[UUID, str]
    active: dict[UUID, bool]
    confirming: set[UUID] = field(default_factory=set)
    links: dict[UUID, UUID] = field(default_factory=dict)

    def candidate(self, user_id: UUID) -> Candidate:
        linked = next((oid for oid, user in self.links.items() if user == user_id), None)
        confirms = user_id in self.confirming
        return Candidate(user_id, self.active[user_id], self.external_ids[user_id], linked, confirms, confirms)

    def sign_in(self, object_id: UUID, name: str, *, may_create: bool) -> Verdict:
        users = self.names
        linked = self.links.get(object_id)
        verdict = owner_of(
            object_id,
            Candidates(
                linked=self.candidate(linked) if linked else None,
                by_external_id=[self.candidate(u) for u in users if self.external_ids[u] == str(object_id)],
                by_user_name=next((self.candidate(u) for u in users if users[u] == name), None),
            ),
            may_create=may_create,
        )
        match verdict:
            case Admitted(user_id, linked_by) if linked_by:
                self.links[object_id] = user_id
            case Newcomer():
                user_id = UUID(int=1000 + len(self.names))
                self.external_ids[user_id], self.names[user_id], self.active[user_id] = str(object_id), name, True
                self.links[object_id] = user_id
        return verdict


OIDS = [UUID(int=number) for number in range(1, 5)]
NAMES = ["ada", "bob", "cleo"]
worlds = st.builds(
    World,
    external_ids=st.fixed_dictionaries({u: st.sampled_from([None, "nick", *map(str, OIDS)]) for u in (ADA, BOB)}),
    names=st.just({ADA: "ada", BOB: "bob"}).map(dict),
    active=st.fixed_dictionaries({ADA: st.booleans(), BOB: st.booleans()}),
    confirming=st.sets(st.sampled_from([ADA, BOB])),
)
sign_ins = st.lists(st.tuples(st.sampled_from(OIDS), st.sampled_from(NAMES), st.booleans()), max_size=12)
deactivations = st.sets(st.integers(0, 12))


@given(worlds, sign_ins, deactivations)
@settings(max_examples=150)
def test_one_account_is_one_person_for_ever_and_who_is_deactivated_never_gets_in(
    world: World, attempts: list[tuple[UUID, str, bool]], moments: set[int]
) -> None:
    for moment, (object_id, name, may_create) in enumerate(attempts):
        if moment in moments:
            world.active[ADA] = not world.active[ADA]
        before = dict(world.links)
        verdict = world.sign_in(object_id, name, may_create=may_create)
        assert before.items() <= world.links.items(), "a link was moved"
        assert len(set(world.links.values())) == len(world.links), "a person has two accounts of the tenant"
        if isinstance(verdict, Admitted):
            assert world.active[verdict.user_id]
            assert world.links[object_id] == verdict.user_id


written = st.lists(
    st.tuples(st.sampled_from([ADA, BOB]), st.sampled_from([None, *map(str, OIDS)]), st.sampled_from(NAMES)),
    max_size=12,
)


@given(worlds, sign_ins, written, st.sets(st.sampled_from(OIDS), max_size=1))
@settings(max_examples=150)
def test_whatever_provisioning_writes_it_links_nobody_who_manages_the_organisation_and_confirms_for_themselves(
    world: World, attempts: list[tuple[UUID, str, bool]], writes: list[tuple[UUID, str | None, str]], own: set[UUID]
) -> None:
    world.confirming = {ADA}
    world.links = dict.fromkeys(own, ADA)
    for number, (object_id, name, may_create) in enumerate(attempts):
        for user_id, external_id, user_name in writes[number : number + 1]:
            world.external_ids[user_id], world.names[user_id] = external_id, user_name
        verdict = world.sign_in(object_id, name, may_create=may_create)
        assert {oid for oid, user in world.links.items() if user == ADA} == own
        if object_id not in own:
            assert not isinstance(verdict, Admitted) or verdict.user_id != ADA
        if isinstance(verdict, ToBeConfirmed):
            assert verdict.user_id == ADA
            assert object_id not in world.links
