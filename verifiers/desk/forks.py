"""Two views of one log, and the proof that they cannot both be true.

    {"consistency":[HASH,...],"first":NOTE,"format":0,"root_at_first":HASH,"second":NOTE}

`first` and `second` are checkpoints that the log signed, the smaller one first. At the same size the roots differ.
Otherwise `root_at_first` is the root that the log of `second` had at the size of `first`, proven by `consistency`
(RFC 9162, 2.1.4), and `first` says another: no log can be both. Anyone who has the log's keys can check it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from verifiers import note, proofs, proven
from verifiers import spelling as s
from verifiers.desk.bundle import BEFORE, PROOF, Bundle
from verifiers.desk.files import Unreadable, read
from verifiers.merkle import HASH_BYTES, Tree, leaf_hash, node_hash
from verifiers.reading import Json, Malformed, encode
from verifiers.reading import read as read_document
from verifiers.trust import Trust

FORK_BYTES_MAX = 1_500_000
_SHAPE = s.record(
    "consistency:hashes first:note format:zero root_at_first:hash second:note",
    hashes=s.array(s.TYPES["hash"], 0, 128),
    note=lambda value: isinstance(value, str),
)


class View(NamedTuple):
    """What somebody was shown of a log: a signed checkpoint, and the leaves where a bundle has them."""

    checkpoint: note.Checkpoint
    text: str
    tree: Tree | None


def view(path: Path, trust: Trust) -> View:
    """Reads a checkpoint, or a bundle with one, and verifies that the log signed it."""
    is_zip = read(path, 4).startswith(b"PK\x03\x04")
    try:
        data, tree = _of_bundle(path) if is_zip else (read(path, note.NOTE_BYTES_MAX), None)
        stated = signed(data.decode("utf-8", "replace"), trust)
        if tree and (tree.size, tree.root(tree.size)) != (stated.size, stated.root):
            raise Malformed("root_differs", "the entries are not those of its checkpoint")
    except Malformed as error:
        raise Unreadable(error.code, f"{path.name}: {error.found}") from None
    return View(stated, data.decode(), tree)


def signed(text: str, trust: Trust) -> note.Checkpoint:
    """The checkpoint of a note that a log key of the trust file signed; Malformed otherwise."""
    parsed = note.parse(text.encode())
    stated = note.parse_checkpoint(parsed.text)
    origin = trust.ledger["origin"]
    if stated.origin != origin or not any(k.name == origin for k in note.signers(parsed, trust.keys(stated.size))):
        raise Malformed("origin_mismatch", stated.origin)
    return stated


def _of_bundle(path: Path) -> tuple[bytes, Tree | None]:
    with path.open("rb") as opened:
        source, tree = Bundle(opened), Tree()
        if source.has(PROOF):
            proof = proven.parse(source.stream(PROOF).take(proven.PROOF_BYTES_MAX + 2))
            return proof["checkpoint"].encode(), None
        if source.has(BEFORE):
            return source.stream("checkpoint.txt").take(note.NOTE_BYTES_MAX + 1), None
        for line in source.stream("entries.jsonl").lines():
            tree.add(leaf_hash(line))
        return source.stream("checkpoint.txt").take(note.NOTE_BYTES_MAX + 1), tree


def compare(one: View, other: View) -> tuple[bool | None, Json | None]:
    """Whether two views are of one history (None: cannot be told), and the proof if they are not."""
    first, second = sorted((one, other), key=lambda each: each.checkpoint.size)
    size, root = first.checkpoint.size, first.checkpoint.root
    if size == second.checkpoint.size:
        return root == second.checkpoint.root, None if root == second.checkpoint.root else _proof(
            first, second, root, []
        )
    if second.tree is None:
        return None, None
    before = second.tree.root(size)
    if before == root:
        return True, None
    return False, _proof(first, second, before, consistency(second.tree, size))


def _proof(first: View, second: View, root: bytes, path: list[bytes]) -> Json:
    return {
        "consistency": [hash_.hex() for hash_ in path],
        "first": first.text,
        "format": 0,
        "root_at_first": root.hex(),
        "second": second.text,
    }


def consistency(tree: Tree, size: int) -> list[bytes]:
    """The proof that a tree continues that of its first `size` leaves, 0 < size < its own."""
    return _between(tree, 0, tree.size, size, is_whole=True)


def _between(tree: Tree, start: int, end: int, size: int, *, is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1, over the leaves from `start` to `end`."""
    if size == end:
        return [] if is_whole else [_root(tree, start, end)]
    split = start + (1 << (end - start - 1).bit_length() - 1)
    if size <= split:
        return [*_between(tree, start, split, size, is_whole=is_whole), _root(tree, split, end)]
    return [*_between(tree, split, end, size, is_whole=False), _root(tree, start, split)]


def _root(tree: Tree, start: int, end: int) -> bytes:
    """The root over some leaves that begin where a subtree begins."""
    width = end - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return tree.nodes(level, start >> level, 1)[:HASH_BYTES]
    split = start + (1 << (width - 1).bit_length() - 1)
    return node_hash(_root(tree, start, split), _root(tree, split, end))


def is_proven(data: bytes, trust: Trust) -> tuple[bool, Json]:
    """Whether a file proves that the log has two histories; Malformed if it is no such file."""
    fork = read_document(data, bytes_max=FORK_BYTES_MAX)
    _SHAPE(fork)
    first, second = signed(fork["first"], trust), signed(fork["second"], trust)
    at_first = bytes.fromhex(fork["root_at_first"])
    path = [bytes.fromhex(hash_) for hash_ in fork["consistency"]]
    shown = proofs.is_consistent(first.size, at_first, new_size=second.size, new_root=second.root, proof=path)
    is_same_size = first.size == second.size and first.root != second.root
    proven = (is_same_size and not path) or (0 < first.size < second.size and shown and at_first != first.root)
    told = {"first": _told(first), "second": _told(second), "root_at_first": fork["root_at_first"]}
    return proven, told | {"sha256": hashlib.sha256(data).hexdigest()}


def _told(stated: note.Checkpoint) -> Json:
    return {"root": stated.root.hex(), "size": stated.size}


def spell(fork: Json) -> bytes:
    """The bytes of a proof."""
    return encode(fork)
