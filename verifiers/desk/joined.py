"""Two bundles as one: one that begins where another ends, with that other in front of it (section 10)."""

from __future__ import annotations

from collections.abc import Iterator

from verifiers import before
from verifiers.desk.bundle import BEFORE, Files, Source, Stream
from verifiers.merkle import Tree
from verifiers.reading import Malformed

_ALONG = ("entries.jsonl", "rows.jsonl")
"""The files of which the later bundle has only what is new."""


class Joined:
    """The entries and rows of both; everything else is that of the later one."""

    def __init__(self, earlier: Source, later: Source) -> None:
        self._earlier, self._later = earlier, later
        self._parts: dict[str, Stream] = {}
        self.manifest = later.manifest
        self.before = before.parse(later.stream(BEFORE).take(before.BEFORE_BYTES_MAX + 1))
        ends = earlier.manifest["ledger"], earlier.manifest["size"]
        begins = later.manifest["ledger"], self.before.size
        if ends != begins:
            found = f"one ends at {ends[1]}, the next begins at {begins[1]}"
            raise Malformed("bundles_do_not_meet", found if ends[0] == begins[0] else "of two ledgers")

    @property
    def told_from(self) -> int:
        """Where its stories begin."""
        return self.before.size

    def names(self) -> list[str]:
        """Those of the later bundle."""
        return [name for name in self._later.names() if name != BEFORE]

    def has(self, name: str) -> bool:
        """Whether the bundles that it is made of hold the file."""
        return name != BEFORE and self._later.has(name) and (name not in _ALONG or self._earlier.has(name))

    def stream(self, name: str) -> Stream:
        """The file from its beginning; of what goes on, one after the other."""
        later = self._parts[name] = self._later.stream(name)
        if name not in _ALONG:
            return later
        first = self._parts["earlier " + name] = self._earlier.stream(name)
        return Stream(_Both(first, later), 2**62)

    def files(self, streams: dict[str, Stream], tree: Tree) -> Iterator[Files]:
        """The files that were read of either bundle, and what the later one says of the earlier."""
        for stream in streams.values():
            stream.drain()
        yield from self._earlier.files({name: self._parts["earlier " + name] for name in _ALONG}, tree)
        yield from self._later.files({name: self._parts[name] for name in streams}, tree)
        said = {"root": self.before.root.hex(), "size": self.before.size}
        found = {"root": tree.root(min(self.before.size, tree.size)).hex(), "size": min(self.before.size, tree.size)}
        yield Files(BEFORE, said, found)

    def documents(self) -> Iterator[tuple[str, Stream]]:
        """The documents of both, each once."""
        seen = set()
        for source in (self._earlier, self._later):
            for digest, stream in source.documents():
                if digest not in seen:
                    yield digest, stream
                seen.add(digest)


class _Both:
    """Two streams, read one after the other."""

    def __init__(self, first: Stream, then: Stream) -> None:
        self._streams = [first, then]

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most `count`; empty at the end."""
        for stream in self._streams:
            if data := stream.take(count):
                return data
        return b""
