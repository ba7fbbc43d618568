"""`/v1/entries`: the log itself, as it was hashed, and proofs that an entry is in it."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api import contract, schemas
from api.checkpoints import note_of, size_or_latest
from api.desk import desk_of
from ledger import read

router = APIRouter(tags=["log"])

Index = Annotated[str, Path(description="The index of an entry, from 0.")]


@router.get(
    "/v1/entries/{index}",
    operation_id="readEntry",
    summary="An entry: exactly the bytes that were hashed",
    responses=schemas.entry(),
)
def read_entry(request: Request, index: Index) -> Response:
    """Return the bytes of an entry. They are JSON; ask for octets to have them left alone."""
    desk = desk_of(request)
    data = read.entry(desk.ledger, contract.count(index, "index"))
    wanted = request.headers.get("accept", "")
    return contract.answer(
        request,
        data,
        position=desk.position(),
        is_fixed=True,
        media_type=contract.BYTES if contract.BYTES in wanted else contract.JSON,
        headers={"Vary": "Accept"},
    )


@router.get(
    "/v1/entries/{index}/proof",
    operation_id="readInclusion",
    summary="The proof that an entry is in the log",
    responses=schemas.responses("Inclusion", 404),
)
def read_inclusion(
    request: Request,
    index: Index,
    size: Annotated[
        str | None,
        Query(description="The size of the tree; left out: that of the newest checkpoint."),
    ] = None,
) -> Response:
    """Return the path from an entry to the root of a tree (RFC 6962), and its checkpoint."""
    desk = desk_of(request)
    number = contract.count(index, "index")
    whole = size_or_latest(desk, size, "size")
    note = note_of(desk, whole)
    members = {
        "checkpoint": note,
        "inclusion": [item.hex() for item in read.inclusion(desk.ledger, number, whole)],
        "index": number,
        "leaf_hash": sha256(b"\x00" + read.entry(desk.ledger, number)).hexdigest(),
        "ledger": desk.ledger_document,
        "root": read.root(desk.ledger, whole).hex(),
        "size": whole,
    }
    is_fixed = size is not None and note is not None
    return contract.answer(request, contract.dumps(members), position=whole, is_fixed=is_fixed)
