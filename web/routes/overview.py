"""How an organisation is doing, at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from web.attention import Facts, attention
from web.charts import chart
from web.desk import OVERVIEW
from web.identity_client.enums import ActivityKind, ActivityOutcome, Span, TokenStatus
from web.provisioning import GOOD, Pulse, diagnosis_of

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
        attention=attention(_facts(answer, now), now),
        requests=drawn(ActivityKind.SCIM_REQUEST),
        sign_ins=drawn(ActivityKind.SIGN_IN),
        span=name,
        unlinked=answer.directory_counts.oldest_unlinked,
        health=connection.health if connection else None,
    )


def _facts(answer: OverviewRead, now: datetime) -> Facts:
    organisation = answer.organisation
    connections = organisation.connections if organisation else []
    tokens = organisation.access_tokens.nodes if organisation else []
    diagnosis = diagnosis_of(connections[0], (token.status for token in tokens), now) if connections else None
    good = {token.id for token in tokens if token.status in GOOD}
    people = answer.directory_counts
    return Facts(
        microsoft_sign_in=any(each.microsoft_sign_in for each in connections),
        tenant_connected=any(each.tenant for each in connections),
        pulse=diagnosis.pulse if diagnosis else Pulse.CANNOT_CALL,
        expiring=tuple(
            (token.name, datetime.fromisoformat(token.expires_at))
            for token in tokens
            if token.status is TokenStatus.EXPIRING and token.expires_at and token.replaced_by not in good
        ),
        last_request_at=diagnosis.last_request_at if diagnosis else None,
        review_items=answer.review_items.total_count,
        refused=sum(each.health.refused for each in connections),
        failed=sum(each.health.failed for each in connections),
        never_signed_in=people.never_signed_in,
        active=people.active,
    )
