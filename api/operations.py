"""`/health`, `/ready`, `/metrics`: for whoever runs the server, not for readers of the record.

GET /health   200 as long as the process lives; it asks nothing else
GET /ready    200, or 503 where the database cannot be asked or writing is stopped
GET /metrics  numbers for Prometheus
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.desk import desk_of
from api.feed import feed_of
from api.meters import MEDIA_TYPE, family
from ledger import condition
from ledger.condition import Condition

router = APIRouter(tags=["operation"])

_NEVER_KEPT = {"Cache-Control": "no-store"}


@router.get(
    "/health",
    operation_id="readHealth",
    summary="Whether this process lives",
    responses=schemas.responses("Health"),
)
async def read_health(request: Request) -> Response:
    """Answer, which is all that it says; no thread and no database is needed for it."""
    desk = desk_of(request)
    data = contract.dumps({"status": "alive"})
    return contract.answer(
        request, data, position=desk.last_position, is_fixed=False, headers=_NEVER_KEPT
    )


@router.get(
    "/ready",
    operation_id="readReadiness",
    summary="Whether this server can do its work",
    responses=schemas.responses("Readiness"),
)
def read_readiness(request: Request) -> Response:
    """Ask the database, the guard and the state; 503 with the code where writing is stopped."""
    desk = desk_of(request)
    found = condition.of(desk.ledger)
    stopped = desk.verdict.of(desk.ledger)
    if stopped is not None:
        return problems.of_fault(request, stopped)
    members = {
        "accepts_acts": desk.accepts_acts,
        "checkpoint_size": found.checkpoint_size,
        "ledger": desk.ledger_document,
        "memories": list(desk.ledger.memories),
        "position": found.size,
        "published_size": found.published_size,
        "state_position": found.projection_position,
        "status": "ready",
        "witness_alarms": found.alarms,
    }
    data = contract.dumps(members)
    return contract.answer(request, data, position=found.size, is_fixed=False, headers=_NEVER_KEPT)


@router.get(
    "/metrics",
    operation_id="readMetrics",
    summary="Numbers for Prometheus",
    responses=schemas.plain("Metrics"),
)
def read_metrics(request: Request) -> Response:
    """Return what this process counted, and in what condition the ledger is."""
    desk = desk_of(request)
    found = condition.of(desk.ledger)
    is_stopped = desk.verdict.of(desk.ledger) is not None
    text = desk.meters.text() + _of_ledger(found, is_stopped=is_stopped)
    told = "Who follows the log here as a stream, or waits for a position."
    text += family("eal_listeners", "gauge", told, [("", {}, feed_of(request).listeners)])
    return contract.answer(
        request,
        text.encode(),
        position=found.size,
        is_fixed=False,
        headers=_NEVER_KEPT,
        media_type=MEDIA_TYPE,
    )


def _of_ledger(found: Condition, *, is_stopped: bool) -> str:
    rows: list[tuple[str, Any, str]] = [
        ("head_size", found.size, "Entries in the log."),
        ("checkpoint_size", found.checkpoint_size, "Entries that the newest checkpoint covers."),
        ("checkpoint_age_seconds", found.checkpoint_age, "Since the newest checkpoint."),
        ("published_size", found.published_size, "Entries that the published checkpoint covers."),
        ("published_age_seconds", found.published_age, "Since the newest publication."),
        ("witnesses_named", found.witnesses_of, "Witnesses that the law in force names."),
        (
            "witnesses_cosigned",
            found.witnesses_by,
            "Of these, with a cosignature over all entries.",
        ),
        ("witnessed_age_seconds", found.witnessed_age, "Since a policy with witnesses was met."),
        ("witness_alarms", found.alarms, "What witnesses claimed and did not prove, last round."),
        ("projection_lag", found.size - found.projection_position, "Entries not yet in state."),
        ("writing_stopped", int(is_stopped), "1 where the ledger must not be written."),
    ]
    # An age of what never was is left out, as Prometheus expects, rather than shown as 0.
    return "".join(
        family(f"eal_{name}", "gauge", text, [("", {}, value)])
        for name, value, text in rows
        if value is not None
    )
