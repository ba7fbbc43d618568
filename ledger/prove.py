"""State proofs: what holds for a unit, with everything that shows it, in one document.

    {"absent":[...],"answer":{...},"checkpoint":"...","extends":null,"format":0,"founding":"...",
     "later":[...],"ledger":{...},"seal":{...},"sheets":[...],"size":60,"until":58}

docs/spec/14-seals.md is normative. Whoever reads it needs nothing else but a trust file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import Connection

from ledger import limits, read
from ledger.chain import canonical
from ledger.chain.sheets import SheetTree
from ledger.election import placing
from ledger.election.rows import Placed, Row, Seal, document
from ledger.errors import LedgerStopped, Malformed, NotFound
from ledger.ledger import Ledger
from ledger.projections import compare, generations, seals, sheets
from ledger.projections.state import DbState
from ledger.read import AsOf, Point
from ledger.store import checkpoints, entries, heads, publications
from ledger.store.trees import Tree

ANSWERED = ("amounts", "contested", "day", "headlines", "polls", "position", "unit")
"""The members of a unit's sheet that a proof shows."""

SHEETS_MAX = 10_000
"""With more the document would be too large in any case."""

Acts = list[tuple[bytes, list[Placed[Any]]]]
"""The entries on a key in order: leaf hash, and the rows placed there."""

Fetch = Callable[[Collection[str]], dict[str, Acts]]


def prove(
    ledger: Ledger,
    unit: str,
    *,
    as_of: AsOf = None,
    in_force_on: str | None = None,
    seen: int | None = None,
) -> bytes:
    """The proof of what holds for a unit, by the last seal of a position up to `as_of`.

    `seen` is the size of a checkpoint that the reader has: the proof then shows that the log
    continues it. NotFound where there is no such unit, or nothing was sealed yet.
    """
    point = read.resolve(ledger, as_of=as_of, in_force_on=in_force_on)
    with ledger.engine.connect() as connection, connection.begin():
        value = _Proof(ledger, connection, point, seen).document(unit)
    try:
        return canonical.dumps(value, limits.STATE_PROOF_BYTES_MAX)
    except Malformed as malformed:
        raise malformed if malformed.code != "too_large" else _too_large(malformed.found) from None


def needed(unit: str, fetch: Fetch) -> tuple[dict[str, Acts], set[str]]:
    """Every key that the answer depends on, with its acts; and the unit with those above it.

    `fetch` gives the acts of keys, none for a key without a sheet.
    """
    found: dict[str, Acts] = {}
    above, below = {f"unit:{unit}"}, {f"unit:{unit}"}
    wanted = {placing.SUSPECT, f"unit:{unit}"}
    while wanted:
        if len(found) + len(wanted) > SHEETS_MAX:
            raise _too_large(f"more than {SHEETS_MAX} sheets")
        fetched = fetch(wanted)
        found |= fetched
        wanted = set()
        for key, acts in fetched.items():
            rows = [placed.row for _, listed in acts for placed in listed]
            wanted |= placing.needed(rows)
            above |= placing.parents(key, rows) if key in above else set()
            below |= placing.children(key, rows) if key in below else set()
        wanted = (wanted | above | below) - found.keys()
    return found, above


def show(tree: SheetTree, found: dict[str, Acts]) -> dict[str, Any]:
    """The members `absent` and `sheets`: that these acts, and no others, lie on the keys."""
    return {
        "absent": [_absent(tree, key) for key in sorted(found) if not found[key]],
        "sheets": [_sheet(tree, key, found[key]) for key in sorted(found) if found[key]],
    }


