"""What others have published is read by our readers: notes, cosignatures, tiles, whole logs."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ledger.chain import checkpoint, cosignature, keys, merkle, note, tiles, vkey
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.tiles import ENTRIES, Tile, TileTree
from tests.vectors import FOLDER

pytestmark = pytest.mark.interop

TESSERA = json.loads((FOLDER / "tessera" / "testlog.json").read_text())
MIRROR = FOLDER / "sunlight" / "mirror"


def published(name: str) -> bytes:
    """A file of the log that Tessera wrote."""
    return base64.b64decode(TESSERA["files"][name])


def test_a_cosignature_with_mldsa_by_torchwood() -> None:
    """Its message is made anew and its signature verified."""
    path = FOLDER / "mldsa" / "mldsa44_subtree_cosignature.json"
    vector: dict[str, Any] = json.loads(path.read_text())
    key = cosignature.parse_vkey(vector["vkey"])
    assert vkey.format(key) == vector["vkey"]
    end = Checkpoint(vector["origin"], vector["end"], base64.b64decode(vector["root_b64"]))
    message = cosignature.subtree_message(
        key.name, vector["origin"], at=vector["timestamp"], end=end, start=vector["start"]
    )
    assert message.hex() == vector["signed_message_hex"]
    text = f"a\n\n{vector['signature_line'].strip()}\n".encode()
    _, (line,) = note.parse(text)
    assert (line.name, line.key_id) == (key.name, key.key_id)
    assert not isinstance(key.key, keys.PublicKey)
    assert key.key.verify(message, line.signature[8:])
    assert not key.key.verify(message[:-1] + b"\0", line.signature[8:])


@pytest.mark.parametrize("size", range(16))
def test_a_log_by_tessera(size: int) -> None:
    """Each of its checkpoints, tiles, bundles, and the bytes that we would write for it."""
    key = note.parse_vkey(TESSERA["vkey"])
    opened = note.open(published(f"checkpoint.{size}"), [key])
    stated = checkpoint.read(opened.text)
    assert (stated.origin, stated.size) == (key.name, size)
    assert checkpoint.format(stated) == opened.text
    expected = [text.encode() for text in TESSERA["entries"][:size]]
    hashes = [merkle.leaf_hash(entry) for entry in expected]
    tree = TileTree(size, lambda tile: published(tiles.path(tile)))
    assert tree.root() == merkle.root(hashes) == stated.root
    for tile in tiles.needed(size):
        data = published(tiles.path(tile))
        if tile.level == ENTRIES:
            assert tiles.split_entries(data, size) == expected
            assert tiles.join_entries(expected) == data
        else:
            assert tiles.join_hashes(hashes) == data
    for index in range(size):
        proof = tree.inclusion(index)
        assert merkle.check_inclusion(hashes[index], index, size, proof, stated.root)


def test_every_tessera_checkpoint_continues_every_earlier_one() -> None:
    """By proofs that we make from its tiles."""
    stated = [checkpoint.read(note.parse(published(f"checkpoint.{n}"))[0]) for n in range(16)]
    for new in stated:
        tree = TileTree(new.size, lambda tile: published(tiles.path(tile)))
        for old in stated[: new.size + 1]:
            proof = tree.consistency(old.size)
            assert merkle.check_consistency(old.size, new.size, proof, old.root, new.root)


def test_a_checkpoint_cosigned_by_a_sunlight_witness() -> None:
    """The log's own signature is of a kind that we do not know, and left alone."""
    key = _key("witness.v0.json")
    opened = note.open((FOLDER / "sunlight" / "cosigned-checkpoint").read_bytes(), [key])
    assert checkpoint.read(opened.text).size == 300
    assert cosignature.time_of(opened.verified[0]) == 1_767_139_200
    assert [line.name for line in opened.unverified] == ["rome2026h1.example.org"]


def test_the_tiles_of_a_sunlight_mirror() -> None:
    """Its root is the one that it signed."""
    data = (MIRROR / "checkpoint").read_bytes()
    stated = checkpoint.read(note.open(data, [_key("mirror.v0.json")]).text)
    tree = TileTree(stated.size, lambda tile: (MIRROR / tiles.path(tile)).read_bytes())
    assert tree.root() == stated.root
    level_1 = (MIRROR / tiles.path(Tile(1, 0, 1))).read_bytes()
    assert level_1 == tree.subtree(8, 0)


def _key(name: str) -> cosignature.CosignerKey:
    (text,) = json.loads((FOLDER / "sunlight" / name).read_text())["verifier_keys"]
    return cosignature.parse_vkey(text)
