"""For each rule of the dialect, a request that needs it: whole, as data, and with what comes of it.

Pure. The tests send each to a lenient connection, where it has its effect, and to a strict one, where it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import CORE_GROUP, CORE_USER, ENTERPRISE_USER
from scim_facade.core.bulk import BULK_REQUEST
from scim_facade.core.operations import PATCH_OP

if TYPE_CHECKING:
    from collections.abc import Mapping

UNDECLARED: Final = "urn:ietf:params:scim:schemas:extension:Badges:2.0:User"
DECLARED: Final = "urn:ietf:params:scim:schemas:extension:Seats:2.0:User"
SEATS: Final[Mapping[str, Any]] = {
    "urn": DECLARED,
    "name": "Seats",
    "attributes": [{"name": "floor", "type": "integer"}, {"name": "size", "type": "decimal"}],
}
"""The schema that some examples take for declared, as identity's `ExtensionSchemaInput`."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request below a connection's endpoint.

    `<endpoint>` stands for its address, `<token>` for the connection's access token, `<ada>`, `<bob>` and `<sales>` for
    the ids of what is there: two people and a group of them. `body` is JSON, or bytes as they are sent.
    """

    method: str
    path: str
    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A request that needs a rule, and the part of the answer that shows its effect; null is what is absent."""

    request: Request
    answer: Mapping[str, Any]


BEFORE: Final[Mapping[str, Request]] = {
    "ada": Request(
        "POST",
        "/Users",
        {
            "schemas": [CORE_USER],
            "userName": "ada@contoso.example",
            "externalId": "e1",
            "title": "Engineer",
            "emails": [{"type": "work", "value": "ada@contoso.example"}],
        },
    ),
    "bob": Request(
        "POST",
        "/Users",
        {
            "schemas": [CORE_USER, ENTERPRISE_USER],
            "userName": "bob@contoso.example",
            "roles": [{"value": "reader"}, {"value": "writer"}],
            ENTERPRISE_USER: {"manager": {"value": "<ada>"}},
        },
    ),
    "sales": Request(
        "POST", "/Groups", {"schemas": [CORE_GROUP], "displayName": "Sales", "members": [{"value": "<ada>"}]}
    ),
}
"""What there is before each example, in this order."""


def _patch(path: str, *operations: Mapping[str, Any], **beside: Any) -> Request:
    return Request("PATCH", path, {"schemas": [PATCH_OP], "Operations": list(operations), **beside})


def _on_bob(*operations: Mapping[str, Any]) -> Request:
    return _patch("/Users/<bob>", *operations)


def _setting(path: str, value: Any) -> Request:
    return _on_bob({"op": "replace", "path": path, "value": value})


def _bulk(operation: Mapping[str, Any]) -> Request:
    return Request("POST", "/Bulk", {"schemas": [BULK_REQUEST], "Operations": [operation]})


def _search(text: str, parameter: str = "filter") -> Request:
    return Request("GET", "/Users", query=f"{parameter}={text}")


_TITLE: Final = {"op": "replace", "path": "title", "value": "Director"}
_IS_DIRECTOR: Final = {"title": "Director"}
_DELETION: Final = {"method": "DELETE", "path": "/Users/<bob>"}
_IS_DONE: Final = {"Operations": [{"method": "DELETE", "status": "204"}]}
_FINDS_ONE: Final = {"totalResults": 1}
_ONE_PERSON: Final = 'userName eq "ada@contoso.example"'

