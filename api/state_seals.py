"""`/v1/state-seals`: the entries that state the root of everything that holds (docs/spec/14-seals.md)."""

from __future__ import annotations

from fastapi import APIRouter

from api.asking import AFTER_INDEX, Page, listing
from api.table import Table, columns
from ledger.read import View

router = APIRouter(tags=["log"])

ROWS = Table(columns("index", "sealed_position", "root", "sheets", "recorded_at", "url"))


@listing(
    router,
    "/v1/state-seals",
    "listStateSeals",
    "The seals of the state",
    "StateSeals",
    AFTER_INDEX,
    rows=ROWS,
)
def list_state_seals(view: View, after: int | None, limit: int) -> Page:
    """Return seals in the order of the log: the entry that states one, the position, the root.

    A proof of state goes up to such a root, and by the entry to a checkpoint.
    """
    found = view.seals(start=after or 0, limit=limit + 1)
    items = [
        {
            "index": placed.since,
            "recorded_at": view.entry(placed.since).recorded_at,
            "root": placed.row.root,
            "sealed_position": placed.row.position,
            "sheets": placed.row.sheets,
            "url": f"/v1/entries/{placed.since}",
        }
        for placed in found[:limit]
    ]
    return Page(items, str(found[limit].since) if len(found) > limit else None)
