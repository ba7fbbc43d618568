"""`/checkpoint`, `/tile/…`: the log as C2SP tiles, for tools that know nothing of this API.

The same bytes as in a folder that `eal export tiles` writes; a reverse proxy may serve either.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import contract, schemas
from api.checkpoints import NOTE
from api.desk import desk_of
from api.entries import Index
from ledger.publish import proofs
from ledger.publish import tiles as verb

router = APIRouter(tags=["tiles"])

PROOF = "text/plain; charset=utf-8"


@router.get(
    "/checkpoint",
    operation_id="readPublishedCheckpoint",
    summary="The newest published checkpoint, with all its signatures",
    responses=schemas.note(),
)
def read_published(request: Request) -> Response:
    """Return the published checkpoint (c2sp.org/tlog-tiles). Ask again: it grows."""
    size, note = proofs.published(desk_of(request).ledger)
    return contract.answer(request, note, position=size, is_fixed=False, media_type=NOTE)


@router.get(
    "/tile/{name:path}",
    operation_id="readTile",
    summary="A tile of hashes, or a bundle of entries",
    responses=schemas.octets("Tile"),
)
def read_tile(
    request: Request,
    name: Annotated[
        str, Path(description="`0/x001/234.p/17`, `entries/000`: as in c2sp.org/tlog-tiles.")
    ],
) -> Response:
    """Return what never changes under this name; only tiles of the published size are there."""
    desk = desk_of(request)
    data = verb.content(desk.ledger, f"tile/{name}")
    position = desk.position()
    kind = contract.BYTES
    return contract.answer(request, data, position=position, is_fixed=True, media_type=kind)


@router.get(
    "/v1/entries/{index}/tlog-proof",
    operation_id="readTlogProof",
    summary="The proof that an entry is in the published log, as a file for C2SP tools",
    responses=schemas.note(),
)
def read_tlog_proof(request: Request, index: Index) -> Response:
    """Return a proof (c2sp.org/tlog-proof) with the published checkpoint and its cosignatures."""
    desk = desk_of(request)
    number = contract.count(index, "index")
    data = proofs.prove(desk.ledger, number)
    named = {"Content-Disposition": f'attachment; filename="{number}{proofs.SUFFIX}"'}
    return contract.answer(
        request, data, position=desk.position(), is_fixed=False, media_type=PROOF, headers=named
    )
