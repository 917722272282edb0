"""Who did what: the audit log, and the same as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from web.activity_words import ACTORS, act
from web.audit_filter import AuditQuery
from web.csv_export import PAGE, csv_response, each_node
from web.desk import AUDIT
from web.differences import split
from web.endings import Ended, bad_request
from web.explained import page_of
from web.json_text import on_one_line
from web.log_query import SPANS, Unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

    from web.identity_client import IdentityClient
    from web.identity_client.fragments import Audited
    from web.visit import Visit

ROWS: Final = 50
_UNREADABLE = 400
_COLUMNS = (
    "at",
    "by",
    "byKind",
    "byId",
    "action",
    "targetType",
    "target",
    "targetId",
    "field",
    "before",
    "after",
    "requestId",
)


async def read(visit: Visit) -> Response:
    """The entries that the address asks for, each with its changes."""
    asked, trouble = AuditQuery.of(visit.request.query_params), ""
    wanted: dict[str, Any] = {}
    try:
        wanted = asked.arguments(datetime.now(UTC))
    except Unreadable as error:
        trouble = str(error)
    after = visit.query("after")
    answer = await visit.person().audit_read(first=0 if trouble else ROWS, after=after, **wanted)
    page = answer.audit_entries
    next_page = (
        asked.address("/account/audit", after=page.page_info.end_cursor or "") if page.page_info.has_next_page else ""
    )
    return visit.desk(
        "audit.html",
        answer.viewer,
        AUDIT,
        _UNREADABLE if trouble else 200,
        asked=asked,
        entries=[(entry, page_of(entry.target_type, entry.target_id), *split(entry.changes)) for entry in page.nodes],
        trouble=trouble,
        is_first=after is None,
        next_page=next_page,
        actors=ACTORS,
        spans=SPANS,
    )


async def export(visit: Visit) -> Response:
    """The same list from its beginning to its end, as a file with a row for each field that was changed."""
    asked = AuditQuery.of(visit.request.query_params)
    try:
        wanted = asked.arguments(datetime.now(UTC))
    except Unreadable as error:
        raise Ended(bad_request(str(error))) from error
    return await csv_response("audit.csv", _COLUMNS, _lines(visit.person(), wanted), total=None)


async def _lines(client: IdentityClient, wanted: dict[str, Any]) -> AsyncIterator[Sequence[str | None]]:
    async def read_page(after: str | None) -> tuple[Sequence[Audited], str | None]:
        page = (await client.audit_read(first=PAGE, after=after, **wanted)).audit_entries
        return page.nodes, page.page_info.end_cursor if page.page_info.has_next_page else None

    async for entry in each_node(read_page):
        begins = (str(entry.at), entry.actor.label, ACTORS[entry.actor.kind], entry.actor.id, act(entry.action))
        about = (entry.target_type, entry.target_label, entry.target_id)
        for change in entry.changes:
            told = (change.field, on_one_line(change.before), on_one_line(change.after))
            yield (*begins, *about, *told, entry.request_id)
        if not entry.changes:
            yield (*begins, *about, None, None, None, entry.request_id)
