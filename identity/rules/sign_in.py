"""The words of sign-in: how, what for, and why not. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class SignInMethod(StrEnum):
    """How somebody proved who they are."""

    MICROSOFT = "MICROSOFT"
    PASSWORD = "PASSWORD"  # noqa: S105 - a word, not a password
    PASSKEY = "PASSKEY"
    SETUP_LINK = "SETUP_LINK"
    OPERATOR = "OPERATOR"


class SignInPurpose(StrEnum):
    """What somebody is sent through Microsoft's pages for."""

    SIGN_IN = "SIGN_IN"
    CONNECT_TENANT = "CONNECT_TENANT"
    TEST_SIGN_IN = "TEST_SIGN_IN"
    """To see what would come of signing in; nobody is signed in and nothing is changed."""


class SignInRefusal(StrEnum):
    """Why somebody was not let in. Each has a page of its own, with the next step."""

    TRANSACTION_INVALID = "TRANSACTION_INVALID"
    """Unknown, expired, used before, or begun in another browser: nobody learns which."""
    ID_TOKEN_INVALID = "ID_TOKEN_INVALID"  # noqa: S105 - likewise
    CLOCK_SKEW = "CLOCK_SKEW"
    MICROSOFT_UNAVAILABLE = "MICROSOFT_UNAVAILABLE"
    MICROSOFT_NOT_CONFIGURED = "MICROSOFT_NOT_CONFIGURED"
    PERSONAL_ACCOUNT = "PERSONAL_ACCOUNT"
    TENANT_MISMATCH = "TENANT_MISMATCH"
    TENANT_NOT_CONNECTED = "TENANT_NOT_CONNECTED"
    TENANT_NOT_AVAILABLE = "TENANT_NOT_AVAILABLE"
    """It cannot be connected here. Whether somebody else has it is nobody's business."""
    SIGN_IN_SWITCHED_OFF = "SIGN_IN_SWITCHED_OFF"
    ACCOUNT_NOT_PROVISIONED = "ACCOUNT_NOT_PROVISIONED"
    ACCOUNT_DEACTIVATED = "ACCOUNT_DEACTIVATED"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    """An administrator here keeps them out, whatever the directory says."""
    ACCOUNT_LINKED_OTHERWISE = "ACCOUNT_LINKED_OTHERWISE"
    """The person of that name has another account of the tenant."""
    CREDENTIALS_WRONG = "CREDENTIALS_WRONG"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    NOT_AN_ADMIN = "NOT_AN_ADMIN"
    SETUP_LINK_INVALID = "SETUP_LINK_INVALID"
