"""`/v1/changes`: what was recorded, in order, by position; and the same as a stream that goes on.

GET /v1/changes?after=41            what came after position 41; a full page never changes
GET /v1/changes/stream?after=41     Server-Sent Events; the id of an event is its position

The stream only saves waiting. What counts is the position: whoever keeps it misses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, language, problems, schemas
from api.asking import in_query
from api.desk import Desk, desk_of
from api.feed import Stream, feed_of
from api.logged import Part, logged
from api.table import Table, columns
from ledger import feed, read, saying

router = APIRouter(tags=["feed"])

AFTER = in_query(
    "after",
    "The position that is known already: what came later is told. Last-Event-ID says the same, and "
    "counts where both are given. Left out: from now on.",
    contract.count,
)


def _each(name: str) -> Callable[[Any], list[Any]]:
    return lambda change: [event[name] for event in change["events"]]


ROWS = Table(
    columns(
        *("position", "index", "recorded_at", "act", "body", "day", "kind", "says"),
        events=_each("type"),
        outcomes=_each("outcome"),
        rules_not_matched=lambda change: saying.rules(change["marks"]),
        touched=itemgetter("touched"),
        leaf_hash=itemgetter("leaf_hash"),
        url=itemgetter("url"),
    ),
    is_about=False,
)


@logged(router, "/v1/changes", "listChanges", "What was recorded, in order", "Changes", rows=ROWS)
def list_changes(request: Request, desk: Desk, start: int, most: int) -> Part:
    """Return one event an entry, from a position on. A page that is full never changes.

    `position` is what is known after this page, and what to give as `after` for the next.
    Accept-Language chooses the language of `says` where declarations have it, and nothing else.
    """
    told = feed.events(desk.ledger, start, most, wanted=language.wanted(request))
    return Part(told.events, told.size, language.headers(told.language))


@router.get(
    "/v1/changes/stream",
    operation_id="followChanges",
    summary="The same as Server-Sent Events, as it is recorded",
    responses=schemas.stream(),
    openapi_extra={"parameters": [AFTER.described()]},
)
async def follow_changes(request: Request) -> Response:
    """Send every event after a position, then each as it is recorded, for as long as you listen.

    The first event, `ledger`, says whose log it is. A connection that breaks is taken up again with
    Last-Event-ID, which browsers send by themselves: nothing is skipped, nothing told twice.
    """
    desk, following = desk_of(request), feed_of(request)
    known = await _position(request, desk)
    if request.scope.get("is_head"):
        return Response(headers={"Cache-Control": "no-store"}, media_type=Stream.media_type)
    if not following.enter():
        raise problems.wrong("too_many_listeners", following.listeners, "")
    hello = contract.dumps({"ledger": desk.ledger_document, "position": known})
    return Stream(following, known, hello)


async def _position(request: Request, desk: Desk) -> int:
    named = request.headers.get("last-event-id")
    if named is not None:
        asked = contract.count(named, "header Last-Event-ID")
    else:
        asked = AFTER.read(request)
    size = await to_thread.run_sync(read.size, desk.ledger)
    if asked is None:
        return size
    if asked > size:
        raise problems.wrong("position_not_reached", f"position {asked} of {size}", "after")
    return int(asked)
