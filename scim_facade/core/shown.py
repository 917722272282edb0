"""What is kept of the messages of one request: its query, its body, the operations it led to, its answer.

Pure. Each message is shown as what it is; the values in it as `redaction.py` has it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.redaction import NOT_UNDERSTOOD, UNKNOWN, Redaction
from scim_facade.core.search import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import ResourceType

_PARAMETER_NAMES: Final = {name.lower(): name for name in PARAMETERS}
_NUMBERS: Final = frozenset({"startindex", "count"})
_ORDERS: Final = frozenset({"ascending", "descending"})
_FLAGS: Final = frozenset({"aadoptscim062020"})
"""What Entra repeats of its tenant URL: that it is there is all it says (learn.microsoft.com, as in `dialect.py`)."""
_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def shown_query(query: Mapping[str, str], strangers: Iterable[str], redaction: Redaction, *, filter_: Any) -> Any:
    """Return the query: `query` are the protocol's parameters by lower-case name, `strangers` the names of others.

    `filter_` is the filter in normal form, `None` when it was not understood: then nothing of it is shown.
    """
    shown = {
        _PARAMETER_NAMES.get(name, name): _parameter(name, text, redaction, filter_) for name, text in query.items()
    }
    others = list(strangers)[: redaction.cuts.elements]
    return shown | {redaction.name(name): True if name.lower() in _FLAGS else UNKNOWN for name in others}


def shown_body(body: object, method: str, address: str, redaction: Redaction, *, filter_: Any) -> Any:
    """Return the body of a request to an address below the endpoint, such as `/Users/{id}`; `filter_` is as above."""
    if address.endswith("/.search"):
        return _search(body, redaction, filter_)
    if address == "/Bulk":
        return _bulk(body, redaction)
    kind = _kind_at(address, redaction) or redaction.profile.user
    return redaction.patch(body, kind) if method == "PATCH" else redaction.resource(body, kind)


def shown_error(content: object, detail: str, redaction: Redaction) -> Any:
    """Return the message that refused a request, without the id by which everybody knows the request already."""
    return {**content, "detail": redaction.text(detail)} if isinstance(content, dict) else None


def shown_answer(content: object, redaction: Redaction) -> Any:
    """Return what was answered, cut."""
    if not isinstance(content, dict):
        return None
    if isinstance(found := content.get("Resources"), list):
        return {**content, "Resources": redaction.values(found, lambda one: _resource(one, redaction))}
    if isinstance(content.get("Operations"), list):
        return redaction.anything(content)
    return _resource(content, redaction)


def shown_variables(variables: Mapping[str, Any], redaction: Redaction) -> dict[str, Any]:
    """Return the variables of one of the façade's own operations, without those that only select what is read.

    They are made of what the schemas know: what they do not, and what is never returned, has been left out before.
    """
    return {name: redaction.anything(value) for name, value in variables.items() if not name.startswith("with")}


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
