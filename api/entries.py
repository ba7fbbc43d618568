"""`/v1/entries`: the log itself, as it was hashed, and proofs that an entry is in it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from operator import itemgetter
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.asking import in_path, in_query, plain
from api.checkpoints import note_of, size_or_latest
from api.desk import Desk
from api.logged import Part, logged
from api.table import Table, columns
from ledger import read, saying

router = APIRouter(tags=["log"])

INDEX = in_path("index", "The index of an entry, from 0.", contract.count)
SIZE = in_query(
    "size", "The size of the tree; left out: that of the newest checkpoint.", contract.count
)


def _of_act(name: str) -> Callable[[Any], Any]:
    return lambda entry: entry["act"][name]


ROWS = Table(
    columns(
        *("index", "recorded_at"),
        act=_of_act("act_id"),
        body=_of_act("body"),
        day=_of_act("day"),
        events=lambda entry: [event["type"] for event in entry["act"]["events"]],
        outcomes=lambda entry: entry["judgement"]["events"],
        rules_not_matched=lambda entry: saying.rules(entry["judgement"]["marks"]),
        signed_by=lambda entry: [each["key"] for each in entry["signatures"]],
        previous=itemgetter("previous"),
        url=lambda entry: f"/v1/entries/{entry['index']}",
    ),
    is_about=False,
)


@logged(
    router,
    "/v1/entries",
    "listEntries",
    "Entries in order: exactly the bytes that were hashed",
    "Entries",
    rows=ROWS,
)
def list_entries(request: Request, desk: Desk, start: int, most: int) -> Part:
    """Return the entries from an index on, of some megabytes at most. A full page never changes."""
    return Part(*read.page(desk.ledger, start, most))


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
