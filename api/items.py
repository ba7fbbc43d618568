"""`/v1/open-items`: what is ordered, promised or due and not done, so that silence can be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter

from api.asking import AFTER_KEY, Page, follow, in_query, listing
from api.table import Table, columns
from ledger import unmatched
from ledger.read import View

router = APIRouter(tags=["state"])

OWNER = in_query("owner", "Only what this body owes.")


def _rules(item: Any) -> list[str]:
    return [mark["rule"] for mark in item["marks"]]


ROWS = Table(
    columns(*("item", "about", "owner", "by", "day", "age_days", "since", "rule"), marks=_rules)
)
ROWS_BY_LAW = Table(
    columns(
        *("rule", "event", "kind", "item", "about", "owner", "by", "at", "overdue", "since"),
        marks=_rules,
    )
)


@listing(
    router,
    "/v1/open-items",
    "readOpenItems",
    "What is ordered, promised or due and not done",
    "OpenItems",
    AFTER_KEY,
    OWNER,
    rows=ROWS,
)
def read_open_items(view: View, after: str | None, limit: int, owner: str | None) -> Page:
    """Return what is open, with age and owner, the most urgent first: a vote without a date.

    What follows by operation of law, and was decided by nobody, is at /v1/by-law.
    """
    found = [told for told in view.open_items() if owner in (None, told["owner"])]
    page = follow(found, after, limit, lambda told: f"{told['item']}/{told['about']}")
    return Page([_told(view, item) for item in page.items], page.last)


@listing(
    router,
    "/v1/by-law",
    "readByLaw",
    "What follows by operation of law",
    "ByLaw",
    AFTER_KEY,
    OWNER,
    rows=ROWS_BY_LAW,
)
def read_by_law(view: View, after: str | None, limit: int, owner: str | None) -> Page:
    """Return what is owed or has happened by operation of law: nobody decided it."""
    found = [told for told in view.by_law() if owner in (None, told["owner"])]
    page = follow(found, after, limit, lambda told: f"{told['rule']}/{told['event']}")
    return Page([_marked(view, told) for told in page.items], page.last)


def _told(view: View, item: dict[str, Any]) -> dict[str, Any]:
    return _marked(view, item) | {"age_days": _age(item, view.day)}


def _marked(view: View, told: dict[str, Any]) -> dict[str, Any]:
    """With the rules that the act it comes from does not match."""
    return told | {"marks": unmatched.of(view, {told["since"]})}


def _age(told: dict[str, Any], day: str) -> int | None:
    """Days from the item's day, None where nobody can say since when it is open."""
    if told["day"] is None:
        return None
    return (date.fromisoformat(day) - date.fromisoformat(told["day"])).days
