"""A bundle of one unit: what concerns it, out of a large log, checkable without the rest.

    bundle.json  entries.jsonl  law.jsonl  paths.jsonl  proof.json  README.txt
    story.LANGUAGE.txt ...  evidence/HASH ...

docs/spec/10-bundle.md is normative. A state proof says which acts the unit's sheets count; they go
with it, and so does every act of administration, since all authority rests on those.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger import export, limits, prove, story
from ledger.chain import canonical
from ledger.election.rows import Placed, document
from ledger.export import Document, Listed
from ledger.ledger import Ledger
from ledger.projections import generations, sheets
from ledger.read import AsOf, Point
from ledger.readme import readme_of_unit
from ledger.store import entries
from ledger.store.trees import Tree

Json = dict[str, Any]

Documents = Callable[[Iterable[bytes], Point], Iterator[Document]]
"""What goes with these entries as of a point, sorted by digest."""

_LAW, _AFTER_LAW, _AFFIRMED = "law:", "law;", "law:affirmed/"


class Written(NamedTuple):
    """What a bundle of one unit holds: the position of its seal, the size of its log, its entries."""

    position: int
    size: int
    entries: int
    later: int


def bundle(
    ledger: Ledger,
    path: Path,
    unit: str,
    *,
    as_of: AsOf = None,
    in_force_on: str | None = None,
    seen: int | None = None,
    documents: Documents | None = None,
) -> Written:
    """Write the bundle of a unit, as of the last seal up to `as_of`.

    `seen` is the size of a checkpoint that the reader has. NotFound where there is no such unit, or
    nothing was sealed yet. A file at `path` is replaced at the end only.
    """
    text = prove.prove(ledger, unit, as_of=as_of, in_force_on=in_force_on, seen=seen)
    proof = canonical.loads(text, limits.STATE_PROOF_BYTES_MAX)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bundle-") as name:
        folder = Path(name)
        with ledger.engine.connect() as connection, connection.begin():
            chosen = _Chosen(ledger, connection, proof)
            parts: dict[str, Iterable[bytes]] = {
                "entries.jsonl": chosen.entries(),
                "law.jsonl": chosen.law(),
                "paths.jsonl": chosen.paths(),
                "proof.json": [text],
                "README.txt": [_readme(proof)],
            }
            listed = [export.write(folder / part, chunks) for part, chunks in parts.items()]
            listed += _stories(folder, chosen)
        texts = [line.rstrip(b"\n") for line in _lines(folder / "entries.jsonl")]
        sealed = Point(proof["answer"]["position"], proof["answer"]["day"])
        together = documents(texts, sealed) if documents else ()
        export.pack(ledger, folder, listed, path, size=proof["size"], documents=together)
    position = proof["answer"]["position"]
    return Written(position, proof["size"], len(chosen.indexes), len(proof["later"]))


class _Chosen:
    """The entries that go with a state proof, and what shows that they are all."""

    def __init__(self, ledger: Ledger, connection: Connection, proof: Json) -> None:
        self._connection, self._log, self._size = connection, Tree(connection), proof["size"]
        self._generation = generations.live(connection).number
        self.position = proof["answer"]["position"]
        self._tree = ledger.sheets.at(connection, self._generation, self.position)
        first, end = self._tree.place(_LAW), self._tree.place(_AFTER_LAW)
        # With the sheet before and the one after: between them there is no other.
        self._first, self._end = max(0, first - 1), min(len(self._tree.keys), end + 1)
        keys = self._tree.keys[self._first : self._end]
        self._on = sheets.placed_on(connection, self._generation, keys, self.position)
        self.indexes = sorted(self._wanted(proof, self._tree.keys[first:end]))

    def _wanted(self, proof: Json, law: list[str]) -> set[int]:
        counted = (act["rows"][0]["since"] for sheet in proof["sheets"] for act in sheet["acts"])
        found = {*counted, proof["seal"]["index"], *(one["index"] for one in proof["later"])}
        for key in law:
            found.update(self._on[key])
            if key.startswith(_AFFIRMED):
                index = entries.index_of_act(self._connection, key.removeprefix(_AFFIRMED))
                found |= set() if index is None else {index}
        return found

    def entries(self) -> Iterator[bytes]:
        """The lines of the entries."""
        for index in self.indexes:
            yield self._text(index) + b"\n"

    def _text(self, index: int) -> bytes:
        stored = entries.read(self._connection, index)
        assert stored is not None, "what a sheet counts is in the log"
        return stored.data

    def law(self) -> Iterator[bytes]:
        """The sheets of law, their neighbours with them, and what stands beside them in the tree."""
        beside = [hash_.hex() for hash_ in self._tree.beside(self._first, self._end)]
        yield _line({"first": self._first, "path": beside})
        for key in self._tree.keys[self._first : self._end]:
            chain = self._tree.sheets[key].chain.hex()
            yield _line({"acts": self._on[key], "chain": chain, "key": key})

    def paths(self) -> Iterator[bytes]:
        """How each entry, and what its signers had seen, lead to the root."""
        for index in self.indexes:
            seen = canonical.loads(self._text(index))["act"]["seen"]
            inclusion = _hex(self._log.prove_inclusion(index, self._size))
            path = seen and _hex(self._log.prove_consistency(seen["size"], self._size))
            yield _line({"inclusion": inclusion, "index": index, "seen": path})

    def rows(self) -> Iterator[bytes]:
        """The rows of the entries up to the seal, a canonical line each."""
        told = [index for index in self.indexes if index < self.position]
        found = sheets.entries_of(self._connection, self._generation, told)
        for index in told:
            for ordinal, row in enumerate(found[index][1]):
                yield _line(document(Placed(index, ordinal, row)))


def _stories(folder: Path, chosen: _Chosen) -> Iterator[Listed]:
    rows = list(chosen.rows())
    told = sum(index < chosen.position for index in chosen.indexes)
    for language in story.languages(rows):
        texts = (
            line for _, line in zip(range(told), _lines(folder / "entries.jsonl"), strict=False)
        )
        yield export.write(folder / f"story.{language}.txt", story.tell(texts, rows, language))


def _readme(proof: Json) -> bytes:
    later = ", ".join(str(one["index"]) for one in proof["later"]) or "none"
    answer = {name: proof["answer"][name] for name in ("day", "position", "unit")}
    return readme_of_unit(**proof["ledger"], **answer, later=later)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _line(value: Json) -> bytes:
    return canonical.respell(value) + b"\n"


def _hex(path: list[bytes]) -> list[str]:
    return [hash_.hex() for hash_ in path]
