"""Account > Provisioning: attributes of an organisation's own, defined by a form that needs no scripts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from contract.transport import Caller
from tests.web.browsing import heading
from tests.web.conftest import set_up

if TYPE_CHECKING:
    import httpx2

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser

PAGE = "/account/provisioning"
URN = "urn:ietf:params:scim:schemas:extension:Badges:2.0:User"
EDIT = f"{PAGE}/attributes/edit?urn={URN}"
FORM = {"urn": URN, "name": "Badges", "rows": "1", "mode": "rows", "name-0": "tag", "type-0": "string"}
_SCHEMAS = """{ organisation { extensionSchemas { urn version name attributes {
    name type description multiValued required caseExact uniqueness subAttributes { name } } } } }"""


@pytest.fixture
async def owner(browser: Browser, customer: Customer) -> Browser:
    """The customer's owner, signed in."""
    await set_up(browser, customer)
    return browser


def words(response: httpx2.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


async def schemas(identity: Identity, customer: Customer) -> list[dict[str, Any]]:
    answer = await identity.execute(_SCHEMAS, None, {}, Caller(customer.token, "r"))
    found: list[dict[str, Any]] = answer["data"]["organisation"]["extensionSchemas"]
    return found


async def test_the_urn_stands_there_in_entras_pattern(owner: Browser, customer: Customer) -> None:
    page = await owner.get(f"{PAGE}/attributes/new")
    assert f'value="urn:ietf:params:scim:schemas:extension:{customer.slug}:2.0:User"' in page.text


async def test_attributes_are_defined_row_by_row(owner: Browser, identity: Identity, customer: Customer) -> None:
    more = {"name-1": "levels", "type-1": "integer", "multi-1": "yes", "description-1": "Where they may go"}
    given = {**FORM, "unique-0": "yes", "case-0": "yes", "rows": "3", **more, "name-2": ""}
    assert (await owner.post(f"{PAGE}/attributes/new", given)).status_code == 303
    (schema,) = await schemas(identity, customer)
    tag, levels = schema["attributes"]
    assert (tag["name"], tag["uniqueness"], tag["caseExact"], tag["multiValued"]) == ("tag", "server", True, False)
    assert (levels["type"], levels["multiValued"], levels["description"]) == ("integer", True, "Where they may go")
    assert f'value="{URN}:tag"' in (await owner.get(PAGE)).text


async def test_a_button_adds_a_row_and_another_takes_one_away_and_nothing_is_saved(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    more = await owner.post(f"{PAGE}/attributes/new", {**FORM, "do": "add-row"})
    assert 'id="name-1"' in more.text
    assert 'name="name-0" value="tag"' in more.text
    less = await owner.post(f"{PAGE}/attributes/new", {**FORM, "rows": "2", "name-1": "level", "do": "remove-0"})
    assert 'name="name-0" value="level"' in less.text
    assert 'id="name-1"' not in less.text
    assert await schemas(identity, customer) == []


async def test_an_expert_writes_json_and_comes_back_to_rows(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    as_json = await owner.post(f"{PAGE}/attributes/new", {**FORM, "required-0": "yes", "do": "as-json"})
    text = unescape(as_json.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert orjson.loads(text) == [{"name": "tag", "type": "string", "required": True}]
    back = await owner.post(f"{PAGE}/attributes/new", {**FORM, "mode": "json", "text": text, "do": "as-rows"})
    assert 'name="required-0" value="yes" checked' in back.text
    complex_one = orjson.dumps(
        [{"name": "badge", "type": "complex", "subAttributes": [{"name": "colour", "type": "string"}]}]
    ).decode()
    refused = await owner.post(f"{PAGE}/attributes/new", {**FORM, "mode": "json", "text": complex_one, "do": "as-rows"})
    assert "Stay with JSON." in words(refused)
    assert (
        await owner.post(f"{PAGE}/attributes/new", {**FORM, "mode": "json", "text": complex_one})
    ).status_code == 303
    (schema,) = await schemas(identity, customer)
    assert schema["attributes"][0]["subAttributes"] == [{"name": "colour"}]
    assert "<textarea" in (await owner.get(EDIT)).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[1]",
        '[{"name": 1}]',
        '[{"name": "a", "type": "string", "canonicalValues": [1]}]',
        '[{"name": "a", "type": "string", "returned": "never"}]',
        '[{"name": "a", "type": "complex", "subAttributes": 3}]',
        '[{"name": "a", "type": "complex", "subAttributes": [{"subAttributes": [{}]}]}]',
        '[{"name": "a", "type": "string", "required": "yes"}]',
        '[{"name": "a", "type": "rainbow"}]',
        "[" * 5000,
    ],
)
async def test_json_that_defines_nothing_is_refused_in_words_and_kept(owner: Browser, text: str) -> None:
    response = await owner.post(f"{PAGE}/attributes/new", {**FORM, "mode": "json", "text": text})
    assert (response.status_code, heading(response)) == (400, "Define attributes")
    assert 'role="alert"' in response.text
    assert text in unescape(response.text)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"urn": "urn:x"}, "The URN 'urn:x' must be"),
        ({"name": ""}, "name must not be empty"),
        ({"name-0": "7up"}, "'7up' cannot name an attribute"),
        ({"name-0": ""}, "A schema needs at least one attribute."),
        ({"rows": "nonsense", "name-0": ""}, "A schema needs at least one attribute."),
        ({"unique-0": "yes", "multi-0": "yes"}, "cannot be unique"),
        ({"type-0": "rainbow"}, "must be one of"),
    ],
)
async def test_what_cannot_be_defined_is_told_beside_the_field(
    owner: Browser, identity: Identity, customer: Customer, change: dict[str, str], sentence: str
) -> None:
    response = await owner.post(f"{PAGE}/attributes/new", {**FORM, **change})
    assert response.status_code == 400
    assert sentence in words(response)
    assert await schemas(identity, customer) == []


