"""`/v1/contests`: the result of a contest, or of a part of it, with everything that is missing from it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.contract import AsOf, ContestId, InForceOn, UnitId
from api.desk import desk_of
from ledger import certifying, read

router = APIRouter(tags=["state"])


@router.get(
    "/v1/contests/{contest}/result",
    operation_id="readResult",
    summary="The result of a contest",
    responses=schemas.responses("Result", 404),
)
def read_result(
    request: Request, contest: ContestId, as_of: AsOf = None, in_force_on: InForceOn = None
) -> Response:
    """Return the result of a whole contest: figures, what is missing and why, seats, certification."""
    return _answer(request, contest, None, as_of=as_of, in_force_on=in_force_on)


@router.get(
    "/v1/contests/{contest}/units/{unit}/result",
    operation_id="readUnitResult",
    summary="The result of a contest at and below a unit",
    responses=schemas.responses("Result", 404),
)
def read_unit_result(
    request: Request,
    contest: ContestId,
    unit: UnitId,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
) -> Response:
    """Return the part of a result that belongs to a unit; ballots mixed with others' are unknown."""
    return _answer(request, contest, unit, as_of=as_of, in_force_on=in_force_on)


def _answer(
    request: Request,
    contest: str,
    unit: str | None,
    *,
    as_of: str | None,
    in_force_on: str | None,
) -> Response:
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    key = contract.identity(contest, "contest")
    within = None if unit is None else contract.identity(unit, "unit")
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        result = view.result(key, within)
        subject = view.state.subject(f"contest:{key}")
        assert subject is not None, "a contest that has a result exists"
        members = {
            "blockers": certifying.blockers(view, key),
            "id": key,
            "name": subject.row.name,
            "object": "result",
            "result": result,
        }
        is_fixed = isinstance(asked, int)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed)
