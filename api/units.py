"""`/v1/units`: what holds at a place, and everything that was ever done about it."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.contract import AsOf, InForceOn, UnitId
from api.desk import Desk, desk_of
from ledger import following as about_law
from ledger import read, unmatched
from ledger.publish import certainty

router = APIRouter(tags=["state"])


@router.get(
    "/v1/units/{unit}",
    operation_id="readUnit",
    summary="What holds for a unit",
    responses=schemas.responses("Unit", 404),
)
def read_unit(
    request: Request, unit: UnitId, as_of: AsOf = None, in_force_on: InForceOn = None
) -> Response:
    """Return the sheet of a unit, as known at a position and in force on a legal day."""
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    key = contract.identity(unit, "unit")
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        sheet = view.sheet(key)
        subject = view.state.subject(f"unit:{key}")
        assert subject is not None, "a unit that has a sheet exists"
        is_fixed = isinstance(asked, int)
        members = {
            "id": key,
            "marks": unmatched.at(view, key),
            "name": subject.row.name,
            "object": "unit",
            "sheet": sheet,
        }
        # It changes with every round of publishing, so it is not part of what is kept.
        headers = {} if is_fixed else _not_final(desk, view, key)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed, headers=headers)


def _not_final(desk: Desk, view: read.View, unit: str) -> dict[str, str]:
    """Name what concerns the unit and must not be shown as final yet."""
    waiting = {one.entry_index for one in certainty.waiting(desk.ledger, view.law, view.position)}
    if waiting:
        waiting &= {line.index for line in view.history(f"unit:{unit}")}
    return {"Not-Final": ", ".join(map(str, sorted(waiting)))} if waiting else {}


@router.get(
    "/v1/units/{unit}/history",
    operation_id="readHistory",
    summary="Every act that touches a unit",
    responses=schemas.responses("History", 404),
)
def read_history(
    request: Request, unit: UnitId, as_of: AsOf = None, in_force_on: InForceOn = None
) -> Response:
    """Return the acts that touch a unit, its ancestors or its contests' decisions, in order."""
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    key = contract.identity(unit, "unit")
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        acts = [_line(line) for line in view.history(f"unit:{key}")]
        following = about_law.about(view, f"unit:{key}")
        members = {"acts": acts, "by_law": following, "id": key, "object": "history"}
        is_fixed = isinstance(asked, int)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed)


def _line(line: read.HistoryLine) -> dict[str, object]:
    events = [{"outcome": outcome, "type": name} for name, outcome in line.events]
    return asdict(line) | {"events": events, "url": f"/v1/entries/{line.index}"}
