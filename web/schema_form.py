"""A schema of the organisation's own as a form: rows of attributes, or JSON where rows say too little. Pure.

The form works without scripts: what it holds goes back and forth with it, and a button adds a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from web.identity_client.input_types import ExtensionSchemaInput, SchemaAttributeInput

if TYPE_CHECKING:
    from web.bodies import Form
    from web.identity_client.fragments import CustomSchema

MAX_ROWS: Final = 50
"""More attributes are better written as JSON."""
MAX_FIELDS: Final = 8 * MAX_ROWS + 20
TYPES: Final = {
    "string": "String",
    "boolean": "Boolean",
    "integer": "Integer",
    "decimal": "Decimal",
    "dateTime": "DateTime",
    "reference": "Reference",
    "binary": "Binary",
}
"""What an attribute without sub-attributes can be, in Entra's words where Entra has one."""

_URN_BEGINS: Final = "urn:ietf:params:scim:schemas:extension:"
_ROW: Final = {"name", "type", "description", "multiValued", "required", "caseExact", "uniqueness"}


class NotASchema(ValueError):
    """What was typed cannot be read as attributes; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute."""

    name: str = ""
    type: str = "string"
    description: str = ""
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class SchemaForm:
    """What the form shows. `text` is the attributes as JSON, `None` while they are rows.

    `version` is that of the schema when it was read, `None` for a new one.
    """

    urn: str
    name: str = ""
    description: str = ""
    rows: tuple[Row, ...] = field(default=(Row(),))
    text: str | None = None
    version: int | None = None

    @classmethod
    def new(cls, slug: str) -> Self:
        """An empty form, with a URN in the form Entra takes (Microsoft, "Customize application attributes")."""
        return cls(urn=f"{_URN_BEGINS}{slug}:2.0:User")

    @classmethod
    def of(cls, schema: CustomSchema) -> Self:
        """A schema that is defined, as rows if they can hold all of it."""
        described = [_described(attribute.model_dump(by_alias=True)) for attribute in schema.attributes]
        form = cls(schema.urn, schema.name, schema.description, version=schema.version)
        if len(described) > MAX_ROWS or any(set(each) - _ROW for each in described):
            return replace(form, text=_json(described))
        return replace(form, rows=tuple(map(_row, described)))

    @classmethod
    def sent(cls, form: Form) -> Self:
        """What a browser sent."""
        count = form.find("rows") or ""
        shown = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1  # noqa: PLR2004
        version = form.find("version") or ""
        return cls(
            urn=form.find("urn") or "",
            name=form.find("name") or "",
            description=form.find("description") or "",
            rows=tuple(_row_sent(form, number) for number in range(min(shown, MAX_ROWS))) or (Row(),),
            text=form.find("text") or "" if form.find("mode") == "json" else None,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,  # noqa: PLR2004
        )

    def with_row(self) -> Self:
        """One row more."""
        return replace(self, rows=(*self.rows, Row())[:MAX_ROWS])

    def without_row(self, number: int) -> Self:
        """One row less."""
        left = tuple(row for index, row in enumerate(self.rows) if index != number)
        return replace(self, rows=left or (Row(),))

    def as_json(self) -> Self:
        """The attributes as JSON."""
        return replace(self, text=_json([_attribute(row) for row in self.rows if row.name]))

    def as_rows(self) -> Self:
        """The attributes as rows. Raises `NotASchema` for what rows cannot hold."""
        given = _parsed(self.text or "[]")
        if any(set(each) - _ROW for each in given) or len(given) > MAX_ROWS:
            raise NotASchema(
                f"Rows hold up to {MAX_ROWS} attributes without sub-attributes, canonicalValues and referenceTypes. "
                "Stay with JSON."
            )
        return replace(self, rows=tuple(map(_row, given)) or (Row(),), text=None)

    def input(self) -> ExtensionSchemaInput:
        """The definition, for identity to judge. Raises `NotASchema`."""
        given = [_attribute(row) for row in self.rows if row.name] if self.text is None else _parsed(self.text)
        return ExtensionSchemaInput(
            urn=self.urn, name=self.name, description=self.description, attributes=[_input(each) for each in given]
        )


