"""Every way a request can end other than well: what it says to the person, and what they can do next.

Pure: no I/O, no clock, no framework.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contract import transport
from web.aadsts import Outcome
from web.identity_client.enums import SignInRefusal

if TYPE_CHECKING:
    from web.identity_client.fragments import Refusal


@dataclass(frozen=True, slots=True)
class Ending:
    """A page: `link` is an address to hand to somebody else, `retry_after` seconds to wait, where waiting helps.

    `button` leads to the front door, and on to the account of whoever is signed in.
    """

    status: int
    title: str
    sentence: str
    next_step: str
    link: str | None = None
    retry_after: int | None = None
    button: str = "Start again"


class Ended(Exception):
    """The request ends here, with this page."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.title)
        self.ending = ending


class SignedOut(Exception):
    """The request needs a session, and there is none, or none any more."""


_ASK_ADMIN = "Ask the person who looks after this service at your organisation."
_ASK_OPERATOR = "Tell whoever runs this service, with the request number below. Trying again does not help."
_AGAIN = "Start again from the sign-in page."

TRANSACTION_INVALID = Ending(
    400,
    "This sign-in cannot go on",
    "It took longer than ten minutes, was used already, or was begun in another browser.",
    _AGAIN,
)
MICROSOFT_UNAVAILABLE = Ending(
    503,
    "Microsoft cannot be reached",
    "Microsoft's sign-in service does not answer at the moment. Nothing is wrong with your account.",
    "Try again in a minute. If you have a password or a passkey here, you can sign in with it meanwhile.",
    retry_after=60,
)
ID_TOKEN_INVALID = Ending(
    400,
    "Microsoft's answer was not accepted",
    "What came back is not a valid proof of who you are, so nobody was signed in.",
    "Start again from the sign-in page. If it happens again, tell whoever runs this service, with the request number.",
)
MICROSOFT_NOT_CONFIGURED = Ending(
    404,
    "Signing in with Microsoft is not set up",
    "This installation is not registered with Microsoft.",
    "Sign in another way, or ask whoever runs this service to set it up.",
)
TENANT_MISMATCH = Ending(
    403,
    "That was another organisation's account",
    "The account you signed in with belongs to another Microsoft tenant than the one this was begun for. "
    "Nothing was changed.",
    "Start again, and choose the account of the right organisation on Microsoft's page.",
)
IDENTITY_UNAVAILABLE = Ending(
    503,
    "We cannot answer at the moment",
    "A part of this service does not answer. Nothing was changed, and you are still signed in if you were.",
    "Try again in a minute.",
    retry_after=30,
)
BROKEN = Ending(
    500,
    "Something went wrong",
    "The fault is ours, not yours.",
    "Try again. If it happens again, tell whoever runs this service, with the request number below.",
)
CONSENTED = Ending(
    200,
    "Thank you",
    "If you accepted on Microsoft's page, everybody in your organisation can sign in without being asked there.",
    "Tell whoever sent you the link. Who may come in is still decided here.",
    button="Sign in",
)
LINK_UNUSABLE = Ending(
    404,
    "This link cannot be used",
    "It has expired, was taken back, or is not complete.",
    "Check that you copied all of it, or ask whoever gave it to you for a new one.",
)
NOT_FOUND = Ending(404, "There is nothing here", "No page has this address.", "Check the address, or start again.")
CROSS_SITE = Ending(
    403,
    "That request came from elsewhere",
    "Another site, or a browser that does not say which, sent this form. It was not carried out.",
    "If it was you, go to the page itself and send the form from there.",
)
TOO_LARGE = Ending(413, "That was too long", "The form holds more than this page takes.", "Shorten it and try again.")
TOO_SLOW = Ending(408, "That took too long", "The form did not arrive within a minute.", "Go back and send it again.")
NOT_A_FORM = Ending(
    415, "That could not be read", "The request is not what this page sends.", "Reload the page and try again."
)
ACCOUNT_NOT_LINKED = Ending(
    409,
    "This account was not linked to you",
    "It is somebody else's here, or another account of your Microsoft tenant is yours. Nothing was changed.",
    "Start again from your account page, and choose your own account on Microsoft's page.",
    button="Back to your account",
)
NOT_ALLOWED_HERE = Ending(
    403,
    "You may not do this",
    "Only the administrators of your organisation may.",
    _ASK_ADMIN,
    button="Back to your account",
)

