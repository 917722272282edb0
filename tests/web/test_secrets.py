"""No secret stands anywhere but in the one answer it was shown in: not in the database, the log, or any other page."""

import logging
import re
from collections.abc import Callable

import asyncpg
import pytest

from identity.app import Identity
from identity.tables import METADATA
from tests.conftest import Customer
from tests.web.browsing import Browser
from tests.web.conftest import ADA, PASSWORD, connect, set_up

REASON = "ticket 4711: provisioning fails"
NEW_PASSWORD = "nine swans under the wide bridge"
_TOKEN = 'mutation { operatorTokenCreate(input: {name: "Rosa"}) { ... on OperatorTokenCreated { secret } } }'
_SECRET = re.compile(r"nx_[a-z]+_[0-9a-f]{32}_[\w-]{43}")
PAGES = (
    "/account",
    "/account/authentication",
    "/account/provisioning",
    "/account/setup-links",
    "/account/audit",
    "/account/audit.csv",
    "/activity",
    "/activity.csv",
    "/overview",
    "/users",
)


async def everything(url: str) -> str:
    """Every row of every table, as text."""
    connection = await asyncpg.connect(url)
    rows = [
        row["t"]
        for name in METADATA.tables
        for row in await connection.fetch(f"SELECT t::text FROM {name} t")  # noqa: S608  our own tables' names
    ]
    await connection.close()
    return "\n".join(rows)


async def test_no_secret_stands_anywhere_but_where_it_was_shown(
    identity: Identity,
    customer: Customer,
    browser: Browser,
    new_browser: Callable[[], Browser],
    *,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    operator, it = new_browser(), new_browser()
    token = (await identity.execute_as_operator(_TOKEN, {}, label="tests"))["operatorTokenCreate"]["secret"]
    shown = {token, PASSWORD, NEW_PASSWORD, await set_up(browser, customer)}

    async def post(at: Browser, path: str, **form: str) -> None:
        answer = await at.post(path, form)
        assert answer.status_code in {200, 201, 303}, (path, answer.text)
        shown.update(_SECRET.findall(answer.text))

    assert (await connect(browser, ADA)).status_code == 303
    await post(browser, "/account/password", current=PASSWORD, new=NEW_PASSWORD)
    await post(browser, "/account/tokens", name="script", days="90")
    await post(browser, "/account/provisioning/tokens/new", name="Entra", expiry="90")
    await post(browser, "/account/setup-links", label="Jo of IT", days="7")
    link = next(secret for secret in shown if secret.startswith("nx_con_"))
    await it.get(f"/connect/{link}")
    await post(it, f"/connect/{link}")
    await post(it, "/account/provisioning/tokens/new", name="Set up", expiry="90")
    tested = await it.post("/account/authentication/test")
    assert (await it.get(await it.at_microsoft(tested.headers["Location"], ADA))).status_code == 200
    await post(operator, "/operator/sign-in", token=token)
    await post(operator, f"/operator/organisations/{customer.slug}/setup-links", label="Kim", reason=REASON, days="7")
    await post(operator, f"/operator/organisations/{customer.slug}/support", reason=REASON)
    await operator.get("/activity")
    await identity.activity_log.flush()

    kinds = {secret.split("_")[1] for secret in shown if secret.startswith("nx_")}
    assert kinds >= {"op", "set", "pat", "scim", "con"}
    shown |= {secret for at in (browser, it, operator) for secret in at.secrets if len(secret) > 20}
    shown |= {secret.rpartition("_")[2] for secret in shown if _SECRET.fullmatch(secret)}
    pages = [(await browser.get(path)).text for path in PAGES]
    told = "\n".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        # The tests' own clients and the simulated Microsoft's server log addresses, as any browser's history has them.
        if not record.name.startswith(("http", "uvicorn"))
    )
    rows = await everything(database_url)
    assert all(text in rows for text in ("Rosa", "Jo of IT", REASON)), "nothing was searched"
    for place, text in (("database", rows), ("log", told), ("pages", "\n".join(pages))):
        assert {secret for secret in shown if secret in text} == set(), place
