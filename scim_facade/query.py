"""The query string of a SCIM request (RFC 7644 §3.4.2), decoded strictly. Pure."""

from urllib.parse import parse_qsl

from scim_facade.core.dialect import PARAMETER_LETTER_CASE
from scim_facade.core.errors import InvalidValue, quoted
from scim_facade.core.rules import Notes
from scim_facade.core.search import PARAMETERS

_BY_LOWER_CASE = {name.lower(): name for name in PARAMETERS}


def parse_query(query_string: bytes, notes: Notes) -> dict[str, str]:
    """Return the parameters the protocol knows, by lower-case name; a parameter without a value is the empty string.

    `+` and `%20` are spaces, `%2B` is a plus sign. Unknown parameters are ignored: Entra may repeat the feature flag of
    its tenant URL (`aadOptscim062020`) on any request.

    Raises `InvalidValue` when the text is not UTF-8 or names a known parameter twice.
    """
    try:
        pairs = parse_qsl(query_string.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise InvalidValue("The query string is not valid UTF-8.") from None
    query: dict[str, str] = {}
    for name, value in pairs:
        folded = name.lower()
        if folded not in _BY_LOWER_CASE:
            continue
        if folded in query:
            raise InvalidValue(f"The query gives the parameter {quoted(name)} more than once.")
        if name != _BY_LOWER_CASE[folded]:
            notes.use(PARAMETER_LETTER_CASE, name)
        query[folded] = value
    return query