_REFUSALS: dict[SignInRefusal, Ending] = {
    SignInRefusal.TRANSACTION_INVALID: TRANSACTION_INVALID,
    SignInRefusal.ID_TOKEN_INVALID: ID_TOKEN_INVALID,
    SignInRefusal.MICROSOFT_UNAVAILABLE: MICROSOFT_UNAVAILABLE,
    SignInRefusal.MICROSOFT_NOT_CONFIGURED: MICROSOFT_NOT_CONFIGURED,
    SignInRefusal.TENANT_MISMATCH: TENANT_MISMATCH,
    SignInRefusal.CLOCK_SKEW: Ending(
        503,
        "The clocks disagree",
        "By this service's clock Microsoft's answer is from another time, so it could not be accepted.",
        "Try again in a minute. If it happens again, tell whoever runs this service to check the server's clock.",
    ),
    SignInRefusal.PERSONAL_ACCOUNT: Ending(
        403,
        "This is a personal account",
        "Personal Microsoft accounts, such as outlook.com ones, belong to no organisation.",
        "Start again, and choose your work or school account on Microsoft's page.",
    ),
    SignInRefusal.TENANT_NOT_CONNECTED: Ending(
        403,
        "Your organisation is not connected",
        "Nobody has connected your Microsoft tenant to an organisation here.",
        "An administrator of your organisation connects it under Account > Authentication. "
        "If you have accounts at several organisations, start again and choose another.",
    ),
    SignInRefusal.TENANT_NOT_AVAILABLE: Ending(
        409,
        "This tenant cannot be connected",
        "The Microsoft tenant you signed in to cannot be connected to this organisation. Nothing was changed.",
        "If your organisation has another tenant connected, disconnect that first, under Account > Authentication. "
        "Otherwise ask whoever runs this service, with the request number.",
    ),
    SignInRefusal.SIGN_IN_SWITCHED_OFF: Ending(
        403,
        "Signing in with Microsoft is switched off",
        "It is not switched on at your organisation.",
        "Sign in another way. Its administrators switch it on, under Account > Authentication.",
    ),
    SignInRefusal.ACCOUNT_NOT_PROVISIONED: Ending(
        403,
        "You have no account here yet",
        "Microsoft knows you, but your organisation has not given you access to this service. "
        "Your administrators can see that you tried.",
        "Ask them to assign you to it in Microsoft Entra. It can take up to an hour to arrive here.",
    ),
    SignInRefusal.ACCOUNT_DEACTIVATED: Ending(
        403,
        "Your account is deactivated",
        "Your organisation has deactivated it.",
        "If that is a mistake, ask your administrators to give you access again.",
    ),
    SignInRefusal.ACCOUNT_LOCKED: Ending(
        403,
        "Your account is locked",
        "An administrator of your organisation keeps it out of this service, whatever Microsoft says.",
        "Only they can let you in again. " + _ASK_ADMIN,
    ),
    SignInRefusal.ACCOUNT_LINKED_OTHERWISE: Ending(
        403,
        "This name belongs to another account",
        "Somebody of your name signs in here with another Microsoft account. Your administrators can see that you "
        "tried.",
        "Ask them to look at the sign-ins that wait for a decision.",
    ),
    SignInRefusal.CREDENTIALS_WRONG: Ending(
        401,
        "That did not match",
        "The organisation, the user name, or the password or passkey is wrong.",
        "Check all of it and try again.",
    ),
    SignInRefusal.TOO_MANY_ATTEMPTS: Ending(
        429,
        "Too many attempts",
        "There were too many wrong attempts in a row.",
        "Wait a while, then try again. Sign-in with Microsoft is not affected.",
    ),
    SignInRefusal.NOT_AN_ADMIN: Ending(
        403,
        "Only an administrator can do this",
        "You are known, but you are not an administrator of the organisation. Nothing was changed.",
        _ASK_ADMIN,
    ),
    SignInRefusal.SETUP_LINK_INVALID: Ending(
        404,
        "This link cannot be used",
        "A set-up link works once, for three days, and only until a newer one is made.",
        "Ask whoever sent it to you for a new one.",
    ),
}

