"""Proofs in files of their own: read as they are written, and checked whole."""

from __future__ import annotations

import pytest

from ledger.chain import checkpoint, cosignature, keys, merkle, policy, tlog_proof
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.cosignature import Cosigner
from ledger.chain.tlog_proof import TlogProof
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.test_merkle import Store

ENTRIES = [b"entry %d" % number for number in range(11)]
STORE = Store([merkle.leaf_hash(entry) for entry in ENTRIES])
WITNESS = Cosigner("w.example", examples.STRANGER, 1_700_000_000)


def proof_of(index: int, size: int = 11, *, by: tuple[Cosigner, ...] = ()) -> TlogProof:
    """The proof that an entry is in the log of a size."""
    stated = Checkpoint(examples.ORIGIN, size, merkle.root_at(size, STORE.subtree))
    return TlogProof(
        index=index,
        inclusion=tuple(merkle.prove_inclusion(index, size, STORE.subtree)),
        checkpoint=checkpoint.sign(stated, [examples.LOG, *by]),
    )


@pytest.mark.parametrize("size", [1, 2, 7, 11])
def test_every_entry_is_proven(size: int) -> None:
    """In a file that is read as it is written."""
    for index in range(size):
        proof = proof_of(index, size)
        data = tlog_proof.format(proof)
        assert tlog_proof.parse(data) == proof
        covered = tlog_proof.check(proof, ENTRIES[index], log_keys=[examples.LOG_KEY])
        assert covered.size == size


def test_the_file_reads_as_the_specification_shows_it() -> None:
    """An empty line after the index where there are no hashes; extra data before it."""
    first, rest = tlog_proof.format(proof_of(0, 1)).split(b"\n\n", 1)
    assert first == b"c2sp.org/tlog-proof@v1\nindex 0"
    assert rest == proof_of(0, 1).checkpoint
    whole = TlogProof(index=0, inclusion=(), checkpoint=rest, extra=b"abc")
    data = tlog_proof.format(whole)
    assert data.startswith(b"c2sp.org/tlog-proof@v1\nextra YWJj\nindex 0\n\n")
    assert tlog_proof.parse(data) == whole


def code_of(proof: TlogProof, entry: bytes, **named: object) -> str:
    """The code with which a proof is refused."""
    with pytest.raises(Malformed) as caught:
        tlog_proof.check(proof, entry, **({"log_keys": [examples.LOG_KEY]} | named))  # type: ignore[arg-type]
    return caught.value.code


def test_what_does_not_lead_to_the_checkpoint_is_refused() -> None:
    """Another entry, another place, another key."""
    proof = proof_of(3)
    assert code_of(proof, ENTRIES[4]) == "tlog_proof_contradicts"
    moved = TlogProof(index=2, inclusion=proof.inclusion, checkpoint=proof.checkpoint)
    assert code_of(moved, ENTRIES[3]) == "tlog_proof_contradicts"
    ahead = TlogProof(index=11, inclusion=proof.inclusion, checkpoint=proof.checkpoint)
    assert code_of(ahead, ENTRIES[3]) == "tlog_proof_contradicts"
    assert code_of(proof, ENTRIES[3], log_keys=[]) == "note_unsigned"
    late = [LogKey(examples.LOG.verifier, 12)]
    assert code_of(proof, ENTRIES[3], log_keys=late) == "log_key_out_of_range"


def test_a_policy_is_met_by_cosignatures_only() -> None:
    """And not by others."""
    vkey = cosignature.format_vkey(WITNESS.verifier)
    required = policy.parse(f"witness W {vkey}\nquorum W\n".encode())
    assert code_of(proof_of(3), ENTRIES[3], policy=required) == "quorum_not_met"
    stranger = Cosigner("w.example", keys.PrivateKey.from_seed(bytes(32)), 1_700_000_000)
    assert code_of(proof_of(3, by=(stranger,)), ENTRIES[3], policy=required) == "quorum_not_met"
    met = proof_of(3, by=(WITNESS,))
    tlog_proof.check(met, ENTRIES[3], log_keys=[examples.LOG_KEY], policy=required)


GOOD = tlog_proof.format(proof_of(3))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD.replace(b"@v1", b"@v2"),
        GOOD.replace(b"index 3", b"index 03"),
        GOOD.replace(b"index 3", b"index +3"),
        GOOD.replace(b"index 3", b"index 99999999999999999999"),
        GOOD.replace(b"index 3\n", b""),
        GOOD.replace(b"index 3", b"extra YWJj"),
        GOOD.replace(b"index 3", b"extra YWJ=\nindex 3"),
        GOOD.replace(b"index 3", b"extra \xff\nindex 3"),
        GOOD.replace(b"index 3", b"index 3\nYWJj"),
        GOOD.replace(b"index 3", b"index 3\n****"),
        GOOD.replace(b"\n\n", b"\n", 1).replace(b"\n\n", b"\n"),
        b"c2sp.org/tlog-proof@v1\nindex 3\n" + b"A" * 43 + b"=\n" * 64 + b"\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 3\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
        b"x" * 700_000,
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    """With one code."""
    with pytest.raises(Malformed) as caught:
        tlog_proof.parse(data)
    assert caught.value.code == "tlog_proof_malformed"
