"""A small SCIM service provider in memory: just enough of RFC 7644 for the requests that Entra makes."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import orjson

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.expectation import GroupState, TargetState, UserState
from entra_simulator.mapping import ENTERPRISE_SCHEMA, held_values
from entra_simulator.transport import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FILTERED = re.compile(r'(\w+)\[type eq "(\w+)"\]\.(\w+)')
_MEMBER = re.compile(r'members\[value eq "([^"]+)"\]')
_REFERENCE_CHECK = re.compile(r'id eq "([^"]+)" and (manager|members) eq "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Received:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class Refusal(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class ScimTarget:
    """`received` keeps every request; `intercept` may answer one instead of the target."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.received: list[Received] = []
        self.intercept: Callable[[Received], Answer | None] = lambda _: None
        self._ids = 0

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = urlsplit(url)
        path = parts.path.removeprefix("/scim")
        request = Received(method, path, parts.query, dict(headers), orjson.loads(body) if body else None)
        self.received.append(request)
        if (other := self.intercept(request)) is not None:
            return other
        try:
            status, content = self._answer(request)
        except Refusal as refusal:
            status = refusal.status
            content = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": str(refusal)}
        return scim_answer(status, content)

    def state(self) -> TargetState:
        external_ids = {user_id: user["externalId"] for user_id, user in self.users.items()}
        managers = {user_id: _manager_of(user) for user_id, user in self.users.items()}
        return TargetState(
            users=tuple(
                UserState(
                    user["externalId"],
                    held_values(user, RECOMMENDED_MAPPING.users),
                    external_ids.get(managers[user_id], managers[user_id]),
                )
                for user_id, user in self.users.items()
            ),
            groups=tuple(
                GroupState(
                    group["externalId"],
                    group["displayName"],
                    frozenset(external_ids.get(member, member) for member in group["members"]),
                )
                for group in self.groups.values()
            ),
        )

    def _answer(self, request: Received) -> tuple[int, Any]:
        kind, _, resource_id = request.path.strip("/").partition("/")
        store = {"Users": self.users, "Groups": self.groups}[kind]
        if resource_id and resource_id not in store:
            raise Refusal(404, f"Resource {resource_id} not found")
        match request.method:
            case "GET" if resource_id:
                return 200, _shown(store[resource_id])
            case "GET":
                found = [_shown(one) for one in store.values() if _matches(one, _filter_of(request))]
                return 200, {"totalResults": len(found), "Resources": found, "startIndex": 1}
            case "POST":
                return 201, _shown(self._create(store, request.body))
            case "PATCH":
                changed = deepcopy(store[resource_id])
                for operation in request.body["Operations"]:
                    _apply(changed, operation)
                self._check_unique(store, changed)
                store[resource_id] = changed
                return (200, _shown(changed)) if store is self.users else (204, None)
            case "DELETE":
                del store[resource_id]
                for group in self.groups.values():
                    group["members"] = [member for member in group["members"] if member != resource_id]
                return 204, None
        raise Refusal(405, "unknown method")

    def _create(self, store: dict[str, dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
        self._ids += 1
        resource = {**deepcopy(body), "id": f"id-{self._ids}"}
        if store is self.groups:
            assert "members" not in body
            resource["members"] = []
        self._check_unique(store, resource)
        store[resource["id"]] = resource
        return resource

    def _check_unique(self, store: dict[str, dict[str, Any]], resource: dict[str, Any]) -> None:
        name = "userName" if store is self.users else "displayName"
        for other in store.values():
            if other["id"] != resource["id"] and other[name].casefold() == resource[name].casefold():
                raise Refusal(409, f"{name} {resource[name]!r} is already in use")


def scim_answer(status: int, content: Any = None) -> Answer:
    return Answer(status, "application/scim+json", b"" if content is None else orjson.dumps(content))


def _shown(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "members"}


def _filter_of(request: Received) -> str:
    parameters = parse_qs(request.query, keep_blank_values=True)
    if request.path == "/Groups":
        assert parameters["excludedAttributes"] == ["members"]
    return parameters["filter"][0]


def _matches(resource: dict[str, Any], condition: str) -> bool:
    if check := _REFERENCE_CHECK.fullmatch(condition):
        sought, attribute, reference = check.groups()
        if attribute == "members":
            return resource["id"] == sought and reference in resource["members"]
        return (resource["id"], _manager_of(resource)) == (sought, reference)
    attribute, _, literal = condition.partition(" eq ")
    held, sought = str(resource.get(attribute)), str(orjson.loads(literal))
    return held == sought if attribute == "externalId" else held.casefold() == sought.casefold()


def _manager_of(resource: dict[str, Any]) -> Any:
    return resource.get(ENTERPRISE_SCHEMA, {}).get("manager", {}).get("value")


def _apply(resource: dict[str, Any], operation: dict[str, Any]) -> None:
    name, path, value = operation["op"].lower(), operation.get("path"), operation.get("value")
    assert name in {"add", "replace", "remove"}
    if path is None:
        assert isinstance(value, dict)
        for key, part in value.items():
            _set(resource, key, part)
    elif path.startswith("members"):
        _change_members(resource, name, path, value)
    else:
        _set(resource, path, value)


def _change_members(group: dict[str, Any], name: str, path: str, value: Any) -> None:
    named = [_MEMBER.fullmatch(path)[1]] if value is None else [one["value"] for one in value]  # type: ignore[index] # a path without a member is a broken test
    kept = [member for member in group["members"] if member not in named]
    group["members"] = kept if name == "remove" else [*kept, *named]


def _set(resource: dict[str, Any], path: str, value: Any) -> None:
    if path.startswith(f"{ENTERPRISE_SCHEMA}:"):
        name = path.removeprefix(f"{ENTERPRISE_SCHEMA}:")
        holder = resource.setdefault(ENTERPRISE_SCHEMA, {})
        if name != "manager":
            holder[name] = value
        elif value:
            holder[name] = {"value": value}
        else:
            holder.pop(name, None)
    elif filtered := _FILTERED.fullmatch(path):
        attribute, element_type, sub_attribute = filtered.groups()
        elements = resource.setdefault(attribute, [])
        element = next((one for one in elements if one["type"] == element_type), None)
        if element is None:
            element = {"type": element_type}
            elements.append(element)
        element[sub_attribute] = value
    elif path.startswith("name."):
        resource.setdefault("name", {})[path.removeprefix("name.")] = value
    else:
        resource[path] = {"True": True, "False": False}.get(value, value) if path == "active" else value
