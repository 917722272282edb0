"""Leniency is data: what Entra and Okta really send, rule by rule, and what it means in RFC 7644's form.

Pure. The rest of the core knows the RFC only. Where it meets a deviation it asks a rule of this table, or, of a single
value, one in `value_rules.py`.
"""

from __future__ import annotations

import re
from typing import Final

from scim_facade.core.errors import (
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    NotFound,
    Unauthenticated,
    UnsupportedMediaType,
)
from scim_facade.core.rules import Rule
from scim_facade.core.value_rules import VALUE_RULES

OP_LETTER_CASE: Final = Rule(
    "op-letter-case",
    "Entra without aadOptscim062020 (learn.microsoft.com, application-provisioning-config-problem-scim-compatibility)",
    "`Add`, `Replace` and `Remove` are the operations of RFC 7644 §3.5.2.",
    refused_as=InvalidSyntax,
    advice="Write the operation in lower case.",
)
KEY_LETTER_CASE: Final = Rule(
    "key-letter-case",
    "Microsoft SCIMReferenceCode, Postman collection (`Primary`); RFC 7643 §2.1 makes names case-insensitive",
    "A key in another letter case is the attribute of that name.",
)
EXTRA_KEY_IGNORED: Final = Rule(
    "extra-key-ignored",
    "Microsoft SCIMReferenceCode, Postman collection (`name` in an operation, `id` beside `Operations`)",
    "A key that RFC 7644 §3.5.2 does not know is passed over.",
    refused_as=InvalidSyntax,
    advice="Leave the key out.",
)
MISSING_PATCH_SCHEMA: Final = Rule(
    "missing-patch-schema",
    "Several identity providers; Entra's samples with misspelt URNs (MicrosoftDocs/azure-docs)",
    "A PATCH is known by its `Operations`; `schemas` need not name the PatchOp message.",
    refused_as=InvalidSyntax,
    advice="Name urn:ietf:params:scim:api:messages:2.0:PatchOp in `schemas`.",
)
MISSING_SEARCH_SCHEMA: Final = Rule(
    "missing-search-schema",
    "Hand-written clients; a search is known by its address",
    "`schemas` need not name the SearchRequest message.",
    refused_as=InvalidSyntax,
    advice="Name urn:ietf:params:scim:api:messages:2.0:SearchRequest in `schemas`.",
)
MISSING_BULK_SCHEMA: Final = Rule(
    "missing-bulk-schema",
    "Hand-written clients; a bulk request is known by its address",
    "`schemas` need not name the BulkRequest message.",
    refused_as=InvalidSyntax,
    advice="Name urn:ietf:params:scim:api:messages:2.0:BulkRequest in `schemas`.",
)
MISSING_BULK_ID: Final = Rule(
    "missing-bulk-id",
    "Hand-written clients; RFC 7644 §3.7 demands a bulkId of each POST, which nobody needs who names it nowhere",
    "A POST in a bulk request may go without a `bulkId`.",
    refused_as=InvalidValue,
    advice="Give the operation a bulkId of its own.",
)
ABSOLUTE_BULK_PATH: Final = Rule(
    "absolute-bulk-path",
    "Clients that send the `meta.location` they were given; RFC 7644 §3.7 has the path relative to the endpoint",
    "The whole address of a resource of this endpoint is its path in a bulk request.",
    refused_as=InvalidValue,
    advice="Send the part behind the endpoint's address, such as /Users/<id>.",
)
UNKNOWN_ORDER_IGNORED: Final = Rule(
    "unknown-order-ignored",
    "Generic clients that always sort; RFC 7644 §3.4.2.3 lets a service provider ignore sorting altogether",
    "An attribute by which resources cannot be sorted leaves them in the order of their creation.",
    refused_as=InvalidValue,
    advice="Sort by an attribute that /Schemas lists.",
)
PATH_IN_KEY: Final = Rule(
    "path-in-key",
    "Entra with aadOptscim062020 (AzureAD/SCIMReferenceCode#44, thomaspoignant/scim-patch#132)",
    '`name.givenName`, `<URN>:department` or `emails[type eq "work"].value` as a key of a value is a path.',
    refused_as=InvalidSyntax,
    advice="Give it an operation of its own, with a `path`.",
)
UNPREFIXED_EXTENSION: Final = Rule(
    "unprefixed-extension",
    "Entra (learn.microsoft.com, use-scim-to-provision-users-and-groups: `path: manager`)",
    "An attribute that only an extension has needs no schema URN.",
    refused_as=InvalidPath,
    advice="Put the schema's URN and a colon before the name.",
)
UNDECLARED_EXTENSION: Final = Rule(
    "undeclared-extension",
    "Entra's custom attributes (learn.microsoft.com, customize-application-attributes; MicrosoftDocs/azure-docs#65648)",
    "An extension that nobody declared is kept and returned as it came.",
    refused_as=InvalidSyntax,
    advice="Declare the schema for the organisation first.",
)
UNKNOWN_ATTRIBUTE_IGNORED: Final = Rule(
    "unknown-attribute-ignored",
    "Entra's default mappings (MicrosoftDocs/azure-docs#70913); a refused PATCH would lose the deactivation beside it",
    "An attribute that no schema has is passed over, and the rest of the request is carried out.",
    refused_as=InvalidSyntax,
    advice="Leave the attribute out.",
)
READ_ONLY_IGNORED: Final = Rule(
    "read-only-ignored",
    "Okta (`id` in a group's replace); Microsoft SCIMReferenceCode (`meta`)",
    "A read-only attribute in a PATCH is passed over instead of refused.",
    refused_as=Mutability,
    advice="Leave the attribute out.",
)
IMMUTABLE_IGNORED: Final = Rule(
    "immutable-ignored",
    "Clients that send a member's `type` or `$ref` along (RFC 7643 §8.7.1 makes both immutable)",
    "A change of what a member is, or of its address, is passed over: both follow from its id.",
    refused_as=Mutability,
    advice="Leave the attribute out.",
)
MEMBER_EXCHANGED: Final = Rule(
    "member-exchanged",
    "Clients that replace `members[value eq …].value` (RFC 7643 §8.7.1 makes the value immutable)",
    "A new id for a member takes the member out and the one of the new id in.",
    refused_as=Mutability,
    advice="Remove the one member, and add the other.",
)
MISSING_RESOURCE_SCHEMA: Final = Rule(
    "missing-resource-schema",
    "Several identity providers; Entra's samples with misspelt URNs (MicrosoftDocs/azure-docs)",
    "The endpoint says what a resource is; `schemas` need not name its schema.",
    refused_as=InvalidSyntax,
    advice="Name the schema of the resource in `schemas`.",
)
UNLISTED_EXTENSION: Final = Rule(
    "unlisted-extension",
    "Entra's custom attributes (MicrosoftDocs/azure-docs#65648)",
    "An extension of a resource counts although `schemas` does not name it.",
    refused_as=InvalidSyntax,
    advice="Name the extension's schema in `schemas`.",
)
REMOVE_LISTED_VALUES: Final = Rule(
    "remove-listed-values",
    "Entra without aadOptscim062020 (MicrosoftDocs/azure-docs#30826)",
    "`remove` with a list of values removes these and leaves the others; an empty list removes nothing.",
    refused_as=InvalidValue,
    advice="Select what to remove by a value filter in the path.",
)
MISSING_ELEMENT_CREATED: Final = Rule(
    "missing-element-created",
    "Entra (Azure/AzureAD-BYOA-Provisioning-Samples#14; Microsoft SCIM validator)",
    "A path with a value filter that no element satisfies creates the element the filter describes.",
    refused_as=NoTarget,
    advice="Add the element first.",
)
SEVERAL_PRIMARIES: Final = Rule(
    "several-primaries",
    "Several identity providers; RFC 7643 §2.4 allows one primary value",
    "The first primary value stays primary.",
    refused_as=InvalidValue,
    advice="Mark one value as primary.",
)
BARE_TOKEN: Final = Rule(
    "bare-token",
    "Okta, whose header authentication sends what the admin typed (developer.okta.com, scim-provisioning)",
    "An Authorization header that holds an access token of this service and nothing else is a bearer token.",
    refused_as=Unauthenticated,
    advice="Send 'Authorization: Bearer <token>'.",
)
REPEATED_SCHEME: Final = Rule(
    "repeated-scheme",
    "Admins who paste `Bearer <token>` into a form that adds its own `Bearer` (Entra's Secret Token among them)",
    "`Bearer Bearer <token>` is `Bearer <token>`.",
    refused_as=Unauthenticated,
    advice="Enter the token without the word Bearer.",
)
SURPLUS_SLASH: Final = Rule(
    "surplus-slash",
    "Microsoft's Postman collection (`/Users/?filter=`); a tenant URL that ends in a slash",
    "`/Users/` and `//Users` are `/Users`.",
    refused_as=NotFound,
    advice="Leave the surplus slash out of the address.",
)
PARAMETER_LETTER_CASE: Final = Rule(
    "parameter-letter-case",
    "Several identity providers; RFC 7644 table 5 spells the parameters, and RFC 3986 §6.2.2.1 folds no query",
    "A parameter in another letter case is the parameter of that name.",
    refused_as=InvalidValue,
    advice="Spell it as RFC 7644 does, such as startIndex or excludedAttributes.",
)
MISSING_CONTENT_TYPE: Final = Rule(
    "missing-content-type",
    "Scripts and proxies; RFC 9110 §8.3 lets a reader look, draft-zollner-scim-interop-profile §6.2 demands the header",
    "A body without a Content-Type is JSON.",
    refused_as=UnsupportedMediaType,
    advice="Send the header 'Content-Type: application/scim+json'.",
)
BYTE_ORDER_MARK: Final = Rule(
    "byte-order-mark",
    "Clients built on .NET; RFC 8259 §8.1 forbids writing the mark and permits ignoring it",
    "A byte order mark before the JSON is passed over.",
    refused_as=InvalidSyntax,
    advice="Send the JSON without a byte order mark.",
)
VALUE_FILTER_IN_ATTRIBUTES: Final = Rule(
    "value-filter-in-attributes",
    'Microsoft\'s Postman collection (`attributes=emails[type eq "work"]`)',
    "A value filter in `attributes` or `excludedAttributes` is passed over: the whole attribute is meant.",
    refused_as=InvalidValue,
    advice="Name the attribute without a filter.",
)
JSON_POINTER_PATH: Final = Rule(
    "json-pointer-path",
    "Clients that take SCIM's PATCH for JSON Patch (RFC 6902)",
    "`/active` and `/name/givenName` are the paths `active` and `name.givenName`.",
    refused_as=InvalidPath,
    advice="Write the attribute's name, without slashes.",
)
PATHLESS_OPERATION: Final = Rule(
    "pathless-operation",
    "Entra with aadOptscim062020, Okta; RFC 7644 §3.5.2 permits it, draft-zollner-scim-interop-profile §6.4 does not",
    "An operation without a `path` changes each attribute that its value names.",
    refused_as=InvalidSyntax,
    advice="Give each attribute an operation of its own, with a `path`.",
)
EMPTY_PATH: Final = Rule(
    "empty-path",
    "Clients that serialise every field of an operation",
    "An empty `path` is none.",
    refused_as=InvalidPath,
    advice="Leave the path out.",
)
UNQUOTED_LITERAL: Final = Rule(
    "unquoted-literal",
    "Entra (learn.microsoft.com, use-scim-to-provision-users-and-groups: `externalId eq jyoung`)",
    "A word in a filter where a value should stand is that value.",
    refused_as=InvalidFilter,
    advice="Put the value in double quotes.",
)
SINGLE_QUOTED_LITERAL: Final = Rule(
    "single-quoted-literal",
    "Hand-written clients that quote as OData and SQL do",
    "A string in a filter may stand in single quotes.",
    refused_as=InvalidFilter,
    advice="Put the value in double quotes.",
)
VALUE_PATH_COMPARED: Final = Rule(
    "value-path-compared",
    "Entra's matching attributes (learn.microsoft.com; Azure/AzureAD-BYOA-Provisioning-Samples#28; "
    "MicrosoftDocs/azure-docs#83855)",
    '`emails[type eq "work"].value eq "x"` in a filter is `emails[type eq "work" and value eq "x"]`, with or without '
    "`.value`.",
    refused_as=InvalidFilter,
    advice="Put the comparison inside the brackets.",
)
REFERENCE_COMPARED_WHOLE: Final = Rule(
    "reference-compared-whole",
    "Entra's reference checks (learn.microsoft.com, use-scim-to-provision-users-and-groups: `manager eq`)",
    "A reference in a filter, such as `manager`, stands for the id in its `value`.",
    refused_as=InvalidFilter,
    advice="Compare its `value`.",
)
BINARY_NOT_BASE64: Final = Rule(
    "binary-not-base64",
    "RFC 7643 §8.2, whose printed example breaks a certificate into lines",
    "A binary value that is not base64 is kept as it came.",
    refused_as=InvalidValue,
    advice="Encode the value in base64, without line breaks.",
)
TOMBSTONE_USER_NAME: Final = Rule(
    "tombstone-user-name",
    "Entra rewrites the name of a soft-deleted person (onyx-dot-app/onyx#14074)",
    "A deactivated person whose new userName is 32 hexadecimal digits before the old one keeps the old one.",
)


