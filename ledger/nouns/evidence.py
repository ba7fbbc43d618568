"""The documents that an act names by digest: what it rests on, and where it says so.

    {"digest":"9c11...","name":"Annex 1: stations","where":"decision.annexes[0].document"}

The ledger holds digests only; a digest of what is personal is salted (docs/spec/15-documents.md).
"""

from __future__ import annotations

from typing import Any

from ledger.chain import canonical
from ledger.election import naming
from ledger.errors import NotFound
from ledger.read import View


def named(view: View, index: int) -> list[dict[str, Any]]:
    """Return the documents that the act of an entry names, in the order in which it does."""
    if index >= view.position:
        found = f"no entry {index} as known at position {view.position}"
        raise NotFound(found, "ask for an index below the position")
    act = canonical.loads(view.entry(index).act.data)
    return [one._asdict() for one in naming.of_act(act)]