EXAMPLES: Final[Mapping[str, Example]] = {
    "op-letter-case": Example(_on_bob({**_TITLE, "op": "Replace"}), _IS_DIRECTOR),
    "key-letter-case": Example(_on_bob({"Op": "replace", "Path": "title", "Value": "Director"}), _IS_DIRECTOR),
    "extra-key-ignored": Example(_on_bob({**_TITLE, "name": "setTitle"}), _IS_DIRECTOR),
    "missing-patch-schema": Example(Request("PATCH", "/Users/<bob>", {"Operations": [_TITLE]}), _IS_DIRECTOR),
    "missing-search-schema": Example(Request("POST", "/Users/.search", {"filter": _ONE_PERSON}), _FINDS_ONE),
    "missing-bulk-schema": Example(Request("POST", "/Bulk", {"Operations": [_DELETION]}), _IS_DONE),
    "missing-bulk-id": Example(
        _bulk({"method": "POST", "path": "/Groups", "data": {"schemas": [CORE_GROUP], "displayName": "Support"}}),
        {"Operations": [{"method": "POST", "status": "201"}]},
    ),
    "absolute-bulk-path": Example(_bulk({**_DELETION, "path": "<endpoint>/Users/<bob>"}), _IS_DONE),
    "unknown-order-ignored": Example(_search(f"{_ONE_PERSON}&sortBy=shoeSize"), _FINDS_ONE),
    "path-in-key": Example(_setting(CORE_USER, {"name.givenName": "Bob"}), {"name": {"givenName": "Bob"}}),
    "unprefixed-extension": Example(_setting("department", "Sales"), {ENTERPRISE_USER: {"department": "Sales"}}),
    "undeclared-extension": Example(_setting(f"{UNDECLARED}:tag", "7"), {UNDECLARED: {"tag": "7"}}),
    "unknown-attribute-ignored": Example(
        _setting("name", {"givenName": "Bob", "initials": "B."}), {"name": {"givenName": "Bob", "initials": None}}
    ),
    "read-only-ignored": Example(
        _patch("/Groups/<sales>", {"op": "replace", "path": "id", "value": "<sales>"}), {"displayName": "Sales"}
    ),
    "immutable-ignored": Example(
        _patch("/Groups/<sales>", {"op": "replace", "path": 'members[value eq "<ada>"].type', "value": "Group"}),
        {"members": [{"value": "<ada>", "type": "User"}]},
    ),
    "member-exchanged": Example(
        _patch("/Groups/<sales>", {"op": "replace", "path": 'members[value eq "<ada>"].value', "value": "<bob>"}),
        {"members": [{"value": "<bob>"}]},
    ),
    "missing-resource-schema": Example(
        Request("POST", "/Users", {"userName": "cy@contoso.example"}), {"userName": "cy@contoso.example"}
    ),
    "unlisted-extension": Example(
        Request(
            "POST",
            "/Users",
            {
                "schemas": [CORE_USER],
                "userName": "cy@contoso.example",
                ENTERPRISE_USER: {"department": "Sales"},
            },
        ),
        {ENTERPRISE_USER: {"department": "Sales"}},
    ),
    "remove-listed-values": Example(
        _on_bob({"op": "remove", "path": "roles", "value": [{"value": "reader"}]}), {"roles": [{"value": "writer"}]}
    ),
    "missing-element-created": Example(
        _setting('emails[type eq "work"].value', "bob@contoso.example"),
        {"emails": [{"type": "work", "value": "bob@contoso.example"}]},
    ),
    "several-primaries": Example(
        _setting("roles", [{"value": "a", "primary": True}, {"value": "b", "primary": True}]),
        {"roles": [{"value": "a", "primary": True}, {"value": "b", "primary": False}]},
    ),
    "bare-token": Example(
        Request("GET", "/Users/<ada>", headers={"Authorization": "<token>"}), {"userName": "ada@contoso.example"}
    ),
    "repeated-scheme": Example(
        Request("GET", "/Users/<ada>", headers={"Authorization": "Bearer Bearer <token>"}),
        {"userName": "ada@contoso.example"},
    ),
    "surplus-slash": Example(Request("GET", "//Users/", query=f"filter={_ONE_PERSON}"), _FINDS_ONE),
    "parameter-letter-case": Example(_search(_ONE_PERSON, "Filter"), _FINDS_ONE),
    "missing-content-type": Example(
        Request(
            "POST",
            "/Users",
            b'{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"cy@contoso.example"}',
        ),
        {"userName": "cy@contoso.example"},
    ),
    "byte-order-mark": Example(
        Request(
            "POST",
            "/Users",
            b'\xef\xbb\xbf{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"cy@contoso.example"}',
            headers={"Content-Type": "application/scim+json"},
        ),
        {"userName": "cy@contoso.example"},
    ),
    "value-filter-in-attributes": Example(
        Request("GET", "/Users/<ada>", query='attributes=emails[type eq "work"]'),
        {"emails": [{"value": "ada@contoso.example"}], "title": None},
    ),
    "json-pointer-path": Example(_setting("/name/givenName", "Bob"), {"name": {"givenName": "Bob"}}),
    "pathless-operation": Example(_on_bob({"op": "replace", "value": {"title": "Director"}}), _IS_DIRECTOR),
    "empty-path": Example(_on_bob({"op": "replace", "path": "", "value": {"title": "Director"}}), _IS_DIRECTOR),
    "unquoted-literal": Example(_search("externalId eq e1"), _FINDS_ONE),
    "single-quoted-literal": Example(_search("userName eq 'ada@contoso.example'"), _FINDS_ONE),
    "value-path-compared": Example(_search('emails[type eq "work"].value eq "ada@contoso.example"'), _FINDS_ONE),
    "reference-compared-whole": Example(_search(f'{ENTERPRISE_USER}:manager eq "<ada>"'), _FINDS_ONE),
    "binary-not-base64": Example(
        _setting("x509Certificates", [{"value": "MIIDQzCC\nAqygAwIB"}]),
        {"x509Certificates": [{"value": "MIIDQzCC\nAqygAwIB"}]},
    ),
    "tombstone-user-name": Example(
        _on_bob(
            {"op": "replace", "path": "active", "value": False},
            {"op": "replace", "path": "userName", "value": "0f9c64a1b2c34d5e8f90a1b2c3d4e5f6bob@contoso.example"},
        ),
        {"active": False, "userName": "bob@contoso.example"},
    ),
    "list-for-single": Example(_setting("title", ["Director"]), _IS_DIRECTOR),
    "value-in-object": Example(_setting("active", {"$ref": None, "value": False}), {"active": False}),
    "empty-string-clears": Example(
        _patch("/Users/<ada>", {"op": "replace", "path": "title", "value": ""}), {"title": None}
    ),
    "single-for-list": Example(_setting("roles", {"value": "owner"}), {"roles": [{"value": "owner"}]}),
    "scalar-for-complex": Example(
        _setting(f"{ENTERPRISE_USER}:manager", "<bob>"), {ENTERPRISE_USER: {"manager": {"value": "<bob>"}}}
    ),
    "boolean-as-string": Example(_setting("active", "False"), {"active": False}),
    "number-as-string": Example(_setting("title", 7), {"title": "7"}),
    "string-for-number": Example(_setting(f"{DECLARED}:size", "1.5"), {DECLARED: {"size": 1.5}}),
    "decimal-for-integer": Example(_setting(f"{DECLARED}:floor", 7.0), {DECLARED: {"floor": 7}}),
}
