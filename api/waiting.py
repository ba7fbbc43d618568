"""`min_position`: an answer that knows of at least so many entries, or none.

    GET /v1/units/pc-1?min_position=42          what you recorded is in it
    503 projection_behind, Retry-After: 2       it has not come here within five seconds

Whoever has a receipt reads what he wrote, on whichever copy he asks. No thread waits: the process has
one watcher for everybody who waits for something to be recorded (`api.feed`).
"""

from __future__ import annotations

from anyio import to_thread
from fastapi import Request

from api import contract, problems
from api.desk import desk_of
from api.feed import feed_of
from ledger import read

SECONDS_MAX = 5.0
NAME = "min_position"
TEXT = (
    f"Only an answer that knows of at least so many entries; waited for {SECONDS_MAX:.0f} seconds at "
    "most, then 503. The position of a receipt is the index of its entry and one."
)


async def until_reached(request: Request) -> None:
    """Return once the log has the position that a request names; a problem if it does not come."""
    named = request.query_params.get(NAME)
    if named is None:
        return
    wanted = contract.count(named, NAME)
    known = await to_thread.run_sync(read.size, desk_of(request).ledger)
    if known < wanted:
        known = await feed_of(request).reach(wanted, SECONDS_MAX)
    if known < wanted:
        raise problems.wrong("projection_behind", f"position {known} of {wanted}", NAME)
