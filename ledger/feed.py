"""The feed: one event an entry, in the order of the log, the same to the byte whenever it is asked.

    {"act":"cec-10","body":"cec","day":"2013-11-05","events":[{"outcome":"effective",
     "says":"The vote run-1 is annulled at pc-1 [mayor] (grounds: violence).",
     "type":"annulment.ordered"}],"index":31,"kind":"ruling","leaf_hash":"5d1f...","marks":[],
     "position":32,"recorded_at":"2013-11-05T19:40:00.000000Z","says":"cec: The vote ...",
     "touched":["contest:mayor","run:run-1","unit:pc-1"],"url":"/v1/entries/31"}

Whoever has followed it from the beginning knows the whole log: `leaf_hash` are the leaves of the
Merkle tree, so that a follower can hold its own root against any checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from ledger import limits, read, saying
from ledger.chain.entry import Entry
from ledger.ledger import Ledger
from ledger.read import View

SENTENCES_MAX = 3
"""Of an act with many events, how many stand in its one sentence."""


def events(ledger: Ledger, start: int, limit: int) -> tuple[list[bytes], int]:
    """Return the events of at most so many entries from an index on, and the size of the log.

    They end earlier where together they have some megabytes.
    """
    with read.view(ledger) as view:
        stop = min(view.position, start + limit)
        touched = view.touched_by(start, stop) if start < stop else {}
        found: list[bytes] = []
        room = limits.PAGE_BYTES_MAX
        for index in range(start, stop):
            event = _event(view, view.entry(index), touched[index])
            found.append(orjson.dumps(event, option=orjson.OPT_SORT_KEYS))
            room -= len(found[-1])
            if room <= 0:
                break
        return found, view.position


def _event(view: View, entry: Entry, touched: Sequence[str]) -> dict[str, Any]:
    """What an entry tells; of the view only what can never change is asked."""
    declared = view.declared()
    outcomes = entry.judgement["events"]
    told = [
        {
            "outcome": outcome,
            "says": saying.of(declared.get((event.type, event.version)), event.fields),
            "type": event.type,
        }
        for event, outcome in zip(entry.act.events, outcomes, strict=True)
    ]
    placed = view.state.act(entry.act.act_id)
    return {
        "act": entry.act.act_id,
        "body": entry.act.body,
        "day": entry.act.day,
        "events": told,
        "index": entry.index,
        "kind": None if placed is None else placed.row.kind,
        "leaf_hash": entry.leaf_hash.hex(),
        "marks": list(entry.judgement["marks"]),
        "position": entry.index + 1,
        "recorded_at": entry.recorded_at,
        "says": _sentence(entry, told),
        "touched": list(touched),
        "url": f"/v1/entries/{entry.index}",
    }


def _sentence(entry: Entry, told: list[dict[str, Any]]) -> str:
    """The act in a sentence or a few; it never goes without the rules that it does not match."""
    said = [each["says"] or f"{_plain(each['type'])}." for each in told[:SENTENCES_MAX]]
    more = [f"And {len(told) - len(said)} more."] if len(told) > len(said) else []
    marks = entry.judgement["marks"]
    rules = sorted({m["rule"] or "" for m in marks if m["code"] in saying.UNMATCHED})
    marked = [f"Does not match rule {saying.listed(rules)}."] if rules else []
    return f"{entry.act.body}: {' '.join([*said, *more, *marked])}"


def _plain(name: str) -> str:
    return saying.plain(name.replace(".", " ")).capitalize()
