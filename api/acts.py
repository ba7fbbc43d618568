"""`/v1/acts`: a signed act comes in; its receipt, or why it was refused, goes out."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.desk import Desk, desk_of, log
from ledger import limits, read
from ledger.errors import LedgerStopped
from ledger.submit import Failed, Recorded, Refused, answers, packets, submit
from ledger.submit.packets import Packet

router = APIRouter(tags=["acts"])
events = logging.getLogger("events")

# A packet has 64 KiB at most; whoever takes longer holds a place that others need.
BODY_SECONDS_MAX = 30


async def read_body(request: Request) -> bytes:
    """Return the body as it came; nothing beyond the bound is ever read."""
    _check_content_type(request)
    declared = request.headers.get("content-length", "0")
    if len(declared) > 12 or not declared.isdigit() or int(declared) > limits.ENTRY_BYTES_MAX:
        raise problems.wrong("too_large", f"{declared[:20]} bytes", "body")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.ENTRY_BYTES_MAX:
                    raise problems.wrong("too_large", f"{len(body)} bytes or more", "body")
    except TimeoutError:
        raise problems.wrong("body_too_slow", f"{len(body)} bytes", "body") from None
    return bytes(body)


def _check_content_type(request: Request) -> None:
    encoding = request.headers.get("content-encoding", "identity")
    named = request.headers.get("content-type", "none")
    kind, _, parameter = named.lower().partition(";")
    is_utf8 = parameter.strip().replace('"', "") in ("", "charset=utf-8")
    if kind.strip() != contract.JSON or not is_utf8:
        raise problems.wrong("wrong_content_type", named, "header Content-Type")
    if encoding != "identity":
        raise problems.wrong("wrong_content_type", encoding, "header Content-Encoding")


@router.post(
    "/v1/acts",
    operation_id="submitAct",
    summary="Submit a signed act",
    status_code=201,
    responses=schemas.submitted(),
    openapi_extra=schemas.PACKET_BODY,
)
def submit_act(request: Request, body: Annotated[bytes, Depends(read_body)]) -> Response:
    """Judge an act and record it. Sending it again is safe: the first receipt comes back."""
    desk = desk_of(request)
    _require_keys(desk)
    # Files written by `eal act` end with a line feed, which is not part of the packet.
    packet = packets.parse(body.removesuffix(b"\n"))
    started = time.perf_counter()
    answer = submit(desk.ledger, [packet])[0]
    if isinstance(answer, Recorded):
        seconds = time.perf_counter() - started
        desk.meters.note_recorded(seconds, is_first=answer.is_first)
        _say("act_recorded", index=answer.index, is_first=answer.is_first)
        return _recorded(packet, answer)
    if isinstance(answer, Refused):
        _say("act_refused", code=answer.problems[0].code)
        return problems.refused(desk, answer)
    return _failed(desk, answer)


@router.get(
    "/v1/acts/{act}",
    operation_id="readReceipt",
    summary="The receipt of a recorded act",
    responses=schemas.responses("Receipt", 404),
)
def read_receipt(
    request: Request,
    act: Annotated[str, Path(description="The act's id, or the SHA-256 of its bytes in hex.")],
) -> Response:
    """Return the first receipt of an act: its entry, the path to the root, the checkpoint."""
    desk = desk_of(request)
    index = read.index_of(desk.ledger, contract.identity(act, "act"))
    found = answers.first_receipt(desk.ledger, index)
    return contract.answer(request, found.receipt, position=index + 1, is_fixed=True)


def _require_keys(desk: Desk) -> None:
    if not desk.accepts_acts:
        do = "send it to the server that records, or start this one with --passphrase-file"
        raise LedgerStopped("reading_only", "a server without the ledger's own keys", do)


def _say(name: str, **told: object) -> None:
    """One line for what became of an act; who signed and what it says stand in the log itself."""
    events.info(name, extra={"told": {"event": name} | told})


def _recorded(packet: Packet, answer: Recorded) -> Response:
    where = f"/v1/acts/{orjson.loads(packet.act)['act_id']}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Location": where,
        "Ledger-Position": str(answer.index + 1),
        "Location": where,
    }
    status = 201 if answer.is_first else 200
    return Response(answer.receipt, status, headers=headers, media_type=contract.JSON)


def _failed(desk: Desk, answer: Failed) -> Response:
    log.error("an act could not be judged", exc_info=answer.fault)
    return problems.respond(desk, problems.unavailable())
