"""What an admin should do about a refused request: one sentence, in the words that stand on Entra's own screens.

Pure. The sentence goes to the activity log; what the directory itself is told is the error's `detail`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core import errors
from scim_facade.core.errors import ScimError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRY_AGAIN: Final = "then try it by Provision on demand"

_BY_KIND: Final[Mapping[type[ScimError], str]] = {
    errors.InvalidFilter: (
        "In Attribute mapping, give the matching precedence to attributes that can be looked up here, such as userName "
        "or externalId, and choose Restart provisioning."
    ),
    errors.TooMany: (
        "Nothing is wrong with Entra's settings: the request asks for more work than one request may, so whoever wrote "
        "the client has to split it."
    ),
    errors.Uniqueness: (
        "Give one of the two another value in Entra, or let the matching precedence in Attribute mapping find the "
        f"existing one, {_TRY_AGAIN}."
    ),
    errors.InvalidSyntax: (
        "Entra does not write such a body: look for a proxy on the way to the tenant URL that changes it, or for "
        "another client that uses the same Secret Token."
    ),
    errors.InvalidPath: (
        f"In Attribute mapping, correct the target attribute of the mapping that the message names, {_TRY_AGAIN}."
    ),
    errors.Mutability: (
        "In Attribute mapping, delete the mapping to the attribute that the message names, or let it always yield a "
        f"value, {_TRY_AGAIN}."
    ),
    errors.NoTarget: (
        "In Attribute mapping, let the target attribute name a value that the person has, such as "
        f'emails[type eq "work"].value, {_TRY_AGAIN}.'
    ),
    errors.InvalidValue: (
        "Correct the value in Entra, or the expression in Attribute mapping that it comes from, " + _TRY_AGAIN + "."
    ),
    errors.InvalidVers: (
        "In Admin Credentials, copy the tenant URL of this connection again from Account > Provisioning and choose "
        "Test Connection."
    ),
    errors.Sensitive: (
        "In Attribute mapping, take the password out of the matching attributes, and change it if it has been sent."
    ),
    errors.InvalidCursor: (
        "Nothing is wrong with Entra's settings, which page without cursors: the client that sent it has to begin its "
        "list again."
    ),
    errors.InvalidCount: (
        "Nothing is wrong with Entra's settings: the client that sent it has to ask for a whole number of resources."
    ),
    errors.Unauthenticated: (
        "Create a token under Account > Provisioning, enter it as the Secret Token in Admin Credentials, and choose "
        "Test Connection."
    ),
    errors.Forbidden: (
        "In Admin Credentials, enter a Secret Token of this very connection, or let an owner do by hand what "
        "provisioning may not."
    ),
    errors.NotFound: (
        "Nothing has to be done for somebody who was deleted here: in its next cycle Entra looks them up by the "
        "matching attributes and creates them anew while they are in scope, and Provision on demand does so at once."
    ),
    errors.MethodNotAllowed: (
        "In Admin Credentials, copy the tenant URL again from Account > Provisioning, without anything behind it, and "
        "choose Test Connection."
    ),
    errors.RequestTimeout: (
        "Look for a slow proxy on the way to the tenant URL; Entra sends the change again by itself in its next cycle."
    ),
    errors.Conflict: (
        "Nothing has to be done: others were changing the same resource, and Entra sends the change again by itself in "
        "its next cycle."
    ),
    errors.PreconditionFailed: (
        "Nothing is wrong with Entra's settings, which send no versions: the client that sent it has to read the "
        "resource again first."
    ),
    errors.PayloadTooLarge: (
        "Take people out of scope or split the group in Entra until a change fits, or ask the operator to raise the "
        "largest body; smaller clients have to send it in several requests."
    ),
    errors.UnsupportedMediaType: (
        "Entra sends application/scim+json: look for a proxy on the way to the tenant URL that changes the header, or "
        "for another client that uses the same Secret Token."
    ),
    errors.InternalError: (
        "The fault is ours and not Entra's: give the operator the request id; Entra sends the change again by itself "
        "in its next cycle."
    ),
    errors.Unsupported: (
        "A Secret Token of a connection belongs to nobody, so the client has to name the person by their id; Entra "
        "itself never asks this."
    ),
    errors.ServiceUnavailable: (
        "The outage is ours and not Entra's: nothing has to be done, since Entra sends the change again by itself in "
        "its next cycle, about 40 minutes later."
    ),
}


def advice_on(error: ScimError, problem: Mapping[str, Any] | None = None) -> str:
    """Return what to do about a refusal. `problem` is the problem that identity met, if any, as GraphQL's JSON."""
    if error.rule is not None:
        return (
            f"The directory departs from the standard by the rule {error.rule}: switch Strict off under Account > "
            "Provisioning, or let Attribute mapping and the tenant URL's aadOptscim062020 have it write the standard."
        )
    holder = (problem or {}).get("existingId")
    if isinstance(error, errors.Uniqueness) and holder:
        return _on_conflict(problem or {}, holder)
    if (problem or {}).get("__typename") == "LastOwner":
        return "Let an owner make somebody else an owner under Users, " + _TRY_AGAIN + "."
    return next(_BY_KIND[kind] for kind in type(error).__mro__ if kind in _BY_KIND)


def _on_conflict(problem: Mapping[str, Any], holder: str) -> str:
    """Who is in the way; whether it is the same one, only a person can tell."""
    kind = "group" if "displayName" in problem or ":group:" in str(problem.get("attribute", "")).lower() else "person"
    attribute = "displayName" if "displayName" in problem else problem.get("attribute", "userName")
    value = problem.get("displayName", problem.get("value", problem.get("userName")))
    return (
        f"The {kind} {holder} has the {attribute} {quoted(value)} already: if it is the same one, give {attribute} a "
        f"matching precedence in Attribute mapping, else change it in Entra for one of the two, {_TRY_AGAIN}."
    )
