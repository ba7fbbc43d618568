"""`/v1/contests`: the result of a contest, or of a part of it, with everything that is missing from it."""

from __future__ import annotations

from fastapi import APIRouter

from api.asking import Members, in_path, state
from api.units import UNIT
from ledger.read import View

router = APIRouter(tags=["state"])

CONTEST = in_path("contest", "The id of a contest.")


@state(
    router,
    "/v1/contests/{contest}/result",
    "readResult",
    "The result of a contest",
    "Result",
    CONTEST,
)
def read_result(view: View, contest: str) -> Members:
    """Return the result of a whole contest: figures, what is missing and why, seats, certification."""
    return _told(view, contest, None)


@state(
    router,
    "/v1/contests/{contest}/units/{unit}/result",
    "readUnitResult",
    "The result of a contest at and below a unit",
    "Result",
    CONTEST,
    UNIT,
)
def read_unit_result(view: View, contest: str, unit: str) -> Members:
    """Return the part of a result that belongs to a unit; ballots mixed with others' are unknown."""
    return _told(view, contest, unit)


def _told(view: View, contest: str, unit: str | None) -> Members:
    result = view.result(contest, unit)
    subject = view.state.subject(f"contest:{contest}")
    assert subject is not None, "a contest that has a result exists"
    return {
        "blockers": view.blockers(contest),
        "id": contest,
        "name": subject.row.name,
        "object": "result",
        "result": result,
    }
