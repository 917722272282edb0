"""How an organisation is doing, at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from web.attention import Facts, attention
from web.charts import chart
from web.desk import OVERVIEW
from web.identity_client.enums import ActivityKind, ActivityOutcome, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from web.charts import Chart
    from web.identity_client.overview_read import OverviewRead
    from web.visit import Visit

_SPANS: Final[Mapping[str, tuple[Span, timedelta, int]]] = {
    "hour": (Span.HOUR, timedelta(hours=1), 24),
    "day": (Span.DAY, timedelta(days=1), 30),
}
_SERIES = tuple(each.value for each in (ActivityOutcome.SUCCEEDED, ActivityOutcome.REFUSED, ActivityOutcome.FAILED))


async def read(visit: Visit) -> Response:
    """The overview, by the hour of a day or by the day of a month."""
    asked = visit.query("span") or "hour"
    name = asked if asked in _SPANS else "hour"
    span, length, columns = _SPANS[name]
    now = datetime.now(UTC)
    answer = await visit.person().overview_read(since=(now - length * columns).isoformat(), span=span)

    def drawn(kind: ActivityKind) -> Chart:
        counts = [
            (datetime.fromisoformat(each.begins_at), each.outcome.value, each.entries)
            for each in answer.activity_counts
            if each.kind is kind
        ]
        return chart(counts, _SERIES, until=now, columns=columns, span=length)

    connection = next(iter(answer.organisation.connections), None) if answer.organisation else None
    return visit.desk(
        "overview.html",
        answer.viewer,
        OVERVIEW,
        people=answer.directory_counts,
        attention=attention(_facts(answer), now),
        requests=drawn(ActivityKind.SCIM_REQUEST),
        sign_ins=drawn(ActivityKind.SIGN_IN),
        span=name,
        unlinked=answer.directory_counts.oldest_unlinked,
        health=connection.health if connection else None,
    )


def _facts(answer: OverviewRead) -> Facts:
    organisation = answer.organisation
    connections = organisation.connections if organisation else []
    tokens = organisation.access_tokens.nodes if organisation else []
    calls = [_moment(each.health.last_request_at) for each in connections if each.health.last_request_at]
    people = answer.directory_counts
    return Facts(
        microsoft_sign_in=any(each.microsoft_sign_in for each in connections),
        tenant_connected=any(each.tenant for each in connections),
        tokens=tuple((each.name, _moment(each.expires_at)) for each in tokens if each.revoked_at is None),
        last_request_at=max(filter(None, calls), default=None),
        review_items=answer.review_items.total_count,
        refused=sum(each.health.refused for each in connections),
        failed=sum(each.health.failed for each in connections),
        never_signed_in=people.never_signed_in,
        active=people.active,
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
