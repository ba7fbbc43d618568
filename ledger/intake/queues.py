"""What is still missing, for everybody to see: nothing here is stored, all of it is found anew.

not_arrived  places of a contest of which no form counts or is in dispute; with what was told
             by telephone, which is provisional and no count
mismatches   forms that clerks keyed differently, or of which one entry waits
no_image     forms that were entered without an image of the paper
bad_rows     rows of files that were put aside, until their form is recorded
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ledger.errors import Malformed
from ledger.intake import blind, forms
from ledger.ledger import Ledger
from ledger.read import View
from ledger.store import intake
from ledger.store.engine import reachable

QUEUES = ("not_arrived", "mismatches", "no_image", "bad_rows")
PAGE_MAX = 500
LOOKED_AT_MAX = 10_000
"""Of a queue no more than so many are counted; beyond, it is said that there are more."""

_SOURCES_TOLD_MAX = 20
_IMAGE = "form_image"
_PLACE = re.compile(r"([0-9a-f]{64}):([0-9]{1,15})", re.ASCII)


class Page(NamedTuple):
    """A part of a queue, and what to ask for to get the next (None: that was all)."""

    items: list[dict[str, Any]]
    after: str | None


def page(
    ledger: Ledger, view: View, queue: str, *, contest: str | None, after: str, most: int
) -> Page:
    """Return a part of a queue after an item; `contest` for what has not arrived."""
    if queue == "mismatches":
        return _mismatches(ledger, view, after, most)
    if queue == "bad_rows":
        return _bad_rows(ledger, view, after, most)
    if queue == "no_image":
        return _part(_no_image(view), "form", after, most)
    if contest is None:
        raise Malformed("missing_parameter", "a contest, for what has not arrived", "none")
    return _part(not_arrived(view, contest), "unit", after, most)


def summary(ledger: Ledger, view: View) -> dict[str, Any]:
    """How much is in each queue, and how far the newest files have come."""
    with reachable(), ledger.engine.connect() as connection:
        told = intake.sources(connection, _SOURCES_TOLD_MAX)
        steps = [(source, intake.last_step(connection, source[0])) for source in told]
    return {
        "bad_rows": _count(ledger, view, "bad_rows"),
        "files": [
            {
                "again": step.again_count,
                "bad": step.bad_count,
                "begun_at": begun_at,
                "is_done": bool(step.is_last),
                "kind": kind,
                "name": name,
                "recorded": step.recorded_count,
                "source": source.hex(),
            }
            for (source, name, kind, begun_at), step in steps
            if step is not None
        ],
        "mismatches": _count(ledger, view, "mismatches"),
        "no_image": len(_no_image(view)),
        "not_arrived": [
            {"contest": contest, "count": len(not_arrived(view, contest))}
            for contest in view.contests()
        ],
    }


def not_arrived(view: View, contest: str) -> list[dict[str, Any]]:
    """The units of a contest from which no form has come, sorted."""
    result = view.result(contest)
    told: dict[str, list[str]] = {}
    for one in result["declared"]:
        if one["level"] == forms.TELEPHONE:
            told.setdefault(one["unit"], []).extend(one["forms"])
    return [
        {
            "reason": one["reason"],
            "registered": one["registered"],
            "run": one["run"],
            "telephoned": told.get(one["unit"], []),
            "unit": one["unit"],
        }
        for one in result["missing"]
        if not one["forms"]
    ]


def _no_image(view: View) -> list[dict[str, Any]]:
    found = [
        {"act_index": item["since"], "form": item["about"].partition(":")[2]}
        for item in view.open_items()
        if item["item"] == _IMAGE
    ]
    return sorted(found, key=lambda one: str(one["form"]))


def _mismatches(ledger: Ledger, view: View, after: str, most: int) -> Page:
    items: list[dict[str, Any]] = []
    with reachable(), ledger.engine.connect() as connection:
        names = intake.forms_keyed(connection, after, most)
        for form in names:
            if view.state.act(forms.act_id(form)) is not None:
                continue
            kept = intake.entries_of(connection, form)
            found = blind.mismatches(kept)
            items.append(
                {
                    "differs": found,
                    "form": form,
                    "keyed_by": sorted(one.person for one in kept if one.stage == "keyed"),
                    "third_look_by": [one.person for one in kept if one.stage == "third"],
                }
            )
    return Page(items, names[-1] if len(names) == most else None)


def _bad_rows(ledger: Ledger, view: View, after: str, most: int) -> Page:
    named = _PLACE.fullmatch(after or f"{'0' * 64}:0")
    if named is None:
        raise Malformed("bad_parameter", "SOURCE:ROW, as `next` gives it", after, "after")
    place = bytes.fromhex(named[1]), int(named[2])
    with reachable(), ledger.engine.connect() as connection:
        rows = intake.bad_rows(connection, place, most)
    items = [
        {
            "code": one.code,
            "do": one.do_next,
            "expected": one.expected,
            "form": one.form,
            "found": one.found,
            "row": one.row_number,
            "source": one.source.hex(),
            "unit": one.unit,
            "where": one.place,
        }
        for one in rows
        if one.code == "act_id_taken" or not _is_recorded(view, one.form)
    ]
    last = f"{rows[-1].source.hex()}:{rows[-1].row_number}" if len(rows) == most else None
    return Page(items, last)


def _is_recorded(view: View, form: str | None) -> bool:
    return form is not None and view.state.act(forms.act_id(form)) is not None


def _count(ledger: Ledger, view: View, queue: str) -> dict[str, Any]:
    """How many there are, up to a bound; `is_all` says whether that is all of them."""
    count, looked, after = 0, 0, ""
    while looked < LOOKED_AT_MAX:
        found = page(ledger, view, queue, contest=None, after=after, most=PAGE_MAX)
        count, looked = count + len(found.items), looked + PAGE_MAX
        if found.after is None:
            return {"count": count, "is_all": True}
        after = found.after
    return {"count": count, "is_all": False}


def _part(items: list[dict[str, Any]], key: str, after: str, most: int) -> Page:
    left = [one for one in items if one[key] > after]
    return Page(left[:most], left[most - 1][key] if len(left) > most else None)
