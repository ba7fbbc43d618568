"""A log as files of tiles (specification, section 11.4): read like a bundle that claims no state.

    checkpoint   tile/0/000   tile/1/000.p/3   tile/entries/000   tile/entries/001.p/17

Entries come from the bundles of entries. The hashes in the other tiles are never used: they are compared with
those of the entries, so that who reads tiles elsewhere is warned.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from verifiers import note
from verifiers.desk.bundle import Files, Stream
from verifiers.merkle import HASH_BYTES, Tree, leaf_hash
from verifiers.reading import Json, Malformed

WIDTH = 256
SIZE_MAX = 100_000_000
_BUNDLE_BYTES_MAX = WIDTH * 65_537
_LEVEL_BITS = 8


def paths(size: int) -> Iterator[tuple[str, int, int, int]]:
    """What a log of a size consists of: path, level (-1 for entries), number and width of each tile."""
    for level in (-1, *range(8)):
        hashes = size >> (_LEVEL_BITS * max(0, level))
        for number in range(-(-hashes // WIDTH)):
            width = min(WIDTH, hashes - number * WIDTH)
            yield path(level, number, width), level, number, width


def path(level: int, number: int, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067`, with `.p/WIDTH` if it is partial."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    name = "entries" if level < 0 else str(level)
    return f"tile/{name}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


class Tiles:
    """A folder of tiles, with what an examination asks of a bundle."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkpoint = self._read("checkpoint", note.NOTE_BYTES_MAX)
        stated = note.parse_checkpoint(note.parse(self.checkpoint).text)
        if not 0 < stated.size <= SIZE_MAX:
            raise Malformed("checkpoint_malformed", f"a log of {stated.size} entries")
        first = next(self._entries(stated.size))
        self.size = stated.size
        self.manifest: Json = {
            "ledger": {"id": leaf_hash(first).hex(), "origin": stated.origin},
            "size": stated.size,
        }

    @property
    def told_from(self) -> int:
        """They tell nothing."""
        return 0

    def names(self) -> list[str]:
        """What tiles hold of the files of a bundle."""
        return ["entries.jsonl", "checkpoint.txt"]

    def has(self, name: str) -> bool:
        """Whether tiles hold what this file of a bundle holds."""
        return name in ("checkpoint.txt", "entries.jsonl")

    def stream(self, name: str) -> Stream:
        """Checkpoint or entries, the latter a line each."""
        if name == "checkpoint.txt":
            return Stream(io.BytesIO(self.checkpoint), len(self.checkpoint))
        if name == "entries.jsonl":
            return Stream(_Lines(self._entries(self.size)), self.size * 65_536)
        return Stream(None, 0)

    def documents(self) -> Iterator[tuple[str, Stream]]:
        """None: tiles hold entries."""
        return iter(())

    def files(self, streams: dict[str, Stream], tree: Tree) -> Iterator[Files]:
        """Every tile of hashes: what the entries that were read give, and what is in the folder."""
        for name, level, number, width in paths(min(self.size, tree.size)):
            if level >= 0:
                expected = tree.nodes(level * _LEVEL_BITS, number * WIDTH, width)
                found = self._tile(level, number, width=width, each=HASH_BYTES)
                yield Files(name, _told(name, expected), _told(name, found))

    def _tile(self, level: int, number: int, *, width: int, each: int) -> bytes:
        """The hashes of a tile; those of a partial tile that is gone from the full one."""
        try:
            return self._read(path(level, number, width), width * each)
        except Malformed:
            if width == WIDTH:
                return b""
        try:
            return self._read(path(level, number), WIDTH * each)[: width * each]
        except Malformed:
            return b""

    def _entries(self, size: int) -> Iterator[bytes]:
        for number in range(-(-size // WIDTH)):
            width = min(WIDTH, size - number * WIDTH)
            yield from _split(*self._bundle(number, width), width)

    def _bundle(self, number: int, width: int) -> tuple[bytes, bool]:
        """The bytes of a bundle of entries, and whether it is the full one."""
        try:
            return self._read(path(-1, number, width), _BUNDLE_BYTES_MAX), width == WIDTH
        except Malformed:
            if width == WIDTH:
                raise
        return self._read(path(-1, number), _BUNDLE_BYTES_MAX), True

    def _read(self, name: str, bytes_max: int) -> bytes:
        place = self.folder / name
        try:
            with place.open("rb") as opened:
                data = opened.read(bytes_max + 1)
        except OSError as error:
            raise Malformed("tile_missing", f"{name}: {error.strerror}") from None
        if len(data) > bytes_max:
            raise Malformed("tile_malformed", f"{name}: more than {bytes_max} bytes")
        return data


class _Lines:
    """Entries as lines, made one after the other."""

    def __init__(self, entries: Iterator[bytes]) -> None:
        self._entries, self._rest = entries, b""

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most `count`; empty at the end."""
        if not self._rest:
            entry = next(self._entries, None)
            self._rest = b"" if entry is None else entry + b"\n"
        found, self._rest = self._rest[:count], self._rest[count:]
        return found


def _split(data: bytes, is_full: bool, width: int) -> Iterator[bytes]:
    """The first `width` entries of a bundle, each after its length in two bytes."""
    at = 0
    for number in range(width):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if not length or len(entry) < length:
            raise Malformed("tile_malformed", f"a bundle that ends within entry {number + 1} of {width}")
        yield entry
        at += 2 + length
    if not is_full and at != len(data):
        raise Malformed("tile_malformed", f"{len(data) - at} bytes after the last of {width} entries")


def _told(name: str, data: bytes) -> Json | None:
    return {"bytes": len(data), "name": name, "sha256": hashlib.sha256(data).hexdigest()} if data else None
