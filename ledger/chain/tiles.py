"""The tree as static files (c2sp.org/tlog-tiles): names and contents of tiles and entry bundles.

    tile/0/000               256 leaf hashes: of the entries 0 to 255
    tile/0/x001/234.p/17     17 leaf hashes: the tile 1234, which is not full yet
    tile/1/000               256 hashes, each over a full tile of level 0
    tile/entries/000         256 entries, each after its length in 2 bytes, big-endian

A tile holds the hashes of complete subtrees only. A log of some size has, at each level, full
tiles and at most one partial tile; a tile is never changed, a fuller one gets another name.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from ledger import limits
from ledger.chain import merkle
from ledger.errors import Malformed

WIDTH = limits.TILE_WIDTH
ENTRIES = -1
"""The level under which entry bundles stand beside the tiles of hashes."""

_RISE = 8
_HASH = merkle.HASH_BYTES
_LEVEL_MAX = 63
_LENGTH = struct.Struct(">H").pack
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


class Tile(NamedTuple):
    """A tile by level (`ENTRIES` for a bundle), number from the left, and width from 1 to 256."""

    level: int
    number: int
    width: int

    @property
    def is_full(self) -> bool:
        """Whether it has all 256 hashes or entries."""
        return self.width == WIDTH

    @property
    def full(self) -> "Tile":
        """The full tile that takes the place of this one later."""
        return self._replace(width=WIDTH)


def path(tile: Tile) -> str:
    """Return the name of a tile: `tile/0/x001/234.p/17`."""
    digits = f"{tile.number:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *front, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    level = "entries" if tile.level == ENTRIES else str(tile.level)
    part = "" if tile.is_full else f".p/{tile.width}"
    return f"tile/{level}/{''.join(f'x{three}/' for three in front)}{last}{part}"


def parse_path(text: str) -> Tile:
    """Return the tile that a name states, in its one spelling; or raise Malformed."""
    match = _PATH.fullmatch(text)
    if match is not None:
        level = ENTRIES if match[1] == "entries" else int(match[1])
        number = int(match[2].replace("x", "").replace("/", ""))
        tile = Tile(level, number, int(match[3] or WIDTH))
        # Written again, leading zeros and a width of 256 or more show themselves.
        if level <= _LEVEL_MAX and tile.width <= WIDTH and path(tile) == text:
            return tile
    raise Malformed("tile_path_malformed", "a name such as tile/0/x001/234.p/17", text)


def needed(size: int, old_size: int = 0) -> Iterator[Tile]:
    """Yield the tiles and bundles that a log of `size` has and one of `old_size` had not."""
    for level in (ENTRIES, *range(limits.TILE_LEVELS_MAX)):
        shift = max(level, 0) * _RISE
        count, before = size >> shift, old_size >> shift
        for number in range(before // WIDTH, count // WIDTH):
            yield Tile(level, number, WIDTH)
        if count % WIDTH and count != before:
            yield Tile(level, count // WIDTH, count % WIDTH)


def is_part_of(tile: Tile, size: int) -> bool:
    """Whether a log of `size` has this tile, or one from which this one can be cut."""
    count = size >> max(tile.level, 0) * _RISE
    return tile.number * WIDTH + tile.width <= count


def join_hashes(hashes: Iterable[bytes]) -> bytes:
    """Return the contents of a tile of hashes."""
    return b"".join(hashes)


def split_hashes(data: bytes, width: int, where: str = "") -> list[bytes]:
    """Return the hashes of a tile that must have so many."""
    if len(data) != width * _HASH:
        raise Malformed(
            "tile_malformed", f"{width} hashes of 32 bytes", f"{len(data):,} bytes", where
        )
    return [data[at : at + _HASH] for at in range(0, len(data), _HASH)]


def join_entries(entries: Iterable[bytes]) -> bytes:
    """Return the contents of an entry bundle."""
    parts: list[bytes] = []
    for entry in entries:
        parts += (_LENGTH(len(entry)), entry)
    return b"".join(parts)


def split_entries(data: bytes, width: int, where: str = "") -> list[bytes]:
    """Return the entries of a bundle that must have so many."""
    found: list[bytes] = []
    at = 0
    while at + 2 <= len(data) and len(found) < width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        found.append(data[start:at])
    if at != len(data) or len(found) != width:
        expected = f"{width} entries, each after its length in 2 bytes"
        raise Malformed("tile_malformed", expected, f"{len(data):,} bytes", where)
    return found


ReadTile = Callable[[Tile], bytes]
"""Returns the contents of a full tile or of a partial one; it is asked for no others."""


class TileTree:
    """The tree of one size, read from its tiles: roots and proofs, for whoever has only these.

    Each tile is fetched once and kept with the nodes between its hashes, so that a path costs
    some slices. Nothing is verified by reading: `root` is compared with a checkpoint first.
    """

    def __init__(self, size: int, fetch: ReadTile, *, tiles_kept: int = 8_192) -> None:
        self.size = size
        self._fetch = fetch
        self._nodes = lru_cache(maxsize=tiles_kept)(self._load)
        self._edges: dict[int, bytes] = {}

    def root(self) -> bytes:
        """Return the root that the tiles lead to."""
        return merkle.root_at(self.size, self.subtree)

    def subtree(self, level: int, number: int) -> bytes:
        """Return the hash of a complete subtree, as `chain.merkle` asks for it."""
        tile_level, inside = divmod(level, _RISE)
        tile, offset = divmod(number, WIDTH >> inside)
        at = (_START[inside] + offset) * _HASH
        return self._nodes(tile_level, tile)[at : at + _HASH]

    def inclusion(self, index: int) -> list[bytes]:
        """Return the path of a leaf, its sibling first: what `merkle.prove_inclusion` returns."""
        if not 0 <= index < self.size:
            raise ValueError(f"there is no leaf {index} in a tree of {self.size}")
        # Below where index and last leaf part, siblings are complete; there stands the right
        # edge of the tree; above it only what lies to the left.
        apart = (index ^ (self.size - 1)).bit_length()
        proof = self._siblings(index, apart - 1)
        if apart:
            proof.append(self._edge(apart - 1))
        for level in range(apart, self.size.bit_length()):
            if index >> level & 1:
                proof.append(self.subtree(level, (index >> level) - 1))
        return proof

    def consistency(self, old_size: int) -> list[bytes]:
        """Return the proof that this tree continues that of `old_size`."""
        return merkle.prove_consistency(old_size, self.size, self.subtree)

    def _siblings(self, index: int, stop: int) -> list[bytes]:
        """Return the siblings on the levels below `stop`, all of which are complete."""
        proof = []
        for level in range(0, stop, _RISE):
            place = index >> level
            nodes = self._nodes(level >> 3, place >> _RISE)
            place &= WIDTH - 1
            for start in _START[: stop - level]:
                at = (start + (place ^ 1)) * _HASH
                proof.append(nodes[at : at + _HASH])
                place >>= 1
        return proof

    def _edge(self, level: int) -> bytes:
        """Return the hash over what lies right of the left half of the last subtree above `level`."""
        edge = self._edges.get(level)
        if edge is None:
            start = (self.size - 1) >> level << level
            edge = self._edges[level] = merkle.range_root(start, self.size, self.subtree)
        return edge

    def _load(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile, then those over two of them, over four …, one after another.

        Where a tile is partial, places that have no hash yet are filled with zeros.
        """
        width = min(WIDTH, (self.size >> level * _RISE) - number * WIDTH)
        tile = Tile(level, number, width)
        row = split_hashes(self._fetch(tile), width, path(tile))
        nodes = []
        for inside in range(_RISE):
            nodes.append(b"".join(row).ljust((WIDTH >> inside) * _HASH, b"\0"))
            row = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(row[::2], row[1::2], strict=False)
            ]
        return b"".join(nodes)


_START = [2 * WIDTH - (2 * WIDTH >> inside) for inside in range(_RISE)]
"""Where in an expanded tile the nodes over 1, 2, 4 … 128 of its hashes begin."""
