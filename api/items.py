"""`/v1/open-items`: what is ordered, promised or due and not done, so that silence can be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.contract import AsOf, InForceOn
from api.desk import desk_of
from ledger import read, unmatched

router = APIRouter(tags=["state"])


@router.get(
    "/v1/open-items",
    operation_id="readOpenItems",
    summary="What is ordered, promised or due and not done",
    responses=schemas.responses("OpenItems", 404),
)
def read_open_items(
    request: Request, as_of: AsOf = None, in_force_on: InForceOn = None
) -> Response:
    """Return what is open, with age and owner. A vote without a date stands first.

    `by_law` is what follows by operation of law: nobody has decided it.
    """
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        items = [told | {"age_days": _age(told, view.day)} for told in view.open_items()]
        following = view.by_law()
        marks = unmatched.of(view, {told["since"] for told in (*items, *following)})
        members = {"by_law": following, "items": items, "marks": marks, "object": "open_items"}
        is_fixed = isinstance(asked, int)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed)


def _age(told: dict[str, Any], day: str) -> int | None:
    """Days from the item's day, None where nobody can say since when it is open."""
    if told["day"] is None:
        return None
    return (date.fromisoformat(day) - date.fromisoformat(told["day"])).days
