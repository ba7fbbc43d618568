"""The headlines of a unit in a list: each with the runs that it sums up, what bars them, and since when.

    {"bars":["31.1.1"],"contest":"mayor","headline":{...},"runs":["run-1","run-2"],
     "since":{"day":"2013-11-05","index":31}}

`since` is the day, and the entry, of what the headline follows from: of `annulled` the first bar in force
that annuls, of `repeat_undated` the act that left the date open or took it away, of `halted` the act
that told it. What held in between and was lifted again is in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from ledger.election import standing, statuses
from ledger.election.reading import Reading, place
from ledger.election.rows import Effect, Placed
from ledger.read import View

_UNTAKEN = ("repeat_dated", "repeat_undated", "undated")
_DATED = (*_UNTAKEN, *standing.BEFORE_THE_VOTE)
"""Headlines that follow from a date, or from there being none; the first of them from that alone."""


def lines(view: View, sheets: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Return the headlines of each sheet as a list tells them."""
    reading = Reading(view.state, view.day)
    for sheet in sheets:
        yield [_line(reading, sheet, headline) for headline in sheet["headlines"]]


def _line(reading: Reading, sheet: dict[str, Any], headline: dict[str, Any]) -> dict[str, Any]:
    polls = [poll for poll in sheet["polls"] if poll["contest"] == headline["contest"]]
    bars = sorted({bar for poll in polls for bar in poll["bars"]})
    since = _since(reading, sheet["unit"], headline["headline"], polls)
    return headline | {"bars": bars, "runs": [poll["run"] for poll in polls], "since": since}


def _since(
    reading: Reading, unit: str, headline: dict[str, Any], polls: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Day and entry; None where the parts differ."""
    code, last = headline["code"], polls[-1]
    contest, run = last["contest"], last["run"]
    if code == "in_parts":
        return None
    if code == "certified":
        return _first(standing.certifying(reading, contest, unit, run=run))
    if code == last["standing"]:
        barring = standing.bars(reading, contest, unit, run=run)
        return _first([bar for bar in barring if standing.makes(bar, code)])
    dated = standing.date_effect(reading, run, unit) if code in _DATED else None
    taken = None
    if code not in _UNTAKEN:
        kind, field = ("count", "count") if code == last["count"] else ("poll", "polling")
        subject = f"{kind}:{contest}/{unit}/{run}"
        taken = statuses.taken_of(reading.state, subject, field, day=reading.day)
    told = [] if dated is None else [_first([dated])]
    told += [] if taken is None else [{"day": taken.row.day, "index": taken.since}]
    return max(told, key=itemgetter("index")) if told else _ordered(reading, contest, unit, run)


def _ordered(reading: Reading, contest: str, unit: str, run: str) -> dict[str, Any]:
    covering = standing.runs_covering(reading, contest, unit)
    return _first([each.order for each in covering if each.run == run])


def _first(effects: list[Placed[Effect]]) -> dict[str, Any]:
    found = min(effects, key=place)
    return {"day": found.row.from_day, "index": found.since}
