"""The bearer token of a SCIM request (RFC 6750 §2.1), taken as clients really send it.

The façade never judges a token: it finds it and hands it to identity with each operation. Pure.
"""

import re

from contract.transport import Unauthenticated
from scim_facade.core.dialect import BARE_TOKEN, REPEATED_SCHEME
from scim_facade.core.rules import Notes

# Opaque tokens are short; the JSON Web Tokens that directories mint themselves have a few thousand characters.
MAX_TOKEN_LENGTH = 8192

_OWN_TOKEN_PREFIX = "nx_"  # noqa: S105 - the readable beginning of every token, not a token
_SCHEME = re.compile(r"bearer +", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


def bearer_token(authorization: str | None, notes: Notes) -> str:
    """Return the token in an `Authorization` header.

    The scheme's letter case does not matter (RFC 9110 §11.1). A repeated scheme is dropped; a bare token is accepted
    when it is evidently one of ours.

    Raises `Unauthenticated` when there is none, or nothing that could be one.
    """
    header = (authorization or "").strip()
    if not header:
        raise Unauthenticated("No access token was sent. Send the header 'Authorization: Bearer <token>'.")
    token = header
    schemes = 0
    while scheme := _SCHEME.match(token):
        token = token[scheme.end() :]
        schemes += 1
    if not schemes and not token.startswith(_OWN_TOKEN_PREFIX):
        raise Unauthenticated("The Authorization header holds no bearer token. Send 'Authorization: Bearer <token>'.")
    if len(token) > MAX_TOKEN_LENGTH or not _TOKEN.fullmatch(token):
        raise Unauthenticated("The access token is malformed. Copy it again, whole and without quotes.")
    if schemes != 1:
        # Named by the header: no part of a token is ever noted.
        notes.use(REPEATED_SCHEME if schemes else BARE_TOKEN, "Authorization")
    return token
