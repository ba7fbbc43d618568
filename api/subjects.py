"""Elections, contests, runs, material, complaints, seats: each noun has a list, a page, a history.

GET /v1/consignments?status=in_transit
GET /v1/consignments/c-1
GET /v1/consignments/c-1/history
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any, NamedTuple

from fastapi import APIRouter

from api.asking import AFTER_ID, Members, Page, cut, in_path, in_query, listing, state, subject_key
from api.history import told
from api.table import Table, columns
from ledger.nouns import subjects
from ledger.read import View

router = APIRouter(tags=["state"])

STATUS = in_query("status", "Only those that have this status.")
TYPE = in_query("type", "Only those of this type.")
PARENT = in_query(
    "parent",
    "Only those that belong to this subject (`election:local-2013`).",
    subject_key,
)


def _statuses(item: Any) -> list[str]:
    return [f"{field}={value}" for field, value in sorted(item["statuses"].items())]


ROWS = Table(
    columns(*("id", "name", "type", "parent", "since"), statuses=_statuses, url=itemgetter("url"))
)


class Noun(NamedTuple):
    """A kind of subject: the word in the address, in names of operations, and in sentences."""

    kind: str
    path: str
    operation: str
    one: str
    many: str


NOUNS = (
    Noun("election_event", "election-events", "ElectionEvent", "an election event", "election events"),
    Noun("election", "elections", "Election", "an election", "elections"),
    Noun("contest", "contests", "Contest", "a contest", "contests"),
    Noun("selection", "selections", "Selection", "a candidate, list or option", "candidates, lists and options"),
    Noun("seat", "seats", "Seat", "a seat, and who holds it", "seats"),
    Noun("run", "runs", "Run", "a run of a vote: its order and its dates", "runs of votes"),
    Noun("consignment", "consignments", "Consignment", "a consignment of ballot material", "consignments of ballot material"),
    Noun("container", "containers", "Container", "a container of ballot material", "containers of ballot material"),
    Noun("seal", "seals", "Seal", "a seal of ballot material", "seals of ballot material"),
    Noun("complaint", "complaints", "Complaint", "a complaint", "complaints"),
)  # fmt: skip
"""Every noun whose subjects acts create, and that needs no page of another kind."""


def _serve(noun: Noun) -> None:
    address = f"/v1/{noun.path}"
    identity = in_path("id", f"The id of {noun.one.partition(',')[0].partition(':')[0]}.")

    @listing(
        router,
        address,
        f"list{noun.operation}s",
        f"All {noun.many}",
        "Subjects",
        AFTER_ID,
        PARENT,
        STATUS,
        TYPE,
        rows=ROWS,
    )
    def list_them(
        view: View,
        after: str | None,
        limit: int,
        parent: str | None,
        status: str | None,
        type: str | None,
    ) -> Page:
        """Return them by id, each with the statuses that it has on the day."""
        alike = {"parent": parent, "type": type}
        given = {name: value for name, value in alike.items() if value is not None}
        found = subjects.page(
            view, noun.kind, after=after or "", limit=limit + 1, status=status, alike=given
        )
        page = cut(found, limit, lambda line: line["id"])
        return Page([line | {"url": f"{address}/{line['id']}"} for line in page.items], page.last)

    @state(
        router,
        f"{address}/{{id}}",
        f"read{noun.operation}",
        noun.one[:1].upper() + noun.one[1:],
        "Subject",
        identity,
    )
    def read_one(view: View, id: str) -> Members:
        """Return what belongs to it, what it went through, what rules on it, what is open about it."""
        found: dict[str, Any] = subjects.document(view, noun.kind, id)
        return found | {"object": noun.kind}

    @state(
        router,
        f"{address}/{{id}}/history",
        f"read{noun.operation}History",
        f"Every act that touches {noun.one.partition(',')[0].partition(':')[0]}",
        "History",
        identity,
    )
    def read_history(view: View, id: str) -> Members:
        """Return the acts that touch it, in order."""
        return told(view, f"{noun.kind}:{id}")


for each in NOUNS:
    _serve(each)
