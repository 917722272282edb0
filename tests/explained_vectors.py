"""The 35 things that Entra and Microsoft's validators send, and how each is explained: data for whoever shows it.

Each vector begins with the people and the group of `PREPARED`, or without them, and with requests of its own, then
makes the requests that are to be explained. In every text `{u1}`, `{u2}` and `{g1}` stand for the ids of what was
prepared, and other names in braces for what a request `keeps` of its answer; `fill` puts them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
UNTOLD = object()
"""Stands for what a vector does not speak of."""

Change = tuple[str, Any, Any]
"""A field, before and after."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request, its status, and what its entry in the activity log says.

    `content` is a body that is no JSON. `understood` is the normal form; `rules` the tolerances in their order, as
    `rule` and subject; `changes` what the audit log has of it. `keeps` names the id of the resource that was answered.
    """

    method: str
    path: str
    status: int
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    understood: Any = UNTOLD
    rules: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    keeps: str = ""


@dataclass(frozen=True, kw_only=True)
class Vector:
    """One of the vectors: `before` only leads up to it, `sent` is explained."""

    number: str
    title: str
    sent: tuple[Sent, ...]
    before: tuple[Sent, ...] = ()
    is_prepared: bool = True


def fill(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with the ids in place of their names."""
    if isinstance(value, str):
        return re.sub(r"\{([a-z][a-z0-9_]*)\}", lambda name: names.get(name[1], name[0]), value)
    if isinstance(value, dict):
        return {fill(key, names): fill(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(fill(inner, names) for inner in value)
    return value


def patched(path: str, *operations: dict[str, Any], status: int = 200, **told: Any) -> Sent:
    return Sent(
        method="PATCH",
        path=path,
        body={"schemas": [PATCH_OP], "Operations": list(operations)},
        status=status,
        **told,
    )


def listed(path: str, **told: Any) -> Sent:
    return Sent(method="GET", path=path, status=told.pop("status", 200), **told)


def set_to(path: str, value: Any) -> list[dict[str, Any]]:
    return [{"op": "replace", "path": path, "value": value}]


WORK = {"type": "work", "value": "a@x.com", "primary": True}
PREPARED = (
    Sent(
        method="POST",
        path="/Users",
        body={
            "schemas": [USER],
            "userName": "a@x.com",
            "externalId": "e1",
            "active": True,
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "emails": [WORK],
        },
        status=201,
        keeps="u1",
    ),
    Sent(method="POST", path="/Users", body={"schemas": [USER], "userName": "b@x.com"}, status=201, keeps="u2"),
    Sent(
        method="POST",
        path="/Groups",
        body={
            "schemas": [GROUP],
            "displayName": "Sales",
            "externalId": "g-e1",
            "members": [{"value": "{u1}"}, {"value": "{u2}"}],
        },
        status=201,
        keeps="g1",
    ),
)
DISABLED = patched("/Users/{u1}", {"op": "replace", "path": "active", "value": False})
WITHOUT_MAIL = patched("/Users/{u1}", {"op": "remove", "path": "emails"})
PAGE = {"startIndex": 1, "count": 100}
OP_CASE = ("op-letter-case", "Replace")
TOMBSTONE = "0c3e7a5195a44a0b8d1e2f3a4b5c6d7e"
MANAGER = f"{ENTERPRISE}:manager"


def manager(operation: dict[str, Any], value: Any, *rules: tuple[str, str], had: Any = None, has: Any = "m1") -> Sent:
    """A PATCH of the manager, and the whole of what it comes to."""
    normal = {"op": operation["op"].lower(), "path": MANAGER} | ({} if value is UNTOLD else {"value": value})
    changes = () if had == has else (("enterprise.manager", had, has),)
    return patched("/Users/{u1}", operation, understood=[normal], rules=rules, changes=changes)


WHOLE_PROFILE: tuple[tuple[str, Any], ...] = (
    ("displayName", "Ada Lovelace"),
    ("title", "Analyst"),
    ("preferredLanguage", "en-GB"),
    ("nickName", "Ada"),
    ("userType", "Employee"),
    ("locale", "en-GB"),
    ("timezone", "Europe/London"),
    ("profileUrl", "https://x.example/ada"),
    ("name.givenName", "Augusta"),
    ("name.familyName", "King"),
    ("name.formatted", "Augusta Ada King"),
    ("name.middleName", "Ada"),
    ("name.honorificPrefix", "Lady"),
    ("name.honorificSuffix", "LG"),
    ('emails[type eq "work"].value', "ada@x.com"),
    ('emails[type eq "work"].primary', True),
    ('emails[type eq "home"].value', "ada@home.example"),
    ('phoneNumbers[type eq "work"].value', "+44 1"),
    ('phoneNumbers[type eq "mobile"].value', "+44 2"),
    ('phoneNumbers[type eq "fax"].value', "+44 3"),
    ('addresses[type eq "work"].streetAddress', "St James's Square 12"),
    ('addresses[type eq "work"].locality', "London"),
    ('addresses[type eq "work"].region', "Greater London"),
    ('addresses[type eq "work"].postalCode', "SW1Y 4JH"),
    ('addresses[type eq "work"].country', "GB"),
    ('addresses[type eq "work"].formatted', "St James's Square 12, London"),
    ("externalId", "e2"),
    ("userName", "ada@x.com"),
    ("active", True),
    (f"{ENTERPRISE}:employeeNumber", "1815"),
    (f"{ENTERPRISE}:department", "Engines"),
    (f"{ENTERPRISE}:costCenter", "C1"),
    (f"{ENTERPRISE}:organization", "Analytical"),
    (f"{ENTERPRISE}:division", "North"),
    ("roles[primary eq true].value", "r"),
    ('entitlements[type eq "seat"].value', "s"),
)
"""What Microsoft's validator adds in one PATCH."""

PROFILE_CHANGES: tuple[Change, ...] = (
    ("userName", "a@x.com", "ada@x.com"),
    ("externalId", "e1", "e2"),
    ("name.givenName", "Ada", "Augusta"),
    ("name.familyName", "Lovelace", "King"),
    *(
        (path.replace(f"{ENTERPRISE}:", "enterprise."), None, value)
        for path, value in WHOLE_PROFILE
        if "[" not in path and path not in {"userName", "externalId", "active", "name.givenName", "name.familyName"}
    ),
    (
        "emails",
        None,
        [{"type": "work", "value": "ada@x.com", "primary": True}, {"type": "home", "value": "ada@home.example"}],
    ),
    (
        "phoneNumbers",
        None,
        [
            {"type": "work", "value": "+44 1"},
            {"type": "mobile", "value": "+44 2"},
            {"type": "fax", "value": "+44 3"},
        ],
    ),
    (
        "addresses",
        None,
        [
            {
                "type": "work",
                "streetAddress": "St James's Square 12",
                "locality": "London",
                "region": "Greater London",
                "postalCode": "SW1Y 4JH",
                "country": "GB",
                "formatted": "St James's Square 12, London",
            }
        ],
    ),
    ("roles", None, [{"value": "r", "primary": True}]),
    ("entitlements", None, [{"type": "seat", "value": "s"}]),
)

MANAGED = manager({"op": "add", "path": MANAGER, "value": {"value": "m1"}}, {"value": "m1"})

VECTORS = (
    Vector(
        number="A1",
        title="a lookup by a userName that nobody has",
        sent=(
            listed(
                "/Users?filter=userName+eq+%220c3e7a51-95a4-4a0b-8d1e-2f3a4b5c6d7e%22",
                understood={"filter": 'userName eq "0c3e7a51-95a4-4a0b-8d1e-2f3a4b5c6d7e"', **PAGE},
            ),
        ),
    ),
    Vector(
        number="A2",
        title="a lookup in another letter case",
        sent=(listed('/Users?filter=userName eq "A@X.COM"', understood={"filter": 'userName eq "A@X.COM"', **PAGE}),),
    ),
    Vector(
        number="A3",
        title="a literal without quotes",
        sent=(
            listed(
                "/Users?filter=externalId eq e1",
                understood={"filter": 'externalId eq "e1"', **PAGE},
                rules=(("unquoted-literal", "e1"),),
            ),
        ),
    ),
    Vector(
        number="A4",
        title="a comparison behind a value filter",
        sent=(
            listed(
                '/Users?filter=emails[type eq "work"].value eq "a@x.com"',
                understood={"filter": 'emails[type eq "work" and value eq "a@x.com"]', **PAGE},
                rules=(("value-path-compared", "emails"),),
            ),
        ),
    ),
    Vector(
        number="A5",
        title="a check whether somebody has this manager",
        sent=(
            listed(
                '/Users?filter=id eq "{u1}" and manager eq "u9"&attributes=id',
                understood={
                    "filter": f'id eq "{{u1}}" and {MANAGER}.value eq "u9"',
                    **PAGE,
                    "attributes": ["id"],
                },
                rules=(("unprefixed-extension", "manager"), ("reference-compared-whole", "enterprise.manager")),
            ),
        ),
    ),
    Vector(
        number="A6",
        title="a group by its name, without its members",
        sent=(
            listed(
                '/Groups?excludedAttributes=members&filter=displayName eq "sales"',
                understood={"filter": 'displayName eq "sales"', **PAGE, "excludedAttributes": ["members"]},
            ),
        ),
    ),
    Vector(
        number="A7",
        title="a check whether somebody is a member",
        sent=(
            listed(
                '/Groups?filter=id eq "{g1}" and members eq "{u1}"&excludedAttributes=members',
                understood={
                    "filter": 'id eq "{g1}" and members.value eq "{u1}"',
                    **PAGE,
                    "excludedAttributes": ["members"],
                },
            ),
        ),
    ),
    Vector(
        number="A8",
        title="the flag of the tenant URL on a lookup",
        sent=(
            listed(
                '/Users?aadOptscim062020&filter=userName eq "a@x.com"',
                understood={"filter": 'userName eq "a@x.com"', **PAGE},
            ),
        ),
    ),
    Vector(
        number="A9",
        title="somebody who is disabled is read and found",
        before=(DISABLED,),
        sent=(
            listed("/Users/{u1}", understood={"id": "{u1}"}),
            listed('/Users?filter=userName eq "a@x.com"', understood={"filter": 'userName eq "a@x.com"', **PAGE}),
        ),
    ),
    Vector(
        number="A10",
        title="disabled by a text",
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "Replace", "path": "active", "value": "False"},
                understood=set_to("active", False),
                rules=(OP_CASE, ("boolean-as-string", "active")),
                changes=(("active", True, False),),
            ),
        ),
    ),
    Vector(
        number="A11",
        title="paths as keys of a value",
        sent=(
            patched(
                "/Users/{u1}",
                {
                    "op": "replace",
                    "value": {"active": "True", "name.givenName": "Z", f"{ENTERPRISE}:department": "D"},
                },
                understood=[
                    *set_to("active", True),
                    *set_to("name.givenName", "Z"),
                    *set_to(f"{ENTERPRISE}:department", "D"),
                ],
                rules=(
                    ("path-in-key", "name.givenName"),
                    ("path-in-key", f"{ENTERPRISE}:department"),
                    ("pathless-operation", "operation 1"),
                    ("boolean-as-string", "active"),
                ),
                changes=(
                    ("name.givenName", "Ada", "Z"),
                    ("enterprise.department", None, "D"),
                ),
            ),
        ),
    ),
    Vector(
        number="A12",
        title="an e-mail address for somebody without any",
        before=(WITHOUT_MAIL,),
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "Add", "path": 'emails[type eq "work"].value', "value": "n@x.com"},
                understood=[{"op": "add", "path": 'emails[type eq "work"].value', "value": "n@x.com"}],
                rules=(("op-letter-case", "Add"), ("missing-element-created", "emails.value")),
                changes=(("emails", None, [{"type": "work", "value": "n@x.com"}]),),
            ),
        ),
    ),
    Vector(
        number="A13",
        title="a manager set in three shapes, and taken away in four",
        sent=(
            manager(
                {"op": "Add", "path": "manager", "value": "m1"},
                {"value": "m1"},
                ("op-letter-case", "Add"),
                ("unprefixed-extension", "manager"),
                ("scalar-for-complex", "manager"),
            ),
            manager({"op": "replace", "path": MANAGER, "value": {"value": "m2"}}, {"value": "m2"}, had="m1", has="m2"),
            manager(
                {"op": "add", "path": MANAGER, "value": [{"$ref": "https://x.example/Users/m3", "value": "m3"}]},
                {"value": "m3"},
                ("list-for-single", "manager"),
                had="m2",
                has="m3",
            ),
            manager(
                {"op": "replace", "path": MANAGER, "value": ""},
                None,
                ("empty-string-clears", "manager"),
                had="m3",
                has=None,
            ),
            MANAGED,
            manager(
                {"op": "replace", "path": MANAGER, "value": {"value": ""}},
                {"value": None},
                ("empty-string-clears", "manager.value"),
                had="m1",
                has=None,
            ),
            MANAGED,
            manager({"op": "replace", "path": MANAGER, "value": None}, None, had="m1", has=None),
            MANAGED,
            manager({"op": "remove", "path": MANAGER}, UNTOLD, had="m1", has=None),
        ),
    ),
    Vector(
        number="A14",
        title="an attribute that nobody knows between two that are known",
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "replace", "path": "title", "value": "T"},
                {"op": "replace", "path": "foo.bar", "value": "x"},
                {"op": "replace", "path": "nickName", "value": "N"},
                understood=[*set_to("title", "T"), *set_to("nickName", "N")],
                rules=(("unknown-attribute-ignored", "foo.bar"),),
                changes=(("nickName", None, "N"), ("title", None, "T")),
            ),
        ),
    ),
    Vector(
        number="A15",
        title="a userName that somebody else has",
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "replace", "path": "userName", "value": "b@x.com"},
                {"op": "replace", "path": "title", "value": "T"},
                status=409,
                understood=[*set_to("userName", "b@x.com"), *set_to("title", "T")],
            ),
        ),
    ),
    Vector(
        number="A16",
        title="a member removed by a list of values",
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "Remove", "path": "members", "value": [{"value": "{u1}"}]},
                understood=[{"op": "remove", "path": "members", "value": [{"value": "{u1}"}]}],
                rules=(("op-letter-case", "Remove"), ("remove-listed-values", "members")),
                changes=(("members.removed", ["{u1}"], None),),
            ),
        ),
    ),
    Vector(
        number="A17",
        title="a member removed by a path, twice",
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "remove", "path": 'members[value eq "{u1}"]'},
                understood=[{"op": "remove", "path": 'members[value eq "{u1}"]'}],
                changes=(("members.removed", ["{u1}"], None),),
            ),
            patched(
                "/Groups/{g1}",
                {"op": "remove", "path": 'members[value eq "{u1}"]'},
                understood=[{"op": "remove", "path": 'members[value eq "{u1}"]'}],
            ),
        ),
    ),
    Vector(
        number="A18",
        title="a member added who is there already",
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "add", "path": "members", "value": [{"value": "{u1}"}]},
                understood=[{"op": "add", "path": "members", "value": [{"value": "{u1}"}]}],
            ),
        ),
    ),
    Vector(
        number="A19",
        title="all members replaced",
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "replace", "path": "members", "value": [{"value": "{u2}"}]},
                understood=set_to("members", [{"value": "{u2}"}]),
                changes=(("members.removed", ["{u1}"], None),),
            ),
        ),
    ),
    Vector(
        number="A20",
        title="a group renamed without a path",
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "replace", "value": {"displayName": "New"}},
                understood=set_to("displayName", "New"),
                rules=(("pathless-operation", "operation 1"),),
                changes=(("displayName", "Sales", "New"),),
            ),
        ),
    ),
    Vector(
        number="A21",
        title="a member as a text, and with an address that is null",
        before=(patched("/Groups/{g1}", {"op": "remove", "path": "members"}),),
        sent=(
            patched(
                "/Groups/{g1}",
                {"op": "add", "path": "members", "value": "{u1}"},
                understood=[{"op": "add", "path": "members", "value": [{"value": "{u1}"}]}],
                rules=(("single-for-list", "members"), ("scalar-for-complex", "members")),
                changes=(("members.added", None, ["{u1}"]),),
            ),
            patched(
                "/Groups/{g1}",
                {"op": "add", "path": "members", "value": [{"$ref": None, "value": "{u2}"}]},
                understood=[{"op": "add", "path": "members", "value": [{"value": "{u2}"}]}],
                changes=(("members.added", None, ["{u2}"]),),
            ),
        ),
    ),
    Vector(
        number="A22",
        title="somebody with a name and nothing else",
        is_prepared=False,
        sent=(
            Sent(
                method="POST",
                path="/Users",
                body={"schemas": [USER], "userName": "n@x.com"},
                status=201,
                understood={"userName": "n@x.com"},
                changes=(("userName", None, "n@x.com"), ("active", None, True)),
            ),
        ),
    ),
    Vector(
        number="A23",
        title="somebody with nulls, an id and meta of the client's, a text for a boolean and an unknown extension",
        is_prepared=False,
        sent=(
            Sent(
                method="POST",
                path="/Users",
                body={
                    "schemas": [USER, "urn:x:scim:schemas:extension:Acme:2.0:User"],
                    "userName": "n@x.com",
                    "id": "evil",
                    "title": None,
                    "meta": {"resourceType": "User"},
                    "roles": [{"primary": "True", "value": "r"}],
                    "urn:x:scim:schemas:extension:Acme:2.0:User": {"badge": 7},
                },
                status=201,
                understood={
                    "userName": "n@x.com",
                    "roles": [{"primary": True, "value": "r"}],
                    "urn:x:scim:schemas:extension:Acme:2.0:User": {"badge": 7},
                },
                rules=(
                    ("undeclared-extension", "urn:x:scim:schemas:extension:Acme:2.0:User"),
                    ("boolean-as-string", "roles.primary"),
                ),
                changes=(
                    ("userName", None, "n@x.com"),
                    ("active", None, True),
                    ("roles", None, [{"value": "r", "primary": True}]),
                    ("extensions.urn:x:scim:schemas:extension:Acme:2.0:User", None, {"badge": 7}),
                ),
            ),
        ),
    ),
    Vector(
        number="A24",
        title="somebody whose name is taken in another letter case",
        sent=(
            Sent(
                method="POST",
                path="/Users",
                body={"schemas": [USER], "userName": "A@X.COM"},
                status=409,
                understood={"userName": "A@X.COM"},
            ),
        ),
    ),
    Vector(
        number="A25",
        title="a group whose name is taken",
        sent=(
            Sent(
                method="POST",
                path="/Groups",
                body={"schemas": [GROUP], "displayName": "sales"},
                status=409,
                understood={"displayName": "sales"},
            ),
        ),
    ),
    Vector(
        number="A26",
        title="somebody deleted, asked for in every way, and made anew",
        sent=(
            Sent(
                method="DELETE",
                path="/Users/{u1}",
                status=204,
                understood={"id": "{u1}"},
                changes=(
                    ("userName", "a@x.com", None),
                    ("externalId", "e1", None),
                    ("active", True, None),
                    ("name.givenName", "Ada", None),
                    ("name.familyName", "Lovelace", None),
                    ("emails", [WORK], None),
                ),
            ),
            Sent(method="DELETE", path="/Users/{u1}", status=404, understood={"id": "{u1}"}),
            listed("/Users/{u1}", status=404, understood={"id": "{u1}"}),
            listed('/Users?filter=userName eq "a@x.com"', understood={"filter": 'userName eq "a@x.com"', **PAGE}),
            Sent(
                method="POST",
                path="/Users",
                body={"schemas": [USER], "userName": "a@x.com"},
                status=201,
                understood={"userName": "a@x.com"},
                changes=(("userName", None, "a@x.com"), ("active", None, True)),
            ),
        ),
    ),
    Vector(
        number="A27",
        title="every way to say that a body is JSON",
        is_prepared=False,
        sent=tuple(
            Sent(
                method="POST",
                path="/Users",
                content=f'{{"schemas": ["{USER}"], "userName": "{name}@x.com"}}'.encode(),
                headers={"Content-Type": media_type},
                status=201,
                understood={"userName": f"{name}@x.com"},
                changes=(("userName", None, f"{name}@x.com"), ("active", None, True)),
            )
            for name, media_type in (
                ("plain", "application/json"),
                ("charset", "application/scim+json; charset=utf-8"),
                ("upper", "APPLICATION/SCIM+JSON; CHARSET=UTF-8"),
            )
        ),
    ),
    Vector(
        number="A28",
        title="a body that is no JSON",
        sent=(
            Sent(
                method="PATCH",
                path="/Users/{u1}",
                content=b'{"Operations": [',
                headers={"Content-Type": "application/scim+json"},
                status=400,
                understood=None,
            ),
        ),
    ),
    Vector(
        number="A29",
        title="no token, and one that nobody made",
        sent=(
            Sent(method="GET", path="/Users", headers={"Authorization": ""}, status=401),
            Sent(method="GET", path="/Users", headers={"Authorization": "Bearer nx_scim_nobody_made_it"}, status=401),
        ),
    ),
    Vector(
        number="A30",
        title="disabled under the name of a tombstone",
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "Replace", "path": "active", "value": "False"},
                {"op": "Replace", "path": "userName", "value": f"{TOMBSTONE}a@x.com"},
                understood=[*set_to("active", False), *set_to("userName", f"{TOMBSTONE}a@x.com")],
                rules=(OP_CASE, ("boolean-as-string", "active"), ("tombstone-user-name", "userName")),
                changes=(("active", True, False),),
            ),
        ),
    ),
    Vector(
        number="A31",
        title="a whole profile, one operation for each attribute",
        before=(WITHOUT_MAIL,),
        sent=(
            patched(
                "/Users/{u1}",
                *({"op": "Add", "path": path, "value": value} for path, value in WHOLE_PROFILE),
                understood=[{"op": "add", "path": path, "value": value} for path, value in WHOLE_PROFILE],
                rules=(
                    ("op-letter-case", "Add"),
                    ("missing-element-created", "emails.value"),
                    ("missing-element-created", "phoneNumbers.value"),
                    ("missing-element-created", "addresses.streetAddress"),
                    ("missing-element-created", "roles.value"),
                    ("missing-element-created", "entitlements.value"),
                ),
                changes=PROFILE_CHANGES,
            ),
        ),
    ),
    Vector(
        number="A32",
        title="one role in three operations",
        sent=(
            patched(
                "/Users/{u1}",
                *(
                    {"op": "Add", "path": f'roles[primary eq "True"].{name}', "value": value}
                    for name, value in (("value", "r"), ("display", "R"), ("type", "app"))
                ),
                understood=[
                    {"op": "add", "path": f"roles[primary eq true].{name}", "value": value}
                    for name, value in (("value", "r"), ("display", "R"), ("type", "app"))
                ],
                rules=(
                    ("op-letter-case", "Add"),
                    ("boolean-as-string", "primary"),
                    ("missing-element-created", "roles.value"),
                ),
                changes=(("roles", None, [{"value": "r", "display": "R", "type": "app", "primary": True}]),),
            ),
        ),
    ),
    Vector(
        number="A33",
        title="a page of a list",
        sent=(listed("/Users?startIndex=6&count=5", understood={"startIndex": 6, "count": 5}),),
    ),
    Vector(
        number="A34",
        title="a title taken away by an empty text and by null",
        before=(patched("/Users/{u1}", {"op": "add", "path": "title", "value": "T"}),),
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "replace", "path": "title", "value": ""},
                understood=set_to("title", None),
                rules=(("empty-string-clears", "title"),),
                changes=(("title", "T", None),),
            ),
            patched(
                "/Users/{u1}",
                {"op": "replace", "path": "title", "value": None},
                understood=set_to("title", None),
            ),
        ),
    ),
    Vector(
        number="A35",
        title="a part of a name replaced, which leaves the rest",
        sent=(
            patched(
                "/Users/{u1}",
                {"op": "replace", "path": "name", "value": {"familyName": "N"}},
                understood=set_to("name", {"familyName": "N"}),
                changes=(("name.familyName", "Lovelace", "N"),),
            ),
        ),
    ),
)
