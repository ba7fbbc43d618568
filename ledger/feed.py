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
from typing import Any, NamedTuple

import orjson

from ledger import limits, read, saying
from ledger.chain.entry import Entry
from ledger.ledger import Ledger
from ledger.read import View

ENGLISH = "en"

SENTENCES_MAX = 3
"""Of an act with many events, how many stand in its one sentence."""


class Told(NamedTuple):
    """Events of entries in order, the size of the log, and the language of their sentences."""

    events: list[bytes]
    size: int
    language: str


class Newest(NamedTuple):
    """Events of entries, the newest first; `founded_at` is when entry 0 was recorded."""

    events: list[dict[str, Any]]
    size: int
    language: str
    founded_at: str


def events(ledger: Ledger, start: int, limit: int, *, wanted: Sequence[str] = ()) -> Told:
    """Return the events of at most so many entries from an index on.

    They end earlier where together they have some megabytes. Their sentences are in the first
    language wanted that some declaration has, English otherwise.
    """
    with read.view(ledger) as view:
        language = _language(view, wanted)
        stop = min(view.position, start + limit)
        touched = view.touched_by(start, stop) if start < stop else {}
        found: list[bytes] = []
        room = limits.PAGE_BYTES_MAX
        for index in range(start, stop):
            event = _event(view, view.entry(index), touched[index], language)
            found.append(orjson.dumps(event, option=orjson.OPT_SORT_KEYS))
            room -= len(found[-1])
            if room <= 0:
                break
        return Told(found, view.position, language)


def newest(
    ledger: Ledger, *, before: int | None, limit: int, kind: str | None, wanted: Sequence[str] = ()
) -> Newest:
    """Return the events of the last entries below an index (all of them), of a kind or of any."""
    with read.view(ledger) as view:
        language = _language(view, wanted)
        stop = view.position if before is None else min(before, view.position)
        if kind is None:
            indexes = list(range(max(0, stop - limit), stop))[::-1]
        else:
            indexes = view.newest_acts(before=stop, limit=limit, kind=kind)
        found = [
            _event(view, view.entry(index), view.touched_by(index, index + 1)[index], language)
            for index in indexes
        ]
        return Newest(found, view.position, language, view.entry(0).recorded_at)


def _language(view: View, wanted: Sequence[str]) -> str:
    """The first language that is wanted and that some declaration has."""
    if not wanted or wanted[0] == ENGLISH:
        return ENGLISH
    said = (each["language"] for doc in view.declared().values() for each in doc["says"])
    there = {ENGLISH, *said}
    return next((each for each in wanted if each in there), ENGLISH)


def _says(declared: dict[str, Any] | None, fields: dict[str, Any], language: str) -> str | None:
    """The sentence in a language; where the declaration has it not, as for everybody else."""
    if declared is None:
        return None
    says = declared["says"]
    is_there = any(each["language"] == language for each in says)
    return saying.sentence(says, fields, language if is_there else ENGLISH)


def _event(view: View, entry: Entry, touched: Sequence[str], language: str) -> dict[str, Any]:
    """What an entry tells; of the view only what can never change is asked."""
    declared = view.declared()
    outcomes = entry.judgement["events"]
    told = [
        {
            "outcome": outcome,
            "says": _says(declared.get((event.type, event.version)), event.fields, language),
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
    rules = saying.rules(entry.judgement["marks"])
    marked = [f"Does not match rule {saying.listed(rules)}."] if rules else []
    return f"{entry.act.body}: {' '.join([*said, *more, *marked])}"


def _plain(name: str) -> str:
    return saying.plain(name.replace(".", " ")).capitalize()
