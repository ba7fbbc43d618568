"""What answers of witnesses mean: a table of all cases, and who is enough to know more than we do."""

from __future__ import annotations

from itertools import combinations

import pytest

from ledger.chain import checkpoint, cosignature, note, policy, witnessing
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.cosignature import Cosigner
from ledger.chain.keys import PrivateKey
from ledger.chain.note import Line, SignerKey
from ledger.chain.witnessing import Asked, Judged, Reply, judge_witness_answer

ORIGIN = "kqz.example/2013"
LOG = SignerKey(ORIGIN, PrivateKey.from_seed(b"l" * 32))
W, OTHER = (
    Cosigner(f"{x}.example", PrivateKey.from_seed(x.encode() * 32), 1_700_000_000) for x in "wo"
)
STATED = Checkpoint(ORIGIN, 5, bytes(32))
TEXT = checkpoint.format(STATED)
ASKED = Asked(key=W.verifier, text=TEXT, size=5, old_size=3)


def line(by: Cosigner, text: str = TEXT) -> bytes:
    """A signature line."""
    made = Line(by.name, by.key_id, by.sign(text.encode()))
    return note.format(text, [made]).rpartition(b"\n\n")[2]


def size(status: int, body: bytes, type: str = witnessing.SIZE_TYPE) -> Reply:
    """An answer that states a size."""
    return Reply(status, type, body)


FORGED = line(W, checkpoint.format(Checkpoint(ORIGIN, 6, bytes(32))))
CASES: list[tuple[Reply | None, str, int]] = [
    (None, "unavailable", 0),
    (Reply(200, "text/plain", line(W)), "cosigned", 0),
    (Reply(200, "text/plain", line(OTHER) + line(W)), "cosigned", 0),
    (Reply(200, "text/plain", line(OTHER)), "unavailable", 0),
    (Reply(200, "text/plain", FORGED), "unavailable", 0),
    (Reply(200, "text/plain", line(W) + FORGED), "unavailable", 0),
    (Reply(200, "text/plain", b""), "unavailable", 0),
    (Reply(200, "text/plain", b"\xff"), "unavailable", 0),
    (Reply(200, "text/plain", b"thank you\n"), "unavailable", 0),
    (Reply(400, "text/plain", b"what?"), "unavailable", 0),
    (Reply(403, "text/plain", b""), "unavailable", 0),
    (Reply(404, "text/plain", b""), "unavailable", 0),
    (size(409, b"0\n"), "retry", 0),
    (size(409, b"4\n"), "retry", 4),
    (size(409, b"5\n"), "retry", 5),
    (size(409, b"3\n"), "alarm", 0),
    (size(409, b"6\n"), "alarm", 0),
    (size(409, b"9223372036854775807\n"), "alarm", 0),
    (size(409, b"9223372036854775808\n"), "alarm", 0),
    (size(409, b"05\n"), "alarm", 0),
    (size(409, b"4"), "alarm", 0),
    (size(409, b"4\n", "text/plain"), "alarm", 0),
    (Reply(422, "text/plain", b"not consistent"), "alarm", 0),
    (Reply(200 + 1, "text/plain", line(W)), "unavailable", 0),
    (Reply(301, "text/plain", b""), "unavailable", 0),
    (Reply(429, "text/plain", b""), "unavailable", 0),
    (Reply(500, "text/plain", b""), "unavailable", 0),
    (Reply(503, "text/plain", b""), "unavailable", 0),
]


@pytest.mark.parametrize("reply, kind, old_size", CASES, ids=range(len(CASES)))
def test_each_answer(reply: Reply | None, kind: str, old_size: int) -> None:
    """No answer of any kind stops us; only a cosignature that verifies counts."""
    judged = judge_witness_answer(reply, ASKED)
    assert (judged.kind, judged.old_size) == (kind, old_size)
    assert bool(judged.lines) == (kind == "cosigned")
    assert judged.why or kind == "cosigned"
    assert judged == judge_witness_answer(reply, ASKED) and isinstance(judged, Judged)


def test_only_our_signature_proves() -> None:
    """A checkpoint of the log is one whatever else is on it; anybody else's is nothing."""
    keys = [LogKey(LOG.verifier)]
    signed = checkpoint.sign(Checkpoint(ORIGIN, 9, bytes(32)), [LOG])
    assert witnessing.proven(signed, keys) == Checkpoint(ORIGIN, 9, bytes(32))
    stranger = SignerKey(ORIGIN, PrivateKey.from_seed(b"s" * 32))
    for data in (
        b"",
        b"x",
        checkpoint.sign(STATED, [stranger]),
        signed.replace(b"\n9\n", b"\n8\n"),
    ):
        assert witnessing.proven(data, keys) is None


def test_a_request_is_what_the_protocol_says() -> None:
    """Old size, proof, an empty line, the note."""
    body = witnessing.request(3, [bytes(32), b"\1" * 32], b"note")
    assert body == (
        b"old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
        b"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n\nnote"
    )
    assert witnessing.request(0, [], b"note") == b"old 0\n\nnote"


def test_how_many_must_have_answered() -> None:
    """Flat k of n: n - k + 1, for every k and n up to five, whoever they are."""
    for n in range(1, 6):
        keys = [
            Cosigner(f"w{i}", PrivateKey.from_seed(bytes([i + 1] * 32)), 1).verifier
            for i in range(n)
        ]
        text = "".join(
            f"witness {i} {cosignature.format_vkey(key)}\n" for i, key in enumerate(keys)
        )
        for k in range(1, n + 1):
            members = " ".join(map(str, range(n)))
            one = policy.parse(f"{text}group g {k} {members}\nquorum g\n".encode())
            for count in range(n + 1):
                for answered in combinations(keys, count):
                    silent = [key for key in keys if key not in answered]
                    assert witnessing.may_know_more([one], silent) == (count < n - k + 1)
    nobody = policy.parse(f"{text}quorum none\n".encode())
    assert not witnessing.may_know_more([nobody], keys)
    assert witnessing.may_know_more([nobody, one], keys)
