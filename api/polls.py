"""`/v1/polls`: whether and how the vote of a contest was held at a unit, in a run."""

from __future__ import annotations

from fastapi import APIRouter

from api import problems
from api.asking import AFTER_KEY, Members, Page, follow, in_path, in_query, listing, state
from api.contests import CONTEST
from api.table import Table, columns
from api.units import UNIT
from ledger.nouns import polls
from ledger.read import View

router = APIRouter(tags=["state"])

RUN = in_path("run", "The id of a run.")
AT = in_query("unit", "The polls of this unit.")

ROWS = Table(
    columns(
        *("contest", "unit", "run", "polling", "count", "standing"),
        *("date", "bars", "without_basis", "url"),
    )
)


@listing(router, "/v1/polls", "listPolls", "The polls of a unit", "Polls", AFTER_KEY, AT, rows=ROWS)
def list_polls(view: View, after: str | None, limit: int, unit: str | None) -> Page:
    """Return every poll of a unit: each contest that is voted on there, in each of its runs."""
    if unit is None:
        raise problems.wrong("missing_parameter", "none", "unit")
    found = view.sheet(unit)["polls"]
    items = [
        poll | {"unit": unit, "url": f"/v1/polls/{poll['contest']}/{unit}/{poll['run']}"}
        for poll in found
    ]
    return follow(items, after, limit, lambda poll: f"{poll['contest']}/{poll['run']}")


@state(
    router,
    "/v1/polls/{contest}/{unit}/{run}",
    "readPoll",
    "A poll: what was ordered, what happened, what was ruled",
    "Poll",
    CONTEST,
    UNIT,
    RUN,
)
def read_poll(view: View, contest: str, unit: str, run: str) -> Members:
    """Return a poll with the order of its run, its date, what bars it, and how it came to be so."""
    return polls.document(view, contest, unit, run) | {"object": "poll"}
