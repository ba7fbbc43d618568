"""What every address keeps to: methods, names of requests, digests of bodies, waiting for a position."""

from __future__ import annotations

import base64
import threading
import time
from hashlib import sha256

import pytest

from api import problems, waiting
from ledger import read
from ledger.submit import packets
from tests.api.asking import Asked

DOCUMENT = "/v1/documents/" + "a" * 64


def test_every_method_that_an_address_takes_is_named(read_only: Asked) -> None:
    """Also those of a second function at the same address; HEAD goes where GET goes."""
    allowed = {
        "/v1/units": "GET, HEAD, OPTIONS",
        "/v1/acts": "OPTIONS, POST",
        "/v1/intake": "GET, HEAD, OPTIONS, POST",
        DOCUMENT: "GET, HEAD, OPTIONS, PUT",
    }
    for path, methods in allowed.items():
        assert read_only.client.options(path).headers["allow"] == methods
        assert read_only.client.options(path).status_code == 204
        refused = read_only.client.delete(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    assert read_only.client.options("/v1/nothing").status_code == 404


def test_a_problem_names_its_request_and_an_answer_that_may_be_kept_does_not(asked: Asked) -> None:
    """In the document and in a header, another each time; what is sent has one too."""
    first = asked.client.get("/v1/units/ps-404")
    assert first.json()["request_id"] == first.headers["request-id"]
    assert asked.client.get("/v1/units/ps-404").headers["request-id"] != first.headers["request-id"]
    assert "request-id" not in asked.client.get("/v1/units/ps-1").headers
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    assert asked.post(body, 201).headers["request-id"]


def test_every_body_comes_with_its_digest(asked: Asked) -> None:
    """What is read, what is sent, what is refused, and what is wrong."""
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    answers = [asked.post(body, 201), asked.post(body, 200)]
    answers += [asked.client.get(path) for path in ("/v1/units", "/nothing", "/v1/bundles/3")]
    answers.append(asked.client.get("/v1/bundles/latest"))
    for answer in answers:
        digest = base64.b64encode(sha256(answer.content).digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:", answer.request.url


def test_what_is_wrong_in_an_act_is_pointed_at(asked: Asked) -> None:
    """A JSON pointer into the packet (RFC 6901); what is wrong with an address has none."""
    body = packets.format(asked.commission.moved("opened", "ps-404"))
    (error,) = asked.refused(body, "unknown_unit", 422)["errors"]
    told = asked.client.get("/v1/units?limit=0").json()["errors"][0]
    assert error["pointer"].startswith("/act/events/0/fields") and told["pointer"] is None
    assert problems.pointer("signatures[2].key") == "/signatures/2/key"
    assert problems.pointer("") is None and problems.pointer("header Content-Type") is None


def test_who_has_a_receipt_reads_what_he_wrote(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A position that is there costs nothing; one that comes is waited for; one that does not is said."""
    people = asked.commission
    known = asked.client.get("/v1/units/ps-1").json()["position"]
    assert asked.get(f"/v1/units/ps-1?min_position={known}").json()["position"] == known

    def later() -> None:
        time.sleep(0.4)
        people.record(people.moved("opened", "ps-1"))

    thread = threading.Thread(target=later)
    thread.start()
    told = asked.get(f"/v1/units/ps-1?min_position={known + 1}").json()
    thread.join()
    assert told["position"] == known + 1 and "min_position" not in told["url"]
    monkeypatch.setattr(waiting, "SECONDS_MAX", 0.2)
    for path in ("/v1/units/ps-1", "/v1/units", "/v1/changes", "/v1/entries/1"):
        behind = asked.get(f"{path}?min_position={known + 2}", 503)
        assert behind.json()["code"] == "projection_behind" and behind.headers["retry-after"]
    asked.problem("/v1/units?min_position=x", "bad_parameter")
    asked.problem("/?min_position=1", "unknown_parameter")


def test_who_waits_takes_no_thread_from_others(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More wait than there are threads, and a reader is answered all the same, at once."""
    monkeypatch.setattr(waiting, "SECONDS_MAX", 3.0)
    waits = [
        threading.Thread(target=asked.client.get, args=("/v1/units?min_position=9999",))
        for _ in range(40)
    ]
    for each in waits:
        each.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert asked.client.get("/v1/runs").status_code == 200
    assert time.monotonic() - began < 2.0
    for each in waits:
        each.join()


def test_parts_of_a_bundle(asked: Asked) -> None:
    """One part is given; what is no range is passed over; beyond the end is a problem with the length."""
    path = f"/v1/bundles/{read.size(asked.commission.ledger)}"
    whole = asked.client.get(path).content
    for named, part in {
        "bytes=0-9": whole[:10],
        "bytes=-5": whole[-5:],
        "bytes=9-": whole[9:],
    }.items():
        answer = asked.client.get(path, headers={"Range": named})
        assert (answer.status_code, answer.content) == (206, part), named
    for named in ("bytes=abc", "lines=0-1", "bytes=5-1", "bytes=-", "bytes=0-1,5-6", "bytes", ""):
        answer = asked.client.get(path, headers={"Range": named})
        assert (answer.status_code, answer.content) == (200, whole), named
    for named in (f"bytes={len(whole)}-", "bytes=-0", "bytes=999999999999999-"):
        beyond = asked.get(path, 416, headers={"Range": named})
        assert beyond.json()["code"] == "range_not_satisfiable"
        assert beyond.headers["content-range"] == f"bytes */{len(whole)}"
