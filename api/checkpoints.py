"""`/v1/checkpoints`, `/v1/consistency`: what the log's key vouches for, and that it only grew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.desk import Desk, desk_of
from ledger import read
from ledger.errors import NotFound

router = APIRouter(tags=["log"])

NOTE = "text/plain; charset=utf-8"

Size = Annotated[str | None, Query(alias="from", description="The smaller size, from 1.")]


@router.get(
    "/v1/checkpoints/latest",
    operation_id="readCheckpoint",
    summary="The newest signed checkpoint",
    responses=schemas.note(),
)
def read_checkpoint(request: Request) -> Response:
    """Return the newest checkpoint as it was signed (c2sp.org/tlog-checkpoint)."""
    desk = desk_of(request)
    seen = read.last_seen(desk.ledger)
    note = read.checkpoint(desk.ledger, seen["size"])
    return contract.answer(request, note, position=seen["size"], is_fixed=False, media_type=NOTE)


@router.get(
    "/v1/consistency",
    operation_id="readConsistency",
    summary="The proof that the log only grew",
    responses=schemas.responses("Consistency", 404),
)
def read_consistency(
    request: Request,
    old: Size = None,
    to: Annotated[
        str | None,
        Query(description="The larger size; left out: that of the newest checkpoint."),
    ] = None,
) -> Response:
    """Return the proof that the tree of the larger size begins with that of the smaller."""
    desk = desk_of(request)
    if old is None:
        raise problems.wrong("missing_parameter", "none", "from")
    smaller = contract.count(old, "from")
    if smaller == 0:
        raise problems.wrong("bad_parameter", old, "from", expected="a size from 1")
    larger = size_or_latest(desk, to, "to")
    note = note_of(desk, larger)
    members = {
        "checkpoint": note,
        "consistency": [item.hex() for item in read.consistency(desk.ledger, smaller, larger)],
        "from": smaller,
        "ledger": desk.ledger_document,
        "root": read.root(desk.ledger, larger).hex(),
        "to": larger,
    }
    is_fixed = to is not None and note is not None
    return contract.answer(request, contract.dumps(members), position=larger, is_fixed=is_fixed)


def size_or_latest(desk: Desk, text: str | None, name: str) -> int:
    """Return the size that a parameter names, or that of the newest checkpoint."""
    if text is not None:
        return contract.count(text, name)
    size: int = read.last_seen(desk.ledger)["size"]
    return size


def note_of(desk: Desk, size: int) -> str | None:
    """Return the checkpoint of exactly a size; most sizes within one commit have none."""
    try:
        return read.checkpoint(desk.ledger, size).decode()
    except NotFound:
        return None
