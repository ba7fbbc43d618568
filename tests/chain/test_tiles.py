"""Tiles: names, contents, which of them a log has, and the tree read from them."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest

from ledger.chain import merkle, tiles
from ledger.chain.tiles import ENTRIES, Tile, TileTree
from ledger.errors import Malformed

NAMES = {
    Tile(0, 0, 256): "tile/0/000",
    Tile(0, 0, 1): "tile/0/000.p/1",
    Tile(0, 999, 256): "tile/0/999",
    Tile(3, 1_000, 255): "tile/3/x001/000.p/255",
    Tile(63, 1_234_067, 256): "tile/63/x001/x234/067",
    Tile(ENTRIES, 1_234_067, 112): "tile/entries/x001/x234/067.p/112",
}


@pytest.mark.parametrize("tile,name", NAMES.items())
def test_names_are_read_as_they_are_written(tile: Tile, name: str) -> None:
    """In groups of three digits."""
    assert tiles.path(tile) == name
    assert tiles.parse_path(name) == tile


@pytest.mark.parametrize(
    "name",
    [
        "",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/1000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/000\n",
        "tile/data/000",
        "tile/0/..%2f000",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    """There is one for each tile."""
    with pytest.raises(Malformed) as caught:
        tiles.parse_path(name)
    assert caught.value.code == "tile_path_malformed"


def test_the_tiles_of_a_size_are_those_of_the_specification() -> None:
    """Its own examples: 70,000 entries, and 256."""
    found = {tiles.path(tile) for tile in tiles.needed(70_000)}
    assert len([name for name in found if name.startswith("tile/0/")]) == 274
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= found
    assert {"tile/entries/272", "tile/entries/273.p/112"} <= found
    of_256 = [tiles.path(tile) for tile in tiles.needed(256)]
    assert of_256 == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tiles.needed(0)) == []


def test_growing_in_steps_needs_what_growing_at_once_needs() -> None:
    """Apart from partial tiles in between."""
    at = 0
    seen: set[Tile] = set()
    for size in (1, 5, 255, 256, 257, 512, 700, 66_000, 66_000, 131_072):
        new = list(tiles.needed(size, at))
        assert not seen & set(new)
        assert all(tiles.is_part_of(tile, size) for tile in new)
        seen.update(new)
        assert set(tiles.needed(size)) <= seen
        at = size
    assert not tiles.is_part_of(Tile(0, 512, 1), 131_072)
    assert not tiles.is_part_of(Tile(1, 1, 255), 130_800)


def test_contents_are_split_as_they_are_joined() -> None:
    """And must have the number that the name says."""
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(5)]
    data = tiles.join_hashes(hashes)
    assert tiles.split_hashes(data, 5) == hashes
    entries = [b"", b"a", b"b" * 65_535]
    bundle = tiles.join_entries(entries)
    assert bundle.startswith(b"\x00\x00\x00\x01a\xff\xffbbb")
    assert tiles.split_entries(bundle, 3) == entries
    for split, bad, width in (
        (tiles.split_hashes, data, 4),
        (tiles.split_hashes, data[:-1], 5),
        (tiles.split_entries, bundle, 2),
        (tiles.split_entries, bundle, 4),
        (tiles.split_entries, bundle[:-1], 3),
        (tiles.split_entries, bundle + b"\x00", 3),
    ):
        with pytest.raises(Malformed) as caught:
            split(bad, width)
        assert caught.value.code == "tile_malformed"


class Log:
    """All nodes of a tree of random leaves, and its tiles."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked: list[Tile] = []
        self.levels = [[merkle.leaf_hash(b"%d" % n) for n in range(size)]]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            pairs = zip(row[::2], row[1::2], strict=False)
            self.levels.append([merkle.node_hash(left, right) for left, right in pairs])

    def subtree(self, level: int, number: int) -> bytes:
        """The hash of a complete subtree."""
        return self.levels[level][number]

    def fetch(self, tile: Tile) -> bytes:
        """The contents of a tile that a log of this size has."""
        assert tile in set(tiles.needed(self.size))
        self.asked.append(tile)
        row = self.levels[tile.level * 8]
        return tiles.join_hashes(row[tile.number * 256 : tile.number * 256 + tile.width])


@lru_cache
def log(size: int) -> Log:
    """A log, made once."""
    return Log(size)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 255, 256, 257, 511, 512, 513, 1_000, 66_000])
def test_the_tree_read_from_tiles_is_the_tree(size: int) -> None:
    """Root and proofs are those that are made from all nodes."""
    made = log(size)
    tree = TileTree(size, made.fetch)
    assert tree.root() == merkle.root_at(size, made.subtree)
    draw = random.Random(size)
    indexes = range(size) if size < 600 else draw.sample(range(size), 200)
    for index in indexes:
        assert tree.inclusion(index) == merkle.prove_inclusion(index, size, made.subtree)
    for old in {0, 1, size // 2, size - 1, size, draw.randrange(size + 1)}:
        assert tree.consistency(old) == merkle.prove_consistency(old, size, made.subtree)
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion(size)


def test_each_tile_is_fetched_once() -> None:
    """However many proofs are made."""
    made = log(1_000)
    made.asked.clear()
    tree = TileTree(1_000, made.fetch)
    for index in range(1_000):
        tree.inclusion(index)
    assert sorted(made.asked) == sorted(set(made.asked))
    assert len(made.asked) == 5


def test_a_tile_of_another_width_is_refused() -> None:
    """The one who serves it may be anybody."""
    tree = TileTree(300, lambda tile: bytes(32))
    with pytest.raises(Malformed) as caught:
        tree.inclusion(0)
    assert caught.value.code == "tile_malformed"
