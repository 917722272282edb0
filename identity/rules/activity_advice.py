"""What an admin should do about a sign-in that was refused, in one sentence. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from typing import Final

from identity.rules.sign_in import SignInRefusal

ADVICE: Final[dict[SignInRefusal, str]] = {
    SignInRefusal.TRANSACTION_INVALID: "Have them begin again from the sign-in page, in one browser and within ten "
    "minutes.",
    SignInRefusal.ID_TOKEN_INVALID: "Have them try again; if it happens again, ask whoever runs this service to look "
    "for the request id in the log.",
    SignInRefusal.CLOCK_SKEW: "Ask whoever runs this service to check its clock.",
    SignInRefusal.MICROSOFT_UNAVAILABLE: "Wait a few minutes and have them try again; Microsoft did not answer.",
    SignInRefusal.MICROSOFT_NOT_CONFIGURED: "Ask whoever runs this service to configure Microsoft sign-in.",
    SignInRefusal.PERSONAL_ACCOUNT: "Have them choose their work account, not a private one.",
    SignInRefusal.TENANT_MISMATCH: "Have them choose an account of the tenant that is connected under Account > "
    "Authentication.",
    SignInRefusal.TENANT_NOT_CONNECTED: "Connect your Microsoft tenant under Account > Authentication.",
    SignInRefusal.TENANT_NOT_AVAILABLE: "Check that the tenant is yours, and ask whoever runs this service.",
    SignInRefusal.SIGN_IN_SWITCHED_OFF: "Switch Microsoft sign-in on under Account > Authentication, if people shall "
    "come in by it.",
    SignInRefusal.ACCOUNT_NOT_PROVISIONED: "Assign them to this application in Entra, and decide on the account in the "
    "review list if it stays there.",
    SignInRefusal.ACCOUNT_DEACTIVATED: "Enable them in Entra and assign them to this application, if they shall come "
    "in.",
    SignInRefusal.ACCOUNT_LOCKED: "Unlock them on their page, if they shall come in.",
    SignInRefusal.ACCOUNT_LINKED_OTHERWISE: "Decide in the review list which account is theirs.",
    SignInRefusal.CREDENTIALS_WRONG: "Nothing, unless it was them: then ask whoever runs this service for a set-up "
    "link, by which they choose a new password.",
    SignInRefusal.TOO_MANY_ATTEMPTS: "Have them wait and try again; if it was not them, their password was guessed at.",
    SignInRefusal.NOT_AN_ADMIN: "Connect the tenant yourself: it takes an owner or an admin.",
    SignInRefusal.SETUP_LINK_INVALID: "Have a new set-up link made; the old one was used or has expired.",
}
"""For every way in which somebody is not let in."""
