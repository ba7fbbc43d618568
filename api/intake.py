"""`/v1/intake`: what is still missing, for everybody to see; and what clerks key, one at a time.

GET  /v1/intake                         how much is in each queue, how far files have come
GET  /v1/intake/not_arrived?contest=mayor&after=ps-7&limit=100
POST /v1/intake/entries                 a form as one clerk keyed and signed it
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api import acts, contract, digests, problems, schemas
from api.asking import AFTER_KEY, LIMIT
from api.bodies import Body, read_body
from api.desk import Desk, desk_of
from ledger import limits, read
from ledger.intake import blind, queues
from ledger.submit import Recorded, packets

router = APIRouter(tags=["intake"])

Contest = Annotated[str | None, Query(description="Of `not_arrived`: the id of the contest.")]
After = Annotated[str | None, Query(description="Only items after this one; `next` gives it.")]
Limit = Annotated[str | None, Query(description=LIMIT.text)]
Queue = Annotated[str, Path(description=f"One of {', '.join(queues.QUEUES)}.")]


@router.get(
    "/v1/intake",
    operation_id="readIntake",
    summary="What is still missing",
    responses=schemas.responses("Intake"),
)
def read_intake(request: Request) -> Response:
    """Return how many forms have not arrived, differ, lack an image; rows put aside; files' state."""
    desk = desk_of(request)
    with read.view(desk.ledger) as view:
        told = queues.summary(desk.ledger, view)
        return _answer(request, desk, view.position, told | {"object": "intake"})


@router.get(
    "/v1/intake/{queue}",
    operation_id="listIntake",
    summary="What is in a queue of intake",
    responses=schemas.responses("IntakeQueue", 404),
)
def list_intake(
    request: Request,
    queue: Queue,
    contest: Contest = None,
    after: After = None,
    limit: Limit = None,
) -> Response:
    """Return a page of a queue. Queues are found anew each time; telephoned figures are no forms."""
    desk = desk_of(request)
    if queue not in queues.QUEUES:
        expected = f"one of {', '.join(queues.QUEUES)}"
        raise problems.wrong("no_such_address", queue, "path", expected=expected)
    most = limits.LIST_ITEMS if limit is None else LIMIT.parse(limit, "limit")
    place = "" if after is None else AFTER_KEY.parse(after, "after")
    where = None if contest is None else contract.identity(contest, "contest")
    if queue == "not_arrived" and where is None:
        raise problems.wrong("missing_parameter", "no contest", "contest")
    with read.view(desk.ledger) as view:
        page = queues.page(desk.ledger, view, queue, contest=where, after=place, most=most)
        told = {"items": page.items, "next": None, "object": "intake_queue", "queue": queue}
        if page.after is not None:
            given = {"contest": where, "after": page.after, "limit": limit}
            asked = urlencode({name: value for name, value in given.items() if value})
            told["next"] = f"/v1/intake/{queue}?{asked}"
        return _answer(request, desk, view.position, told)


@router.post(
    "/v1/intake",
    operation_id="keepEntry",
    summary="Keep what one clerk keyed of a form",
    responses=schemas.keyed(),
    openapi_extra=schemas.ENTRY_BODY,
)
def keep_entry(request: Request, body: Annotated[Body, Depends(read_body)]) -> Response:
    """Keep an entry; it is recorded when another clerk signed the same. Sending again is safe.

    Nothing of the other's entry is told before both are there; then every difference is.
    """
    desk = desk_of(request)
    acts.require_keys(desk)
    kept = blind.enter(desk.ledger, packets.parse(body.data.removesuffix(b"\n")))
    if kept.answer is not None and not isinstance(kept.answer, Recorded):
        return acts.problem(desk, kept.answer)
    receipt = None if kept.answer is None else orjson.Fragment(kept.answer.receipt)
    told: dict[str, Any] = {"form": kept.form, "mismatches": kept.mismatches, "receipt": receipt}
    told |= {"ledger": desk.ledger_document, "object": "intake_entry", "state": kept.state}
    headers = {"Cache-Control": "no-store", "Ledger-Position": str(desk.position())}
    data = contract.dumps(told)
    return Response(data, 200, headers=headers | digests.of(data), media_type=contract.JSON)


def _answer(request: Request, desk: Desk, position: int, told: dict[str, Any]) -> Response:
    members = told | {"ledger": desk.ledger_document, "position": position}
    return contract.answer(request, contract.dumps(members), position=position, is_fixed=False)
