"""Reading: state as known at a position and in force on a day, and the log with its proofs.

    with read.view(ledger, as_of="2013-11-05") as view:
        view.position, view.day         # both are said, whichever was asked
        view.sheet("pc-1")

Reading never writes and never stops: a ledger that must not be written can still be read.
"""

from ledger.read.log import (
    checkpoint,
    consistency,
    entry,
    inclusion,
    index_of,
    last_seen,
    log,
    page,
    root,
    size,
)
from ledger.read.state import AsOf, HistoryLine, Point, View, resolve, view

__all__ = [
    "AsOf",
    "HistoryLine",
    "Point",
    "View",
    "checkpoint",
    "consistency",
    "entry",
    "inclusion",
    "index_of",
    "last_seen",
    "log",
    "page",
    "resolve",
    "root",
    "size",
    "view",
]
