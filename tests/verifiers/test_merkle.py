"""The tree: other people's proofs, a tree made by hand, and the ledger's tree beside it."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import merkle as theirs
from tests.vectors import FOLDER
from verifiers import merkle, proofs

INCLUSION = sorted((FOLDER / "merkle" / "inclusion").rglob("*.json"))
CONSISTENCY = sorted((FOLDER / "merkle" / "consistency").rglob("*.json"))


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [_bytes(part) for part in case["proof"] or []]


@pytest.mark.parametrize("path", INCLUSION, ids=lambda path: path.stem)
def test_inclusion_proofs_hold_where_they_should(path: Path) -> None:
    """Each is named by what is wrong with it."""
    case = json.loads(path.read_bytes())
    leaf = _bytes(case["leafHash"])
    root = proofs.root_from_inclusion(leaf, case["leafIdx"], case["treeSize"], _proof(case))
    assert (root is None or root != _bytes(case["root"])) == case["wantErr"]


@pytest.mark.parametrize("path", CONSISTENCY, ids=lambda path: path.stem)
def test_consistency_proofs_hold_where_they_should(path: Path) -> None:
    """Roots that are not 32 bytes long are refused here, where the vectors do not care."""
    case = json.loads(path.read_bytes())
    roots = _bytes(case["root1"]), _bytes(case["root2"])
    holds = proofs.is_consistent(
        case["size1"], roots[0], new_size=case["size2"], new_root=roots[1], proof=_proof(case)
    )
    assert holds == (not case["wantErr"] and all(len(root) == 32 for root in roots))


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _tree(leaves: list[bytes]) -> merkle.Tree:
    tree = merkle.Tree()
    for leaf in leaves:
        tree.add(merkle.leaf_hash(leaf))
    return tree


def test_the_tree_by_hand() -> None:
    """Sizes 0 to 3, written out."""
    a, b, c = (_sha(b"\x00" + leaf) for leaf in (b"a", b"b", b"c"))
    ab = _sha(b"\x01" + a + b)
    tree = _tree([b"a", b"b", b"c"])
    assert tree.root(0) == _sha(b"")
    assert tree.root(1) == a
    assert tree.root(2) == ab
    assert tree.root(3) == _sha(b"\x01" + ab + c)


def test_the_root_of_the_specification() -> None:
    """The leaves a, b, c of section 3."""
    root = base64.b64encode(_tree([b"a", b"b", b"c"]).root(3)).decode()
    assert root == "NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE="


def _recursive(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return _sha(b"")
    if len(leaves) == 1:
        return _sha(b"\x00" + leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return _sha(b"\x01" + _recursive(leaves[:split]) + _recursive(leaves[split:]))


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70))
def test_every_root_is_the_recursive_one_and_the_ledgers(leaves: list[bytes]) -> None:
    """At every size; and with the last leaf given apart."""
    tree = _tree(leaves)
    for size in range(len(leaves) + 1):
        root = _recursive(leaves[:size])
        assert tree.root(size) == root
        assert tree.root(max(0, size - 1), *map(merkle.leaf_hash, leaves[size - 1 : size])) == root
    assert theirs.root([theirs.leaf_hash(leaf) for leaf in leaves]) == tree.root(len(leaves))


@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.lists(st.binary(min_size=32, max_size=32), max_size=6),
)
def test_both_programs_give_one_verdict_on_any_proof(
    first: int, second: int, proof: list[bytes]
) -> None:
    """Proofs made up: what one takes the other takes."""
    size, index = max(first, second), min(first, second)
    leaf = merkle.leaf_hash(b"leaf")
    root = proofs.root_from_inclusion(leaf, index, size, proof)
    if root is not None:
        assert theirs.check_inclusion(leaf, index, size, proof, root)
    assert not theirs.check_inclusion(leaf, index, size, proof, bytes(32)) or root == bytes(32)


@given(st.integers(1, 40).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new))))
def test_proofs_that_the_ledger_makes_are_taken(sizes: tuple[int, int]) -> None:
    """Inclusion of every leaf, consistency of the two sizes; a changed hash is not taken."""
    old, new = sizes
    leaves = [bytes([n]) for n in range(new)]
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]

    def subtree(level: int, index: int) -> bytes:
        return theirs.root(hashes[index << level : (index + 1) << level])

    tree = _tree(leaves)
    for index in range(old):
        proof = list(theirs.prove_inclusion(index, old, subtree))
        assert proofs.root_from_inclusion(hashes[index], index, old, proof) == tree.root(old)
    proof = list(theirs.prove_consistency(old, new, subtree))

    def holds(parts: list[bytes]) -> bool:
        root = tree.root(new)
        return proofs.is_consistent(old, tree.root(old), new_size=new, new_root=root, proof=parts)

    assert holds(proof)
    for at in range(len(proof)):
        assert not holds([*proof[:at], bytes(32), *proof[at + 1 :]])
