"""Documents by hash: what is kept, what is not, and what those are told who name another."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.persisted_documents import MAX_PERSISTED_BYTES, persisted_query, sha256_hash
from identity.app import Identity, create_app
from identity.graphql.documents import Documents
from identity.settings import Settings

VIEWER = "query Who { viewer { label } }"


@pytest.fixture
async def http(identity: Identity, customer: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """A process of identity that has just begun, as a SCIM client talks to it."""
    transport = httpx2.ASGITransport(app=create_app(Settings(database_url="postgresql://unused"), identity))
    authorised = {"Authorization": f"Bearer {customer.token}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://identity.test", headers=authorised) as client:
        yield client


async def asked(http: httpx2.AsyncClient, document: str, *, text: bool = False, **more: Any) -> dict[str, Any]:
    """The answer to a document named by its hash, with its text or without."""
    body = {"extensions": persisted_query(document), **({"query": document} if text else {})}
    response = await http.post("/graphql", json=body, **more)
    assert response.status_code in {200, 401}
    answer: dict[str, Any] = response.json()
    return answer


def code(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    found: str = error["extensions"]["code"]
    return found


async def test_a_document_is_known_by_its_hash_once_it_has_been_answered(http: httpx2.AsyncClient) -> None:
    assert code(await asked(http, VIEWER)) == "PERSISTED_QUERY_NOT_FOUND"
    first = await asked(http, VIEWER, text=True)
    assert first["data"]["viewer"]["label"].startswith("SCIM")
    assert await asked(http, VIEWER) == first


async def test_a_hash_takes_variables_and_an_operation_of_the_documents(http: httpx2.AsyncClient) -> None:
    document = "query A { viewer { label } } query B($name: String) { userBy(userName: $name) { id } }"
    body = {"extensions": persisted_query(document), "operationName": "B", "variables": {"name": "nobody"}}
    assert (await http.post("/graphql", json={**body, "query": document})).json() == {"data": {"userBy": None}}
    assert (await http.post("/graphql", json=body)).json() == {"data": {"userBy": None}}


async def test_a_text_of_another_hash_is_refused_and_not_kept(http: httpx2.AsyncClient) -> None:
    mixed = {"query": "{ viewer { kind } }", "extensions": persisted_query(VIEWER)}
    refused = await http.post("/graphql", json=mixed)
    assert (refused.status_code, code(refused.json())) == (400, "INVALID_INPUT")
    assert code(await asked(http, VIEWER)) == "PERSISTED_QUERY_NOT_FOUND"
    assert code(await asked(http, mixed["query"])) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("document", ["{ nonsense }", "{ viewer {", "{ __schema { __typename } }"])
async def test_what_is_not_answered_with_data_is_not_kept(http: httpx2.AsyncClient, document: str) -> None:
    assert code(await asked(http, document, text=True)) == "INVALID_INPUT"
    assert code(await asked(http, document)) == "PERSISTED_QUERY_NOT_FOUND"


async def test_who_has_no_good_credential_makes_nothing_known_that_needs_one(http: httpx2.AsyncClient) -> None:
    stranger = {"Authorization": "Bearer nx_scim_nobody_s3cret"}
    assert code(await asked(http, VIEWER, text=True, headers=stranger)) == "UNAUTHENTICATED"
    assert code(await asked(http, VIEWER)) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_hash_is_no_credential(http: httpx2.AsyncClient) -> None:
    await asked(http, VIEWER, text=True)
    assert code(await asked(http, VIEWER, headers={"Authorization": "Basic none"})) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "extensions",
    [
        None,
        [],
        {},
        {"persistedQuery": None},
        {"persistedQuery": {"version": 1}},
        {"persistedQuery": {"version": 1, "sha256Hash": 7}},
        {"persistedQuery": {"version": 2, "sha256Hash": sha256_hash(VIEWER)}},
    ],
)
async def test_neither_text_nor_hash_is_no_operation(http: httpx2.AsyncClient, extensions: Any) -> None:
    refused = await http.post("/graphql", json={"extensions": extensions})
    assert (refused.status_code, code(refused.json())) == (400, "INVALID_INPUT")
    understood = await http.post("/graphql", json={"extensions": extensions, "query": VIEWER})
    assert understood.json()["data"]["viewer"]["label"].startswith("SCIM")


@settings(max_examples=100)
@given(st.lists(st.tuples(st.booleans(), st.text(max_size=5)), max_size=30))
def test_memory_is_bounded_and_what_is_found_is_what_was_kept(steps: list[tuple[bool, str]]) -> None:
    documents = Documents(most=3, most_bytes=20)
    kept: list[str] = []
    for keeps, text in steps:
        if keeps:
            documents.keep(text)
            kept.append(text)
        assert documents.find(sha256_hash(text)) in ({text} if keeps else {text, None})
        found = [one for one in set(kept) if documents.find(sha256_hash(one)) is not None]
        assert len(found) <= 3
        assert sum(len(one.encode()) for one in found) <= 20


def test_the_one_used_longest_ago_makes_room() -> None:
    documents = Documents(most=2)
    documents.keep("a")
    documents.keep("b")
    documents.find(sha256_hash("a"))
    documents.keep("c")
    assert [documents.find(sha256_hash(one)) for one in "abc"] == ["a", None, "c"]


def test_a_document_longer_than_the_limit_is_not_kept() -> None:
    documents = Documents()
    fits, exceeds = "x" * MAX_PERSISTED_BYTES, "é" * MAX_PERSISTED_BYTES
    documents.keep(fits)
    documents.keep(exceeds)
    assert (documents.find(sha256_hash(fits)), documents.find(sha256_hash(exceeds))) == (fits, None)
