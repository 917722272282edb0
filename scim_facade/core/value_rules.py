"""The rules of the dialect that are about a single value: which other form of it is understood, and as what.

Pure.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from scim_facade.core.errors import InvalidFilter, InvalidValue
from scim_facade.core.rules import UNTOUCHED, Notes, ValueRule

if TYPE_CHECKING:
    from scim_facade.core.attributes import Attribute

_INTEGER: Final = re.compile(r"-?[0-9]{1,18}\Z", re.ASCII)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?\Z", re.ASCII)
_LARGEST_EXACT_INTEGER: Final = 2**63
_TEXTS: Final = frozenset({"string", "reference", "binary", "dateTime"})
"""Types whose values are strings in JSON."""


def _list_for_single(attribute: Attribute, value: object) -> object:
    if attribute.multi_valued or not isinstance(value, list) or len(value) > 1:
        return UNTOUCHED
    return value[0] if value else None


def _value_in_object(attribute: Attribute, value: object) -> object:
    """A simple value never is an object, so that nothing else can be meant by one that holds only a `value`."""
    is_simple = not attribute.multi_valued and attribute.type not in {"complex", "any"}
    if not is_simple or not isinstance(value, dict) or "value" not in value or not value.keys() <= {"value", "$ref"}:
        return UNTOUCHED
    return UNTOUCHED if value.get("$ref") else value["value"]


def _empty_string_clears(_attribute: Attribute, value: object) -> object:
    return None if value == "" else UNTOUCHED


def _single_for_list(attribute: Attribute, value: object) -> object:
    is_single = attribute.multi_valued and value is not None and not isinstance(value, list)
    return [value] if is_single else UNTOUCHED


def _scalar_for_complex(attribute: Attribute, value: object) -> object:
    is_reference = attribute.type == "complex" and not attribute.multi_valued and attribute.find("value") is not None
    return {"value": value} if is_reference and isinstance(value, str | int | float) else UNTOUCHED


def _boolean_as_string(attribute: Attribute, value: object) -> object:
    if attribute.type != "boolean" or not isinstance(value, str):
        return UNTOUCHED
    return {"true": True, "false": False}.get(value.strip().lower(), UNTOUCHED)


def _number_as_string(attribute: Attribute, value: object) -> object:
    if attribute.type not in _TEXTS or attribute.multi_valued or isinstance(value, bool):
        return UNTOUCHED
    if isinstance(value, int) and abs(value) < _LARGEST_EXACT_INTEGER:
        return str(value)
    # Beyond it, JSON's readers have rounded the digits already.
    is_exact = isinstance(value, float) and math.isfinite(value) and abs(value) < _LARGEST_EXACT_INTEGER
    return str(value) if is_exact else UNTOUCHED


def _string_for_number(attribute: Attribute, value: object) -> object:
    if attribute.multi_valued or not isinstance(value, str):
        return UNTOUCHED
    text = value.strip()
    if attribute.type in {"integer", "decimal"} and _INTEGER.match(text):
        return int(text)
    return float(text) if attribute.type == "decimal" and _DECIMAL.match(text) else UNTOUCHED


def _decimal_for_integer(attribute: Attribute, value: object) -> object:
    is_integer = attribute.type == "integer" and not attribute.multi_valued
    return int(value) if is_integer and isinstance(value, float) and value.is_integer() else UNTOUCHED


LIST_FOR_SINGLE: Final = ValueRule(
    "list-for-single",
    'Entra (learn.microsoft.com: manager as `[{"$ref": …, "value": …}]`)',
    "A list of one value is that value where the attribute is single-valued; an empty list is no value.",
    _list_for_single,
    refused_as=InvalidValue,
    advice="Send the value itself.",
)
VALUE_IN_OBJECT: Final = ValueRule(
    "value-in-object",
    'Entra\'s first dialect (`[{"$ref": null, "value": "False"}]`: MicrosoftDocs/azure-docs#42220)',
    "An object that holds nothing but a `value` is that value where the attribute is no complex one.",
    _value_in_object,
    refused_as=InvalidValue,
    advice="Send the value itself.",
)
EMPTY_STRING_CLEARS: Final = ValueRule(
    "empty-string-clears",
    "Microsoft's validation tests (manager removal, SCIM_Null_Update)",
    "An empty string is no value.",
    _empty_string_clears,
    refused_as=InvalidValue,
    advice="Send null, or remove the attribute.",
)
SINGLE_FOR_LIST: Final = ValueRule(
    "single-for-list",
    "Microsoft SCIMReferenceCode, Postman collection (`members` with one string)",
    "One value is a list of one where the attribute is multi-valued.",
    _single_for_list,
    refused_as=InvalidValue,
    advice="Send a list.",
)
SCALAR_FOR_COMPLEX: Final = ValueRule(
    "scalar-for-complex",
    "Entra (manager as a bare id: Captain-P-Goldfish/SCIM-SDK#686)",
    "A bare string is the `value` of a complex attribute that has one.",
    _scalar_for_complex,
    refused_as=InvalidValue,
    advice="Send an object with sub-attributes.",
)
BOOLEAN_AS_STRING: Final = ValueRule(
    "boolean-as-string",
    "Entra without aadOptscim062020 (AzureAD/SCIMReferenceCode#21)",
    '`"True"` and `"False"` are booleans, whatever their letter case.',
    _boolean_as_string,
    refused_as=InvalidValue,
    advice="Send true or false.",
)
NUMBER_AS_STRING: Final = ValueRule(
    "number-as-string",
    "Entra's expression mappings (learn.microsoft.com, functions-for-customizing-application-data)",
    "A number is its digits where the attribute is a string.",
    _number_as_string,
    refused_as=InvalidValue,
    advice="Send a string.",
)

STRING_FOR_NUMBER: Final = ValueRule(
    "string-for-number",
    "Entra's custom attributes (learn.microsoft.com, customize-application-attributes), whose sources are strings",
    "Digits in a string are the number where the attribute is an integer or a decimal.",
    _string_for_number,
    refused_as=InvalidValue,
    advice="Send a number.",
)
DECIMAL_FOR_INTEGER: Final = ValueRule(
    "decimal-for-integer",
    "Newtonsoft.Json, with which Microsoft SCIMReferenceCode is built, writes the double 7 as 7.0",
    "A decimal without a fraction is that integer.",
    _decimal_for_integer,
    refused_as=InvalidValue,
    advice="Send the number without a fraction.",
)

VALUE_RULES: Final = (
    LIST_FOR_SINGLE,
    VALUE_IN_OBJECT,
    EMPTY_STRING_CLEARS,
    SINGLE_FOR_LIST,
    SCALAR_FOR_COMPLEX,
    BOOLEAN_AS_STRING,
    NUMBER_AS_STRING,
    STRING_FOR_NUMBER,
    DECIMAL_FOR_INTEGER,
)
"""In the order in which they are tried; each sees what the ones before it made of the value."""

LITERAL_RULES: Final = (BOOLEAN_AS_STRING, NUMBER_AS_STRING, STRING_FOR_NUMBER)
"""Those of them by which a literal in a filter may be of another type than the attribute."""


def rewritten(attribute: Attribute, value: object, called: str, notes: Notes) -> object:
    """Return a value as RFC 7643 would have it; what is still unfit afterwards is for the caller to refuse."""
    for rule in VALUE_RULES:
        meant = rule.rewrite(attribute, value)
        if meant is not UNTOUCHED:
            notes.use(rule, called)
            value = meant
    return value


def rewritten_literal(attribute: Attribute, value: object, called: str, notes: Notes) -> object:
    """Return a literal of a filter as one of the attribute's type, as far as a rule says what it means."""
    for rule in LITERAL_RULES:
        meant = rule.rewrite(attribute.element, value)
        if meant is not UNTOUCHED:
            notes.use(rule, called, InvalidFilter)
            return meant
    return value
