"""What a list request asks for (RFC 7644 §3.4.2), in identity's terms."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from contract.transport import Refused
from scim_facade.core import filters
from scim_facade.core.attributes import ResourceType, split_urn
from scim_facade.core.errors import InvalidFilter
from scim_facade.core.listing import Page
from scim_facade.identity_client.base_model import UNSET, UnsetType
from scim_facade.identity_client.input_types import Filter, Sort
from scim_facade.scim_request import ScimRequest

_COMMON_SORT_KEYS = ("id", "externalId", "displayName", "meta.created", "meta.lastModified")
USER_SORT_KEYS = {key.lower(): key for key in (*_COMMON_SORT_KEYS, "userName", "name.familyName", "title")}
GROUP_SORT_KEYS = {key.lower(): key for key in _COMMON_SORT_KEYS}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A page of those resources that the filter lets through, in the order of `sort`; `UNSET` asks for neither."""

    page: Page
    filter: Filter | UnsetType
    sort: Sort | UnsetType

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Name the filter as the cause when identity refuses what was asked within."""
        try:
            yield
        except Refused as refused:
            if self.filter is UNSET:
                raise
            raise InvalidFilter(str(refused)) from refused


def list_query(request: ScimRequest, resource_type: ResourceType, sort_keys: Mapping[str, str]) -> ListQuery:
    """Read a list request's query.

    A filter is never ignored, not even an empty one: a client that filters would take the whole list for its answer.
    Sorting by anything but `sort_keys` (canonical name by lower-case name) is.
    """
    settings = request.service.settings
    query = request.query
    page = Page.from_query(
        query.get("startindex"),
        query.get("count"),
        default_count=settings.default_page_size,
        max_count=settings.max_page_size,
    )
    return ListQuery(page, _filter(request, resource_type), _sort(query, sort_keys))


def _filter(request: ScimRequest, resource_type: ResourceType) -> Filter | UnsetType:
    if "filter" not in request.query:
        return UNSET
    tree = filters.parse(request.query["filter"], request.notes)
    filters.refuse_secrets(tree, request.profile.resource_types)
    return Filter.model_validate(filters.to_identity(tree, resource_type, request.notes))


def _sort(query: Mapping[str, str], sort_keys: Mapping[str, str]) -> Sort | UnsetType:
    _, name = split_urn(query.get("sortby", "").strip())
    key = sort_keys.get(name.lower())
    if key is None:
        return UNSET
    return Sort(attribute=key, descending=query.get("sortorder", "").strip().lower() == "descending")
