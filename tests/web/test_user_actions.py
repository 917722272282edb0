"""What may be done to a person, by whom, and what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.web.conftest import BEN, set_up
from tests.web.people import People, names, of_role
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft, Provisioned

_TOKEN = """mutation { personalTokenCreate(input: {name: "laptop"}) {
    ... on PersonalTokenCreated { secret personalToken { id } } } }"""
NOBODY = "01a20c6e-059e-705b-b20c-eb8f84356a1b"


@pytest.fixture
def people(identity: Identity, customer: Customer) -> People:
    return People(identity, customer)


@pytest.fixture
def owner(browser: Browser, customer: Customer) -> Browser:
    browser.cookies[cookies.SESSION] = customer.owner
    return browser


def actions(id_: str) -> dict[str, dict[str, str]]:
    """Everything that may be done to a person, with what the form says."""
    return {
        f"/users/{id_}/role": {"role": "ADMIN"},
        f"/users/{id_}/lock": {"reason": "stolen laptop"},
        f"/users/{id_}/unlock": {},
        f"/users/{id_}/sessions/end": {},
        f"/users/{id_}/microsoft/unlink": {"tenant_id": NOBODY, "object_id": NOBODY},
        f"/users/{id_}/edit": {"display_name": "Other", "version": "1"},
    }


async def test_an_auditor_sees_everything_and_changes_nothing(
    people: People, new_browser: Callable[[], Browser]
) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    session = (await people.customer.session_of("zoe@x.example")).split("_")[2]
    auditor = await of_role(people, new_browser, "AUDITOR")
    page = await auditor.get(f"/users/{id_}")
    assert page.status_code == 200, page.text
    assert "<form" not in page.text.replace('<form method="post" action="/sign-out">', "")
    before = await people.read(id_)
    for path, form in {**actions(id_), f"/users/{id_}/sessions/{UUID(session)}/end": {}}.items():
        assert (await auditor.post(path, form)).status_code in {403, 409}, path
    assert await people.read(id_) == before
    assert (await auditor.get("/users.csv")).status_code == 200


async def test_a_member_sees_none_of_it(people: People, new_browser: Callable[[], Browser]) -> None:
    id_ = await people.provision("zoe@x.example")
    group = await people.group("Team", id_)
    member = await of_role(people, new_browser, "MEMBER")
    for path in (
        "/users",
        "/users.csv",
        f"/users/{id_}",
        "/groups",
        f"/groups/{group}",
        f"/groups/{group}/members.csv",
    ):
        assert (await member.get(path)).status_code == 403, path
    for path, form in actions(id_).items():
        assert (await member.post(path, form)).status_code == 403, path


async def test_people_of_another_organisation_do_not_exist(
    people: People, other_customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    group = await people.group("Team", id_)
    stranger = new_browser()
    stranger.cookies[cookies.SESSION] = other_customer.owner
    for path in (f"/users/{id_}", f"/groups/{group}", f"/users/{id_}/edit", "/users/nonsense", "/groups/nonsense"):
        assert (await stranger.get(path)).status_code == 404, path
    before = await people.read(id_)
    for path, form in actions(id_).items():
        answer = await stranger.post(path, form)
        assert answer.status_code == 404, (path, answer.status_code)
    assert await people.read(id_) == before
    for query in (f"group={group}", f"manager={id_}", "q=zoe"):
        assert "Zoë" not in (await stranger.get(f"/users?{query}")).text


async def test_an_owner_gives_roles_but_takes_none_from_the_last_owner(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    assert (await owner.post(f"/users/{id_}/role", {"role": "AUDITOR"})).headers["Location"] == f"/users/{id_}"
    assert (await people.read(id_))["role"] == "AUDITOR"
    refused = await owner.post(f"/users/{people.customer.owner_id}/role", {"role": "MEMBER"})
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert (await owner.post(f"/users/{id_}/role", {"role": "EMPEROR"})).status_code == 400


async def test_an_admin_gives_no_roles(people: People, new_browser: Callable[[], Browser]) -> None:
    id_ = await people.provision("zoe@x.example")
    admin = await of_role(people, new_browser, "ADMIN")
    assert f"/users/{id_}/role" not in (await admin.get(f"/users/{id_}")).text
    assert (await admin.post(f"/users/{id_}/role", {"role": "OWNER"})).status_code == 409
    assert (await people.read(id_))["role"] == "MEMBER"


async def test_whoever_is_locked_is_out_until_they_are_unlocked(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    await people.customer.session_of("zoe@x.example")
    for reason in ("", "x" * 501):
        refused = await owner.post(f"/users/{id_}/lock", {"reason": reason})
        assert refused.status_code == 409, refused.text
        assert 'role="alert"' in refused.text
    assert (await owner.post(f"/users/{id_}/lock", {"reason": "stolen laptop"})).status_code == 303
    found = await people.read(id_)
    assert (found["lock"], found["sessions"]) == ({"reason": "stolen laptop"}, [])
    assert "stolen laptop" in (await owner.get(f"/users/{id_}")).text
    assert names((await owner.get("/users?state=locked")).text) == ["zoe@x.example"]
    assert (await owner.post(f"/users/{id_}/unlock")).status_code == 303
    assert (await people.read(id_))["lock"] is None


async def test_sessions_end_one_by_one_and_all_at_once(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example")
    for _ in range(3):
        await people.customer.session_of("zoe@x.example")
    one, *_ = (await people.read(id_))["sessions"]
    assert (await owner.post(f"/users/{id_}/sessions/{one['id']}/end")).status_code == 303
    assert len((await people.read(id_))["sessions"]) == 2
    assert (await owner.post(f"/users/{id_}/sessions/{one['id']}/end")).status_code in {303, 409}
    assert (await owner.post(f"/users/{id_}/sessions/end")).status_code == 303
    assert (await people.read(id_))["sessions"] == []


async def test_attributes_that_no_directory_keeps_are_changed_here(owner: Browser, people: People) -> None:
    id_ = people.customer.owner_id
    edit = await owner.get(f"/users/{id_}/edit")
    assert edit.status_code == 200, edit.text
    version = re.findall(r'name="version" value="(\d+)"', edit.text)[0]
    form = {
        "display_name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "email": "ada@x.example",
        "active": "true",
        "version": version,
    }
    assert (await owner.post(f"/users/{id_}/edit", form)).headers["Location"] == f"/users/{id_}"
    found = await people.read(id_)
    assert found["displayName"] == "Ada Lovelace"
    assert found["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert found["emails"] == [{"value": "ada@x.example", "primary": True}]
    conflict = await owner.post(f"/users/{id_}/edit", {**form, "display_name": "Augusta"})
    assert conflict.status_code == 409
    assert "Augusta" in conflict.text, "what was typed is lost"
    refused = await owner.post(f"/users/{id_}/edit", {**form, "version": str(found["version"]), "active": ""})
    assert refused.status_code == 409, "the last owner shut themselves out"
    for wrong in ("", "x", "-1", "9" * 30):
        assert (await owner.post(f"/users/{id_}/edit", {**form, "version": wrong})).status_code == 400


async def test_attributes_that_the_directory_keeps_are_not_changed_here(owner: Browser, people: People) -> None:
    id_ = await people.provision("zoe@x.example", displayName="Zoë")
    page = await owner.get(f"/users/{id_}")
    assert "Kept by your directory." in page.text
    assert f"/users/{id_}/edit" not in page.text
    assert 'name="display_name"' not in (await owner.get(f"/users/{id_}/edit")).text
    answer = await owner.post(f"/users/{id_}/edit", {"display_name": "Other", "active": "true", "version": "1"})
    assert answer.status_code == 409, answer.text
    assert (await people.read(id_))["displayName"] == "Zoë"


async def test_what_somebody_comes_in_by_is_taken_from_them(
    people: People, browser: Browser, ben: Provisioned, new_browser: Callable[[], Browser], microsoft: Microsoft
) -> None:
    await browser.sign_in(BEN)
    made = await people.run(browser.session or "", _TOKEN, {})
    token = made["personalTokenCreate"]["personalToken"]["id"]
    owner = new_browser()
    await set_up(owner, people.customer)
    page = (await owner.get(f"/users/{ben.id}")).text
    assert "laptop" in page
    assert microsoft.oid(BEN) in page
    assert (await owner.post(f"/users/{ben.id}/tokens/{token}/revoke")).status_code == 303
    page = (await owner.get(f"/users/{ben.id}")).text
    assert f"/tokens/{token}/revoke" not in page

    (tenant_id,) = re.findall(r'name="tenant_id" value="([^"]+)"', page)
    form = {"tenant_id": tenant_id, "object_id": microsoft.oid(BEN)}
    assert (await owner.post(f"/users/{ben.id}/microsoft/unlink", form)).status_code == 303
    assert "/microsoft/unlink" not in (await owner.get(f"/users/{ben.id}")).text
    assert (await browser.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")
