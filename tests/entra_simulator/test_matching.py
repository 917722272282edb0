"""By what an account is found, and what is done when the question has no answer or several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from entra_simulator.default_mappings import DEFAULT_MAPPING, RECOMMENDED_MAPPING
from entra_simulator.directory import Directory, Group
from entra_simulator.provisioning_log import LogEntry, Problem
from tests.entra_simulator.office import cycle, job_for, lines, person
from tests.entra_simulator.scim_target import ScimTarget

if TYPE_CHECKING:
    from entra_simulator.mapping import Mapping


def matching_by(**precedence: int) -> Mapping:
    """The recommended mapping with other matching attributes for users."""
    users = tuple(replace(line, matching=precedence.get(line.target)) for line in RECOMMENDED_MAPPING.users)
    return replace(RECOMMENDED_MAPPING, users=users)


def one_person(**attributes: str) -> Directory:
    directory = Directory()
    directory.put_person(person("ada", **attributes))
    return directory


def standing(target: ScimTarget, user_id: str, **attributes: str) -> None:
    target.users[user_id] = {"id": user_id, "active": True, "externalId": None, **attributes}


@pytest.mark.parametrize(
    ("mapping", "asked", "found"),
    [
        (matching_by(userName=1, externalId=2), ["userName"], "by-name"),
        (matching_by(externalId=1, userName=2), ["externalId"], "by-id"),
        (matching_by(title=1, userName=2), ["title", "userName"], "by-name"),
    ],
)
async def test_matching_attributes_are_tried_in_their_order_and_the_first_hit_counts(
    mapping: Mapping, asked: list[str], found: str
) -> None:
    target = ScimTarget()
    standing(target, "by-name", userName="ADA@x.example")
    standing(target, "by-id", userName="other@x.example", externalId="ada")
    job = job_for(one_person(job_title="Countess"), target, mapping=mapping)
    await job.run_cycle()
    questions = [line for line in lines(target.received[2:]) if line.startswith("GET /Users?filter")]
    assert [line.partition("=")[2].partition(" ")[0] for line in questions] == asked
    assert f"PATCH /Users/{found}" in lines(target.received)


async def test_an_object_without_a_value_to_match_by_fails_before_anything_is_sent() -> None:
    target, log = ScimTarget(), list[LogEntry]()
    job = job_for(one_person(), target, mapping=matching_by(title=1), log=log)
    await job.run_cycle()
    assert [one.method for one in target.received] == ["GET", "GET"]
    assert [entry.problem for entry in log] == [
        Problem("MandatoryFieldsMissing", "The object has no value for any matching attribute.")
    ]


async def test_entras_own_default_matches_by_name_alone_and_sends_the_nickname() -> None:
    target = ScimTarget()
    sent = await cycle(job_for(one_person(), target, mapping=DEFAULT_MAPPING), target)
    assert lines(sent) == ['GET /Users?filter=userName eq "ada@x.example"', "POST /Users"]
    assert sent[-1].body["externalId"] == "ada"


async def test_references_that_the_mapping_leaves_out_are_not_sent() -> None:
    directory = one_person()
    directory.put_person(person("bob", manager="ada"))
    directory.put_group(Group(object_id="all", display_name="All", members=frozenset({"ada", "bob"})))
    target = ScimTarget()
    mapping = replace(RECOMMENDED_MAPPING, manager=False, members=False)
    sent = await cycle(job_for(directory, target, mapping=mapping), target)
    assert [one.method for one in sent if one.method == "PATCH"] == []
