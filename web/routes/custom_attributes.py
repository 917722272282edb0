"""The organisation's own schemas: defined, changed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from web.bodies import read_form
from web.desk import PROVISIONING
from web.endings import NOT_ALLOWED_HERE, NOT_FOUND, Ended
from web.identity_client.fragments import Misfit, Nonconforming
from web.routes.provisioning import only_for_configurers
from web.schema_form import MAX_FIELDS, TYPES, NotASchema, SchemaForm

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.bodies import Form
    from web.identity_client.custom_schemas_read import CustomSchemasRead
    from web.identity_client.fragments import CustomSchema
    from web.visit import Visit

_BACK = f"{PROVISIONING.path}#attributes"
_PLACES = ("urn", "name", "description", "attributes")
"""Parts of the form beside which a sentence can stand."""
_NO_ERRORS = dict.fromkeys([*_PLACES, "conflict", "refusal"])
_EDIT = f"{PROVISIONING.path}/attributes/edit?urn="


async def read_new(visit: Visit) -> Response:
    """The form for a new schema."""
    frame = await visit.person().custom_schemas_read()
    return _page(visit, frame, SchemaForm.new(_slug(frame)))


async def create(visit: Visit) -> Response:
    """Define a schema, or do what another button of the form says."""
    form = await read_form(visit.request, max_fields=MAX_FIELDS)
    shown = SchemaForm.sent(form)
    frame = await visit.person().custom_schemas_read()
    try:
        if turned := _turned(shown, form):
            return _page(visit, frame, turned)
        answer = (await visit.person().custom_schema_create(shown.input())).extension_schema_create
    except NotASchema as error:
        return _page(visit, frame, shown, errors={"attributes": str(error)})
    if answer.typename__ == "ExtensionSchema":
        return visit.redirect(_BACK)
    nonconforming = answer if isinstance(answer, Nonconforming) else None
    place = "urn" if answer.typename__ == "SchemaExists" else _place(answer)
    return _page(visit, frame, shown, errors={place: answer.message}, nonconforming=nonconforming)


async def read(visit: Visit) -> Response:
    """The form of a schema that is defined."""
    frame = await visit.person().custom_schemas_read()
    schema = _asked(visit, frame)
    return _page(visit, frame, SchemaForm.of(schema), schema=schema)


async def replace(visit: Visit) -> Response:
    """Put a definition in its place, or do what another button of the form says."""
    form = await read_form(visit.request, max_fields=MAX_FIELDS)
    shown = SchemaForm.sent(form)
    frame = await visit.person().custom_schemas_read()
    schema = _asked(visit, frame)
    try:
        if turned := _turned(shown, form):
            return _page(visit, frame, turned, schema=schema)
        replaced = await visit.person().custom_schema_replace(schema.urn, shown.input(), shown.version)
    except NotASchema as error:
        return _page(visit, frame, shown, schema=schema, errors={"attributes": str(error)})
    answer = replaced.extension_schema_replace
    if answer.typename__ == "ExtensionSchema":
        return visit.redirect(_BACK)
    nonconforming = answer if isinstance(answer, Nonconforming) else None
    place = "conflict" if answer.typename__ == "VersionConflict" else _place(answer)
    return _page(visit, frame, shown, schema=schema, errors={place: answer.message}, nonconforming=nonconforming)


async def delete(visit: Visit) -> Response:
    """Take a schema back; what is stored under it stays, unchecked. One that is gone already is."""
    form = await read_form(visit.request)
    shown = SchemaForm.sent(form)
    answer = (await visit.person().custom_schema_delete(shown.urn, shown.version)).extension_schema_delete
    if answer.typename__ == "ExtensionSchemaDeleted" or answer.typename__ == "NotFound":  # noqa: PLR1714  mypy narrows it
        return visit.redirect(_BACK)
    frame = await visit.person().custom_schemas_read()
    schema = next((each for each in _schemas(frame) if each.urn == shown.urn), None)
    if schema is None:
        return visit.redirect(_BACK)
    place = "conflict" if answer.typename__ == "VersionConflict" else "refusal"
    return _page(visit, frame, SchemaForm.of(schema), schema=schema, errors={place: answer.message})


def _turned(shown: SchemaForm, form: Form) -> SchemaForm | None:
    """The form after one of its buttons that saves nothing, `None` for the one that saves. Raises `NotASchema`."""
    button = form.find("do") or "save"
    match button.partition("-"):
        case "add", _, "row":
            return shown.with_row()
        case "remove", _, number if number.isascii() and number.isdigit():
            return shown.without_row(int(number[:4]))
        case "as", _, "json":
            return shown.as_json()
        case "as", _, "rows":
            return shown.as_rows()
    return None


def _place(answer: object) -> str:
    """Beside which part of the form the sentence stands."""
    if isinstance(answer, Misfit):
        part = answer.field.partition(".")[0]
        return part if part in _PLACES else "refusal"
    return "refusal"


def _page(
    visit: Visit,
    frame: CustomSchemasRead,
    shown: SchemaForm,
    *,
    schema: CustomSchema | None = None,
    errors: dict[str, str] | None = None,
    nonconforming: Nonconforming | None = None,
) -> Response:
    only_for_configurers(frame.viewer)
    return visit.desk(
        "schema_form.html",
        frame.viewer,
        PROVISIONING,
        400 if errors else 200,
        shown=shown,
        schema=schema,
        types=TYPES,
        errors={**_NO_ERRORS, **(errors or {})},
        nonconforming=nonconforming,
        address=f"{_EDIT}{quote(schema.urn)}" if schema else f"{PROVISIONING.path}/attributes/new",
    )


def _slug(frame: CustomSchemasRead) -> str:
    if frame.viewer.organisation is None:
        raise Ended(NOT_ALLOWED_HERE)
    return frame.viewer.organisation.slug


def _schemas(frame: CustomSchemasRead) -> list[CustomSchema]:
    return frame.organisation.extension_schemas if frame.organisation else []


def _asked(visit: Visit, frame: CustomSchemasRead) -> CustomSchema:
    only_for_configurers(frame.viewer)
    urn = (visit.query("urn") or "").lower()
    found = next((schema for schema in _schemas(frame) if schema.urn.lower() == urn), None)
    if found is None:
        raise Ended(NOT_FOUND)
    return found
