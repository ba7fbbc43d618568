"""`/v1/polls`: whether and how the vote of a contest was held at a unit, in a run."""

from __future__ import annotations

from fastapi import APIRouter

from api import problems
from api.asking import Members, in_path, in_query, state
from api.contests import CONTEST
from api.units import UNIT
from ledger.nouns import polls
from ledger.read import View

router = APIRouter(tags=["state"])

RUN = in_path("run", "The id of a run.")
AT = in_query("unit", "The polls of this unit.")


@state(router, "/v1/polls", "listPolls", "The polls of a unit", "Polls", AT)
def list_polls(view: View, unit: str | None) -> Members:
    """Return every poll of a unit: each contest that is voted on there, in each of its runs."""
    if unit is None:
        raise problems.wrong("missing_parameter", "none", "unit")
    found = view.sheet(unit)["polls"]
    items = [
        poll | {"unit": unit, "url": f"/v1/polls/{poll['contest']}/{unit}/{poll['run']}"}
        for poll in found
    ]
    return {"items": items, "next": None, "object": "list"}


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
