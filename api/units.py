"""`/v1/units`: what holds at a place, and everything that was ever done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, schemas
from api.asking import (
    AFTER_ID,
    AS_OF,
    IN_FORCE_ON,
    Members,
    Page,
    cut,
    in_path,
    in_query,
    listing,
    plain,
    state,
    yes_or_no,
)
from api.desk import Desk, desk_of
from api.history import told
from api.table import Table, columns
from ledger import prove, unmatched
from ledger.nouns import headlines
from ledger.publish import certainty
from ledger.read import View

router = APIRouter(tags=["state"])

UNIT = in_path("unit", "The id of a unit.")
PARENT = in_query("parent", "Only units directly below this one.")
SEEN = in_query("seen", "Show too that the log continues this size of it.", contract.count)
PROOF = in_query("proof", "`true` leads to the proof of it, for `eal-verify state`.", yes_or_no)
TYPE = in_query("type", "Only units of this type (`polling_station`).")

_NO_VOTE: dict[str, Any] = {
    "annulled": [],
    "code": "no_vote_called",
    "count": None,
    "day": None,
    "run": None,
}


def _votes(unit: Any) -> Iterator[Any]:
    """A row for each contest that is voted on at a unit; one, where there is none."""
    none: dict[str, Any] = {"bars": [], "contest": None, "headline": _NO_VOTE, "runs": []}
    none["since"] = None
    for vote in unit["headlines"] or [none]:
        yield {**unit, **vote, **vote["headline"]}


def _is_repeat(row: Any) -> bool:
    return len(row["runs"]) > 1


def _since(member: str) -> Callable[[Any], Any]:
    return lambda row: None if row["since"] is None else row["since"][member]


ROWS = Table(
    columns(
        *("id", "name", "type", "parent", "contest"),
        status=itemgetter("code"),
        status_since=_since("day"),
        status_entry=_since("index"),
        run=itemgetter("run"),
        day=itemgetter("day"),
        count=itemgetter("count"),
        annulled=lambda row: bool(row["annulled"]),
        annulled_runs=itemgetter("annulled"),
        repeat_ordered=_is_repeat,
        repeat_date=lambda row: row["day"] if _is_repeat(row) else None,
        no_poll_held=lambda row: row["code"] == "not_held",
        by_entries=lambda row: sorted({int(bar.partition(".")[0]) for bar in row["bars"]}),
        url=itemgetter("url"),
    ),
    _votes,
)
"""A row a contest: `by_entries` are the entries by which it is annulled, stayed, held back ..."""


@listing(router, "/v1/units", "listUnits", "All units", "Units", AFTER_ID, PARENT, TYPE, rows=ROWS)
def list_units(
    view: View, after: str | None, limit: int, parent: str | None, type: str | None
) -> Page:
    """Return units by id, each with its headline in every contest: what it is, in one word."""
    alike = {"kind": "unit"}
    alike |= {} if parent is None else {"parent": f"unit:{parent}"}
    alike |= {} if type is None else {"type": type}
    found = view.subjects(after=f"unit:{after or ''}", limit=limit + 1, alike=alike)
    page = cut([placed.row for placed in found], limit, lambda row: _id(row.key))
    units = [_id(row.key) for row in page.items]
    told = headlines.lines(view, view.sheets(units))
    items = [
        {
            "headlines": lines,
            "id": unit,
            "name": row.name,
            "parent": None if row.parent is None else _id(row.parent),
            "type": row.type,
            "url": f"/v1/units/{unit}",
        }
        for unit, row, lines in zip(units, page.items, told, strict=True)
    ]
    return Page(items, page.last)


def _id(key: str) -> str:
    return key.partition(":")[2]


def _not_final(desk: Desk, view: View, unit: str) -> dict[str, str]:
    """Name what concerns the unit and must not be shown as final yet."""
    waiting = {one.entry_index for one in certainty.waiting(desk.ledger, view.law, view.position)}
    if waiting:
        waiting &= {line.index for line in view.history(f"unit:{unit}")}
    return {"Not-Final": ", ".join(map(str, sorted(waiting)))} if waiting else {}


@plain(
    router,
    "/v1/units/{unit}/proof",
    "readStateProof",
    "What holds for a unit, with everything that shows it",
    schemas.responses("StateProof", 404, 413),
    UNIT,
    AS_OF,
    IN_FORCE_ON,
    SEEN,
)
def read_proof(request: Request, desk: Desk, unit: str, **asked: Any) -> Response:
    """Return a state proof (docs/spec/14-seals.md) by the last seal of a position up to `as_of`.

    `eal-verify state` checks it with no further request. It bears the newest checkpoint, so ask again.
    """
    asked["as_of"] = contract.as_of(asked["as_of"], desk)
    asked["in_force_on"] = contract.day(asked["in_force_on"])
    data = prove.prove(desk.ledger, unit, **asked)
    return contract.answer(request, data, position=desk.position(), is_fixed=False)


def _proof_instead(request: Request) -> Response | None:
    """With `proof=true` the address leads to that of the proof, about the same moment."""
    if not PROOF.read(request):
        return None
    given = {each.name: request.query_params.get(each.name) for each in (AS_OF, IN_FORCE_ON)}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    url = f"/v1/units/{UNIT.read(request)}/proof{'?' if query else ''}{query}"
    headers = {"Cache-Control": contract.ASK_AGAIN, "Location": url}
    headers["Ledger-Position"] = str(desk_of(request).position())
    return Response(status_code=307, headers=headers)


@state(
    router,
    "/v1/units/{unit}",
    "readUnit",
    "What holds for a unit",
    "Unit",
    UNIT,
    PROOF,
    instead=_proof_instead,
    # It changes with every round of publishing, so it is not part of what is kept.
    moving=_not_final,
)
def read_unit(view: View, unit: str, proof: bool | None) -> Members:
    """Return the sheet of a unit, as known at a position and in force on a legal day."""
    sheet = view.sheet(unit)
    subject = view.state.subject(f"unit:{unit}")
    assert subject is not None, "a unit that has a sheet exists"
    return {
        "id": unit,
        "marks": unmatched.at(view, unit),
        "name": subject.row.name,
        "object": "unit",
        "sheet": sheet,
    }


@state(
    router,
    "/v1/units/{unit}/history",
    "readHistory",
    "Every act that touches a unit",
    "History",
    UNIT,
)
def read_history(view: View, unit: str) -> Members:
    """Return the acts that touch a unit, its ancestors or its contests' decisions, in order."""
    return told(view, f"unit:{unit}")
