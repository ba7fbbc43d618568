"""`/v1/intake`: what is still missing, for everybody to see; and what clerks key, one at a time.

GET  /v1/intake                         how much is in each queue, how far files have come
GET  /v1/intake/not_arrived?contest=mayor&after=ps-7&limit=100
POST /v1/intake                         a form as one clerk keyed and signed it
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import acts, contract, digests, problems, schemas, table, whole
from api.asking import AFTER_KEY, FORMAT, LIMIT, in_path, in_query, plain
from api.bodies import Body, read_body
from api.desk import Desk, desk_of
from api.table import Table, columns
from ledger import limits, read
from ledger.intake import blind, queues
from ledger.submit import Recorded, packets

router = APIRouter(tags=["intake"])


def _registered(bound: str) -> Callable[[Any], Any]:
    return lambda item: None if item["registered"] is None else item["registered"][bound]


ROWS = {
    "not_arrived": Table(
        columns(
            *("unit", "run", "reason"),
            registered_low=_registered("low"),
            registered_high=_registered("high"),
            telephoned=itemgetter("telephoned"),
        )
    ),
    "mismatches": Table(columns("form", "keyed_by", "third_look_by", "differs")),
    "no_image": Table(columns("form", "act_index")),
    "bad_rows": Table(
        columns("source", "row", "form", "unit", "code", "expected", "found", "where", "do")
    ),
}
"""How each queue is told in rows."""


def _queue(text: str, name: str) -> str:
    if text not in queues.QUEUES:
        expected = f"one of {', '.join(queues.QUEUES)}"
        raise problems.wrong("no_such_address", text, "path", expected=expected)
    return text


QUEUE = in_path("queue", f"One of {', '.join(queues.QUEUES)}.", _queue)
CONTEST = in_query("contest", "Of `not_arrived`: the id of the contest.")


@plain(router, "/v1/intake", "readIntake", "What is still missing", schemas.responses("Intake"))
def read_intake(request: Request, desk: Desk) -> Response:
    """Return how many forms have not arrived, differ, lack an image; rows put aside; files' state."""
    with read.view(desk.ledger) as view:
        told = queues.summary(desk.ledger, view)
        members = told | {"ledger": desk.ledger_document, "object": "intake"}
        return _answer(request, members | {"position": view.position})


@plain(
    router,
    "/v1/intake/{queue}",
    "listIntake",
    "What is in a queue of intake",
    schemas.logged("IntakeQueue", ("those of the queue", "as_of_position", "in_force_on"), 404),
    QUEUE,
    CONTEST,
    AFTER_KEY,
    LIMIT,
    FORMAT,
)
def list_intake(request: Request, desk: Desk, queue: str, **asked: Any) -> Response:
    """Return a page of a queue. Queues are found anew each time; telephoned figures are no forms.

    As CSV a queue is whole, if no `limit` is given.
    """
    contest, form, limit = asked["contest"], asked["format"], asked["limit"]
    if queue == "not_arrived" and contest is None:
        raise problems.wrong("missing_parameter", "no contest", "contest")
    most = limit or (limits.LIST_ITEMS_MAX if table.is_asked(form) else limits.LIST_ITEMS)
    with read.view(desk.ledger) as view:
        page = partial(queues.page, desk.ledger, view, queue, contest=contest, most=most)
        if table.is_asked(form) and limit is None:
            found = queues.Page(
                whole.gather(lambda after: page(after=after), asked["after"] or ""), None
            )
        else:
            found = page(after=asked["after"] or "")
        told: dict[str, Any] = {
            "day": view.day,
            "items": found.items,
            "next": None,
            "object": "intake_queue",
        }
        told |= {"ledger": desk.ledger_document, "position": view.position, "queue": queue}
    if found.after is not None:
        given = {"contest": contest, "after": found.after, "limit": limit, "format": form}
        query = urlencode({name: value for name, value in given.items() if value})
        told["next"] = f"/v1/intake/{queue}?{query}"
    return _answer(request, told, form)


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


def _answer(request: Request, told: dict[str, Any], form: str | None = None) -> Response:
    position, after = told["position"], told.get("next")
    headers = {"Link": f'<{after}>; rel="next"'} if after else {}
    if not table.is_asked(form):
        data = contract.dumps(told)
        return contract.answer(request, data, position=position, is_fixed=False, headers=headers)
    assert form is not None
    return contract.answer(
        request,
        table.write(ROWS[told["queue"]], form, told),
        position=position,
        is_fixed=False,
        media_type=table.FULL_TYPE,
        headers=headers | table.headers(request.url.path, position),
    )
