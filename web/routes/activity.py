"""What happened: the list of it, live, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from web.activity_filter import ActivityQuery, is_id
from web.activity_words import ACTORS, KINDS, OUTCOMES, headline
from web.csv_export import csv_response, each_node
from web.desk import ACTIVITY
from web.endings import Ended, bad_request
from web.event_stream import EventStream
from web.live_activity import live_rows
from web.log_query import SPANS, Unreadable, moment
from web.pages import fragment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

    from web.identity_client import IdentityClient
    from web.identity_client.activity_read import ActivityReadAccessTokensNodes as Token
    from web.identity_client.fragments import ActivityRow
    from web.identity_client.input_types import ActivityFilter
    from web.visit import Visit

ROWS: Final = 50
ROWS_OF_FILE: Final = 200
"""Entries to ask identity for at a time; more it does not give."""
_UNREADABLE = 400
_COLUMNS = (
    "at",
    "kind",
    "outcome",
    "what",
    "action",
    "status",
    "by",
    "byKind",
    "targetType",
    "targetId",
    "target",
    "message",
    "durationMs",
    "requestId",
    "id",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Whom or what a word in the form means: their id and name, or several of them, or nobody."""

    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


async def read(visit: Visit) -> Response:
    """The list that the address asks for. A name in it becomes an id, so that the address stays true."""
    asked, client = ActivityQuery.of(visit.request.query_params), visit.person()
    for name, find in (("person", _people), ("group", _groups)):
        typed = getattr(asked, name)
        if typed and not is_id(typed):
            named = await find(client, typed)
            if len(named) == 1:
                return visit.redirect(replace(asked, **{name: named[0][0]}).address("/activity"))
            trouble = f"More than one {name} is called “{typed}”." if named else f"No {name} is called “{typed}”."
            return await _page(visit, asked, Found(choices=named, trouble=trouble), name)
    return await _page(visit, asked)


async def live(visit: Visit) -> Response:
    """The same list as it grows, for the module of its page."""
    now, asked = datetime.now(UTC), ActivityQuery.of(visit.request.query_params)
    try:
        wanted = asked.filter(now)
        seen = moment(visit.request.headers.get("Last-Event-ID") or visit.query("seen") or "", "The last event's id")
    except Unreadable as error:
        raise Ended(bad_request(str(error))) from error
    return EventStream(live_rows(visit.person(), wanted, seen, _rows_of))


async def export(visit: Visit) -> Response:
    """The same list from its beginning to its end, as a file."""
    asked, client = ActivityQuery.of(visit.request.query_params), visit.person()
    try:
        wanted = asked.filter(datetime.now(UTC))
    except Unreadable as error:
        raise Ended(bad_request(str(error))) from error
    return await csv_response("activity.csv", _COLUMNS, _lines(client, wanted), total=None)


async def _page(visit: Visit, asked: ActivityQuery, found: Found = Found(), unfound: str = "") -> Response:
    now, client = datetime.now(UTC), visit.person()
    trouble, wanted = found.trouble, None
    try:
        wanted = (asked.without(unfound) if unfound else asked).filter(now)
    except Unreadable as error:
        trouble = str(error)
    after = visit.query("after")
    rows = 0 if trouble else ROWS
    answer = await client.activity_read(rows, wanted, after)
    page = answer.activity_entries
    next_page = (
        asked.address("/activity", after=page.page_info.end_cursor or "") if page.page_info.has_next_page else ""
    )
    return visit.desk(
        "activity.html",
        answer.viewer,
        ACTIVITY,
        _UNREADABLE if trouble and not found.trouble else 200,
        asked=asked,
        chips=await _chips(client, asked, answer.access_tokens.nodes),
        tokens=answer.access_tokens.nodes,
        entries=page.nodes,
        found=found,
        unfound=unfound,
        trouble=trouble,
        next_page=next_page,
        is_first=after is None,
        live="" if after or trouble or asked.until else asked.address("/activity/live", seen=now.isoformat()),
        kinds=KINDS,
        outcomes=OUTCOMES,
        spans=SPANS,
        now=now,
    )


async def _people(client: IdentityClient, typed: str) -> tuple[tuple[str, str], ...]:
    nodes = (await client.people_named(typed)).users.nodes
    exact = [user for user in nodes if user.user_name.casefold() == typed.casefold()]
    return tuple((user.id, _name(user.display_name, user.user_name)) for user in exact or nodes)


async def _groups(client: IdentityClient, typed: str) -> tuple[tuple[str, str], ...]:
    nodes = (await client.groups_named(typed)).groups.nodes
    exact = [group for group in nodes if group.display_name.casefold() == typed.casefold()]
    return tuple((group.id, group.display_name) for group in exact or nodes)


async def _chips(client: IdentityClient, asked: ActivityQuery, tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
    """What the list is narrowed by, in words, each with the address of the list without it."""
    person, group = await _labels(client, asked)
    by_id = {token.id: token.name for token in tokens}
    words = {
        "kind": ("Kind", next((word for kind, word in KINDS.items() if kind == asked.kind), asked.kind)),
        "outcome": (
            "Outcome",
            next((word for out, (_, word) in OUTCOMES.items() if out == asked.outcome), asked.outcome),
        ),
        "person": ("Person", person),
        "group": ("Group", group),
        "token": ("By", by_id.get(asked.token, asked.token)),
        "request": ("Request", asked.request),
        "within": ("When", SPANS[asked.within][0] if asked.within in SPANS else asked.within),
        "since": ("From", asked.since),
        "until": ("Until", asked.until),
    }
    return [(*words[name], asked.without(name).address("/activity")) for name in asked.narrowed_by]


async def _labels(client: IdentityClient, asked: ActivityQuery) -> tuple[str, str]:
    with_person, with_group = is_id(asked.person), is_id(asked.group)
    if not with_person and not with_group:
        return asked.person, asked.group
    answer = await client.subjects_by_id(asked.person or "", with_person, asked.group or "", with_group)
    user, group = answer.user, answer.group
    return (
        _name(user.display_name, user.user_name) if user else asked.person,
        group.display_name if group else asked.group,
    )


def _name(display_name: str | None, user_name: str) -> str:
    return f"{display_name} ({user_name})" if display_name else user_name


def _rows_of(rows: Sequence[ActivityRow]) -> str:
    return fragment("activity_rows.html", now=datetime.now(UTC), entries=rows, outcomes=OUTCOMES, is_new=True)


async def _lines(client: IdentityClient, wanted: ActivityFilter | None) -> AsyncIterator[Sequence[str | None]]:
    async def read_page(after: str | None) -> tuple[Sequence[ActivityRow], str | None]:
        page = (await client.activity_export(ROWS_OF_FILE, wanted, after)).activity_entries
        return page.nodes, page.page_info.end_cursor if page.page_info.has_next_page else None

    async for entry in each_node(read_page):
        yield _line(entry)


def _line(entry: ActivityRow) -> Sequence[str | None]:
    actor = entry.actor
    return (
        str(entry.at),
        KINDS[entry.kind],
        OUTCOMES[entry.outcome][1],
        headline(entry),
        entry.action,
        None if entry.status is None else str(entry.status),
        actor.label if actor else None,
        ACTORS[actor.kind] if actor else None,
        entry.target_type,
        entry.target_id,
        entry.target_label,
        entry.message,
        f"{entry.duration_ms:.1f}",
        entry.request_id,
        entry.id,
    )
