"""Logs are lines of JSON, and hold no secret: a server is used, hurt and searched."""

from __future__ import annotations

import json
import logging
import sys

from sqlalchemy import create_engine

from ledger.commands import logs

SECRETS = ("hush-hush", "correct horse battery", "MC4CAQAwBQYDK2VwBCIEI" + "A" * 60)


def _line(text: str, *, error: BaseException | None = None, **more: object) -> dict[str, object]:
    info = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("api", logging.ERROR, "x.py", 1, text, None, info)
    record.__dict__.update(more)
    written = logs.Lines().format(record)
    assert "\n" not in written
    told: dict[str, object] = json.loads(written)
    return told


def test_a_line_is_one_document() -> None:
    """When, how grave, who says it, and either a message or members of its own."""
    told = _line("two\nlines")
    assert set(told) == {"at", "level", "logger", "message"} and told["level"] == "error"
    own = _line("request", told={"event": "request", "status": 200})
    assert own["event"] == "request" and own["status"] == 200 and "message" not in own


def test_secrets_are_taken_out() -> None:
    """Passwords in addresses and settings, and whatever is long enough to be a key or signature."""
    password, passphrase, key = SECRETS
    text = f"postgresql://eal:{password}@db/x passphrase={password} {key}"
    written = json.dumps(_line(text))
    assert "postgresql://eal:***@db/x" in written
    assert not any(secret in written for secret in (password, passphrase, key))


def test_a_fault_tells_where_and_not_what_it_met() -> None:
    """The parameters of a statement stand in an error of the database, and not in the log."""
    try:
        with create_engine("sqlite://").connect() as connection:
            connection.exec_driver_sql("SELECT ? FROM nowhere", (SECRETS[1],))
    except Exception:
        error = sys.exc_info()[1]
    assert error is not None and SECRETS[1] in str(error)
    told = _line("a request failed", error=error)
    written = json.dumps(told)
    assert SECRETS[1] not in written and "SELECT" not in written
    assert "OperationalError" in written and "test_logs.py" in written
