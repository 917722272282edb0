"""The pure parts of Account > Provisioning: what is judged, when a token expires, what a form of attributes holds."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narthex.dialect_rules import dialect_rules, main
from web.guide_steps import Done, Step, steps_done
from web.identity_client.enums import TokenStatus
from web.identity_client.fragments import Vitals
from web.identity_client.provisioning_guide_read import ProvisioningGuideReadOrganisationConnectionsProgress as Progress
from web.provisioning import QUIET_AFTER, Diagnosis, Pulse, diagnosis_of
from web.schema_form import MAX_ROWS, NotASchema, Row, SchemaForm
from web.settings import Settings
from web.token_expiry import OVERLAPS, PRESETS, NotAnExpiry, expiry_of, overlap_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIVING = [TokenStatus.LIVING]


def vitals(
    *, last: timedelta | None = None, refused: timedelta | None = None, counts: tuple[int, ...] = (0, 0, 0)
) -> Vitals:
    """What identity says, with times before now."""
    requests, refusals, failures = counts
    credentials = [] if refused is None else [(NOW - refused).isoformat()]
    return Vitals.model_validate(
        {
            "id": "1",
            "health": {
                "lastRequestAt": None if last is None else (NOW - last).isoformat(),
                "lastChangeAt": None,
                "requests": requests,
                "refused": refusals,
                "failed": failures,
            },
            "refusedCredentials": [
                {"prefix": "nx_scim_1", "reason": "expired", "uses": 1, "lastAt": at} for at in credentials
            ],
        }
    )


def judged(given: Vitals, statuses: list[TokenStatus] = LIVING) -> Diagnosis:
    return diagnosis_of(given, statuses, NOW)


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("given", "statuses", "pulse"),
    [
        (vitals(), [], Pulse.CANNOT_CALL),
        (vitals(last=MINUTE), [TokenStatus.EXPIRED, TokenStatus.REVOKED], Pulse.CANNOT_CALL),
        (vitals(), LIVING, Pulse.WAITING),
        (vitals(last=MINUTE), [TokenStatus.REVOKED, TokenStatus.EXPIRING], Pulse.WELL),
        (vitals(last=QUIET_AFTER), LIVING, Pulse.WELL),
        (vitals(last=QUIET_AFTER + MINUTE), LIVING, Pulse.QUIET),
        (vitals(refused=MINUTE), LIVING, Pulse.REFUSED),
        (vitals(last=2 * MINUTE, refused=MINUTE), LIVING, Pulse.REFUSED),
        (vitals(last=MINUTE, refused=2 * MINUTE), LIVING, Pulse.WELL),
    ],
)
def test_the_pulse_is_what_an_admin_would_say(given: Vitals, statuses: list[TokenStatus], pulse: Pulse) -> None:
    assert judged(given, statuses).pulse is pulse


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((0, 0, 0), "No request in the last 24 hours."),
        ((1204, 0, 0), "None of the 1,204 requests of the last 24 hours."),
        ((1000, 20, 0), "2.0 % of 1,000 in the last 24 hours: 20 refused, which your directory's log explains."),
        (
            (100_000, 1, 2),
            (
                "Less than 0.1 % of 100,000 in the last 24 hours: "
                "1 refused, which your directory's log explains; 2 failed here, which Entra sends again by itself."
            ),
        ),
    ],
)
def test_errors_are_told_in_a_sentence(counts: tuple[int, int, int], sentence: str) -> None:
    assert judged(vitals(counts=counts)).errors == sentence


def progress(users: int, object_ids: int) -> Progress:
    return Progress.model_validate(
        {"users": users, "objectIds": object_ids, "groups": False, "microsoftSignIns": False}
    )


def test_a_step_that_was_done_otherwise_than_advised_is_marked() -> None:
    done = steps_done(judged(vitals(last=MINUTE)), progress(3, 2), signs_in=None)
    assert done[Step.TEST] is Done.YES
    assert done[Step.FIRST_USER] is Done.YES
    assert done[Step.OBJECT_IDS] is Done.WRONG
    assert done[Step.SIGN_IN] is Done.NOT_YET
    assert steps_done(judged(vitals()), progress(3, 3), signs_in=True)[Step.OBJECT_IDS] is Done.YES
    assert steps_done(judged(vitals(refused=MINUTE)), progress(0, 0), signs_in=True)[Step.TEST] is Done.WRONG


@given(st.none() | st.text() | st.sampled_from(list(PRESETS)), st.none() | st.text() | st.dates().map(str))
@settings(max_examples=100)
def test_an_expiry_is_to_come_or_refused(choice: str | None, on: str | None) -> None:
    try:
        expires_at = expiry_of(choice, on, NOW)
    except NotAnExpiry:
        return
    assert expires_at is None or expires_at > NOW
    assert (expires_at is None) == (choice == "never")


def test_an_overlap_is_one_of_those_on_the_page() -> None:
    assert [overlap_of(choice) for choice in OVERLAPS] == [int(choice) for choice in OVERLAPS]
    for choice in (None, "", "-1", "86401"):
        with pytest.raises(NotAnExpiry):
            overlap_of(choice)


_ROWS = st.builds(
    Row,
    name=st.text(min_size=1).filter(lambda name: name.strip() == name),
    type=st.sampled_from(["string", "integer"]),
    description=st.text(),
    multi_valued=st.booleans(),
    required=st.booleans(),
    case_exact=st.booleans(),
    unique=st.booleans(),
)


@given(st.lists(_ROWS, min_size=1, max_size=5))
@settings(max_examples=100)
def test_rows_become_json_and_come_back_as_they_were(rows: list[Row]) -> None:
    form = SchemaForm(urn="urn:x", rows=tuple(rows))
    assert form.as_json().as_rows() == form
    assert form.as_json().input() == form.input()


@given(st.text())
@settings(max_examples=100)
def test_whatever_is_typed_as_json_is_a_definition_or_refused(text: str) -> None:
    with suppress(NotASchema):
        SchemaForm(urn="urn:x", text=text).input()


def test_there_are_never_more_rows_than_fit_the_form_and_never_none() -> None:
    full = SchemaForm(urn="urn:x", rows=(Row(),) * MAX_ROWS)
    assert len(full.with_row().rows) == MAX_ROWS
    assert SchemaForm(urn="urn:x").without_row(0).rows == (Row(),)


def test_the_endpoint_may_have_a_host_of_its_own() -> None:
    assert Settings.model_validate({}).scim_origin == "http://localhost:8000"
    given = Settings.model_validate({"scim_public_url": "https://scim.example.com/"})
    assert given.scim_origin == "https://scim.example.com"
    with pytest.raises(ValueError, match="give a scheme and a host only"):
        Settings.model_validate({"scim_public_url": "https://example.com/scim"})


def test_the_committed_meanings_are_those_of_the_rules(tmp_path: Path) -> None:
    committed = Path(__file__).parents[2] / "web" / "templates" / "dialect_rules.html"
    assert committed.read_text(encoding="utf-8") == dialect_rules(), "run `make generate` and commit what it writes"
    assert main([]) == 2
    assert main([str(tmp_path / "rules.html")]) == 0
    assert (tmp_path / "rules.html").read_text(encoding="utf-8") == dialect_rules()
