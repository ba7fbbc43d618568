"""`/v1/checkpoints`, `/v1/consistency`: what the log's key vouches for, and that it only grew."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.asking import in_path, in_query, plain
from api.desk import Desk
from ledger import read
from ledger.errors import NotFound

router = APIRouter(tags=["log"])

NOTE = "text/plain; charset=utf-8"

FROM = in_query("from", "The smaller size, from 1.", contract.count)
TO = in_query("to", "The larger size; left out: that of the newest checkpoint.", contract.count)
SIZE = in_path("size", "A size at which a commit ended.", contract.count)


@plain(
    router,
    "/v1/checkpoints/latest",
    "readCheckpoint",
    "The newest signed checkpoint",
    schemas.note(),
)
def read_checkpoint(request: Request, desk: Desk) -> Response:
    """Return the newest checkpoint as it was signed (c2sp.org/tlog-checkpoint)."""
    seen = read.last_seen(desk.ledger)
    note = read.checkpoint(desk.ledger, seen["size"])
    return contract.answer(request, note, position=seen["size"], is_fixed=False, media_type=NOTE)


@plain(
    router,
    "/v1/checkpoints/{size}",
    "readCheckpointOf",
    "The signed checkpoint of a size",
    schemas.note(),
    SIZE,
)
def read_checkpoint_of(request: Request, desk: Desk, size: int) -> Response:
    """Return the checkpoint of exactly that size, as it was signed; cosignatures are at /checkpoint.

    There is none for most sizes within a commit of several acts.
    """
    note = read.checkpoint(desk.ledger, size)
    return contract.answer(request, note, position=size, is_fixed=True, media_type=NOTE)


@plain(
    router,
    "/v1/consistency",
    "readConsistency",
    "The proof that the log only grew",
    schemas.responses("Consistency", 404),
    FROM,
    TO,
)
def read_consistency(request: Request, desk: Desk, to: int | None, **given: int | None) -> Response:
    """Return the proof that the tree of the larger size begins with that of the smaller."""
    smaller = given["from"]
    if smaller is None:
        raise problems.wrong("missing_parameter", "none", "from")
    if smaller == 0:
        raise problems.wrong("bad_parameter", 0, "from", expected="a size from 1")
    larger = size_or_latest(desk, to)
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


def size_or_latest(desk: Desk, size: int | None) -> int:
    """Return the size that was asked for, or that of the newest checkpoint."""
    if size is not None:
        return size
    newest: int = read.last_seen(desk.ledger)["size"]
    return newest


def note_of(desk: Desk, size: int) -> str | None:
    """Return the checkpoint of exactly a size; most sizes within one commit have none."""
    try:
        return read.checkpoint(desk.ledger, size).decode()
    except NotFound:
        return None
