"""What an admin should do about something that was not carried out: one sentence for each way to be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from identity import errors
from identity.rules.activity_advice import ADVICE

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGN_IN_AGAIN: Final = "Sign in again, and do it once more."
_ANOTHER_NAME: Final = "Choose another name, or change the one that has it first."
_BY_KIND: Final[Mapping[type[errors.DomainError], str]] = {
    errors.Unauthenticated: _SIGN_IN_AGAIN,
    errors.ConnectionMismatch: "Use a credential of the connection that it was meant for.",
    errors.ConnectionChanged: "Do it once more: the connection's settings were changed in the meantime.",
    errors.PermissionDenied: "Ask somebody who may: an owner of the organisation may do most.",
    errors.DatabaseUnavailable: "Wait a few minutes and do it once more: the database could not be reached.",
    errors.InvalidInput: "Correct what the message names, and do it once more.",
    errors.NotFound: "Load the page anew: what it was about is not, or no longer, here.",
    errors.VersionConflict: "Load the page anew and look at what somebody else has changed before you change it again.",
    errors.UserNameTaken: _ANOTHER_NAME,
    errors.GroupNameTaken: _ANOTHER_NAME,
    errors.SlugTaken: _ANOTHER_NAME,
    errors.SchemaExists: "Change the schema that is there under Account > Provisioning, or choose another name.",
    errors.ValueTaken: "Give one of the two another value.",
    errors.DataDoesNotConform: "Correct the values that the message names, in Entra if it keeps them, or the schema.",
    errors.LastOwner: "Make somebody else who can sign in an owner first, on their page under Users.",
}
_DEFECT: Final = "Do it once more; if it fails again, give whoever runs this service the request number."


def advice_on(error: Exception) -> str:
    """Return what to do about it; of what is no refusal only whoever runs the service can find the cause."""
    if isinstance(error, errors.SignInRefused):
        return ADVICE[error.reason]
    return next((_BY_KIND[kind] for kind in type(error).__mro__ if kind in _BY_KIND), _DEFECT)
