import io
import json
import logging
from collections.abc import Iterator

import pytest

from narthex.logs import configure_logging, without_secrets
from narthex.settings import Settings

TOKEN = "nx_scim_01a20c3af98777b1ba39e89198408684_Mpc9h4sFlaq39L8bIeMmwXQ93inbp8Kepu9XEzBnJ6Y"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield logging.getLogger("a_service")
    root.handlers[:] = handlers
    root.setLevel(level)


def configured(**settings: str) -> io.StringIO:
    stream = io.StringIO()
    configure_logging(Settings.model_validate(settings), stream)
    return stream


def test_each_line_is_one_json_object_with_what_its_author_added(log: logging.Logger) -> None:
    stream = configured(log_format="json")
    log.info("GET %s", "/Users", extra={"request_id": "r1", "status": 200})
    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "logger": "a_service", "message": "GET /Users", "request_id": "r1", "status": 200}


def test_an_exception_stays_inside_its_line(log: logging.Logger) -> None:
    stream = configured(log_format="json")
    log.error("It broke.", exc_info=ValueError("first\nsecond"))
    (line,) = stream.getvalue().splitlines()
    assert "ValueError: first\nsecond" in json.loads(line)["exception"]


def test_text_is_for_people(log: logging.Logger) -> None:
    stream = configured(log_format="text")
    log.warning("slow", extra={"duration_ms": 900, "connection": None})
    assert stream.getvalue()[8:] == " warning a_service  slow  duration_ms=900\n"


def test_what_a_client_sent_forges_no_line_and_steers_no_terminal(log: logging.Logger) -> None:
    stream = configured(log_format="text")
    log.info("GET", extra={"connection": "é\n12:00:00 info    forged\x1b[31m\x9b"})
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("connection=é\\n12:00:00 info    forged\\x1b[31m\\x9b")


def test_auto_is_json_where_nobody_looks(log: logging.Logger) -> None:
    stream = configured(log_format="auto")
    log.error("x")
    assert json.loads(stream.getvalue())["level"] == "error"


def test_lines_below_the_level_are_left_out(log: logging.Logger) -> None:
    stream = configured(log_level="warning")
    log.info("x")
    assert stream.getvalue() == ""


def test_a_library_of_ours_says_nothing_of_what_a_service_tells_in_its_own_line(log: logging.Logger) -> None:
    stream = configured(log_level="info")
    for library in ("httpx2", "uvicorn.error", "alembic.runtime.migration"):
        logging.getLogger(library).info("HTTP Request: POST https://login.microsoftonline.com/organizations/…")
    assert stream.getvalue() == ""
    log.info("GET /sign-in/microsoft/callback 303")
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_token_and_no_password_reaches_the_log(log: logging.Logger, log_format: str) -> None:
    stream = configured(log_format=log_format)
    log.info("Bearer %s at %s", TOKEN, "postgresql://me:hunter2@host/db", extra={"presented": TOKEN})
    assert "Mpc9h4sF" not in stream.getvalue()
    assert "hunter2" not in stream.getvalue()
    assert "nx_scim_01a20c3a…" in stream.getvalue()


def test_addresses_without_a_password_stay_as_they_are() -> None:
    text = "http://127.0.0.1:8000/scim and ada@contoso.example"
    assert without_secrets(text) == text
