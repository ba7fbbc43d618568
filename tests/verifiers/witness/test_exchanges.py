"""The exchanges that another witness's tests hold, and each refusal that the protocol names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import FOLDER
from tests.verifiers.witness.logs import FORKS, MAIN, ORIGIN, Branch, Clock, Place, log_vkey, vkey
from verifiers import cosignature, note
from verifiers.desk import witness_request
from verifiers.merkle import EMPTY_ROOT

RECORDED: dict[str, Any] = json.loads(
    (FOLDER / "torchwood/add_checkpoint_exchanges.json").read_text("utf-8")
)
BY_SPECIFICATION = [200, 403, 404, 422, 422, 200, 409, 200, 409]
"""c2sp.org/tlog-witness; the program that they were recorded from answers 403 to the third."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A new witness that knows the log."""
    place = Place(tmp_path / "witness", tmp_path / "witness.mark")
    place.make()
    return place


def test_the_nine_exchanges_of_another_witness(tmp_path: Path) -> None:
    """In their order; where it says a size, that size."""
    place = Place(tmp_path / "witness", tmp_path / "witness.mark")
    place.make()
    origin = RECORDED["log_origin"]
    place.state().add_log(origin, [RECORDED["log_vkey"]], [])
    witness = place.witness()
    statuses = []
    for exchange in RECORDED["exchanges"]:
        answer = witness.add_checkpoint(exchange["body"].encode())
        statuses.append(answer.status)
        if exchange["assert_body"].startswith("=="):
            assert (answer.body, answer.type) == (
                json.loads(exchange["assert_body"][3:]),
                "text/x.tlog.size",
            )
        if answer.status == 200:
            signed = exchange["body"].encode().partition(b"\n\n")[2] + answer.body.encode()
            assert note.signers(note.parse(signed), [vkey(witness)]) == [vkey(witness)]
    assert statuses == BY_SPECIFICATION
    theirs = [exchange["status_litewitness_v0_5_0"] for exchange in RECORDED["exchanges"]]
    assert [a for a, b in zip(statuses, theirs, strict=True) if a != b] == [404]


def test_what_was_cosigned_can_be_read(place: Place) -> None:
    """At the hash of the origin: the log's signature and ours, and nobody else's."""
    witness = place.witness()
    where = hashlib.sha256(ORIGIN.encode()).hexdigest()
    assert witness.read(where).status == 404
    other = Branch().checkpoint(5, "other.example").partition(b"\n\n")[2]
    first = witness.add_checkpoint(MAIN.request(0, 5) + other)
    read = witness.read(where)
    assert (first.status, read.status) == (200, 200)
    assert read.body == MAIN.checkpoint(5).decode() + first.body
    parsed = note.parse(read.body.encode())
    keys = [note.parse_vkey(log_vkey()), vkey(witness)]
    assert note.signers(parsed, keys) == keys
    assert witness.read(where[:-1] + "x").status == 404


def test_each_refusal(place: Place) -> None:
    """Its status, in the order in which they are looked for."""
    witness = place.witness()
    fork = FORKS[0]
    assert witness.add_checkpoint(MAIN.request(0, 5)).status == 200
    unsigned = MAIN.request(5, 6).replace(b"\xe2\x80\x94 kqz", b"\xe2\x80\x94 xqz")
    unknown = b"old 0\n\n" + MAIN.checkpoint(5, "other.example")
    cases = [
        (b"old 05\n\n" + MAIN.checkpoint(5), 400),
        (unknown, 404),
        (unsigned, 403),
        (b"old 6\n\n" + MAIN.checkpoint(5), 400),
        (MAIN.request(4, 6), 409),
        (fork.request(5, 6), 422),
        (b"old 5\n\n" + fork.checkpoint(5), 422),
        (MAIN.request(5, 6).replace(b"old 5\n", b"old 5\n" + b"A" * 43 + b"=\n"), 422),
        (MAIN.request(5, 5), 200),
        (MAIN.request(5, 6), 200),
    ]
    assert [witness.add_checkpoint(body).status for body, _ in cases] == [s for _, s in cases]


def test_the_empty_tree(place: Place) -> None:
    """It has one root; everything extends it, and no proof is given for that."""
    witness = place.witness()
    empty = b"old 0\n\n" + MAIN.checkpoint(0)
    assert witness.add_checkpoint(empty).status == 200
    padded = MAIN.request(0, 2).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n")
    assert witness.add_checkpoint(padded).status == 422
    assert witness.add_checkpoint(MAIN.request(0, 2)).status == 200
    assert MAIN.root(0) == EMPTY_ROOT


def test_asking_again_makes_the_time_new_and_it_never_goes_back(place: Place) -> None:
    """The same tree, later; a clock that went back signs nothing."""
    witness = place.witness()
    times = []
    for _ in range(3):
        old = witness.state.held(ORIGIN).size
        line = note.parse(
            MAIN.checkpoint(5) + witness.add_checkpoint(MAIN.request(old, 5)).body.encode()
        ).lines[1]
        times.append(cosignature.time_of(line[2]))
    assert times == sorted(set(times))
    late = place.witness(clock=Clock())
    assert late.add_checkpoint(MAIN.request(5, 5)).status == 503


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old\n\n",
        b"old 1\n",
        b"old -1\n\n",
        b"old 9223372036854775808\n\n",
        b"OLD 1\n\n",
        b"old 1 \n\n",
        b"old 1\r\n\r\n",
        b"old 1\nAAAA\n\n",
        b"old 1\n" + b"A" * 42 + b"B=\n\n",
        b"old 1\n" + (b"A" * 43 + b"=\n") * 64 + b"\n",
    ],
    ids=range(11),
)
def test_what_cannot_be_read_is_refused(place: Place, body: bytes) -> None:
    """With 400, whatever follows."""
    assert place.witness().add_checkpoint(body + MAIN.checkpoint(5)).status == 400


def test_a_request_is_bounded_and_has_no_extension_lines() -> None:
    """More bytes than any checkpoint has, and text after the root."""
    signed = MAIN.checkpoint(5)
    long = b"old 0\n\n" + signed + signed.split(b"\n\n")[1] * 9_000
    more = b"old 0\n\n" + signed.replace(b"\n\n", b"\nmore\n\n")
    for body in (
        long,
        more,
        b"old 0\n\nno note at all",
        b"old 0\n\n\xff\n\n\xe2\x80\x94 a AAAAAAAA\n",
    ):
        with pytest.raises(witness_request.Refused) as refused:
            witness_request.parse(body)
        assert refused.value.answer.status == 400


def test_every_byte_of_a_request_matters(place: Place) -> None:
    """A byte that is another or missing, anywhere: no cosignature, and nothing is remembered."""
    witness = place.witness()
    assert witness.add_checkpoint(MAIN.request(0, 5)).status == 200
    body = MAIN.request(5, 12)
    held = witness.state.held(ORIGIN)
    for at in range(0, len(body), 3):
        for changed in (
            body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :],
            body[:at] + body[at + 1 :],
            body[:at],
        ):
            assert witness.add_checkpoint(changed).status != 200, changed
    assert witness.state.held(ORIGIN) == held
