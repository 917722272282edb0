"""The GraphQL schema, put together once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import build_schema, lexicographic_sort_schema, print_schema
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.utils.str_converters import to_camel_case

from identity.graphql.activity import SCIM_REQUEST, ScimRequest, Subscription
from identity.graphql.activity_of_acts import NoteActs
from identity.graphql.limits import Limits
from identity.graphql.mutations import Mutation
from identity.graphql.problems import HANDLERS, Problem
from identity.graphql.queries import Query

if TYPE_CHECKING:
    from graphql import GraphQLError
    from strawberry.types import ExecutionContext

_CACHED_DOCUMENTS = 128

_graphql_name = lru_cache(maxsize=1024)(to_camel_case)


def _attribute(source: Any, name: str) -> Any:
    """Parts of a stored profile are JSON objects under GraphQL names; everything else is a Python object."""
    return source.get(_graphql_name(name)) if type(source) is dict else getattr(source, name)


class _Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing: `execution` does, in one line, without the document."""


SCHEMA = _Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Problem],
    config=StrawberryConfig(default_resolver=_attribute, scalar_map={ScimRequest: SCIM_REQUEST}),
    extensions=[Limits, NoteActs, lambda: ParserCache(_CACHED_DOCUMENTS), lambda: ValidationCache(_CACHED_DOCUMENTS)],
    exception_handlers=HANDLERS,
)


def sdl() -> str:
    """The schema as text, in alphabetical order; `contract/schema.graphql` is exactly this."""
    return print_schema(lexicographic_sort_schema(build_schema(SCHEMA.as_str()))) + "\n"
