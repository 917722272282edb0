"""Replays what real clients and validators send: one test for each file in `cases/`, whose README tells the format."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scim_facade.case_files import CASES, Answer, Case, Exchange, read_case
from tests.scim_facade.expectations import differences, filled

SCIM_JSON = "application/scim+json"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ANY_SUCCESS = Answer({"<any of>": [200, 201, 204]}, {}, looks_at_body=False, body=None)
FOUND = Answer(200, {}, looks_at_body=False, body=None)


REPLAYS = [
    pytest.param(path, conformance, id=f"{path.parent.name}/{path.stem}" + "-strict" * (conformance == "strict"))
    for path in sorted(CASES.glob("*/*.json"))
    for conformance in read_case(path).conformances
]


@pytest.mark.parametrize(("path", "conformance"), REPLAYS)
async def test_the_case_is_answered_and_leaves_behind_what_its_file_says(
    scim: Any, path: Path, conformance: str
) -> None:
    case = read_case(path)
    await set_up(scim.customer, case, conformance)
    kept: dict[str, Any] = {
        "token": scim.token,
        "person": scim.customer.owner,
        "base": str(scim.http.base_url.join(scim.base)),
    }
    for exchange in case.before:
        await replay(scim, exchange, kept, ANY_SUCCESS)
    stored = await everything(scim)
    for exchange in case.when:
        await replay(scim, exchange, kept, ANY_SUCCESS)
    if case.after is None:
        assert await everything(scim) == stored
    for exchange in case.after or ():
        await replay(scim, exchange, kept, FOUND)


async def set_up(customer: Any, case: Case, conformance: str) -> None:
    """Make the connection as the case needs it, as its admin would."""
    if conformance == "strict":
        await customer.set_conformance("STRICT")
    for schema in case.extension_schemas:
        await customer.declare(schema)


async def replay(scim: Any, exchange: Exchange, kept: dict[str, Any], by_default: Answer) -> None:
    """Send what an exchange says, judge each answer, and keep it under the exchange's name."""
    for number in range(1, exchange.repeat + 1):
        known = {**kept, "n": number}
        response = await send(scim, exchange, known)
        said = response.json() if response.content else None
        wrong = [*unfit(response, said), *unexpected(exchange.answer or by_default, response, said, known)]
        assert wrong == [], "\n".join(
            [f"{exchange.method} {filled(exchange.target, known)}", *wrong, response.text[:2000]]
        )
        if exchange.kept_as:
            kept[filled(exchange.kept_as, known)] = said


async def send(scim: Any, exchange: Exchange, kept: Mapping[str, Any]) -> Any:
    """The request as the file writes it; an HTTP client only encodes blanks and quotation marks of the address."""
    headers = {"Content-Type": SCIM_JSON, "Authorization": f"Bearer {scim.token}", **filled(exchange.headers, kept)}
    sent = {name: text.encode() for name, text in headers.items() if text is not None}
    content = filled(exchange.raw, kept)
    if exchange.body is not None:
        content = json.dumps(filled(exchange.body, kept))
    return await scim.http.request(
        exchange.method, f"{scim.base}{filled(exchange.target, kept)}", headers=sent, content=content
    )


def unexpected(expected: Answer, response: Any, said: Any, kept: Mapping[str, Any]) -> list[str]:
    """What the case expects and the answer does not give."""
    wrong = list(differences(expected.status, response.status_code, "status"))
    headers = {name.lower(): text for name, text in filled(expected.headers, kept).items()}
    wrong += differences(headers, {name.lower(): text for name, text in response.headers.items()}, "headers")
    if expected.looks_at_body:
        wrong += differences(filled(expected.body, kept), said)
    return wrong


def unfit(response: Any, said: Any) -> Iterator[str]:
    """What no answer may be, whatever was asked (RFC 7644 §3.1, §3.3, §3.4.2, §3.12, §3.14)."""
    status, headers = response.status_code, response.headers
    if said is None:
        if status not in {204, 304}:
            yield f"a {status} without a body"
        return
    if headers["Content-Type"] != SCIM_JSON:
        yield f"the Content-Type is {headers['Content-Type']}"
    if status >= 400 and not (said["schemas"] == [ERROR] and said["status"] == str(status) and said["detail"]):
        yield "this is no whole SCIM error"
    if (
        said["schemas"] == [LIST_RESPONSE]
        and not len(said["Resources"]) == said["itemsPerPage"] <= said["totalResults"]
    ):
        yield "the numbers of the page are untrue"
    if (version := said.get("meta", {}).get("version")) and headers.get("ETag") != version:
        yield f"ETag is {headers.get('ETag')}, meta.version is {version}"
    if status == 201 and headers.get("Location") != said["meta"]["location"]:
        yield f"Location is {headers.get('Location')}, meta.location is {said['meta']['location']}"


async def everything(scim: Any) -> list[Any]:
    """All that is stored and can be read, to see whether anything changed."""
    return [(await scim.get(f"{path}?count=1000")).json() for path in ("/Users", "/Groups")]
