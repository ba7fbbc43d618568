"""`/v1/entries/{index}/evidence`: the documents that an act names by digest.

The files themselves are not here: this says which there are, and where an act rests on them.
"""

from __future__ import annotations

from fastapi import APIRouter

from api.asking import Members, state
from api.entries import INDEX
from ledger.nouns import evidence
from ledger.read import View

router = APIRouter(tags=["log"])


@state(
    router,
    "/v1/entries/{index}/evidence",
    "readEvidence",
    "The documents that an act names by digest",
    "Evidence",
    INDEX,
)
def read_evidence(view: View, index: int) -> Members:
    """Return the digests of what an act rests on: annexes, reasons, sources, fields of its events."""
    documents = evidence.named(view, index)
    return {"documents": documents, "index": index, "object": "evidence"}
