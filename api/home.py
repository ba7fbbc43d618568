"""`/`: whose ledger this is, and where everything is; the description; what a code means."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.desk import desk_of
from ledger import limits

router = APIRouter(tags=["service"])

LINKS = {
    "act": "/v1/acts/{act}",
    "acts": "/v1/acts",
    "certainty": "/v1/certainty?position={size}",
    "checkpoint": "/v1/checkpoints/latest",
    "consistency": "/v1/consistency?from={size}&to={size}",
    "description": "/openapi.json",
    "entry": "/v1/entries/{index}",
    "history": "/v1/units/{unit}/history",
    "open_items": "/v1/open-items",
    "problem": "/v1/problems/{code}",
    "proof": "/v1/entries/{index}/proof?size={size}",
    "unit": "/v1/units/{unit}",
}


@router.get(
    "/",
    operation_id="readHome",
    summary="Whose ledger this is, and where everything is",
    responses=schemas.responses("Home"),
)
def read_home(request: Request) -> Response:
    """Name the ledger, say whether it is an official record, and link to everything."""
    desk = desk_of(request)
    position = desk.position()
    members = {
        "accepts_acts": desk.accepts_acts,
        "api_version": contract.VERSION,
        "ledger": desk.ledger_document,
        "limits": {
            "act_bytes_max": limits.ACT_BYTES_MAX,
            "batch_acts_max": limits.BATCH_ACTS_MAX,
            "batch_bytes_max": limits.BATCH_BYTES_MAX,
            "body_bytes_max": limits.ENTRY_BYTES_MAX,
            "signatures_max": limits.SIGNATURES_MAX,
        },
        "links": LINKS,
        "position": position,
    }
    return contract.answer(request, contract.dumps(members), position=position, is_fixed=False)


@router.get(
    "/openapi.json",
    operation_id="readDescription",
    summary="This description",
    responses=schemas.responses("Description"),
)
def read_description(request: Request) -> Response:
    """Return the description of the API (OpenAPI 3.1)."""
    data = contract.dumps(request.app.openapi())
    return contract.answer(request, data, position=desk_of(request).position(), is_fixed=False)


@router.get(
    "/v1/problems/{code}",
    operation_id="readProblem",
    summary="What a code means",
    responses=schemas.responses("Page", 404),
)
def read_problem(
    request: Request, code: Annotated[str, Path(description="A code of a problem or refusal.")]
) -> Response:
    """Explain a code: what had been expected, and what to do next."""
    desk = desk_of(request)
    told = problems.page(code)
    if told is None:
        raise problems.wrong("not_in_log", code, "code", expected="a code of this API")
    members = told | {"ledger": desk.ledger_document}
    return contract.answer(
        request, contract.dumps(members), position=desk.position(), is_fixed=False
    )
