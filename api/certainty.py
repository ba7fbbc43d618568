"""`/v1/certainty`: what is recorded, what is witnessed by how many, what is final."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import contract, schemas
from api.desk import desk_of
from ledger import read
from ledger.publish import certainty

router = APIRouter(tags=["log"])


@router.get(
    "/v1/certainty",
    operation_id="readCertainty",
    summary="How certain everything up to a position is",
    responses=schemas.responses("Certainty", 404),
)
def read_certainty(
    request: Request,
    position: Annotated[
        str | None, Query(description="A number of entries. Left out: everything recorded.")
    ] = None,
) -> Response:
    """Say how many witnesses have seen it, and what the law does not let anybody show as final yet."""
    desk = desk_of(request)
    asked = None if position is None else contract.count(position, "position")
    with read.view(desk.ledger, as_of=asked) as view:
        members = {
            "alarms": list(desk.ledger.witness_alarms),
            "certainty": certainty.of(desk.ledger, view.position).document(),
            "ledger": desk.ledger_document,
            "not_final": [
                waits._asdict() for waits in certainty.waiting(desk.ledger, view.law, view.position)
            ],
            "position": view.position,
        }
        position_asked = view.position
    return contract.answer(
        request, contract.dumps(members), position=position_asked, is_fixed=False
    )
