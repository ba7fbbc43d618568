"""The tree is that of RFC 6962, its proofs are made in few reads and checked strictly."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import merkle
from tests.vectors import FOLDER

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(70)]


class Store:
    """The complete subtrees of a tree, kept as they are ended; counts what is read."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        frontier = merkle.Frontier()
        for leaf in leaves:
            for level, ended in enumerate(frontier.append(leaf)):
                self.kept[level, (frontier.size - 1) >> level] = ended

    def subtree(self, level: int, number: int) -> bytes:
        self.reads += 1
        return self.kept[level, number]


STORE = Store(LEAVES)


def plain_root(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


ROOTS = [plain_root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


def test_leaf_and_node_are_told_apart() -> None:
    """By the byte before them."""
    assert merkle.leaf_hash(b"x") == sha256(b"\x00x").digest()
    assert merkle.node_hash(b"l", b"r") == sha256(b"\x01lr").digest()
    assert merkle.EMPTY_ROOT.hex().startswith("e3b0c442")


def test_every_root_is_that_of_the_definition() -> None:
    """Grown, restored and computed at once."""
    frontier = merkle.Frontier()
    for size, expected in enumerate(ROOTS):
        assert frontier.root() == expected
        assert merkle.root(LEAVES[:size]) == expected
        assert merkle.root_at(size, STORE.subtree) == expected
        restored = merkle.Frontier.at(size, STORE.subtree)
        assert (restored.size, restored.root()) == (size, expected)
        if size < len(LEAVES):
            assert restored.append(LEAVES[size]) == frontier.append(LEAVES[size])
            assert restored.root() == frontier.root()


def test_every_inclusion_proof_is_accepted_only_in_its_place() -> None:
    """For every leaf of every size."""
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            proof = merkle.prove_inclusion(index, size, STORE.subtree)
            leaf, root = LEAVES[index], ROOTS[size]
            assert merkle.check_inclusion(leaf, index, size, proof, root)
            assert not merkle.check_inclusion(leaf, index + 1, size, proof, root)
            assert not merkle.check_inclusion(leaf, index, size, [*proof, leaf], root)
            assert not merkle.check_inclusion(leaf, index, size, proof[:-1], root) or not proof
            assert not merkle.check_inclusion(leaf, index, size, proof, ROOTS[size - 1])


def test_every_consistency_proof_is_accepted_only_for_its_sizes() -> None:
    """For every pair of sizes."""
    for size in range(len(LEAVES) + 1):
        for old in range(size + 1):
            proof = merkle.prove_consistency(old, size, STORE.subtree)
            assert merkle.check_consistency(old, size, proof, ROOTS[old], ROOTS[size])
            assert not merkle.check_consistency(
                old, size, [*proof, ROOTS[1]], ROOTS[old], ROOTS[size]
            )
            other = merkle.leaf_hash(b"of no tree")
            assert not merkle.check_consistency(old, size, proof, other, ROOTS[size])
            if 0 < old < size:
                assert not merkle.check_consistency(old, size, proof, ROOTS[old], other)
                assert not merkle.check_consistency(old, size, proof[:-1], ROOTS[old], ROOTS[size])
                assert not merkle.check_consistency(old - 1, size, proof, ROOTS[old], ROOTS[size])


@given(st.integers(1, 70), st.data())
def test_an_altered_hash_is_noticed(size: int, data: st.DataObject) -> None:
    """Any bit of any hash of either proof."""
    index = data.draw(st.integers(0, size - 1))
    inclusion = merkle.prove_inclusion(index, size, STORE.subtree)
    consistency = merkle.prove_consistency(index, size, STORE.subtree)
    if inclusion:
        altered = flip(inclusion, data)
        assert not merkle.check_inclusion(LEAVES[index], index, size, altered, ROOTS[size])
    if consistency:
        altered = flip(consistency, data)
        assert not merkle.check_consistency(index, size, altered, ROOTS[index], ROOTS[size])


def flip(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """Return the proof with one bit changed."""
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = int.from_bytes(proof[at], "big") ^ 1 << bit
    return [*proof[:at], changed.to_bytes(32, "big"), *proof[at + 1 :]]


def test_proofs_take_few_reads() -> None:
    """In a million leaves a proof reads a few dozen complete subtrees, none twice as large."""
    size = 1_000_003

    def subtree(level: int, number: int) -> bytes:
        assert (number + 1) << level <= size
        asked.append((level, number))
        return sha256(b"%d %d" % (level, number)).digest()

    for index in (0, 1, 524_287, 524_288, 999_999, 1_000_002):
        asked: list[tuple[int, int]] = []
        assert len(merkle.prove_inclusion(index, size, subtree)) <= 20
        assert len(merkle.prove_consistency(index + 1, size, subtree)) <= 21
        assert len(asked) <= 60


def test_there_is_no_proof_of_what_is_not_there() -> None:
    """A leaf beyond the tree, a tree larger than the new one: a fault of the caller."""
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="there is no leaf"):
            merkle.prove_inclusion(index, size, STORE.subtree)
    for old, size in ((4, 3), (-1, 3)):
        with pytest.raises(ValueError, match="there is no tree"):
            merkle.prove_consistency(old, size, STORE.subtree)


def test_hashes_have_32_bytes_everywhere() -> None:
    """One that is shorter or longer never takes part, whatever it would hash to."""
    proof = merkle.prove_inclusion(2, 3, STORE.subtree)
    assert not merkle.check_inclusion(LEAVES[2], 2, 3, [proof[0] + b"\x00"], ROOTS[3])
    assert not merkle.check_inclusion(b"", 0, 1, [], b"")
    assert not merkle.check_consistency(1, 1, [], b"", b"")
    joined = merkle.node_hash(LEAVES[0] + LEAVES[1], b"")
    assert not merkle.check_inclusion(LEAVES[0] + LEAVES[1], 0, 2, [b""], joined)


def cases(kind: str) -> list[Any]:
    """Return the vectors of a kind, each with its path for the message."""
    paths = sorted((FOLDER / "merkle" / kind).rglob("*.json"))
    return [json.loads(path.read_text()) | {"path": str(path)} for path in paths]


def decoded(case: dict[str, Any], *names: str) -> list[bytes]:
    """Return hashes of a vector, which are in base64."""
    return [base64.b64decode(case[name]) for name in names]


def proof_of(case: dict[str, Any]) -> list[bytes]:
    """Return the hashes of a vector's proof."""
    return [base64.b64decode(item) for item in case["proof"] or []]


def expected(case: dict[str, Any]) -> bool:
    """What a vector demands, save that hashes which have not 32 bytes are never accepted here."""
    hashes = [case[name] for name in ("root", "root1", "root2", "leafHash") if name in case]
    if "start" in case and case["start"] == case["end"]:
        hashes = hashes[:1]  # of an empty subtree the vectors do not look at the tree's root
    return not case["wantErr"] and all(len(base64.b64decode(item)) == 32 for item in hashes)


def test_inclusion_vectors() -> None:
    """98 proofs named by what is wrong with them."""
    vectors = cases("inclusion")
    assert len(vectors) == 98
    for case in vectors:
        leaf, root = decoded(case, "leafHash", "root")
        answer = merkle.check_inclusion(
            leaf, case["leafIdx"], case["treeSize"], proof_of(case), root
        )
        assert answer is expected(case), case["path"]


def test_consistency_vectors() -> None:
    """98 more."""
    vectors = cases("consistency")
    assert len(vectors) == 98
    for case in vectors:
        old, new = decoded(case, "root1", "root2")
        answer = merkle.check_consistency(case["size1"], case["size2"], proof_of(case), old, new)
        assert answer is expected(case), case["path"]


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) is a subtree of RFC 9162bis: start a multiple of what covers it."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def test_subtree_inclusion_vectors() -> None:
    """204 proofs in subtrees: those of a tree, counted from where the subtree starts."""
    vectors = cases("subtreeinclusion")
    assert len(vectors) == 204
    for case in vectors:
        leaf, root = decoded(case, "leafHash", "root")
        start, end = case["start"], case["end"]
        answer = is_subtree(start, end) and merkle.check_inclusion(
            leaf, case["leafIdx"] - start, end - start, proof_of(case), root
        )
        assert answer is expected(case), case["path"]


def test_subtree_consistency_vectors() -> None:
    """118 proofs. From leaf 0 they are those of two trees; all others here are empty or none."""
    vectors = cases("subtreeconsistency")
    assert len(vectors) == 118
    for case in vectors:
        start, end, size = case["start"], case["end"], case["size"]
        part, whole = decoded(case, "root1", "root2")
        if start == end <= size:
            # This log knows no empty subtrees; what the vectors say of them is nearly nothing.
            answer = part == merkle.EMPTY_ROOT and not proof_of(case)
        else:
            answer = is_subtree(start, end) and merkle.check_consistency(
                end, size, proof_of(case), part, whole
            )
            assert start == 0 or not answer
        assert answer is expected(case), case["path"]