class _Proof:
    """One proof while it is put together, over one transaction."""

    def __init__(
        self, ledger: Ledger, connection: Connection, point: Point, seen: int | None
    ) -> None:
        self.ledger, self.connection, self.seen = ledger, connection, seen
        self.generation = generations.live(connection).number
        self.until, self.day = point
        self.size, self.note = self._checkpoint()
        self.log = Tree(connection)

    def document(self, unit: str) -> dict[str, Any]:
        """The document about a unit."""
        sealed = self._seal()
        position = sealed.row.position
        with read.view(self.ledger, as_of=position, in_force_on=self.day) as view:
            answer = {name: view.sheet(unit)[name] for name in ANSWERED}
        tree = self._tree(sealed)
        found, near = needed(unit, lambda keys: self._acts(keys, position))
        if found[placing.SUSPECT]:
            answer["contested"] = None
        founding = self._text(0)
        return {
            **show(tree, found),
            "answer": answer,
            "checkpoint": self.note.decode(),
            "extends": self._extends(),
            "format": 0,
            "founding": founding,
            "later": [self._included(index) for index in self._later(near, position)],
            "ledger": {"id": self._ledger_id(), "origin": self.ledger.origin},
            "seal": self._included(sealed.since),
            "size": self.size,
            "until": self.until,
        }

    def _ledger_id(self) -> str:
        assert self.ledger.ledger_id is not None, "a log with a seal is founded"
        return self.ledger.ledger_id.hex()

    def _checkpoint(self) -> tuple[int, bytes]:
        """The published checkpoint where it covers what is asked for, else the newest."""
        published, last = publications.published(self.connection), checkpoints.last(self.connection)
        sealed = seals.up_to(self.connection, self.generation, self.until)
        needed = max(self.until, 0 if sealed is None else sealed.since + 1)
        if published is not None and published.size >= needed:
            return published.size, published.note
        if last is None or last.size < needed:
            found = f"no checkpoint of {needed} entries yet"
            raise NotFound(found, "ask again: it is signed at the end of a commit")
        return last.size, last.note

    def _seal(self) -> Placed[Seal]:
        sealed = seals.up_to(self.connection, self.generation, self.until)
        if sealed is None:
            found = f"no seal of the state as known at {self.until}"
            do = "ask as of a later position; whoever runs the ledger makes one with `eal seal`"
            raise NotFound(found, do)
        return sealed

    def _tree(self, sealed: Placed[Seal]) -> SheetTree:
        tree = self.ledger.sheets.at(self.connection, self.generation, sealed.row.position)
        if tree.root.hex() != sealed.row.root:
            found = f"sheets that are not those which entry {sealed.since} sealed"
            raise LedgerStopped(compare.DIFFERS, found, "run `eal doctor`, and verify a bundle")
        return tree

    def _acts(self, keys: Collection[str], position: int) -> dict[str, Acts]:
        on = sheets.placed_on(self.connection, self.generation, keys, position)
        indexes = {index for listed in on.values() for index in listed}
        read_rows = sheets.entries_of(self.connection, self.generation, indexes)
        places = {index: placing.place(rows) for index, (_, rows) in read_rows.items()}

        def placed(index: int, key: str) -> list[Placed[Any]]:
            rows: list[Row] = read_rows[index][1]
            return [Placed(index, n, rows[n]) for n in places[index][key]]

        return {
            key: [(read_rows[index][0], placed(index, key)) for index in on[key]] for key in keys
        }

    def _later(self, near: set[str], position: int) -> list[int]:
        state = DbState(self.connection, self.generation, self.until)
        return sorted({i for key in near for i in state.touches(key) if i >= position})

    def _extends(self) -> dict[str, Any] | None:
        if self.seen is None:
            return None
        if not 1 <= self.seen <= self.size:
            found = f"a log of {self.seen} entries before one of {self.size}"
            raise NotFound(found, "name the size of a checkpoint that you have, not a later one")
        path = self.log.prove_consistency(self.seen, self.size)
        return {"path": [hash_.hex() for hash_ in path], "size": self.seen}

    def _included(self, index: int) -> dict[str, Any]:
        path = self.log.prove_inclusion(index, self.size)
        inclusion = [hash_.hex() for hash_ in path]
        return {"entry": self._text(index), "inclusion": inclusion, "index": index}

    def _text(self, index: int) -> str:
        stored = entries.read(self.connection, index)
        assert stored is not None and index < heads.read(self.connection).size
        return stored.data.decode()


def _sheet(tree: SheetTree, key: str, acts: Acts) -> dict[str, Any]:
    index = tree.place(key)
    listed = [
        {"leaf": leaf.hex(), "rows": [document(placed) for placed in rows]} for leaf, rows in acts
    ]
    return {"acts": listed, "index": index, "key": key, "path": list(_path(tree, index))}


def _absent(tree: SheetTree, key: str) -> dict[str, Any]:
    """The sheets between which the key's own would stand."""
    index = tree.place(key)
    return {"after": _neighbour(tree, index), "before": _neighbour(tree, index - 1), "key": key}


def _neighbour(tree: SheetTree, index: int) -> dict[str, Any] | None:
    if not 0 <= index < len(tree.keys):
        return None
    key = tree.keys[index]
    sheet = tree.sheets[key]
    told = {"acts": sheet.acts, "chain": sheet.chain.hex(), "index": index, "key": key}
    return told | {"path": list(_path(tree, index))}


def _path(tree: SheetTree, index: int) -> Iterator[str]:
    return (hash_.hex() for hash_ in tree.prove(index))


def _too_large(found: object) -> Malformed:
    expected = f"a unit whose proof has at most {limits.STATE_PROOF_BYTES_MAX:,} bytes"
    return Malformed("proof_too_large", expected, str(found), "unit")
