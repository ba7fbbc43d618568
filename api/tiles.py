"""`/checkpoint`, `/tile/…`: the log as C2SP tiles, for tools that know nothing of this API.

The same bytes as in a folder that `eal export tiles` writes; a reverse proxy may serve either.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.asking import in_path, plain
from api.checkpoints import NOTE
from api.desk import Desk
from api.entries import INDEX
from ledger.publish import proofs
from ledger.publish import tiles as verb

router = APIRouter(tags=["tiles"])

PROOF = "text/plain; charset=utf-8"

NAME = in_path(
    "name",
    "`0/x001/234.p/17`, `entries/000`: as in c2sp.org/tlog-tiles.",
    lambda text, name: text,
)


@plain(
    router,
    "/checkpoint",
    "readPublishedCheckpoint",
    "The newest published checkpoint, with all its signatures",
    schemas.note(),
)
def read_published(request: Request, desk: Desk) -> Response:
    """Return the published checkpoint (c2sp.org/tlog-tiles). Ask again: it grows."""
    size, note = proofs.published(desk.ledger)
    return contract.answer(request, note, position=size, is_fixed=False, media_type=NOTE)


@plain(
    router,
    "/tile/{name:path}",
    "readTile",
    "A tile of hashes, or a bundle of entries",
    schemas.octets("Tile"),
    NAME,
)
def read_tile(request: Request, desk: Desk, name: str) -> Response:
    """Return what never changes under this name; only tiles of the published size are there."""
    data, covered = verb.content(desk.ledger, f"tile/{name}")
    kind = contract.BYTES
    return contract.answer(request, data, position=covered, is_fixed=True, media_type=kind)


@plain(
    router,
    "/v1/entries/{index}/tlog-proof",
    "readTlogProof",
    "The proof that an entry is in the published log, as a file for C2SP tools",
    schemas.note(),
    INDEX,
)
def read_tlog_proof(request: Request, desk: Desk, index: int) -> Response:
    """Return a proof (c2sp.org/tlog-proof) with the published checkpoint and its cosignatures."""
    data = proofs.prove(desk.ledger, index)
    named = {"Content-Disposition": f'attachment; filename="{index}{proofs.SUFFIX}"'}
    position = desk.position()
    return contract.answer(
        request, data, position=position, is_fixed=False, media_type=PROOF, headers=named
    )
