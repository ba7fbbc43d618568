"""`/v1/decisions`: what was decided, who voted and signed, what is in force of it."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import Any

from fastapi import APIRouter

from api.asking import AFTER_INDEX, Members, Page, in_path, in_query, listing, state
from api.table import Table, columns
from ledger.nouns import decisions, evidence
from ledger.read import View

router = APIRouter(tags=["state"])

DECISION = in_path("decision", "The id of the act that is the decision.")
BODY = in_query("body", "Only decisions of this body.")


def _effects(item: Any, *, in_force: bool) -> list[str]:
    """Each as `bar/annul`, in the order in which the decision makes them."""
    told = [effect for effect in item["effects"] if effect["in_force"] is in_force]
    return ["/".join(filter(None, (effect["verb"], effect["what"]))) for effect in told]


ROWS = Table(
    columns(
        *("id", "index", "body", "number", "day", "persons"),
        effects_in_force=partial(_effects, in_force=True),
        effects_ended=partial(_effects, in_force=False),
        url=itemgetter("url"),
    )
)


@listing(
    router,
    "/v1/decisions",
    "listDecisions",
    "All decisions",
    "Decisions",
    AFTER_INDEX,
    BODY,
    rows=ROWS,
)
def list_decisions(view: View, after: int | None, limit: int, body: str | None) -> Page:
    """Return decisions in the order of the log, each with its effects and whether they are in force."""
    alike = {"kind": "ruling"} | ({} if body is None else {"body": body})
    found = view.acts(start=after or 0, limit=limit + 1, alike=alike)
    items = [
        decisions.line(view, placed) | {"url": f"/v1/decisions/{placed.row.act}"}
        for placed in found[:limit]
    ]
    return Page(items, str(found[limit].since) if len(found) > limit else None)


@state(
    router,
    "/v1/decisions/{decision}",
    "readDecision",
    "A decision, with its votes and signatures",
    "Decision",
    DECISION,
)
def read_decision(view: View, decision: str) -> Members:
    """Return what was decided, on what basis, by which votes and signatures, and what became of it.

    The votes are two numbers: what the document claims, and how many persons signed.
    """
    told = decisions.document(view, decision)
    documents = evidence.named(view, told["index"])
    entry = f"/v1/entries/{told['index']}"
    return told | {"documents": documents, "entry_url": entry, "object": "decision"}
