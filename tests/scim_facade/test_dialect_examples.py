"""Each rule of the dialect by a request that needs it: understood when lenient, refused when strict."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from scim_facade.core.dialect import RULES
from scim_facade.core.dialect_examples import BEFORE, EXAMPLES, SEATS, Request
from scim_facade.core.rules import Rule


class Directory:
    """An organisation's endpoint, and the ids of what is there."""

    def __init__(self, scim: Any) -> None:
        self._scim = scim
        self._ids: dict[str, str] = {"token": scim.token, "endpoint": f"{scim.http.base_url}{scim.base}"}

    async def prepare(self) -> None:
        """Make what the examples take for there."""
        for name, request in BEFORE.items():
            made = await self.send(request)
            assert made.status_code == 201, made.text
            self._ids[name] = made.json()["id"]

    async def send(self, request: Request) -> Any:
        """Send a request with the ids in their places."""
        path = self.filled(f"{request.path}?{request.query}" if request.query else request.path)
        body = {"content": request.body} if isinstance(request.body, bytes) else {"json": self.filled(request.body)}
        return await self._scim.request(request.method, path, headers=self.filled(request.headers), **body)

    def filled(self, value: Any) -> Any:
        """Anything JSON can say, with the ids in their places."""
        text = json.dumps(value)
        for name, id_ in self._ids.items():
            text = text.replace(f"<{name}>", id_)
        return json.loads(text)


@pytest.fixture
async def directory(scim: Any) -> Directory:
    await scim.customer.declare(SEATS)
    prepared = Directory(scim)
    await prepared.prepare()
    return prepared


def shows(found: Any, expected: Any) -> bool:
    """Whether what was found has all that is expected of it; null expects that there is nothing."""
    match expected:
        case None:
            return found is None
        case Mapping():
            return isinstance(found, dict) and all(shows(found.get(key), part) for key, part in expected.items())
        case list():
            return (
                isinstance(found, list)
                and len(found) == len(expected)
                and all(shows(*pair) for pair in zip(found, expected, strict=True))
            )
        case _:
            return bool(found == expected) and type(found) is type(expected)


def test_every_rule_has_a_name_of_its_own_a_source_a_meaning_and_an_example() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted(EXAMPLES)
    assert len(set(names)) == len(names)
    assert all(rule.source and rule.meaning for rule in RULES)


def test_every_rule_that_a_strict_connection_misses_says_what_to_do_instead() -> None:
    assert [rule.name for rule in RULES if (rule.refused_as is None) != (not rule.advice)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
async def test_a_lenient_connection_understands_it_and_notes_it(
    directory: Directory, rule: Rule, caplog: pytest.LogCaptureFixture
) -> None:
    example = EXAMPLES[rule.name]
    with caplog.at_level("INFO", "scim_facade"):
        response = await directory.send(example.request)
    assert response.is_success, response.text
    assert shows(response.json(), directory.filled(example.answer)), response.text
    noted = [note.partition(":")[0] for note in caplog.records[-1].__dict__["notes"]]
    assert set(noted) == {rule.name}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
async def test_a_strict_connection_refuses_it_and_says_what_to_do(directory: Directory, scim: Any, rule: Rule) -> None:
    await scim.customer.set_conformance("STRICT")
    response = await directory.send(EXAMPLES[rule.name].request)
    if rule.refused_as is None:
        assert response.is_success, response.text
        return
    assert response.status_code == rule.refused_as.status, response.text
    refused = response.json()
    assert refused.get("scimType") == rule.refused_as.scim_type
    assert f"(rule {rule.name})" in refused["detail"]
    assert rule.advice in refused["detail"]