async def test_a_schema_that_exists_is_not_defined_twice(owner: Browser) -> None:
    assert (await owner.post(f"{PAGE}/attributes/new", FORM)).status_code == 303
    again = await owner.post(f"{PAGE}/attributes/new", FORM)
    assert (again.status_code, "There is a schema" in words(again)) == (400, True)


async def test_of_two_who_change_a_schema_the_second_is_told(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    await owner.post(f"{PAGE}/attributes/new", FORM)
    changed = {**FORM, "version": "1", "name": "Badges and keys"}
    assert (await owner.post(EDIT, changed)).status_code == 303
    late = await owner.post(EDIT, {**changed, "name": "Badges only"})
    assert (late.status_code, "Somebody else has changed this schema" in words(late)) == (400, True)
    gone = await owner.post(f"{PAGE}/attributes/delete", {"urn": URN, "version": "1"})
    assert (gone.status_code, "Somebody else has changed this schema" in words(gone)) == (400, True)
    assert [schema["name"] for schema in await schemas(identity, customer)] == ["Badges and keys"]
    assert (await owner.post(f"{PAGE}/attributes/delete", {"urn": URN, "version": "2"})).status_code == 303
    assert await schemas(identity, customer) == []
    assert (await owner.post(f"{PAGE}/attributes/delete", {"urn": URN})).status_code == 303
    assert (await owner.get(EDIT)).status_code == 404


async def test_values_that_do_not_conform_are_told_with_examples(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    document = """mutation($input: UserInput!) { userCreate(input: $input) { ... on User { id } } }"""
    given = {"userName": "ada", "extensions": {URN: {"tag": "seven"}}}
    answer = await identity.execute(document, None, {"input": given}, Caller(customer.token, "r"))
    response = await owner.post(f"{PAGE}/attributes/new", {**FORM, "type-0": "integer"})
    assert response.status_code == 400
    assert "1 holds such values" in words(response)
    assert answer["data"]["userCreate"]["id"] in response.text


async def test_fifty_attributes_fit_the_form_and_what_is_typed_is_escaped(owner: Browser) -> None:
    rows: dict[str, str] = {}
    for n in range(50):
        rows |= {f"name-{n}": f"tag{n}", f"type-{n}": "string", f"description-{n}": "<b>", f"multi-{n}": "yes"}
    given = {**FORM, **rows, "rows": "50", "do": "add-row"}
    page = await owner.post(f"{PAGE}/attributes/new", given)
    assert page.status_code == 200
    assert "<b>" not in page.text
    assert 'id="name-50"' not in page.text
    del given["do"]
    assert (await owner.post(f"{PAGE}/attributes/new", given)).status_code == 303
