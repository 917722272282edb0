"""What Entra tells the administrator to do about each error code of the provisioning log.

Source: Microsoft, "How to download and analyze the Microsoft Entra provisioning logs", error codes; where that page
knows no code for what a target does wrong, the code is this simulator's own and marked so.
"""

from __future__ import annotations

SERVICE_INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible"
BAD_REQUEST = "SystemForCrossDomainIdentityManagementBadRequest"
MULTIPLE_ENTRIES = "DuplicateTargetEntries"
DUPLICATE_SOURCE = "DuplicateSourceEntries"
MANDATORY_MISSING = "MandatoryFieldsMissing"
NOT_ENTITLED = "NotEffectivelyEntitled"
REDUNDANT_EXPORT = "RedundantExport"
STAGED_DELETE = "StagedDelete"
TIMEOUT = "Timeout"
INVALID_ANCHOR = "InvalidAnchor"
INVALID_CREDENTIALS = "InvalidCredentials"
# This simulator's own: Entra only shows the endless updates that follow.
READ_BACK_DISAGREES = "ReadBackDisagrees"
UNEXPECTED_STATUS = "UnexpectedStatus"

_RECOMMENDED_ACTIONS = {
    SERVICE_INCOMPATIBLE: "Ask the application's developer to answer as RFC 7644 and Microsoft's SCIM tutorial say.",
    BAD_REQUEST: "Correct the value or the attribute mapping that the target's answer names.",
    MULTIPLE_ENTRIES: "Let the matching attribute be unique at the target, or match by another one.",
    DUPLICATE_SOURCE: "Remove one of the two objects from the scope, or let the matching attribute tell them apart.",
    MANDATORY_MISSING: "Give the object a value for the attribute, or map another one.",
    NOT_ENTITLED: "Nothing, if this is as intended; otherwise assign the object or change the scope.",
    REDUNDANT_EXPORT: "Nothing: the target already agrees.",
    STAGED_DELETE: "Allow or reject the deletions.",
    TIMEOUT: "Nothing at first: it is tried again. If it stays, ask why the target does not answer in time.",
    INVALID_ANCHOR: "Nothing: the object is matched again, and created if it is gone.",
    INVALID_CREDENTIALS: "Enter a valid secret token and test the connection.",
    READ_BACK_DISAGREES: "Ask the application's developer to return values as they were sent.",
    UNEXPECTED_STATUS: "Ask the application's developer to answer with the status that RFC 7644 names.",
    "EntryConflict": "Find the object that has the value at the target, and change either of the two.",
    "InsufficientRights": "Give the token the rights that the operation needs.",
    "NotFound": "Check the tenant URL.",
    "MethodNotAllowed": "Ask the application's developer to support the method.",
    "NotImplemented": "Ask the application's developer to implement the operation.",
    "UnsupportedMediaType": "Ask the application's developer to accept application/scim+json, with or without charset.",
    "UnprocessableEntity": "Correct the value that the target's answer names.",
    "TooManyRequests": "Nothing: it is tried again. If it stays, ask for a higher rate limit.",
    "InternalServerError": "Nothing at first: it is tried again. If it stays, ask the application's support.",
}


def recommended_action(code: str) -> str:
    """What the administrator is told to do; empty for a code of which nobody says anything."""
    return _RECOMMENDED_ACTIONS.get(code, "")
