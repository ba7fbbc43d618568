"""Whatever is sent, the answer is a problem with a stable code: never a 500, never a traceback."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import bodies
from ledger import limits, read
from ledger.store.head_record import HeadRecord
from ledger.submit import packets
from tests.api.asking import Asked

SECONDS_MAX = 10
GOOD = b'{"act":{"a":1},"signatures":[]}'

BODIES = {
    "nothing": (b"", "not_json"),
    "an empty array": (b"[]", "bad_batch"),
    "a number": (b"1", "not_an_object"),
    "two documents": (GOOD + GOOD, "not_json"),
    "a comment": (b'{"act":{}/**/,"signatures":[]}', "not_json"),
    "duplicate keys": (b'{"act":{"a":1,"a":2},"signatures":[]}', "duplicate_key"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, "not_utf8"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "not_utf8"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-be"), "not_json"),
    "not UTF-8": (b'{"act":{"a":"\xff"},"signatures":[]}', "not_utf8"),
    "four hundred digits": (
        b'{"act":{"a":' + b"9" * 400 + b'},"signatures":[]}',
        "number_out_of_range",
    ),
    "2^53": (b'{"act":{"a":9007199254740992},"signatures":[]}', "number_out_of_range"),
    "a float": (b'{"act":{"a":1.0},"signatures":[]}', "number_not_integer"),
    "an exponent": (b'{"act":{"a":1e400},"signatures":[]}', "number_not_integer"),
    "minus zero": (b'{"act":{"a":-0},"signatures":[]}', "number_not_integer"),
    "NaN": (b'{"act":{"a":NaN},"signatures":[]}', "not_json"),
    "Infinity": (b'{"act":{"a":-Infinity},"signatures":[]}', "not_json"),
    "a thousand deep": (
        b'{"act":' + b'{"a":' * 1000 + b"1" + b"}" * 1000 + b',"signatures":[]}',
        "too_deep",
    ),
    "a lone surrogate": (b'{"act":{"a":"\\ud800"},"signatures":[]}', "text_not_allowed"),
    "a lone surrogate in bytes": (b'{"act":{"a":"\xed\xa0\x80"},"signatures":[]}', "not_utf8"),
    "a needless escape": (b'{"act":{"a":"\\u0061"},"signatures":[]}', "not_canonical"),
    "white space": (b'{"act": {"a":1},"signatures":[]}', "not_canonical"),
    "unsorted keys": (b'{"signatures":[],"act":{"a":1}}', "not_canonical"),
    "text that is turned around": (
        '{"act":{"a":"x\u202ey"},"signatures":[]}'.encode(),
        "text_not_allowed",
    ),
    "text that is not normalised": (
        '{"act":{"a":"e\u0301"},"signatures":[]}'.encode(),
        "text_not_nfc",
    ),
    "a key that is no name": (b'{"act":{"A-1":1},"signatures":[]}', "bad_key"),
    "an unknown member": (b'{"act":{"a":1},"also":1,"signatures":[]}', "unknown_member"),
    "no act": (b'{"signatures":[]}', "missing_member"),
    "an act that is text": (b'{"act":"x","signatures":[]}', "bad_member"),
    "signatures that are text": (b'{"act":{"a":1},"signatures":"x"}', "bad_member"),
}

ADDRESSES = {
    "a negative index": ("/v1/entries/-1", "bad_parameter", 400),
    "an index beyond the log": ("/v1/entries/99999999", "not_in_log", 404),
    "an index beyond any database": ("/v1/entries/999999999999999", "not_in_log", 404),
    "four hundred digits": ("/v1/entries/" + "9" * 400, "bad_parameter", 400),
    "an index in other digits": ("/v1/entries/%D9%A1", "bad_parameter", 400),
    "an index with leading zeros": ("/v1/entries/01", "bad_parameter", 400),
    "a fraction": ("/v1/entries/1.0", "bad_parameter", 400),
    "an unknown parameter": ("/v1/units/ps-1?municipality=m-1", "unknown_parameter", 400),
    "a parameter where none is": ("/v1/entries/1?size=3", "unknown_parameter", 400),
    "a parameter of the service": ("/?verbose", "unknown_parameter", 400),
    "a parameter twice": ("/v1/units/ps-1?as_of=3&as_of=4", "repeated_parameter", 400),
    "an empty parameter": ("/v1/units/ps-1?as_of=", "bad_parameter", 400),
    "no position": ("/v1/units/ps-1?as_of=0", "not_in_log", 404),
    "a position beyond the log": ("/v1/units/ps-1?as_of=99999", "not_in_log", 404),
    "a time with an offset": (
        "/v1/units/ps-1?as_of=2013-11-03T12:00%2B01:00",
        "bad_parameter",
        400,
    ),
    "a day that is none": ("/v1/units/ps-1?in_force_on=2013-02-30", "bad_parameter", 400),
    "a day and a half": ("/v1/units/ps-1?in_force_on=2013-11-03T12", "bad_parameter", 400),
    "the last day there is": ("/v1/units/ps-1?as_of=9999-12-31", "bad_parameter", 400),
    "a day to come": ("/v1/units/ps-1?as_of=2113-11-03", "as_of_in_future", 400),
    "an instant to come": (
        "/v1/open-items?as_of=2113-11-03T00:00:00.000000Z",
        "as_of_in_future",
        400,
    ),
    "a size that is none": ("/v1/entries/1/proof?size=-1", "bad_parameter", 400),
    "a size of zero": ("/v1/entries/1/proof?size=0", "not_in_log", 404),
    "a limit that is none": ("/v1/units?limit=0", "bad_parameter", 400),
    "a limit beyond the limit": ("/v1/units?limit=1001", "bad_parameter", 400),
    "a cursor that nobody gave": ("/v1/open-items?after=vote/run:none", "bad_parameter", 400),
    "a cursor with a NUL": ("/v1/bodies?after=a%00", "bad_parameter", 400),
    "a parent with a NUL": ("/v1/contests?parent=election:a%00", "bad_parameter", 400),
    "a kind without an id": ("/v1/contests?parent=election", "bad_parameter", 400),
    "a status in capitals": ("/v1/consignments?status=LOST", "bad_parameter", 400),
    "entries beyond the log": ("/v1/entries?after=99999", "position_not_reached", 503),
    "no unit of polls": ("/v1/polls", "missing_parameter", 400),
    "a poll that is not": ("/v1/polls/mayor/ps-1/run-404", "not_in_log", 404),
    "a decision that is none": ("/v1/decisions/act-404", "not_in_log", 404),
    "a bundle of no size": ("/v1/bundles/0", "not_in_log", 404),
    "a checkpoint of no size": ("/v1/checkpoints/999", "not_in_log", 404),
    "a key in another spelling": ("/v1/keys/a%2Fb", "no_such_address", 404),
    "an unknown unit": ("/v1/units/ps-404", "not_in_log", 404),
    "a look-alike id": ("/v1/units/p%D1%95-1", "bad_parameter", 400),
    "a NUL": ("/v1/units/ps-1%00", "bad_parameter", 400),
    "a surrogate": ("/v1/units/%ED%A0%80", "bad_parameter", 400),
    "a way out": ("/v1/units/..%2f..%2fetc", "no_such_address", 404),
    "an address that is none": ("/v1/polling-stations", "no_such_address", 404),
    "a slash too many": ("/v1/open-items/", "no_such_address", 404),
    "another version": ("/v2/entries/1", "no_such_address", 404),
    "pages with scripts": ("/docs", "no_such_address", 404),
}


@pytest.mark.parametrize("body, code", BODIES.values(), ids=BODIES)
def test_a_malformed_body_is_refused(read_only: Asked, body: bytes, code: str) -> None:
    """400 with the code of the strict reader, and nothing is recorded."""
    before = read.size(read_only.commission.ledger)
    told = read_only.refused(body, code)
    assert told["refusal"] is None
    assert read.size(read_only.commission.ledger) == before


@pytest.mark.parametrize("path, code, status", ADDRESSES.values(), ids=ADDRESSES)
def test_a_wrong_address_is_refused(read_only: Asked, path: str, code: str, status: int) -> None:
    """A parameter that cannot be meant is an error, never ignored."""
    read_only.problem(path, code, status)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_another_kind_of_document_is_refused(read_only: Asked, headers: dict[str, str]) -> None:
    """415, before the body is read."""
    answer = read_only.ask("POST", "/v1/acts", 415, content=GOOD, headers=headers)
    assert answer.json()["code"] == "wrong_content_type"


def test_a_body_that_is_too_large_is_not_read(read_only: Asked) -> None:
    """413 by the length that is declared, and without one as soon as the bound is passed."""
    read_only.refused(b"x" * (limits.ENTRY_BYTES_MAX + 1), "too_large", 413)
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        for _ in range(1_000):
            given += 4_096
            yield b"x" * 4_096

    answer = read_only.post(endless(), 413)  # type: ignore[arg-type]
    assert answer.json()["code"] == "too_large"
    assert answer.headers["connection"] == "close"


def test_a_body_that_never_ends_is_not_waited_for(
    read_only: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """408 after thirty seconds (here: at once), so that a slow client holds no place."""
    monkeypatch.setattr(bodies, "BODY_SECONDS_MAX", 0.01)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(SECONDS_MAX)
        raise AssertionError("it was waited for")

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/acts",
        "headers": headers,
    }
    scope |= {"query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1"}

    async def serve() -> None:
        await read_only.client.app(scope, receive, send)

    asyncio.run(serve())
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "body_too_slow"


def test_a_deep_body_costs_nothing(read_only: Asked) -> None:
    """Sixty thousand brackets are refused before any parser recurses."""
    began = time.perf_counter()
    read_only.refused(b'{"act":' + b"[" * 60_000, "too_deep")
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "method, path",
    [
        ("DELETE", "/v1/entries/1"),
        ("PUT", "/v1/acts"),
        ("POST", "/v1/units/ps-1"),
        ("GET", "/v1/acts"),
    ],
)
def test_what_cannot_be_done_is_said(read_only: Asked, method: str, path: str) -> None:
    """405 with the methods that are allowed: nothing recorded can be changed."""
    answer = read_only.ask(method, path, 405)
    assert answer.json()["code"] == "method_not_allowed"
    assert answer.headers["allow"]


def test_a_stopped_ledger_says_why_and_is_still_read(asked: Asked) -> None:
    """503 with the code of what stopped it; reading goes on."""
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    asked.commission.ledger.clock = lambda: "1999-01-01T00:00:00.000000Z"
    told = asked.refused(body, "clock_did_not_progress", 503)
    assert told["type"] == "/problems/clock_did_not_progress"
    asked.get("/v1/units/ps-1")


def test_a_stranger_learns_no_path_of_the_server(asked: Asked, tmp_path: Path) -> None:
    """What stopped the ledger is named by its code; the rest is for the operator."""
    asked.commission.ledger.head_record = HeadRecord(tmp_path / "gone.json")
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    answer = asked.post(body, 503)
    assert answer.json()["code"] == "head_record_missing"
    assert "gone.json" not in answer.text


def test_a_server_without_the_keys_only_reads(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so in the service document, and refuses acts before looking at them; that is no alarm."""
    asked.commission.ledger.log_key = None
    assert asked.get("/").json()["accepts_acts"] is False
    asked.refused(GOOD, "reading_only", 503)
    assert [line for line in caplog.records if line.levelno >= logging.WARNING] == []


def test_a_fault_of_the_program_is_a_problem_too(asked: Asked) -> None:
    """503 without its cause, which stands in the server's log."""
    asked.commission.ledger.clock = lambda: 1 // 0  # type: ignore[assignment, return-value]
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    answer = asked.post(body, 503)
    assert answer.json()["code"] == "unavailable"
    assert answer.headers["retry-after"]
    assert "ZeroDivision" not in answer.text
