"""Who holds a seat, by which act, and everybody who ever had a title to it.

    {"held_by":["Ana"],"history":[{"day":"2013-12-01","event":"cec-90#1","holder":"Ana",
     "in_force":true,"status":"conferred"}],"seat":"mayor","status":"accepted",
     "titles":[{"day":"2013-12-01","event":"cec-90#1","holder":"Ana","status":"conferred"}]}

Two who hold one seat are both shown: nobody but a decision says which of them does
(docs/spec/09-views.md, Mandate).
"""

from __future__ import annotations

from typing import Any

from ledger.election import statuses
from ledger.election.reading import Reading, place
from ledger.election.rows import Effect, Placed

HOLDING = frozenset({"conferred", "accepted", "restored", "extended"})
"""The titles by which a seat is held."""


def mandate(reading: Reading, seat: str) -> dict[str, Any]:
    """The titles to a seat on the day: those that count, and all that there ever were."""
    key = f"seat:{seat}"
    told = [e for e in reading.state.effects_by_target(key) if e.row.verb == "title"]
    told.sort(key=place)
    in_force = [title for title in told if reading.in_force(title)]
    latest = {title.row.data["holder"]: title for title in in_force}
    titles = sorted(latest.values(), key=place)
    return {
        "held_by": [t.row.data["holder"] for t in titles if t.row.what in HOLDING],
        "history": [{**_document(t), "in_force": t in in_force} for t in told],
        "seat": seat,
        "status": statuses.value_of(reading.state, key, "mandate", day=reading.day),
        "titles": [_document(title) for title in titles],
    }


def _document(title: Placed[Effect]) -> dict[str, Any]:
    row = title.row
    return {
        "day": row.from_day,
        "event": row.event,
        "holder": row.data["holder"],
        "status": row.what,
    }
