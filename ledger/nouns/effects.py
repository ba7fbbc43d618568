"""An effect as readers are told of it, with whether it is in force.

{"act":"cec-10","awaits":null,"body":"cec","channels":["all"],"contests":["mayor"],"data":{},
 "event":"cec-10#1","from_day":"2013-11-05","id":"31.1.1","in_force":true,"object":"voting",
 "run":"run-1","selections":["all"],"since":31,"target":null,"units":[{"further":null,
 "sign":"+","unit":"pc-1"}],"until_day":null,"verb":"bar","what":"annul"}
"""

from __future__ import annotations

from typing import Any

from ledger.election.reading import Reading
from ledger.election.rows import Effect, Placed, Status, status_place


def document(reading: Reading, effect: Placed[Effect]) -> dict[str, Any]:
    """Return an effect with its units, and whether it is in force on the reading's day."""
    sites = reading.state.effect_units(effect.row.id)
    units = [
        {"further": site.row.further, "sign": site.row.sign, "unit": site.row.unit}
        for site in sites
    ]
    told = {"in_force": reading.in_force(effect), "since": effect.since, "units": units}
    return effect.row._asdict() | told


def taken(reading: Reading, subject: str, field: str) -> list[dict[str, Any]]:
    """Return every status of a field that a subject took until the reading's day, in order."""
    rows = reading.state.statuses([subject], field)
    known = sorted((p for p in rows if p.row.day <= reading.day), key=status_place)
    return [_taken(placed) for placed in known]


def _taken(placed: Placed[Status]) -> dict[str, Any]:
    row = placed.row
    return {"day": row.day, "event": row.event, "since": placed.since, "value": row.value}
