"""What is kept of the messages of one request: its query, its body, the operations it led to, its answer.

Pure. Each message is shown as what it is; the values in it as `redaction.py` has it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import ENTERPRISE_USER, ResourceType
from scim_facade.core.errors import ERROR
from scim_facade.core.redaction import NOT_UNDERSTOOD, UNKNOWN, Redaction
from scim_facade.core.search import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARAMETER_NAMES: Final = {name.lower(): name for name in PARAMETERS}
_NUMBERS: Final = frozenset({"startindex", "count"})
_ORDERS: Final = frozenset({"ascending", "descending"})
_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OF_MEMBERS: Final = frozenset({"members", "addMembers", "removeMembers", "replaceMembers"})
_PLAIN_VARIABLES: Final = frozenset(
    {
        *("id", "expectedVersion", "first", "last", "offset", "after", "before", "sort", "membersFirst"),
        *("filter", "userFilter", "groupFilter"),
        *("withProfile", "withEnterprise", "withManager", "withExtensions", "withGroups", "withMembers"),
    }
)
"""Variables that the façade makes itself, of names and values that a schema knows."""


def shown_query(query: Mapping[str, str], strangers: Iterable[str], redaction: Redaction, *, filter_: Any) -> Any:
    """Return the query: `query` are the protocol's parameters by lower-case name, `strangers` the names of others.

    `filter_` is the filter in normal form, `None` when it was not understood: then nothing of it is shown.
    """
    shown = {
        _PARAMETER_NAMES.get(name, name): _parameter(name, text, redaction, filter_) for name, text in query.items()
    }
    return shown | {redaction.name(name): UNKNOWN for name in list(strangers)[: redaction.cuts.elements]}


def shown_body(body: object, method: str, address: str, redaction: Redaction, *, filter_: Any) -> Any:
    """Return the body of a request to an address below the endpoint, such as `/Users/{id}`; `filter_` is as above."""
    if address.endswith("/.search"):
        return _search(body, redaction, filter_)
    if address == "/Bulk":
        return _bulk(body, redaction)
    kind = _kind_at(address, redaction) or redaction.profile.user
    return redaction.patch(body, kind) if method == "PATCH" else redaction.resource(body, kind)


def shown_answer(content: object, detail: str, redaction: Redaction) -> Any:
    """Return what was answered; `detail` is the sentence of a refusal as it may be kept."""
    if not isinstance(content, dict):
        return None
    if ERROR in content.get("schemas", ()):
        return {**content, "detail": redaction.text(detail)}
    if isinstance(found := content.get("Resources"), list):
        return {**content, "Resources": redaction.values(found, lambda one: _resource(one, redaction))}
    if isinstance(content.get("Operations"), list):
        return redaction.anything(content)
    return _resource(content, redaction)


def shown_variables(name: str, variables: Mapping[str, Any], redaction: Redaction) -> dict[str, Any]:
    """Return the variables of one of the façade's own operations, named as in `UserUpdate`."""
    kind = redaction.profile.group if name.startswith("Group") else redaction.profile.user

    def shown(variable: str, value: Any) -> Any:
        if variable in {"input", "changes"} and isinstance(value, dict):
            return _contract_input(value, kind, redaction)
        return redaction.anything(value) if variable in _PLAIN_VARIABLES else UNKNOWN

    return {variable: shown(variable, value) for variable, value in variables.items() if value is not False}


def _parameter(name: str, text: str, redaction: Redaction, filter_: Any) -> Any:
    if name == "filter":
        return NOT_UNDERSTOOD if filter_ is None else filter_
    if name == "sortorder":
        return text if text.strip().lower() in _ORDERS else NOT_UNDERSTOOD
    if name in _NUMBERS:
        return redaction.text(text) if text.strip().lstrip("+-").isdigit() else NOT_UNDERSTOOD
    return redaction.text(text)


def _search(body: object, redaction: Redaction, filter_: Any) -> Any:
    def parameter(name: str, value: Any) -> Any:
        if isinstance(value, list) and name in {"attributes", "excludedattributes"}:
            return redaction.values(value, lambda one: redaction.name(one) if isinstance(one, str) else UNKNOWN)
        if value is None or (isinstance(value, int) and name in _NUMBERS):
            return value
        return _parameter(name, value, redaction, filter_) if isinstance(value, str) else UNKNOWN

    return redaction.message(body, {name: partial(parameter, name) for name in _PARAMETER_NAMES})


def _bulk(body: object, redaction: Redaction) -> Any:
    def operations(listed: Any) -> Any:
        if not isinstance(listed, list):
            return UNKNOWN
        return redaction.values(listed, lambda item: _bulk_operation(item, redaction))

    number = {"failonerrors": lambda value: value if isinstance(value, int) else UNKNOWN}
    return redaction.message(body, {"operations": operations, **number})


def _bulk_operation(item: Any, redaction: Redaction) -> Any:
    if not isinstance(item, dict):
        return UNKNOWN
    path, method = item.get("path"), item.get("method")
    kind = _kind_at(path, redaction) if isinstance(path, str) else None

    def data(value: Any) -> Any:
        if kind is None:
            return UNKNOWN
        return redaction.patch(value, kind) if method == "PATCH" else redaction.resource(value, kind)

    def text(value: Any) -> Any:
        return redaction.name(value) if isinstance(value, str) else UNKNOWN

    return redaction.message(
        item,
        {
            "method": lambda value: value if value in _METHODS else UNKNOWN,
            "path": lambda value: text(value) if kind else UNKNOWN,
            "bulkid": text,
            "version": text,
            "data": data,
        },
    )


def _kind_at(address: str, redaction: Redaction) -> ResourceType | None:
    return next((kind for kind in redaction.profile.resource_types if f"{kind.endpoint}/" in f"{address}/"), None)


def _resource(resource: Any, redaction: Redaction) -> Any:
    named = resource.get("meta", {}).get("resourceType") if isinstance(resource, dict) else None
    kind = next((kind for kind in redaction.profile.resource_types if kind.name == named), None)
    # What discovery answers is the same for everybody, and long.
    return "[a description of the service]" if kind is None else redaction.resource(resource, kind)


def _contract_input(value: Mapping[str, Any], kind: ResourceType, redaction: Redaction) -> dict[str, Any]:
    """The contract spells attributes as SCIM does, and has extensions in fields of their own."""
    shown: dict[str, Any] = {}
    for name, part in value.items():
        if name in _OF_MEMBERS or name == "removeMembersWhere":
            shown[name] = redaction.anything(part)
        elif name == "enterprise":
            shown[name] = part and redaction.resource({ENTERPRISE_USER: part}, kind)[ENTERPRISE_USER]
        elif name == "extensions":
            shown[name] = part and redaction.resource(part, kind)
        else:
            shown[name] = redaction.resource({name: part}, kind)[name]
    return shown
