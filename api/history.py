"""The acts that touch a subject, as answers about it list them."""

from __future__ import annotations

from dataclasses import asdict

from api.asking import Members
from ledger import following
from ledger.read import HistoryLine, View


def told(view: View, key: str) -> Members:
    """Return the history of a subject (`unit:pc-1`) as a document."""
    acts = [line(each) for each in view.history(key)]
    by_law = following.about(view, key)
    return {"acts": acts, "by_law": by_law, "id": key.partition(":")[2], "object": "history"}


def line(each: HistoryLine) -> Members:
    """Return one act of a history, with where its entry is."""
    events = [{"outcome": outcome, "type": name} for name, outcome in each.events]
    return asdict(each) | {"events": events, "url": f"/v1/entries/{each.index}"}
