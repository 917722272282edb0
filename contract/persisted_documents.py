"""GraphQL documents by their hash, so that the text need not travel with every operation.

The shape is that of automatic persisted queries, which GraphQL servers and clients have in common
(https://www.apollographql.com/docs/apollo-server/performance/apq): a request names the SHA-256 of its document; a
server that does not know it answers `PERSISTED_QUERY_NOT_FOUND`, and is sent the text and the hash together.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

UNKNOWN_DOCUMENT = "PERSISTED_QUERY_NOT_FOUND"
"""The code of the error that asks for the text."""

MAX_PERSISTED_BYTES = 16 * 1024
"""A longer document is never kept, so asking for it by hash would be asking twice."""


@lru_cache(maxsize=1024)
def sha256_hash(document: str) -> str:
    """The name of a document: SHA-256 of its UTF-8 text, in lower-case hexadecimal digits."""
    return hashlib.sha256(document.encode()).hexdigest()


def is_persistable(document: str) -> bool:
    """Whether a server keeps a document of this length."""
    return len(document.encode()) <= MAX_PERSISTED_BYTES


def persisted_query(document: str) -> dict[str, Any]:
    """The request's `extensions` that name its document."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256_hash(document)}}
