"""`/v1/acts`: signed acts come in; their receipts, or why they were refused, go out.

POST /v1/acts   one packet                                   201 the receipt
POST /v1/acts   an array of packets, or a packet a line      200 an answer each, in order
    {"answers":[{"receipt":{...},"status":201},{"problem":{...},"status":422}],"ledger":{...}}
"""

from __future__ import annotations

import logging
import time
from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import bodies, contract, digests, problems, schemas
from api.asking import in_path, plain
from api.bodies import Body, read_body
from api.desk import REQUEST_ID, Desk, desk_of, log
from ledger import concluding, limits, read
from ledger.errors import Fault, LedgerStopped, Malformed
from ledger.submit import Answer, Failed, Recorded, Refused, answers, batches, packets
from ledger.submit.packets import Packet

router = APIRouter(tags=["acts"])
ACT = in_path("act", "The act's id, or the SHA-256 of its bytes in hex.")
PATH = "/v1/acts"
events = logging.getLogger("events")


@router.post(
    PATH,
    operation_id="submitAct",
    summary="Submit a signed act, or a batch of them",
    status_code=201,
    responses=schemas.submitted(),
    openapi_extra=schemas.PACKET_BODY,
)
async def submit_act(request: Request, body: Annotated[Body, Depends(read_body)]) -> Response:
    """Judge acts and record them. Sending them again is safe: the first receipt comes back.

    Of a batch (1,000 acts and 4 MiB at most) each act has its own answer, in order: what is wrong
    with one never takes its neighbours with it. All that wait at the same time share one commit.
    """
    desk = desk_of(request)
    require_keys(desk)
    if body.is_lines or batches.is_array(body.data):
        return await _submit_batch(desk, body)
    packet = parse_one(body.data)
    started = time.perf_counter()
    return tell_one(desk, packet, (await desk.together.submit([packet]))[0], started)


ROUTE = router.routes[-1]
"""The address at which acts come in."""


def parse_one(body: bytes) -> Packet:
    """Return the packet that a body is; Malformed or a problem for anything else."""
    # Files written by `eal act` end with a line feed, which is not part of the packet.
    data = body.removesuffix(b"\n")
    if len(data) > limits.ENTRY_BYTES_MAX:
        raise problems.wrong("too_large", f"{len(data)} bytes", "body")
    return packets.parse(data)


def tell_one(desk: Desk, packet: Packet, answer: Answer, started: float) -> Response:
    """Return what is told of one act; `started` is when it was there as a whole."""
    _note(desk, answer, started)
    if isinstance(answer, Recorded):
        return _recorded(packet, answer)
    return problem(desk, answer)


@plain(
    router,
    "/v1/acts/{act}",
    "readReceipt",
    "The receipt of a recorded act",
    schemas.responses("Receipt", 404),
    ACT,
)
def read_receipt(request: Request, desk: Desk, act: str) -> Response:
    """Return the first receipt of an act: its entry, the path to the root, the checkpoint."""
    index = read.index_of(desk.ledger, act)
    found = answers.first_receipt(desk.ledger, index)
    return contract.answer(request, found.receipt, position=index + 1, is_fixed=True)


@plain(
    router,
    "/v1/acts/{act}/conclusions",
    "readConclusions",
    "What the outcome tests of an act compared",
    schemas.responses("Conclusions", 404),
    ACT,
)
def read_conclusions(request: Request, desk: Desk, act: str) -> Response:
    """Return the conclusion that an act claims beside the one computed, with the figures."""
    index = read.index_of(desk.ledger, act)
    members = {
        "conclusions": concluding.conclusions(desk.ledger, index),
        "index": index,
        "ledger": desk.ledger_document,
        "object": "conclusions",
        "position": index + 1,
    }
    data = contract.dumps(members)
    return contract.answer(request, data, position=index + 1, is_fixed=True)


async def _submit_batch(desk: Desk, body: Body) -> Response:
    offered = await to_thread.run_sync(_parse_each, body)
    started = time.perf_counter()
    read_ones = [one for one in offered if isinstance(one, Packet)]
    given = await desk.together.submit(read_ones) if read_ones else []
    rest = iter(given)
    found = [next(rest) if isinstance(one, Packet) else one for one in offered]
    for one in given:
        _note(desk, one, started)
    return await to_thread.run_sync(_answer_batch, desk, found, body.is_lines)


def _parse_each(body: Body) -> list[Packet | Malformed]:
    data = body.data.removesuffix(b"\n")
    found: list[Packet | Malformed] = []
    for item in batches.lines(data) if body.is_lines else batches.array(data):
        try:
            found.append(packets.parse(item))
        except Malformed as malformed:
            found.append(malformed)
    return found


def _answer_batch(desk: Desk, found: list[Answer | Malformed], is_lines: bool) -> Response:
    """One answer an act, in order; what is recorded is told with the same bytes as ever."""
    last = max((one.index + 1 for one in found if isinstance(one, Recorded)), default=None)
    told = [_told(desk, one) for one in found]
    headers = {"Cache-Control": "no-store"}
    headers["Ledger-Position"] = str(desk.position() if last is None else last)
    if is_lines:
        data = b"".join(contract.dumps(one) + b"\n" for one in told)
        return Response(data, 200, headers=headers | digests.of(data), media_type=bodies.LINES)
    data = contract.dumps({"answers": told, "ledger": desk.ledger_document})
    return Response(data, 200, headers=headers | digests.of(data), media_type=contract.JSON)


def _told(desk: Desk, one: Answer | Malformed) -> dict[str, Any]:
    if isinstance(one, Recorded):
        status = 201 if one.is_first else 200
        return {"receipt": orjson.Fragment(one.receipt), "status": status}
    said = problem(desk, one)
    return {"problem": orjson.Fragment(bytes(said.body)), "status": said.status_code}


def problem(desk: Desk, one: Refused | Failed | Malformed) -> Response:
    """The answer to an act that was not recorded: refused, malformed, or a fault."""
    if isinstance(one, Refused):
        return problems.refused(desk, one)
    fault = one.fault if isinstance(one, Failed) else one
    if isinstance(fault, Fault):
        return problems.respond(desk, problems.of(fault))
    log.error("request %s: an act could not be judged", REQUEST_ID.get(), exc_info=fault)
    return problems.respond(desk, problems.unavailable())


def require_keys(desk: Desk) -> None:
    """Refuse where nothing can be recorded: the server has no keys of the ledger."""
    if not desk.accepts_acts:
        do = "send it to the server that records, or start this one with --passphrase-file"
        raise LedgerStopped("reading_only", "a server without the ledger's own keys", do)


def _note(desk: Desk, answer: Answer, started: float) -> None:
    """One line for what became of an act; who signed and what it says stand in the log itself."""
    if isinstance(answer, Recorded):
        desk.meters.note_recorded(time.perf_counter() - started, is_first=answer.is_first)
        told = {"event": "act_recorded", "index": answer.index, "is_first": answer.is_first}
    elif isinstance(answer, Refused):
        told = {"code": answer.problems[0].code, "event": "act_refused"}
    else:
        told = {"event": "act_failed"}
    events.info(str(told["event"]), extra={"told": told})


def _recorded(packet: Packet, answer: Recorded) -> Response:
    assert packet.value is not None, "it was read from a body"
    where = f"/v1/acts/{packet.value['act_id']}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Location": where,
        "Ledger-Position": str(answer.index + 1),
        "Location": where,
        **digests.of(answer.receipt),
    }
    status = 201 if answer.is_first else 200
    return Response(answer.receipt, status, headers=headers, media_type=contract.JSON)
