"""Directories and mappings from files, rehearsed from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.entra_simulator.scim_target import ScimTarget
from tests.narthex.test_simulate import served

if TYPE_CHECKING:
    from pathlib import Path

Narthex = Callable[..., Any]

PEOPLE = """\
id,userPrincipalName,displayName,manager,appRoleAssignments,extensionAttribute1
u1,ada@contoso.example,Ada,,admin;auditor,CC-1
u2,zoë@contoso.example,Zoë,u1,,CC-2
"""
MAPPING = """\
users:
- {target: userName, source: userPrincipalName, matching: 1}
- {target: active, expression: 'Not([IsSoftDeleted])'}
- {target: nickName, expression: 'NormalizeDiacritics([displayName])'}
- {target: userType, constant: Employee, apply: onCreate}
- {target: roles, expression: 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])'}
- {target: 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:costCentre', source: extensionAttribute1}
groups:
- {target: displayName, expression: 'Append([displayName], " (Entra)")', matching: 1}
- {target: members, source: members}
"""


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("dialect", ["legacy", "flag"])
def test_a_mapping_of_ones_own_is_provisioned_and_then_nothing_is_left_to_send(
    serve: Callable[..., Any], narthex: Narthex, tmp_path: Path, dialect: str
) -> None:
    server = serve()
    assert narthex("organisation", "create", "A", "--slug", "a", "--owner", "ada@a.example").code == 0
    made = narthex("scim-token", "create", "--organisation", "a", "--json").json
    aim = ("--tenant-url", made["endpoint"].replace("http://127.0.0.1:8000", server.url), "--token", made["token"])
    (tmp_path / "groups.csv").write_text("displayName,members\nSales,u1;u2\n", encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    files = ("--directory", str(tmp_path), "--mapping", str(tmp_path / "mapping.yaml"), "--dialect", dialect)

    for people in (PEOPLE, PEOPLE.replace("admin;auditor", "editor").replace("CC-2", "CC-3")):
        (tmp_path / "people.csv").write_text(people, encoding="utf-8")
        log = tmp_path / "log.json"
        assert narthex("simulate", "cycle", *aim, *files, "--log", str(log)).code == 0
        (again,) = narthex("simulate", "cycle", *aim, *files, "--json").json["cycles"]
        assert (again["created"], again["updated"], again["problems"]) == (0, 0, [])

    written = {
        (change["displayName"], change["newValue"])
        for entry in json.loads(log.read_text(encoding="utf-8"))["value"]
        for change in entry["modifiedProperties"]
    }
    assert {path.rpartition(":")[2] for path, _ in written} == {"roles", "costCentre", "members"}
    assert any("editor" in value for _, value in written)


def test_a_name_that_two_people_have_is_refused_unless_it_is_wanted(narthex: Narthex, tmp_path: Path) -> None:
    target = ScimTarget()
    (tmp_path / "people.csv").write_text(f"{PEOPLE}u3,ADA@contoso.example,Ada,,,\n", encoding="utf-8")
    with served(target) as endpoint:
        command = ("simulate", "cycle", *endpoint.aim, "--directory", str(tmp_path))
        refused = narthex(*command)
        assert (refused.code, target.received) == (1, [])
        assert "people.csv, line 4, column userPrincipalName: people.csv, line 2 has this" in refused.err
        kept = narthex(*command, "--duplicates", "keep")
    assert kept.code == 1
    # Who comes second meets the first one at the target, or another request that is under way.
    assert "DuplicateSourceEntries" in kept.out or "EntryConflict" in kept.out
