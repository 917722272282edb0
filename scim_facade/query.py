"""The query string of a SCIM request (RFC 7644 §3.4.2), decoded strictly. Pure."""

import re
from urllib.parse import parse_qsl

from scim_facade.core.dialect import PARAMETER_LETTER_CASE
from scim_facade.core.errors import InvalidValue, quoted
from scim_facade.core.rules import Notes
from scim_facade.core.search import PARAMETERS

_BY_LOWER_CASE = {name.lower(): name for name in PARAMETERS}


_QUOTE = re.compile(r'"|%22')


def parse_query(query_string: bytes, notes: Notes) -> dict[str, str]:
    """Return the parameters the protocol knows, by lower-case name; a parameter without a value is the empty string.

    `+` and `%20` are spaces, `%2B` is a plus sign, and so is a `+` inside the quotes of who wrote `%20` before them.
    Unknown parameters are ignored: Entra may repeat the feature flag of
    its tenant URL (`aadOptscim062020`) on any request.

    Raises `InvalidValue` when the text is not UTF-8 or names a known parameter twice.
    """
    try:
        text = "&".join(map(_form_encoded, query_string.decode("utf-8").split("&")))
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
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


def unknown_parameters(query_string: bytes) -> list[str]:
    """The names of the parameters that `parse_query` passes over, as far as they are UTF-8."""
    pairs = parse_qsl(query_string.decode("utf-8", "replace"), keep_blank_values=True)
    return [name for name, _ in pairs if name.lower() not in _BY_LOWER_CASE]


def _form_encoded(parameter: str) -> str:
    """A parameter as forms encode it.

    Who encodes spaces as RFC 3986 has it leaves a plus sign as it is, as in `userName%20eq%20"jo+work@x.com"`. Read as
    a space it would name somebody whom nobody knows, and the person would be created a second time.
    """
    before_literal = _QUOTE.split(parameter, maxsplit=1)[0]
    is_percent_encoded = "+" not in before_literal and ("%20" in before_literal or " " in before_literal)
    return parameter.replace("+", "%2B") if is_percent_encoded else parameter
