"""A directory is read from tables or JSON as it was written, or refused with the place and the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.directory import AppRole, Directory, Group, Person
from entra_simulator.directory_files import DirectoryFileInvalid, read_directory, write_directory
from entra_simulator.people import Tenant, generated_directory

BULK_CREATION = """\
version:v1.0,,,,,
Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,\
Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Office phone [telephoneNumber]
Example: Chris Green,chris@contoso.example,myPassword1234,No,,
Jo Young,jo@contoso.example,secret,No,Jo,+1 555 0100
Max Gone,max@contoso.example,secret,Yes,Max,
"""


def read_csv(folder: Path, people: str, groups: str = "") -> Directory:
    (folder / "people.csv").write_text(people, encoding="utf-8", newline="")
    if groups:
        (folder / "groups.csv").write_text(groups, encoding="utf-8", newline="")
    return read_directory(folder)


def read_json(folder: Path, content: Any) -> Directory:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "directory.json").write_text(text, encoding="utf-8")
    return read_directory(folder / "directory.json")


def test_people_and_groups_are_read_from_tables(tmp_path: Path) -> None:
    directory = read_csv(
        tmp_path,
        "\ufeffid,userPrincipalName,displayName,manager,otherMails,accountEnabled,appRoleAssignments,extensionAttribute1\r\n"
        'u1,jo@x.example,"Young, Jo",MAX@x.example,a@h.example; b@h.example,No,admin;auditor,CC-1\r\n'
        '\r\nu2,max@x.example,"Max\r\nTall",,,true,"[{""value"":""admin"",""displayName"":""Administrator""}]",\r\n',
        "id,displayName,description,members\ng1,Sales,They sell,u1;max@x.example\ng2,Nobody,,\n",
    )
    jo = Person(
        object_id="u1",
        user_principal_name="jo@x.example",
        mail_nickname="jo",
        display_name="Young, Jo",
        manager="u2",
        other_mails=("a@h.example", "b@h.example"),
        account_enabled=False,
        app_role_assignments=(AppRole("admin", "admin"), AppRole("auditor", "auditor")),
        extension_attributes={"extensionAttribute1": "CC-1"},
    )
    assert directory.people["u1"] == jo
    assert directory.people["u2"].display_name == "Max\r\nTall"
    assert directory.people["u2"].app_role_assignments == (AppRole("admin", "Administrator"),)
    assert list(directory.groups.values()) == [
        Group(object_id="g1", display_name="Sales", description="They sell", members=frozenset({"u1", "u2"})),
        Group(object_id="g2", display_name="Nobody"),
    ]


def test_entras_file_for_bulk_creation_is_read_as_it_is(tmp_path: Path) -> None:
    jo, gone = read_csv(tmp_path, BULK_CREATION).people.values()
    assert (jo.user_principal_name, jo.given_name, jo.telephone_number) == ("jo@contoso.example", "Jo", "+1 555 0100")
    assert (jo.account_enabled, gone.account_enabled) == (True, False)


def test_who_has_no_object_id_has_the_same_one_in_every_reading(tmp_path: Path) -> None:
    first = read_csv(tmp_path, "userPrincipalName,displayName\nJo@x.example,Jo\n", "displayName\nSales\n")
    again = read_csv(tmp_path, "userPrincipalName,displayName\njo@x.example,Jo\n", "displayName\nSales\n")
    assert first.people.keys() == again.people.keys()
    assert first.groups.keys() == again.groups.keys()


def test_people_and_groups_are_read_from_json_as_graph_names_them(tmp_path: Path) -> None:
    directory = read_json(
        tmp_path,
        {
            "people": [
                {
                    "id": "u1",
                    "userPrincipalName": "jo@x.example",
                    "displayName": "Jo",
                    "mail": None,
                    "businessPhones": ["+1 555 0100"],
                    "mobilePhone": "+1 555 0101",
                    "officeLocation": "B18",
                    "manager": {"id": "u2"},
                    "assigned": False,
                    "appRoleAssignments": ["admin", {"value": "audit", "displayName": "Auditor"}],
                    "onPremisesExtensionAttributes": {"extensionAttribute15": "x", "extensionAttribute1": None},
                    "extension_0a_ids": "1,2",
                    "createdDateTime": "2026-01-01T00:00:00Z",
                },
                {"id": "u2", "userPrincipalName": "max@x.example", "displayName": "Max", "softDeleted": True},
            ],
            "groups": [{"id": "g1", "displayName": "Sales", "members": ["u1", {"id": "u2"}]}],
        },
    )
    assert directory.people["u1"] == Person(
        object_id="u1",
        user_principal_name="jo@x.example",
        mail_nickname="jo",
        display_name="Jo",
        telephone_number="+1 555 0100",
        mobile="+1 555 0101",
        physical_delivery_office_name="B18",
        manager="u2",
        assigned=False,
        app_role_assignments=(AppRole("admin", "admin"), AppRole("audit", "Auditor")),
        extension_attributes={"extensionAttribute15": "x", "extension_0a_ids": "1,2"},
    )
    assert directory.people["u2"].soft_deleted
    assert directory.groups["g1"].members == {"u1", "u2"}


HEADING = "id,userPrincipalName,displayName,manager,accountEnabled,appRoleAssignments\n"
TWO = f"{HEADING}u1,jo@x.example,Jo,,,\nu2,max@x.example,Max,,,\n"


@pytest.mark.parametrize(
    ("people", "groups", "complaint"),
    [
        ("", "", "people.csv, line 1: the names of the columns are missing."),
        ("id;displayName\n", "", "people.csv, line 1: there is no column 'id;displayName'. Columns are separated by"),
        ("id,objectId\n", "", "people.csv, line 1: the column 'objectId' says again what another one says."),
        ("displayName\nJo\n", "", "people.csv, line 2, userPrincipalName: a value is needed here."),
        (f"{HEADING}u1,jo@x.example,,,,\n", "", "people.csv, line 2, column displayName: a value is needed here."),
        (f"{HEADING}u1,jo@x.example\n", "", "people.csv, line 2: here are 2 cells under 6 columns."),
        (f'{HEADING}u1,jo@x.example,"Jo" Y,,,\n', "", "people.csv, line 2: this is not CSV:"),
        (f'{HEADING}u1,"jo@x.example,Jo,,,\n', "", "people.csv, line 2: this is not CSV:"),
        (f"{TWO}u3,ann@x.example,Ann,nobody,,\n", "", "line 4, column manager: nobody has the object id or user princ"),
        (f"{TWO}u3,ann@x.example,Ann,,maybe,\n", "", "line 4, column accountEnabled: true or false, yes or no belongs"),
        (f"{TWO}u3,ann@x.example,Ann,,,[x\n", "", "column appRoleAssignments: this begins like a JSON array and is"),
        (f'{TWO}u3,ann@x.example,Ann,,,"[1]"\n', "", 'each role is a text or {"value": …, "displayName": …}.'),
        (f"{TWO}u1,ann@x.example,Ann,,,\n", "", "column id: people.csv, line 2 has the object id u1 already."),
        (
            f"{TWO}u3,JO@x.example,Jo,,,\n",
            "",
            "people.csv, line 4, column userPrincipalName: people.csv, line 2 has this user principal name; case makes",
        ),
        (TWO, "id,displayName,members\ng1,G,u1;u9\n", "groups.csv, line 2, column members: nobody has the object id"),
        (TWO, "id,displayName,members\ng1,G,\ng2,H,g1\n", "line 3, column members: 'g1' is the group 'G'; only people"),
        (TWO, "displayName\nG\nG\n", "groups.csv, line 3, id: groups.csv, line 2 has the object id"),
    ],
)
def test_a_table_that_is_no_directory_is_refused_with_line_and_column(
    tmp_path: Path, people: str, groups: str, complaint: str
) -> None:
    with pytest.raises(DirectoryFileInvalid) as refused:
        read_csv(tmp_path, people, groups)
    assert complaint in str(refused.value)


JO = {"id": "u1", "userPrincipalName": "jo@x.example", "displayName": "Jo"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"people": [,]}', "directory.json, line 1, column 13: this is not JSON:"),
        ("[" * 100_000, "directory.json: this is no directory: it is nested too deeply."),
        ([], "directory.json: a directory is an object with the arrays people and groups."),
        ({"users": []}, "a directory is an object with the arrays people and groups."),
        ({"people": {}}, "directory.json, people: an array belongs here."),
        ({"people": [1]}, "directory.json, people[0]: an object belongs here."),
        ({"people": [JO, {"id": "u2"}]}, "directory.json, people[1], userPrincipalName: a value is needed here."),
        ({"people": [{**JO, "nickname": "x"}]}, "people[0], nickname: there is no such property; there are id, userPr"),
        ({"people": [{**JO, "employeeId": 7}]}, "people[0], employeeId: a text belongs here."),
        ({"people": [{**JO, "assigned": "yes"}]}, "people[0], assigned: true or false belongs here."),
        ({"people": [{**JO, "otherMails": [1]}]}, "people[0], otherMails: a list of texts belongs here."),
        ({"people": [{**JO, "businessPhones": ["1", "2"]}]}, "businessPhones: one text at most belongs here, as in"),
        ({"people": [{**JO, "appRoleAssignments": "admin"}]}, "appRoleAssignments: a list of roles belongs here."),
        ({"people": [{**JO, "mobile": "1", "mobilePhone": "1"}]}, "mobilePhone: this says again what another property"),
        ({"people": [{**JO, "onPremisesExtensionAttributes": {"x": "1"}}]}, "an object with extensionAttribute1 to"),
        ({"groups": [{"displayName": "G", "members": "u1"}]}, "groups[0], members: a list of object ids or user princ"),
    ],
)
def test_json_that_is_no_directory_is_refused_with_object_and_property(
    tmp_path: Path, content: Any, complaint: str
) -> None:
    with pytest.raises(DirectoryFileInvalid) as refused:
        read_json(tmp_path, content)
    assert complaint in str(refused.value)


def test_a_user_principal_name_may_be_borne_twice_when_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(f"{TWO}u3,JO@x.example,Jo,max@x.example,,\n", encoding="utf-8")
    directory = read_directory(tmp_path / "people.csv", duplicates="keep")
    assert list(directory.people) == ["u1", "u2", "u3"]
    (tmp_path / "people.csv").write_text(f"{TWO}u3,JO@x.example,Jo,jo@x.example,,\n", encoding="utf-8")
    with pytest.raises(DirectoryFileInvalid, match=r"2 people are called 'jo@x\.example': name one by the object id"):
        read_directory(tmp_path / "people.csv", duplicates="keep")


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"displayName\nJ\xfcrgen\n")
    with pytest.raises(DirectoryFileInvalid, match=r"people.csv is no text in UTF-8: see byte 13\."):
        read_directory(tmp_path)
    for act in (read_directory, lambda path: write_directory(Directory(), path)):
        with pytest.raises(DirectoryFileInvalid, match=r"neither a folder nor a file that ends in \.json or \.csv"):
            act(tmp_path / "people.xml")
    with pytest.raises(FileNotFoundError):
        read_directory(tmp_path / "nothing.json")


def test_a_table_of_people_does_not_lose_groups_in_silence(tmp_path: Path) -> None:
    directory = Directory()
    directory.put_group(Group(object_id="g", display_name="G"))
    with pytest.raises(DirectoryFileInvalid, match=r"name a folder or a \.json file"):
        write_directory(directory, tmp_path / "people.csv")
    assert list(tmp_path.iterdir()) == []


TEXTS = st.text(min_size=1, max_size=6) | st.text(alphabet='a;,"[]\r\n é\t', min_size=1, max_size=6)
ROLES = st.builds(AppRole, TEXTS, TEXTS)
PEOPLE = st.lists(
    st.builds(
        Person,
        object_id=st.uuids().map(str),
        user_principal_name=TEXTS,
        mail_nickname=TEXTS,
        display_name=TEXTS,
        surname=st.none() | TEXTS,
        telephone_number=st.none() | TEXTS,
        facsimile_telephone_number=st.none() | TEXTS,
        user_type=TEXTS,
        other_mails=st.lists(TEXTS, max_size=3).map(tuple),
        app_role_assignments=st.lists(ROLES, max_size=2).map(tuple),
        extension_attributes=st.dictionaries(
            st.sampled_from(("extensionAttribute1", "extensionAttribute15", "extension_0a_b")), TEXTS
        ),
        manager=st.none(),
        account_enabled=st.booleans(),
        assigned=st.booleans(),
        soft_deleted=st.booleans(),
    ),
    max_size=4,
    unique_by=(lambda one: one.object_id, lambda one: one.user_principal_name.casefold()),
)


@settings(max_examples=60)
@given(people=PEOPLE, data=st.data(), name=st.sampled_from(("directory.json", "directory")))
def test_every_directory_is_read_as_it_is_written(people: list[Person], data: st.DataObject, name: str) -> None:
    directory = Directory()
    object_ids = [one.object_id for one in people]
    for one in people:
        directory.put_person(replace(one, manager=data.draw(st.sampled_from([None, *object_ids]))))
    for number in range(data.draw(st.integers(0, 2))):
        members = data.draw(st.frozensets(st.sampled_from(object_ids))) if object_ids else frozenset()
        group = Group(
            object_id=f"group{number}", display_name=data.draw(TEXTS), description=data.draw(st.none() | TEXTS)
        )
        directory.put_group(replace(group, members=members))
    with TemporaryDirectory() as folder:
        write_directory(directory, Path(folder, name))
        again = read_directory(Path(folder, name))
    assert (again.people, again.groups) == (directory.people, directory.groups)


def test_a_generated_company_is_read_as_it_is_written(tmp_path: Path) -> None:
    directory = generated_directory(Tenant(seed=1, users=2000, groups=12))
    for name in ("company.json", "company"):
        write_directory(directory, tmp_path / name)
        again = read_directory(tmp_path / name)
        assert (again.people, again.groups) == (directory.people, directory.groups)
    (tmp_path / "people").mkdir()
    write_directory(without_groups(directory), tmp_path / "people" / "people.csv")
    assert read_directory(tmp_path / "people" / "people.csv").people == directory.people


def without_groups(directory: Directory) -> Directory:
    people_only = Directory()
    for one in directory.people.values():
        people_only.put_person(one)
    return people_only
