"""Whatever happens in the directory, after the next cycle the target holds it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.engine import ProvisioningJob
from entra_simulator.expectation import Expectation, differences, expected_after_cycle
from entra_simulator.job_settings import JobSettings
from entra_simulator.life import whole_life
from entra_simulator.people import Tenant
from entra_simulator.quarantine import Quarantined
from entra_simulator.transport import Unreachable
from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.transport import Answer, Transport

PEOPLE, GROUPS = 4, 2
DIALECTS: st.SearchStrategy[DialectChoice] = st.sampled_from(("legacy", "flag", "both"))
EDITS = st.tuples(
    st.sampled_from(
        (
            *("hire", "rename", "move", "clear_title", "disable", "enable", "delete", "restore", "unassign", "assign"),
            *(
                "purge",
                "boss",
                "no_boss",
                "group_add",
                "group_add",
                "group_remove",
                "group_rename",
                "group_delete",
                "group_create",
            ),
        )
    ),
    st.integers(0, PEOPLE),
    st.integers(0, PEOPLE),
)
ROUNDS = st.lists(st.lists(EDITS, min_size=4, max_size=12), min_size=3, max_size=5)
fresh = count()


def job_for(directory: Directory, target: Transport, dialect: DialectChoice = "flag", **rest: Any) -> ProvisioningJob:
    return ProvisioningJob(
        directory,
        target,
        tenant_url="https://scim.example/scim",
        token="secret",
        settings=JobSettings(dialect=dialect, **{"member_batch": 2, **rest}),
    )


def person(number: int) -> Person:
    return Person(
        object_id=f"00000000-0000-4000-8000-{number:012}",
        user_principal_name=f"person{number}@contoso.example",
        mail_nickname=f"person{number}",
        display_name=f"Person {number}",
        job_title="Engineer",
    )


def small_directory() -> Directory:
    directory = Directory()
    for _ in range(PEOPLE):
        directory.put_person(person(next(fresh)))
    # One who has no account yet, so that who reports to them and where they are a member must wait.
    absent = replace(person(next(fresh)), account_enabled=False)
    directory.put_person(absent)
    directory.put_person(replace(next(iter(directory.people.values())), manager=absent.object_id))
    for _ in range(GROUPS):
        directory.put_group(
            Group(
                object_id=f"group-{next(fresh)}",
                display_name=f"Group {next(fresh)}",
                members=frozenset({absent.object_id}),
            )
        )
    return directory


def edit(directory: Directory, verb: str, first: int, second: int) -> None:
    everybody = list(directory.people.values())
    one, other = everybody[first % len(everybody)], everybody[second % len(everybody)]
    people: dict[str, Callable[[], Person]] = {
        "hire": lambda: person(next(fresh)),
        "rename": lambda: replace(one, user_principal_name=f"renamed{next(fresh)}@contoso.example"),
        "move": lambda: replace(one, department=f"Department {second}", mail=f"mail{second}@contoso.example"),
        "clear_title": lambda: replace(one, job_title=None),
        "disable": lambda: replace(one, account_enabled=False),
        "enable": lambda: replace(one, account_enabled=True),
        "delete": lambda: replace(one, soft_deleted=True),
        "restore": lambda: replace(one, soft_deleted=False),
        "unassign": lambda: replace(one, assigned=False),
        "assign": lambda: replace(one, assigned=True),
        "boss": lambda: replace(one, manager=other.object_id),
        "no_boss": lambda: replace(one, manager=None),
    }
    if verb in people:
        directory.put_person(people[verb]())
    elif verb == "purge" and len(everybody) > 1:
        directory.purge_person(one.object_id)
    elif verb == "group_create":
        directory.put_group(Group(object_id=f"group-{next(fresh)}", display_name=f"Group {next(fresh)}"))
    elif verb.startswith("group") and directory.groups:
        edit_group(directory, list(directory.groups.values())[second % len(directory.groups)], verb, one)


def edit_group(directory: Directory, group: Group, verb: str, member: Person) -> None:
    match verb:
        case "group_add":
            directory.put_group(replace(group, members=group.members | {member.object_id}))
        case "group_remove":
            directory.put_group(replace(group, members=group.members - {member.object_id}))
        case "group_rename":
            directory.put_group(replace(group, display_name=f"Renamed {next(fresh)}"))
        case "group_delete":
            directory.delete_group(group.object_id)


@settings(max_examples=100)
@given(rounds=ROUNDS, dialect=DIALECTS, batch=st.sampled_from((1, 2, 40)), read_back=st.booleans())
async def test_any_edits_in_any_cycles_end_in_what_the_directory_holds(
    rounds: list[list[tuple[str, int, int]]], dialect: DialectChoice, batch: int, *, read_back: bool
) -> None:
    directory, target = small_directory(), ScimTarget()
    job = job_for(directory, target, dialect, member_batch=batch, read_back=read_back)
    expected = Expectation()
    for edits in rounds:
        for verb, first, second in edits:
            edit(directory, verb, first, second)
        await job.run_cycle()
        expected = expected_after_cycle(expected, directory)
        assert differences(expected, target.state()) == []
    assert job.statistics.unexpected == []
    assert (job.statistics.failures, job.statistics.warnings) == (0, 0)
    before = len(target.received)
    await job.run_cycle()
    assert len(target.received) == before + 2, "a cycle without changes sends the probe and nothing else"


class FaultyTransport:
    """Meets each request with the next fault: none, an answer 503 without effect, or an effect without an answer."""

    def __init__(self, target: ScimTarget) -> None:
        self._target = target
        self.faults: list[str] = []

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        fault = self.faults.pop() if self.faults else "none"
        if fault == "refused":
            return scim_answer(503, {"detail": "Try again later."})
        answer = await self._target.send(method, url, headers, body)
        if fault == "lost":
            raise Unreachable("the connection broke")
        return answer


@settings(max_examples=100)
@given(
    rounds=ROUNDS,
    dialect=DIALECTS,
    faults=st.lists(st.sampled_from(("none", "none", "refused", "lost")), min_size=5, max_size=60),
)
async def test_what_fails_in_one_cycle_is_made_good_in_the_next(
    rounds: list[list[tuple[str, int, int]]], dialect: DialectChoice, faults: list[str]
) -> None:
    directory, target = small_directory(), ScimTarget()
    transport, expected = FaultyTransport(target), Expectation()
    job = job_for(directory, transport, dialect)
    for edits in rounds:
        for verb, first, second in edits:
            edit(directory, verb, first, second)
        transport.faults = faults if edits is rounds[-1] else []
        with suppress(Quarantined):
            await job.run_cycle()
        expected = expected_after_cycle(expected, directory)
    transport.faults = []
    await job.run_cycle()
    assert differences(expected, target.state()) == []


@settings(max_examples=50)
@given(
    rounds=ROUNDS,
    dialect=DIALECTS,
    faults=st.lists(st.lists(st.sampled_from(("none", "refused", "lost")), max_size=40), min_size=3, max_size=3),
)
async def test_what_fails_again_and_again_is_made_good_within_a_day(
    rounds: list[list[tuple[str, int, int]]], dialect: DialectChoice, faults: list[list[str]]
) -> None:
    directory, target = small_directory(), ScimTarget()
    transport, expected = FaultyTransport(target), Expectation()
    job = job_for(directory, transport, dialect)
    for edits in rounds:
        for verb, first, second in edits:
            edit(directory, verb, first, second)
        if edits is not rounds[-1]:
            await job.run_cycle()
            expected = expected_after_cycle(expected, directory)
    expected = expected_after_cycle(expected, directory)
    for failing in faults:
        # The probe is spared, so that the objects fail one by one.
        transport.faults = [*failing, "none", "none"]
        await job.run_cycle()
    transport.faults = []
    over = job.now + timedelta(days=1)
    while job.now < over:
        await job.run_cycle()
    assert differences(expected, target.state()) == []
    assert job.escrow.failures == 0


class KilledError(Exception):
    pass


class MortalTransport:
    """Dies after some requests, as a process that is killed does: the last one has taken effect, its answer is lost."""

    def __init__(self, target: ScimTarget, lifetime: int) -> None:
        self._target = target
        self._left = lifetime

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        self._left -= 1
        answer = await self._target.send(method, url, headers, body)
        if self._left < 0:
            raise KilledError
        return answer


async def live(tenant: Tenant, transport: Transport, dialect: DialectChoice) -> tuple[ProvisioningJob, Expectation]:
    life = whole_life(tenant)
    job, expected = job_for(life.directory, transport, dialect), Expectation()
    for scene in life.scenes:
        scene.play(life.directory)
        await job.run_cycle()
        expected = expected_after_cycle(expected, life.directory)
    return job, expected


@settings(max_examples=20)
@given(lifetime=st.integers(0, 700), dialect=DIALECTS)
async def test_a_run_killed_anywhere_is_repaired_by_the_next_one(lifetime: int, dialect: DialectChoice) -> None:
    tenant, target = Tenant(seed=1, users=40, groups=6), ScimTarget()
    with suppress(KilledError):
        await live(tenant, MortalTransport(target, lifetime), dialect)
    job, expected = await live(tenant, target, dialect)
    assert differences(expected, target.state()) == []
    assert job.statistics.unexpected == []


async def test_a_larger_tenant_does_not_meet_what_a_smaller_one_left() -> None:
    target = ScimTarget()
    await live(Tenant(seed=1, users=20, groups=3), target, "both")
    job, expected = await live(Tenant(seed=1, users=50, groups=8), target, "both")
    assert differences(expected, target.state()) == []
    assert job.statistics.unexpected == []


async def test_a_whole_life_has_every_kind_of_event() -> None:
    target = ScimTarget()
    job, _ = await live(Tenant(seed=1, users=30, groups=5), target, "both")
    counted = job.statistics
    assert min(counted.created, counted.updated, counted.disabled, counted.restored, counted.deleted) > 0
    assert min(counted.members_added, counted.members_removed) > 0
    assert counted.requests == len(target.received)


async def test_a_tiny_tenant_lives_too() -> None:
    for users, groups in ((0, 0), (1, 0), (1, 1), (2, 1)):
        target = ScimTarget()
        job, expected = await live(Tenant(seed=1, users=users, groups=groups), target, "both")
        assert differences(expected, target.state()) == []
        assert job.statistics.unexpected == []
