"""`/v1/units`: what holds at a place, and everything that was ever done about it."""

from __future__ import annotations

from fastapi import APIRouter

from api.asking import AFTER_ID, Members, Page, cut, in_path, in_query, listing, state
from api.desk import Desk
from api.history import told
from ledger import unmatched
from ledger.publish import certainty
from ledger.read import View

router = APIRouter(tags=["state"])

UNIT = in_path("unit", "The id of a unit.")
PARENT = in_query("parent", "Only units directly below this one.")
TYPE = in_query("type", "Only units of this type (`polling_station`).")


@listing(router, "/v1/units", "listUnits", "All units", "Units", AFTER_ID, PARENT, TYPE)
def list_units(
    view: View, after: str | None, limit: int, parent: str | None, type: str | None
) -> Page:
    """Return units by id, each with its headline in every contest: what it is, in one word."""
    alike = {"kind": "unit"}
    alike |= {} if parent is None else {"parent": f"unit:{parent}"}
    alike |= {} if type is None else {"type": type}
    found = view.subjects(after=f"unit:{after or ''}", limit=limit + 1, alike=alike)
    page = cut([placed.row for placed in found], limit, lambda row: _id(row.key))
    sheets = view.sheets([_id(row.key) for row in page.items])
    items = [
        {
            "headlines": sheet["headlines"],
            "id": sheet["unit"],
            "name": row.name,
            "parent": None if row.parent is None else _id(row.parent),
            "type": row.type,
            "url": f"/v1/units/{sheet['unit']}",
        }
        for row, sheet in zip(page.items, sheets, strict=True)
    ]
    return Page(items, page.last)


def _id(key: str) -> str:
    return key.partition(":")[2]


def _not_final(desk: Desk, view: View, unit: str) -> dict[str, str]:
    """Name what concerns the unit and must not be shown as final yet."""
    waiting = {one.entry_index for one in certainty.waiting(desk.ledger, view.law, view.position)}
    if waiting:
        waiting &= {line.index for line in view.history(f"unit:{unit}")}
    return {"Not-Final": ", ".join(map(str, sorted(waiting)))} if waiting else {}


@state(
    router,
    "/v1/units/{unit}",
    "readUnit",
    "What holds for a unit",
    "Unit",
    UNIT,
    # It changes with every round of publishing, so it is not part of what is kept.
    moving=_not_final,
)
def read_unit(view: View, unit: str) -> Members:
    """Return the sheet of a unit, as known at a position and in force on a legal day."""
    sheet = view.sheet(unit)
    subject = view.state.subject(f"unit:{unit}")
    assert subject is not None, "a unit that has a sheet exists"
    return {
        "id": unit,
        "marks": unmatched.at(view, unit),
        "name": subject.row.name,
        "object": "unit",
        "sheet": sheet,
    }


@state(
    router,
    "/v1/units/{unit}/history",
    "readHistory",
    "Every act that touches a unit",
    "History",
    UNIT,
)
def read_history(view: View, unit: str) -> Members:
    """Return the acts that touch a unit, its ancestors or its contests' decisions, in order."""
    return told(view, f"unit:{unit}")