RULES: Final = (
    OP_LETTER_CASE,
    KEY_LETTER_CASE,
    EXTRA_KEY_IGNORED,
    MISSING_PATCH_SCHEMA,
    MISSING_SEARCH_SCHEMA,
    MISSING_BULK_SCHEMA,
    MISSING_BULK_ID,
    ABSOLUTE_BULK_PATH,
    UNKNOWN_ORDER_IGNORED,
    PATH_IN_KEY,
    UNPREFIXED_EXTENSION,
    UNDECLARED_EXTENSION,
    UNKNOWN_ATTRIBUTE_IGNORED,
    READ_ONLY_IGNORED,
    IMMUTABLE_IGNORED,
    MEMBER_EXCHANGED,
    MISSING_RESOURCE_SCHEMA,
    UNLISTED_EXTENSION,
    REMOVE_LISTED_VALUES,
    MISSING_ELEMENT_CREATED,
    SEVERAL_PRIMARIES,
    BARE_TOKEN,
    REPEATED_SCHEME,
    SURPLUS_SLASH,
    PARAMETER_LETTER_CASE,
    MISSING_CONTENT_TYPE,
    BYTE_ORDER_MARK,
    VALUE_FILTER_IN_ATTRIBUTES,
    JSON_POINTER_PATH,
    PATHLESS_OPERATION,
    EMPTY_PATH,
    UNQUOTED_LITERAL,
    SINGLE_QUOTED_LITERAL,
    VALUE_PATH_COMPARED,
    REFERENCE_COMPARED_WHOLE,
    BINARY_NOT_BASE64,
    TOMBSTONE_USER_NAME,
    *VALUE_RULES,
)

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{32}\Z", re.IGNORECASE)


def is_tombstone(new: str, old: str) -> bool:
    """Whether a userName is what Entra makes of `old` when it soft-deletes the person: object id, then old name."""
    return new.lower().endswith(old.lower()) and _OBJECT_ID.match(new[: len(new) - len(old)]) is not None
