"""`/v1/certainty`: what is recorded, what is witnessed by how many, what is final."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.asking import in_query, plain
from api.desk import Desk
from ledger import read
from ledger.publish import certainty

router = APIRouter(tags=["log"])

POSITION = in_query(
    "position", "A number of entries. Left out: everything recorded.", contract.count
)


@plain(
    router,
    "/v1/certainty",
    "readCertainty",
    "How certain everything up to a position is",
    schemas.responses("Certainty", 404),
    POSITION,
)
def read_certainty(request: Request, desk: Desk, position: int | None) -> Response:
    """Say how many witnesses have seen it, and what the law does not let anybody show as final yet."""
    with read.view(desk.ledger, as_of=position) as view:
        asked = view.position
        waiting = certainty.waiting(desk.ledger, view.law, asked)
    members = {
        "alarms": list(desk.ledger.witness_alarms),
        "certainty": certainty.of(desk.ledger, asked).document(),
        "ledger": desk.ledger_document,
        "not_final": [waits._asdict() for waits in waiting],
        "position": asked,
    }
    return contract.answer(request, contract.dumps(members), position=asked, is_fixed=False)