def _row_sent(form: Form, number: int) -> Row:
    def ticked(name: str) -> bool:
        return form.find(f"{name}-{number}") == "yes"

    return Row(
        name=form.find(f"name-{number}") or "",
        type=form.find(f"type-{number}") or "string",
        description=form.find(f"description-{number}") or "",
        multi_valued=ticked("multi"),
        required=ticked("required"),
        case_exact=ticked("case"),
        unique=ticked("unique"),
    )


def _row(described: dict[str, Any]) -> Row:
    return Row(
        name=_text(described, "name"),
        type=_text(described, "type") or "string",
        description=_text(described, "description"),
        multi_valued=described.get("multiValued") is True,
        required=described.get("required") is True,
        case_exact=described.get("caseExact") is True,
        unique=described.get("uniqueness") == "server",
    )


def _text(described: dict[str, Any], name: str) -> str:
    value = described.get(name, "")
    return value if isinstance(value, str) else ""


def _attribute(row: Row) -> dict[str, Any]:
    attribute = {
        "name": row.name,
        "type": row.type,
        "description": row.description,
        "multiValued": row.multi_valued,
        "required": row.required,
        "caseExact": row.case_exact,
        "uniqueness": "server" if row.unique else "none",
    }
    return _described(attribute)


def _described(attribute: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: the defaults of RFC 7643 §7, and lists of nothing."""
    left = {
        name: [_described(each) for each in value] if name == "subAttributes" else value
        for name, value in attribute.items()
        if value and (name, value) != ("uniqueness", "none")
    }
    return {"name": attribute.get("name", ""), "type": attribute.get("type", ""), **left}


def _json(attributes: list[dict[str, Any]]) -> str:
    return orjson.dumps(attributes, option=orjson.OPT_INDENT_2).decode()


def _parsed(text: str) -> list[dict[str, Any]]:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotASchema(f"This is not JSON: {error}.") from error
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise NotASchema('The attributes are a list of objects, such as [{"name": "tag", "type": "string"}].')
    return given


def _input(given: dict[str, Any]) -> SchemaAttributeInput:
    unknown = set(given) - _KEYS
    if unknown:
        raise NotASchema(f"An attribute has no {', '.join(sorted(unknown))}. It has {', '.join(sorted(_KEYS))}.")
    subs = given.get("subAttributes", [])
    if not isinstance(subs, list) or not all(isinstance(each, dict) for each in subs):
        raise NotASchema("subAttributes are a list of objects.")
    if any("subAttributes" in sub and sub["subAttributes"] for sub in subs):
        raise NotASchema("Sub-attributes have no sub-attributes.")
    for name, kind, called in _SHAPES:
        value = given.get(name)
        if value is not None and (not isinstance(value, kind) or not _all_texts(value)):
            raise NotASchema(f"{name} is {called}.")
    plain = {name: value for name, value in given.items() if name != "subAttributes" and value is not None}
    return SchemaAttributeInput.model_validate(
        {"name": "", "type": "", **plain, "subAttributes": [_input(each) for each in subs]}
    )


def _all_texts(value: object) -> bool:
    return not isinstance(value, list) or all(isinstance(each, str) for each in value)


_SHAPES: Final[tuple[tuple[str, type, str], ...]] = (
    ("name", str, "a text"),
    ("type", str, "a text"),
    ("description", str, "a text"),
    ("multiValued", bool, "true or false"),
    ("required", bool, "true or false"),
    ("caseExact", bool, "true or false"),
    ("uniqueness", str, "none or server"),
    ("canonicalValues", list, "a list of texts"),
    ("referenceTypes", list, "a list of texts"),
)
_KEYS: Final = frozenset({name for name, _, _ in _SHAPES} | {"subAttributes"})
