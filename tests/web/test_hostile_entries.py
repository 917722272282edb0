"""Whoever may send a request to a connection may tell the log of one; whatever they tell, the pages stay whole."""

from datetime import UTC, datetime
from typing import Any

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import Customer
from tests.web.browsing import Browser, heading
from web import cookies

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u2066"
_RECORD = """mutation($requests: [ScimRequest!]!) { activityRecord(requests: $requests) {
    __typename ... on Problem { message } } }"""
_MEMBER = 'mutation { userCreate(input: {userName: "member"}) { __typename } }'
_IDS = "{ activityEntries(first: 100, filter: {kind: SCIM_REQUEST}) { nodes { id explanation { request } } } }"
DEEP: Any = 1
for _ in range(150):
    DEEP = [DEEP]

VALUES: tuple[Any, ...] = (5, "x", [], [1, None, {}], {"a": DEEP})
EXPLANATIONS: list[dict[str, Any]] = [
    {},
    *(
        {part: value}
        for part in ("request", "understood", "answer")
        for value in (5, "x", [], [1, None, {}], {"a": DEEP})
    ),
    {"request": {"method": 5, "path": [], "headers": "x", "query": 5, "body": HOSTILE, "bodyBytes": "x"}},
    {"request": {"method": HOSTILE, "path": HOSTILE, "headers": {HOSTILE: HOSTILE}, "query": {HOSTILE: [HOSTILE]}}},
    {"request": {"headers": {"a": {"b": 1}}, "query": [1, 2], "body": [[[1]]], HOSTILE: HOSTILE}},
    {"understood": [{"op": 5, "path": [], "value": {}}, {HOSTILE: HOSTILE}]},
    {"understood": {"filter": {HOSTILE: [HOSTILE]}}},
    {"answer": {"status": HOSTILE, "body": {"detail": HOSTILE}}},
    {"operations": [{"name": HOSTILE, "variables": 5, "startedMs": -1e300, "durationMs": 1e308, "result": HOSTILE}]},
    {"operations": [{"name": "", "variables": {HOSTILE: HOSTILE}, "startedMs": True, "durationMs": -5}]},
    {"rules": [{"rule": HOSTILE, "subject": HOSTILE}, {"rule": "", "subject": ""}]},
    {"steps": [{"name": HOSTILE, "durationMs": -1}, {"name": "x", "durationMs": 1e308}]},
    {"steps": [{"name": "x", "durationMs": 0}] * 2000},
]
TEXTS = ("requestId", "action", "targetType", "targetId", "targetLabel", "message", "advice")


async def test_no_entry_that_a_member_tells_breaks_a_page_or_stands_in_it_as_markup(
    browser: Browser, identity: Identity, customer: Customer
) -> None:
    await identity.execute(_MEMBER, None, {}, Caller(customer.owner, "r"))
    session = await customer.session_of("member")
    plain = {"at": datetime.now(UTC).isoformat(), "requestId": "r", "action": "x", "status": 200, "durationMs": 1.5}
    told = [{**plain, "explanation": explanation} for explanation in EXPLANATIONS]
    told += [{**entry, **dict.fromkeys(TEXTS, HOSTILE), "subjects": [HOSTILE]} for entry in told]
    told += [{**plain, "targetType": "User", "targetId": "../../x", "explanation": {}}]
    recorded = await identity.execute(_RECORD, None, {"requests": told}, Caller(session, "r", customer.connection))
    assert recorded["data"]["activityRecord"]["__typename"] == "ActivityRecorded", recorded
    listed = await identity.execute(_IDS, None, {}, Caller(customer.owner, "r"))
    entries = listed["data"]["activityEntries"]["nodes"]
    assert len(entries) == len(told)
    browser.cookies[cookies.SESSION] = customer.owner
    pages = [f"/activity/{entry['id']}" for entry in entries]
    for path in ("/activity", "/overview", *pages):
        page = await browser.get(path)
        assert page.status_code == 200, (path, heading(page))
        assert "<img src=x" not in page.text, path
        assert "<script>alert" not in page.text, path
    assert (await browser.get("/activity.csv")).text.count("member") >= len(told)
