"""`/v1/entries`: the log itself, as it was hashed, and proofs that an entry is in it."""

from __future__ import annotations

from hashlib import sha256

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.asking import AFTER_INDEX, LIMIT, in_path, in_query, plain
from api.checkpoints import note_of, size_or_latest
from api.desk import Desk
from ledger import limits, read

router = APIRouter(tags=["log"])

INDEX = in_path("index", "The index of an entry, from 0.", contract.count)
SIZE = in_query(
    "size", "The size of the tree; left out: that of the newest checkpoint.", contract.count
)


@plain(
    router,
    "/v1/entries",
    "listEntries",
    "Entries in order: exactly the bytes that were hashed",
    schemas.responses("Entries"),
    AFTER_INDEX,
    LIMIT,
)
def list_entries(request: Request, desk: Desk, after: int | None, limit: int | None) -> Response:
    """Return the entries from an index on, of some megabytes at most. A full page never changes."""
    start, most = after or 0, limit or limits.LIST_ITEMS
    found, size = read.page(desk.ledger, start, most)
    if start > size:
        raise problems.wrong("position_not_reached", f"position {start} of {size}", "after")
    end = start + len(found)
    members = {
        "items": [orjson.Fragment(data) for data in found],
        "ledger": desk.ledger_document,
        "next": f"/v1/entries?after={end}&limit={most}",
        "object": "list",
    }
    is_full = end < size or len(found) == most
    return contract.answer(request, contract.dumps(members), position=end, is_fixed=is_full)


@plain(
    router,
    "/v1/entries/{index}",
    "readEntry",
    "An entry: exactly the bytes that were hashed",
    schemas.entry(),
    INDEX,
)
def read_entry(request: Request, desk: Desk, index: int) -> Response:
    """Return the bytes of an entry. They are JSON; ask for octets to have them left alone."""
    data = read.entry(desk.ledger, index)
    wanted = request.headers.get("accept", "")
    return contract.answer(
        request,
        data,
        position=index + 1,
        is_fixed=True,
        media_type=contract.BYTES if contract.BYTES in wanted else contract.JSON,
        headers={"Vary": "Accept"},
    )


@plain(
    router,
    "/v1/entries/{index}/proof",
    "readInclusion",
    "The proof that an entry is in the log",
    schemas.responses("Inclusion", 404),
    INDEX,
    SIZE,
)
def read_inclusion(request: Request, desk: Desk, index: int, size: int | None) -> Response:
    """Return the path from an entry to the root of a tree (RFC 6962), and its checkpoint."""
    whole = size_or_latest(desk, size)
    note = note_of(desk, whole)
    members = {
        "checkpoint": note,
        "inclusion": [item.hex() for item in read.inclusion(desk.ledger, index, whole)],
        "index": index,
        "leaf_hash": sha256(b"\x00" + read.entry(desk.ledger, index)).hexdigest(),
        "ledger": desk.ledger_document,
        "root": read.root(desk.ledger, whole).hex(),
        "size": whole,
    }
    is_fixed = size is not None and note is not None
    return contract.answer(request, contract.dumps(members), position=whole, is_fixed=is_fixed)
