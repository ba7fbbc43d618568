"""Seals and state proofs without the ledger: a maker's log, sealed, and what holds for one of its units."""

from __future__ import annotations

import json
from typing import Any

from tests.verifiers import maker
from tests.verifiers.maker import RECORDER, Json, Key, Maker, event
from tests.verifiers.trees import path_of, root_of
from verifiers import merkle, proven, seals
from verifiers.reading import line

Acts = list[tuple[bytes, list[Json]]]


def state(made: Maker, position: int) -> dict[str, Acts]:
    """The sheets at a position: by key the entries placed there, leaf hash and rows."""
    found: dict[str, Acts] = {}
    by_entry: dict[int, list[Json]] = {}
    for row in map(json.loads, made.rows):
        by_entry.setdefault(row["since"], []).append(row)
    for index in range(position):
        leaf = merkle.leaf_hash(made.lines[index])
        rows = by_entry.get(index, [])
        for key, placed in seals.place(rows).items():
            found.setdefault(key, []).append((leaf, [rows[ordinal] for ordinal in placed]))
    return dict(sorted(found.items()))


def leaves(sheets: dict[str, Acts]) -> list[bytes]:
    """The leaf hashes of sheets, in order of their keys."""
    return [seals.leaf_of(key, sheet_of(acts)) for key, acts in sheets.items()]


def sheet_of(acts: Acts) -> seals.Sheet:
    """How many entries, and their chain."""
    sheet: seals.Sheet | None = None
    for leaf, rows in acts:
        sheet = seals.step(sheet, leaf, map(line, rows))
    assert sheet is not None
    return sheet


def seal(made: Maker, *, key: Key = RECORDER, also: Key | None = None, **stated: Any) -> int:
    """Seals the log as it is, or as `stated` says; returns the index of the seal."""
    position = stated.get("position", made.size)
    hashes = leaves(state(made, min(position, made.size)))
    fields = {"position": position, "root": root_of(hashes).hex(), "sheets": len(hashes)}
    sealed = event("state.sealed", **(fields | stated))
    return made.add(
        sealed, by=[], seen=None, signed_by=[key, *filter(None, [also])], act_id=f"seal-{made.size}"
    )


def proof(made: Maker, sealed: int, unit: str, sheets: dict[str, Acts] | None = None) -> Json:
    """The proof of what holds for a unit by the seal at an index, as of the end of the log.

    `sheets` are those that were sealed where the seal lies.
    """
    position = json.loads(made.lines[sealed])["act"]["events"][0]["fields"]["position"]
    sheets = sheets or state(made, position)
    hashes, keys = leaves(sheets), list(sheets)
    rows = {key: [row for _, placed in acts for row in placed] for key, acts in sheets.items()}
    needed = sorted(proven._needed(rows, unit))
    shown = {key: rows[key] for key in needed if key in rows}
    return {
        "absent": [_absent(sheets, hashes, key) for key in needed if key not in sheets],
        "answer": proven._derive(shown, unit, made.day, position),
        "checkpoint": maker.checkpoint(made.lines).decode(),
        "extends": None,
        "format": 0,
        "founding": made.lines[0].decode(),
        "later": [],
        "ledger": made.ledger,
        "seal": included(made, sealed),
        "sheets": [_shown(key, sheets[key], hashes, keys.index(key)) for key in shown],
        "size": made.size,
        "until": made.size,
    }  # fmt: skip


def included(made: Maker, index: int) -> Json:
    """An entry with its path to the root of the log."""
    path = path_of([merkle.leaf_hash(line) for line in made.lines], index)
    return {
        "entry": made.lines[index].decode(),
        "inclusion": [one.hex() for one in path],
        "index": index,
    }


def _shown(key: str, acts: Acts, hashes: list[bytes], index: int) -> Json:
    return {
        "acts": [{"leaf": leaf.hex(), "rows": rows} for leaf, rows in acts],
        "index": index,
        "key": key,
        "path": [one.hex() for one in path_of(hashes, index)],
    }


def _absent(sheets: dict[str, Acts], hashes: list[bytes], key: str) -> Json:
    keys = list(sheets)
    after = sum(one < key for one in keys)
    return {
        "after": neighbour(sheets, hashes, after) if after < len(keys) else None,
        "before": neighbour(sheets, hashes, after - 1) if after else None,
        "key": key,
    }


def neighbour(sheets: dict[str, Acts], hashes: list[bytes], index: int) -> Json:
    """A sheet without its rows, as it stands beside a key that has none."""
    key = list(sheets)[index]
    count, chain = sheet_of(sheets[key])
    path = [one.hex() for one in path_of(hashes, index)]
    return {"acts": count, "chain": chain.hex(), "index": index, "key": key, "path": path}
