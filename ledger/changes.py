"""What changed between two moments: the acts, the units they touch, and what is open since.

    {"acts":[...],"ended":[...],"from":{"day":"2013-11-04","position":30},"opened":[...],
     "to":{"day":"2013-11-05","position":32},"units":[{"after":{...},"before":{...},
     "contest":"mayor","runs":["run-1","run-2"],"unit":"pc-st-sava"}]}

Of a unit that an act touches, the headlines that differ are listed; what is below such a unit is to
be asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ledger.errors import NotFound
from ledger.read import View

_UNIT = "unit:"


def between(before: View, after: View) -> dict[str, Any]:
    """The changes from one view to a later one of the same ledger."""
    if after.position < before.position:
        found = f"position {after.position} is before position {before.position}"
        raise NotFound(found, "name the earlier moment first")
    known, now = before.open_items(), after.open_items()
    return {
        "acts": [asdict(line) for line in after.acts_since(before.position)],
        "ended": [item for item in known if not _is_among(item, now)],
        "from": {"day": before.day, "position": before.position},
        "opened": [item for item in now if not _is_among(item, known)],
        "to": {"day": after.day, "position": after.position},
        "units": list(_units(before, after)),
    }


def _is_among(item: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Whether the same thing is open, whatever has been said about it since."""
    return any((each["item"], each["about"]) == (item["item"], item["about"]) for each in others)


def _units(before: View, after: View) -> Iterator[dict[str, Any]]:
    """The headlines that differ, unit by unit and contest by contest."""
    known = set(before.units())
    for key in after.touched_since(before.position):
        unit = key.removeprefix(_UNIT)
        if not key.startswith(_UNIT):
            continue
        old = _headlines(before.sheet(unit)) if unit in known else {}
        sheet = after.sheet(unit)
        for contest, headline in _headlines(sheet).items():
            was = old.get(contest)
            if headline != was:
                runs = [poll["run"] for poll in sheet["polls"] if poll["contest"] == contest]
                named = {"contest": contest, "runs": runs, "unit": unit}
                yield {"after": headline, "before": was, **named}


def _headlines(sheet: dict[str, Any]) -> dict[str, Any]:
    return {each["contest"]: each["headline"] for each in sheet["headlines"]}
