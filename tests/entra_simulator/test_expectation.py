from __future__ import annotations

from dataclasses import replace

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.expectation import (
    Expectation,
    GroupState,
    TargetState,
    UserState,
    differences,
    expected_after_cycle,
)

ADA = Person(
    object_id="ada", user_principal_name="ada@x.example", mail_nickname="ada", display_name="Ada", job_title="Countess"
)
ADA_STATE = UserState(
    "ada",
    {"userName": "ada@x.example", "active": "True", "displayName": "Ada", "title": "Countess", "externalId": "ada"},
)


def directory_of(*people: Person) -> Directory:
    directory = Directory()
    for person in people:
        directory.put_person(person)
    return directory


def test_whoever_was_never_in_scope_has_no_account_and_is_nobodys_member_or_manager() -> None:
    bob = replace(ADA, object_id="bob", user_principal_name="bob@x.example", account_enabled=False)
    directory = directory_of(bob, replace(ADA, manager="bob"))
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset({"ada", "bob"})))
    expected = expected_after_cycle(Expectation(), directory)
    assert expected.users == {"ada": ADA_STATE}
    assert expected.groups == {"g": GroupState("g", "G", frozenset({"ada"}))}
    assert expected.absent == {"bob"}


def test_a_leaver_keeps_the_account_inactive_with_memberships_and_manager() -> None:
    bob = replace(ADA, object_id="bob", user_principal_name="bob@x.example", manager="ada")
    directory = directory_of(ADA, bob)
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset({"bob"})))
    expected = expected_after_cycle(Expectation(), directory)
    directory.put_person(replace(bob, soft_deleted=True))
    expected = expected_after_cycle(expected, directory)
    assert expected.users["bob"].attributes["active"] == "False"
    assert expected.users["bob"].manager == "ada"
    assert expected.groups["g"].members == {"bob"}


def test_an_attribute_that_lost_its_value_keeps_the_old_one() -> None:
    directory = directory_of(ADA)
    expected = expected_after_cycle(Expectation(), directory)
    directory.put_person(replace(ADA, job_title=None))
    assert expected_after_cycle(expected, directory).users == {"ada": ADA_STATE}


def test_a_purge_deletes_unless_the_person_was_unassigned_before() -> None:
    bob = replace(ADA, object_id="bob", user_principal_name="bob@x.example")
    directory = directory_of(ADA, bob)
    expected = expected_after_cycle(Expectation(), directory)
    directory.put_person(replace(bob, assigned=False))
    directory.purge_person("ada")
    directory.purge_person("bob")
    expected = expected_after_cycle(expected, directory)
    assert expected == Expectation(absent=frozenset({"ada"}), unmanaged=frozenset({"bob"}))


def test_an_equal_target_with_objects_of_its_own_shows_no_difference() -> None:
    expected = Expectation({"ada": ADA_STATE}, {"g": GroupState("g", "G", frozenset({"ada"}))})
    stranger = UserState("stranger", {"userName": "owner@x.example"})
    actual = TargetState((ADA_STATE, stranger), (GroupState("g", "G", frozenset({"ada"})), GroupState("h", "H")))
    assert differences(expected, actual) == []


def test_every_departure_is_one_sentence() -> None:
    bob = UserState("bob", {"userName": "bob@x.example"}, manager="ada")
    expected = Expectation(
        users={"ada": ADA_STATE, "bob": bob, "cleo": UserState("cleo", {"userName": "cleo@x.example"})},
        groups={"g": GroupState("g", "G", frozenset({"ada", "bob"}))},
        absent=frozenset({"gone"}),
        unmanaged=frozenset({"free"}),
    )
    actual = TargetState(
        users=(
            UserState("ada", {**ADA_STATE.attributes, "title": "Lady", "nickName": "A"}),
            replace(bob, manager="u7"),
            bob,
            UserState("gone", {"userName": "gone@x.example"}),
            UserState("free", {"userName": "free@x.example"}),
        ),
        groups=(GroupState("g", "Gee", frozenset({"bob", "dora", "free"})),),
    )
    assert differences(expected, actual) == [
        "user bob stands 2 times instead of once",
        "user cleo stands 0 times instead of once",
        "user gone stands although it should not",
        "user ada@x.example: title is 'Lady' instead of 'Countess'",
        "user ada@x.example: nickName is 'A' instead of None",
        "user bob@x.example: the manager is u7 instead of ada",
        "group 'G': displayName is 'Gee'",
        "group 'G': member ada is missing",
        "group 'G': member dora is one too many",
    ]
