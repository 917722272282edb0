"""What Microsoft is told of the person who is about to come: from an e-mail address typed first, or from a link.

Pure: no I/O, no clock, no framework. Nothing of it is ever believed; it spares people a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

ORGANISATIONS = "organizations"
"""Microsoft's word for: any work or school account."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+{_LABEL}")
_E_MAIL = re.compile(r"[^\s@\x00-\x20]{1,256}@([^\s@]{1,253})")


class HintInvalid(ValueError):
    """What was given is none; the message says what it should be."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Parameters of the authorization request. Microsoft ignores a login hint beside `prompt=select_account`."""

    login_hint: str | None = None
    domain_hint: str | None = None
    prompt: str | None = None


def hints_of(email: str | None) -> Hints:
    """Who is meant, or that Microsoft shall ask. Raises `HintInvalid`."""
    if not email:
        return Hints(prompt="select_account")
    match = _E_MAIL.fullmatch(email)
    if match is None or not _DOMAIN.fullmatch(match[1]):
        raise HintInvalid("This is not an e-mail address. Correct it, or leave it out: Microsoft asks for it then.")
    return Hints(login_hint=email, domain_hint=match[1].lower())


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose sign-in page is meant: `segment` is the first part of its path, `tenant_id` is known for a GUID only."""

    segment: str = ORGANISATIONS
    tenant_id: str | None = None


def authority_of(tenant: str | None) -> Authority:
    """The tenant a link names by its GUID or domain: guests are known there, not at home. Raises `HintInvalid`."""
    if not tenant:
        return Authority()
    if (guid := guid_of(tenant)) is not None:
        return Authority(guid, guid)
    if not _DOMAIN.fullmatch(tenant):
        raise HintInvalid("The link names a tenant that is neither a GUID nor a domain, such as contoso.com.")
    return Authority(tenant.lower())


def guid_of(text: str) -> str | None:
    """The canonical form of a GUID in its usual 36 characters."""
    try:
        guid = str(UUID(text))
    except ValueError:
        return None
    return guid if guid == text.lower() else None