_OUTCOMES: dict[Outcome, Ending] = {
    Outcome.CANCELLED: Ending(
        403, "You cancelled", "You did not finish on Microsoft's page, and nothing was changed.", _AGAIN
    ),
    Outcome.ADMIN_APPROVAL_NEEDED: Ending(
        403,
        "An administrator has to approve this",
        "Your organisation lets only its Microsoft administrators allow new applications.",
        "Send them this link: on Microsoft's page they accept once for everybody. Then sign in again.",
    ),
    Outcome.ACCOUNT_NOT_IN_TENANT: Ending(
        403,
        "Microsoft does not know this account there",
        "The account you chose does not belong to the Microsoft tenant that was asked.",
        "Start again, and choose your account at that organisation. Guests need its own sign-in link.",
    ),
    Outcome.ACCOUNT_DISABLED: Ending(
        403,
        "Your Microsoft account is disabled",
        "Your organisation has disabled it.",
        "If that is a mistake, ask your organisation's IT.",
    ),
    Outcome.NOT_ASSIGNED: Ending(
        403,
        "You are not assigned to this application",
        "Your organisation requires that people are assigned to it in Microsoft Entra.",
        "Ask your IT to assign you, or a group you are a direct member of: nested groups do not count.",
    ),
    Outcome.CONDITIONAL_ACCESS: Ending(
        403,
        "A policy of your organisation blocks this",
        "Its Conditional Access rules do not allow this device, place or sign-in.",
        "Try from a device your organisation manages, or ask your IT, with the request number.",
    ),
    Outcome.INTERACTION_NEEDED: Ending(
        401, "Microsoft has a question for you", "You need to answer something on Microsoft's page first.", _AGAIN
    ),
    Outcome.START_AGAIN: TRANSACTION_INVALID,
    Outcome.TENANT_UNKNOWN: Ending(
        404,
        "There is no such tenant",
        "Microsoft knows no tenant of that name.",
        "Check the link that brought you here, or start again without it.",
    ),
    Outcome.APP_NOT_IN_TENANT: Ending(
        403,
        "Your organisation has not accepted this application",
        "Your Microsoft tenant does not know it yet. Right after it was accepted, that can take some minutes.",
        "Send this link to a Microsoft administrator of your organisation, who accepts once for everybody.",
    ),
    Outcome.APP_DISABLED: Ending(
        403,
        "This application is disabled at your organisation",
        "Your organisation has switched it off in Microsoft Entra.",
        "If that is a mistake, ask your organisation's IT.",
    ),
    Outcome.OUR_REGISTRATION: Ending(
        500, "Microsoft does not accept this service", "Its registration with Microsoft is out of order.", _ASK_OPERATOR
    ),
    Outcome.MICROSOFT_UNAVAILABLE: MICROSOFT_UNAVAILABLE,
    Outcome.UNKNOWN: Ending(
        400,
        "Microsoft did not sign you in",
        "Microsoft refused, for a reason this service does not know.",
        "Start again. If it happens again, tell whoever runs this service, with the request number.",
    ),
}
_NEEDS_CONSENT_LINK = {Outcome.ADMIN_APPROVAL_NEEDED, Outcome.APP_NOT_IN_TENANT}


def of_refusal(refusal: Refusal) -> Ending:
    """What identity's refusal to let somebody in is to them."""
    ending = _REFUSALS[refusal.reason]
    return replace(ending, retry_after=refusal.retry_after_seconds) if refusal.retry_after_seconds else ending


def of_outcome(outcome: Outcome, consent_link: str | None) -> Ending:
    """How Microsoft ended it; `consent_link` is what an administrator of any tenant can accept the application by."""
    ending = _OUTCOMES[outcome]
    return replace(ending, link=consent_link) if outcome in _NEEDS_CONSENT_LINK else ending


def of_identity_error(error: transport.IdentityError) -> Ending:
    """What an operation that identity did not carry out is."""
    match error:
        case transport.Unavailable():
            return IDENTITY_UNAVAILABLE
        case transport.Forbidden():
            return NOT_ALLOWED_HERE
        case transport.Refused():
            return bad_request(str(error))
        case _:
            return BROKEN


def bad_request(sentence: str) -> Ending:
    """What was sent makes no sense; the sentence says what does."""
    return Ending(400, "That does not work", sentence, "Go back, correct it, and try again.")


def method_not_allowed(method: str, allowed: str) -> Ending:
    """The page exists, but not for this."""
    return Ending(405, "This page is used otherwise", f"It answers to {allowed}, not to {method}.", "Start again.")
